/** Passkeys of the staff: signing in by one, and proving by one who is there. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Credential, StaffMember } from '#adapters/postgres';
import { createPasskeyBook, type PasskeyOwner, type RelyingParty } from './passkey-book.ts';
import { counts, open } from './signing-in.ts';
import { mayBeHere } from './standing.ts';
import type { Opened, Parts, Place, Refused, SignedIn, Told } from './types.ts';

export interface Passkeys {
  signInOptions(relyingParty: RelyingParty): Promise<unknown>;
  signIn(
    place: Place,
    relyingParty: RelyingParty,
    response: AuthenticationResponseJSON,
  ): Promise<Told<Opened | Refused>>;
  proofOptions(signedIn: SignedIn, relyingParty: RelyingParty): Promise<unknown>;
  prove(
    signedIn: SignedIn,
    relyingParty: RelyingParty,
    response: AuthenticationResponseJSON,
  ): Promise<boolean>;
  addOptions(member: StaffMember, relyingParty: RelyingParty): Promise<unknown>;
  /** `null`: the answer is not valid, or the passkey is known already. */
  add(
    member: StaffMember,
    relyingParty: RelyingParty,
    given: { readonly label: string; readonly response: RegistrationResponseJSON },
  ): Promise<Credential | null>;
  list(staffId: string): Promise<readonly Credential[]>;
  remove(staffId: string, id: string | null): Promise<boolean>;
}

const ownerOf = ({ id, login, name }: StaffMember): PasskeyOwner => ({ id, name: login, displayName: name });

export function createPasskeys(parts: Parts): Passkeys {
  const { store, clock } = parts;
  const book = createPasskeyBook(parts);
  const NOT_VALID: Refused = { refused: 'passkey-not-valid' };
  const proofOf = (ownerId: string) => ({ purpose: 'proof', ownerId }) as const;
  const SIGN_IN = { purpose: 'sign-in', ownerId: null } as const;
  return {
    signInOptions: (relyingParty) => book.ask(relyingParty, SIGN_IN),
    async signIn(place, relyingParty, response) {
      const wait = await counts(parts, place, null);
      if (wait !== null) return { member: null, result: wait };
      const known = await book.checked(relyingParty, SIGN_IN, response);
      const member = known === null ? null : await store.byId(known.ownerId);
      if (member === null || !mayBeHere(parts, member, place.local)) return { member, result: NOT_VALID };
      return { member, result: await open(parts, member, place, 'passkey') };
    },
    proofOptions: ({ member }, relyingParty) => book.ask(relyingParty, proofOf(member.id)),
    async prove({ member, session }, relyingParty, response) {
      if ((await book.checked(relyingParty, proofOf(member.id), response)) === null) return false;
      await store.proven(session.id, clock.nowMs());
      return true;
    },
    addOptions: (member, relyingParty) => book.addOptions(ownerOf(member), relyingParty),
    add: (member, relyingParty, given) => book.add(ownerOf(member), relyingParty, given),
    list: book.list,
    remove: book.remove,
  };
}
