/** Tries of whomever to get in, counted by address and by the name that is tried. */
import type { Counting, TryKind } from '#adapters/postgres';
import { ADDRESS_TRIES, LOGIN_TRIES } from '#domain/sign-in';
import type { Clock } from '#engine';
import { keyOfTry } from './secrets.ts';
import type { Place } from './types.ts';

/** What the browser says of itself is kept for its owner to recognise, no longer than that takes. */
export const AGENT_MAX = 160;

interface Parts {
  readonly store: Counting;
  readonly clock: Clock;
}

/** A name that is tried: whoever it belongs to, if anybody. */
export interface Tried {
  readonly kind: Exclude<TryKind, 'address'>;
  readonly text: string;
}

/** Counts a try by address and by name; 0: go on, else how long to wait. */
export async function countTry(parts: Parts, place: Place, tried: Tried | null): Promise<number> {
  const { store, clock } = parts;
  const nowMs = clock.nowMs();
  const ofAddress = await store.tryOnce('address', keyOfTry(place.address), ADDRESS_TRIES, nowMs);
  if (ofAddress > 0 || tried === null) return ofAddress;
  return store.tryOnce(tried.kind, keyOfTry(tried.text), LOGIN_TRIES, nowMs);
}

export async function forgiveTry({ store }: Parts, place: Place, tried: Tried): Promise<void> {
  await store.forgive(tried.kind, keyOfTry(tried.text), true);
  await store.forgive('address', keyOfTry(place.address), false);
}
