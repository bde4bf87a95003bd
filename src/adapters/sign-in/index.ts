/** Signing in: passwords, codes, passkeys, and how long somebody is known. */

export { createSignInDesk, type SignInDesk } from './desk.ts';
export {
  createManaging,
  type Managing,
  type MemberChange,
  type NewMember,
  type OneTime,
} from './managing.ts';
export {
  createPasskeyBook,
  PASSKEYS_MAX,
  type PasskeyBook,
  type PasskeyOwner,
  type RelyingParty,
} from './passkey-book.ts';
export { Passwords, TooManySignIns } from './passwords.ts';
export { csrfOf, keyOfTry, newId, newToken, tokenHash } from './secrets.ts';
export { codeAt, stepOf } from './totp.ts';
export { AGENT_MAX, countTry, forgiveTry } from './tries.ts';
export type { Need, Opened, Place, Refused, SignedIn, Told } from './types.ts';
