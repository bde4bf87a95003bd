/** Passkeys of cardholders: the fingerprint or the face that the device itself checks. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Credential } from '#adapters/postgres';
import { createPasskeyBook, type RelyingParty } from '#adapters/sign-in';
import { type Proven, proven } from './proving.ts';
import type { HolderSignedIn, Parts } from './types.ts';

export interface HolderPasskeys {
  list(personId: string): Promise<readonly Credential[]>;
  remove(personId: string, id: string | null): Promise<boolean>;
  addOptions(signedIn: HolderSignedIn, relyingParty: RelyingParty): Promise<unknown>;
  /** `null`: the answer is not valid, the passkey is known already, or there are too many. */
  add(
    signedIn: HolderSignedIn,
    relyingParty: RelyingParty,
    given: { readonly label: string; readonly response: RegistrationResponseJSON },
  ): Promise<Credential | null>;
  proofOptions(signedIn: HolderSignedIn, relyingParty: RelyingParty, act: string | null): Promise<unknown>;
  prove(
    signedIn: HolderSignedIn,
    relyingParty: RelyingParty,
    given: { readonly response: AuthenticationResponseJSON; readonly act: string | null },
  ): Promise<Proven>;
}

export function createHolderPasskeys(parts: Parts): HolderPasskeys {
  const book = createPasskeyBook(parts);
  // The browser's list of passkeys shows whose each is.
  const ownerOf = ({ person }: HolderSignedIn) => ({
    ...{ id: person.id, name: person.phone.masked, displayName: `原路钱包 ${person.phone.masked}` },
  });
  // A challenge of another session, or for another act, is none.
  const question = ({ person, session }: HolderSignedIn, act: string | null) =>
    ({ purpose: 'proof', ownerId: person.id, boundTo: `${session.id} ${act ?? ''}` }) as const;
  return {
    list: book.list,
    remove: book.remove,
    addOptions: (signedIn, relyingParty) => book.addOptions(ownerOf(signedIn), relyingParty),
    add: (signedIn, relyingParty, given) => book.add(ownerOf(signedIn), relyingParty, given),
    proofOptions: (signedIn, relyingParty, act) => book.ask(relyingParty, question(signedIn, act)),
    async prove(signedIn, relyingParty, { response, act }) {
      const known = await book.checked(relyingParty, question(signedIn, act), response);
      return known === null ? { refused: 'passkey-not-valid' } : proven(parts, signedIn, 'passkey', act);
    },
  };
}
