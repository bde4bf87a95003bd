/** Cardholders sign in: by telephone and password or code, at devices that are known. */

export type { BegunCheck, Checks, StaffDecision } from './checks.ts';
export { createWalletSignIn, type WalletSignInDesk } from './desk.ts';
export type { KeptText } from './kept-texts.ts';
export { type ClearDetails, clearDetails, type NewPerson, personRow } from './new-person.ts';
export type { HeldProof, Proven } from './proving.ts';
export type { HolderCredentials } from './signing-in.ts';
export type { SignUp } from './signing-up.ts';
export type {
  HolderOpened,
  HolderPlace,
  HolderRefused,
  HolderSignedIn,
  HolderTold,
  Wallets,
} from './types.ts';
export { engineWallets } from './wallets.ts';
