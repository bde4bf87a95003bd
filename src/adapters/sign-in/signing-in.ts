/** Signing in with a password, and a code where the person has set one up. */
import type { Proof, StaffMember } from '#adapters/postgres';
import { normalLogin } from '#domain/staff';
import { TooManySignIns } from './passwords.ts';
import { newId, newToken, tokenHash } from './secrets.ts';
import { mayBeHere, signedInOf } from './standing.ts';
import { stepOfCode } from './totp.ts';
import { AGENT_MAX, countTry, forgiveTry } from './tries.ts';
import type { Opened, Parts, Place, Refused, Told } from './types.ts';

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly code: string | null;
}

/** Counts a try by address and by login; `null`: go on. */
export async function counts(parts: Parts, place: Place, login: string | null): Promise<Refused | null> {
  const waitMs = await countTry(parts, place, login === null ? null : { kind: 'login', text: login });
  return waitMs > 0 ? { refused: 'too-many-tries', waitMs } : null;
}

export const forgiven = (parts: Parts, place: Place, login: string): Promise<void> =>
  forgiveTry(parts, place, { kind: 'login', text: login });

/** The code of now, never seen before. */
export async function takesCode(parts: Parts, member: StaffMember, code: string): Promise<boolean> {
  if (member.totpSealed === null) return false;
  const secret = Buffer.from(
    await parts.security.unseal('staff-code', member.totpSealed, member.id),
    'base64',
  );
  const step = stepOfCode(secret, code, parts.clock.nowMs());
  secret.fill(0);
  return step !== null && (await parts.store.takeTotpStep(member.id, step));
}

/** Always a new token: one that somebody planted before is worth nothing. */
export async function open(parts: Parts, member: StaffMember, place: Place, proof: Proof): Promise<Opened> {
  const { store, clock } = parts;
  const nowMs = clock.nowMs();
  const token = newToken();
  const session = {
    ...{ id: newId('sit'), staffId: member.id, startedMs: nowMs, seenMs: nowMs, provenMs: nowMs, proof },
    ...{ address: place.address, agent: place.agent.slice(0, AGENT_MAX) },
  };
  await store.openSession({ ...session, tokenSha256: tokenHash(token) });
  return { token, signedIn: await signedInOf(parts, session, member) };
}

/** The same refusal, as late, whether there is no such login, the password is wrong, or the identity is locked. */
export async function proves(parts: Parts, place: Place, given: Credentials): Promise<Told<Proof | Refused>> {
  const login = normalLogin(given.login);
  const member = await parts.store.byLogin(login);
  const usable = member !== null && mayBeHere(parts, member, place.local);
  const inTime = member?.oneTimeMs == null || member.oneTimeMs > parts.clock.nowMs();
  const fits = await parts.passwords.fits(given.password, usable && inTime ? member.password : null);
  if (!fits || member === null) return { member, result: { refused: 'sign-in-failed' } };
  if (member.totpSealed === null) {
    const [passkey] = await parts.store.credentials(member.id);
    // Whoever has a passkey proves two things with it; the password alone would prove one.
    if (passkey !== undefined)
      return { member, result: { refused: 'second-factor-needed', factors: ['passkey'] } };
    return { member, result: 'password' };
  }
  if (given.code === null) return { member, result: { refused: 'second-factor-needed', factors: ['code'] } };
  return (await takesCode(parts, member, given.code))
    ? { member, result: 'password-and-code' }
    : { member, result: { refused: 'second-factor-wrong' } };
}

export async function signInByPassword(
  parts: Parts,
  place: Place,
  given: Credentials,
): Promise<Told<Opened | Refused>> {
  const login = normalLogin(given.login);
  const wait = await counts(parts, place, login);
  if (wait !== null) return { member: null, result: wait };
  try {
    const { member, result } = await proves(parts, place, given);
    if (typeof result === 'object' || member === null)
      return { member, result: typeof result === 'object' ? result : { refused: 'sign-in-failed' } };
    await forgiven(parts, place, login);
    return { member, result: await open(parts, member, place, result) };
  } catch (error) {
    if (error instanceof TooManySignIns) return { member: null, result: { refused: 'sign-in-busy' } };
    throw error;
  }
}
