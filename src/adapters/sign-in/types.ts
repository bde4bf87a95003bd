/** What the doors of this room take and give. */
import type { StaffMember, StaffSession, StaffStore } from '#adapters/postgres';
import type { Clock, SecurityModule } from '#engine';
import type { Passwords } from './passwords.ts';

export interface SignInOptions {
  readonly store: StaffStore;
  readonly security: Pick<SecurityModule, 'seal' | 'unseal'>;
  readonly clock: Clock;
  /** Identities of the demonstration, whose passwords everybody knows, may sign in. */
  readonly demo: boolean;
  readonly passwords?: Passwords;
}

export interface Parts extends SignInOptions {
  readonly passwords: Passwords;
}

/** From where somebody calls: an address (of IPv6 its network), and what the browser says of itself. */
export interface Place {
  readonly address: string;
  readonly agent: string;
  /** This machine, at a name of the loopback, without a proxy in between. */
  readonly local: boolean;
}

/** What a person has to do before anything else is open. */
export type Need = 'new-password' | 'second-factor';

/** Somebody who is signed in, as of now. */
export interface SignedIn {
  readonly session: StaffSession;
  readonly member: StaffMember;
  readonly needs: readonly Need[];
  readonly endsAtMs: number;
}

export type Refused =
  | { readonly refused: 'sign-in-failed' | 'second-factor-wrong' | 'sign-in-busy' | 'passkey-not-valid' }
  | { readonly refused: 'second-factor-needed'; readonly factors: readonly ('code' | 'passkey')[] }
  | { readonly refused: 'too-many-tries'; readonly waitMs: number };

/** `token` goes to the browser and is kept nowhere. */
export type Opened = { readonly token: string; readonly signedIn: SignedIn };

/** Who tried, for the record: only a login that exists is written down, as people type passwords there. */
export interface Told<T> {
  readonly result: T;
  readonly member: StaffMember | null;
}
