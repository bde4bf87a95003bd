/** Who is signed in now, by the token of the browser. */
import type { StaffMember, StaffSession } from '#adapters/postgres';
import { endsAtMs, isOver, needsSecondFactor } from '#domain/staff';
import { tokenHash } from './secrets.ts';
import type { Need, Parts, SignedIn } from './types.ts';

/** Acts within this time are one: a page that asks ten things writes once. */
const SEEN_EVERY_MS = 30_000;

/** The demonstration's passwords are known to everybody: they open this machine alone. */
export const mayBeHere = (parts: Parts, { locked, demo }: StaffMember, local: boolean): boolean =>
  !locked && (!demo || (parts.demo && local));

async function needsOf(parts: Parts, member: StaffMember): Promise<readonly Need[]> {
  if (member.demo) return [];
  const needs: Need[] = member.oneTimeMs === null ? [] : ['new-password'];
  if (!needsSecondFactor(member.role) || member.totpSealed !== null) return needs;
  const passkeys = await parts.store.credentials(member.id);
  return passkeys.length > 0 ? needs : [...needs, 'second-factor'];
}

export async function signedInOf(
  parts: Parts,
  session: StaffSession,
  member: StaffMember,
): Promise<SignedIn> {
  return { session, member, needs: await needsOf(parts, member), endsAtMs: endsAtMs(member.role, session) };
}

/**
 * `null`: nobody. `quiet`: what a page asks by itself, without its person; it keeps nobody signed in.
 */
export async function standing(
  parts: Parts,
  token: string,
  how: { readonly quiet: boolean; readonly local: boolean },
): Promise<SignedIn | null> {
  const { store, clock } = parts;
  const nowMs = clock.nowMs();
  const found = await store.session(tokenHash(token));
  if (found === null) return null;
  const { session, member } = found;
  if (!mayBeHere(parts, member, how.local)) return null;
  if (isOver(member.role, session, nowMs)) {
    await store.endSession(session.id, nowMs, 'over');
    return null;
  }
  if (how.quiet) return signedInOf(parts, session, member);
  if (nowMs - session.seenMs > SEEN_EVERY_MS) await store.seen(session.id, nowMs);
  return signedInOf(parts, { ...session, seenMs: nowMs }, member);
}
