/**
 * Signing in with a telephone and a password, a code, or both at a device that is new. A telephone that nobody has
 * costs the same work and gets the same answer as a wrong password.
 */
import type { OpenedBy, PersonRecord } from '#adapters/postgres';
import {
  AGENT_MAX,
  countTry,
  forgiveTry,
  newId,
  newToken,
  TooManySignIns,
  tokenHash,
} from '#adapters/sign-in';
import { DEVICE_KNOWN_MS, normalPhone } from '#domain/person';
import { openWallet } from './signing-up.ts';
import { mayBeHere, signedInOf } from './standing.ts';
import type { HolderOpened, HolderPlace, HolderRefused, HolderTold, Parts } from './types.ts';

export interface HolderCredentials {
  readonly phone: string;
  readonly password: string | null;
  readonly code: string | null;
}

/** Takes a code that was sent to this telephone; false for every wrong one. */
export type TakesCode = (phoneIndex: string, code: string) => Promise<boolean>;

/** By its keyed index a telephone is found; it stands nowhere in the clear. */
export const phoneIndex = (parts: Pick<Parts, 'security'>, phone: string): Promise<string> =>
  parts.security.mark('telephone', phone);

/** Always a new token: one that somebody planted before is worth nothing. */
export async function open(
  parts: Parts,
  person: PersonRecord,
  place: HolderPlace,
  openedBy: OpenedBy,
): Promise<HolderOpened> {
  const { store, clock } = parts;
  const nowMs = clock.nowMs();
  const token = newToken();
  const deviceSha256 = tokenHash(place.device);
  const agent = place.agent.slice(0, AGENT_MAX);
  const session = {
    ...{ id: newId('sit'), personId: person.id, deviceSha256, openedBy, agent },
    ...{ startedMs: nowMs, seenMs: nowMs, address: place.address },
  };
  await store.openSession({ ...session, tokenSha256: tokenHash(token) });
  // What opened the sign-in was proven just now, for nothing in particular.
  const kinds = openedBy === 'password-and-code' ? (['password', 'sms-code'] as const) : [openedBy];
  for (const kind of kinds) await store.prove(session.id, { kind, act: null, atMs: nowMs });
  await store.rememberDevice(person.id, deviceSha256, agent, nowMs);
  return { token, signedIn: signedInOf(session, person) };
}

interface Judged {
  readonly person: PersonRecord | null;
  readonly result: OpenedBy | HolderRefused;
}

async function judged(
  parts: Parts,
  place: HolderPlace,
  given: HolderCredentials & { readonly index: string },
  takesCode: TakesCode,
): Promise<Judged> {
  const { index } = given;
  const person = await parts.store.byPhone(index);
  const usable = person !== null && mayBeHere(parts, person, place.local);
  const failed = { person, result: { refused: 'phone-sign-in-failed' } } as const;
  if (given.password === null) {
    // The code is taken whether somebody has the telephone or not: it went there all the same.
    const right = given.code !== null && (await takesCode(index, given.code));
    return right && usable ? { person, result: 'sms-code' } : failed;
  }
  const fits = await parts.passwords.fits(given.password, usable ? person.password : null);
  if (!fits || person === null) return failed;
  if (given.code !== null)
    return (await takesCode(index, given.code))
      ? { person, result: 'password-and-code' }
      : { person, result: { refused: 'code-wrong' } };
  const since = parts.clock.nowMs() - DEVICE_KNOWN_MS;
  // The demonstration is this machine's alone: it needs no second look at it.
  const known = person.demo || (await parts.store.knowsDevice(person.id, tokenHash(place.device), since));
  return known ? { person, result: 'password' } : { person, result: { refused: 'device-code-needed' } };
}

export async function signIn(
  parts: Parts,
  place: HolderPlace,
  given: HolderCredentials,
  takesCode: TakesCode,
): Promise<HolderTold<HolderOpened | HolderRefused>> {
  const index = await phoneIndex(parts, normalPhone(given.phone));
  const tried = { kind: 'phone', text: index } as const;
  const waitMs = await countTry(parts, place, tried);
  if (waitMs > 0) return { person: null, result: { refused: 'too-many-tries', waitMs } };
  try {
    const { person, result } = await judged(parts, place, { ...given, index }, takesCode);
    if (typeof result === 'object') {
      // The password was right: the way to the code is no failure.
      if (result.refused === 'device-code-needed') await forgiveTry(parts, place, tried);
      return { person, result };
    }
    if (person === null) return { person, result: { refused: 'phone-sign-in-failed' } };
    await forgiveTry(parts, place, tried);
    if (person.state === 'opening') await openWallet(parts, person);
    return { person, result: await open(parts, person, place, result) };
  } catch (error) {
    if (error instanceof TooManySignIns) return { person: null, result: { refused: 'sign-in-busy' } };
    throw error;
  }
}
