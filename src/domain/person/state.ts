/** A cardholder as a person: one wallet, one telephone, and what is kept of both after the end. */

export type PersonId = string & { readonly __brand: 'PersonId' };

/**
 * - `opening` signed up; the wallet itself is not confirmed to be there yet
 * - `active` signs in
 * - `closed` the wallet is closed: nobody signs in, the telephone is free for somebody else, the data stays locked
 */
export const PERSON_STATES = ['opening', 'active', 'closed'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

export type PersonEvent = 'wallet-opened' | 'wallet-closed';

/** Total: what is not said here leaves the state as it is. */
export function evolvePerson(state: PersonState, event: PersonEvent): PersonState {
  if (state === 'opening' && event === 'wallet-opened') return 'active';
  if (event === 'wallet-closed') return 'closed';
  return state;
}

/** Whose telephone is taken: two of these with one telephone cannot be. */
export const holdsPhone = (state: PersonState): boolean => state !== 'closed';
