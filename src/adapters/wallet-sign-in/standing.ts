/** Which cardholder is signed in now, by the token of the browser and that of its device. */
import type { PersonRecord, PersonSession } from '#adapters/postgres';
import { tokenHash } from '#adapters/sign-in';
import { holderEndsAtMs, isHolderOver } from '#domain/person';
import type { HolderSignedIn, Parts } from './types.ts';

/** Acts within this time are one: a page that asks ten things writes once. */
const SEEN_EVERY_MS = 30_000;

/** The demonstration's passwords are known to everybody: they open this machine alone. */
export const mayBeHere = (parts: Parts, { state, demo }: PersonRecord, local: boolean): boolean =>
  state !== 'closed' && (!demo || (parts.demo && local));

export const signedInOf = (session: PersonSession, person: PersonRecord): HolderSignedIn => ({
  ...{ session, person },
  endsAtMs: holderEndsAtMs(session),
});

/** `null`: nobody. `quiet`: what a page asks by itself, without its person; it keeps nobody signed in. */
export async function standing(
  parts: Parts,
  given: { readonly token: string; readonly device: string },
  how: { readonly quiet: boolean; readonly local: boolean },
): Promise<HolderSignedIn | null> {
  const { store, clock } = parts;
  const nowMs = clock.nowMs();
  const found = await store.session(tokenHash(given.token), tokenHash(given.device));
  if (found === null) return null;
  const { session, person } = found;
  if (!mayBeHere(parts, person, how.local)) return null;
  if (isHolderOver(session, nowMs)) {
    await store.endSession(session.id, nowMs, 'over');
    return null;
  }
  if (how.quiet) return signedInOf(session, person);
  if (nowMs - session.seenMs > SEEN_EVERY_MS) await store.seen(session.id, nowMs);
  return signedInOf({ ...session, seenMs: nowMs }, person);
}
