/** What the staff's and the cardholders' rows have alike. */
import type { Tries, TryRule } from '#domain/sign-in';

export interface Credential {
  readonly id: string;
  readonly ownerId: string;
  /** Base64url of the COSE key. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly createdMs: number;
  readonly usedMs: number | null;
}

/** What somebody is about to do. `who` says it for people: a login, or the command line. */
export interface NewAct {
  readonly atMs: number;
  readonly staffId: string | null;
  readonly sessionId: string | null;
  readonly who: string;
  readonly role: string | null;
  readonly book: string | null;
  readonly act: string;
  readonly subject: string | null;
  readonly requestId: string | null;
  readonly address: string | null;
  /** Of a cardholder's act. */
  readonly personId?: string;
}

export interface StaffAct extends NewAct {
  readonly no: number;
  /** `null`: under way, or the program did not survive it. */
  readonly end: { readonly atMs: number; readonly status: number; readonly outcome: string } | null;
}

export interface ActsPage {
  readonly book: string | null;
  readonly staffId: string | null;
  readonly before: number | null;
  readonly limit: number;
  /** Whose acts; those of the staff unless said otherwise. */
  readonly of?: 'staff' | 'holders';
}

export interface Credentials {
  credentials(ownerId: string): Promise<readonly Credential[]>;
  credential(id: string): Promise<Credential | null>;
  /** False where it is known already. */
  addCredential(credential: Credential): Promise<boolean>;
  /** Its counter as the authenticator told it; false where it did not grow although it counts. */
  usedCredential(id: string, counter: number, nowMs: number): Promise<boolean>;
  removeCredential(ownerId: string, id: string | null): Promise<boolean>;
}

/**
 * What failures are counted by: a login, a telephone, an address, the number of a check. The keys are hashes.
 */
export type TryKind = 'login' | 'address' | 'phone' | 'check';

export interface Counting {
  /** Counts a try if the rule lets it through: 0, else how long to wait. */
  tryOnce(kind: TryKind, key: string, rule: TryRule, nowMs: number): Promise<number>;
  forgive(kind: TryKind, key: string, whole: boolean): Promise<void>;
  tries(kind: TryKind, key: string): Promise<Tries | null>;
}

export interface Recording {
  begin(act: NewAct): Promise<number>;
  end(no: number, atMs: number, status: number, outcome: string): Promise<void>;
  acts(page: ActsPage): Promise<readonly StaffAct[]>;
}
