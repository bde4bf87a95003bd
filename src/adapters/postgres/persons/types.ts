/** Cardholders as the database has them. */
import type { CodePurpose, PersonId, PersonState, Proof, ProofKind } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import type { Counting, Credentials } from '../people/types.ts';

export interface SealedDetail {
  /** Sealed, and bound to the row. */
  readonly sealed: string;
  readonly masked: string;
}

export interface IndexedDetail extends SealedDetail {
  /** Keyed: equal for equal values. */
  readonly index: string;
}

export interface PersonRecord {
  readonly id: PersonId;
  readonly walletId: WalletId;
  readonly state: PersonState;
  readonly phone: IndexedDetail;
  readonly idNumber: IndexedDetail;
  readonly name: SealedDetail;
  readonly password: string;
  readonly language: 'zh' | 'en';
  readonly demo: boolean;
  readonly createdMs: number;
  readonly closedMs: number | null;
}

export type OpenedBy = 'password' | 'sms-code' | 'password-and-code' | 'passkey';

export interface PersonSession {
  readonly id: string;
  readonly personId: PersonId;
  readonly deviceSha256: string;
  readonly openedBy: OpenedBy;
  readonly startedMs: number;
  readonly seenMs: number;
  readonly address: string;
  readonly agent: string;
}

export interface NewPersonSession extends PersonSession {
  readonly tokenSha256: string;
}

export interface NewCode {
  readonly id: string;
  readonly purpose: CodePurpose;
  readonly phoneIndex: string;
  /** Of a proof: it is that session's alone. */
  readonly sessionId: string | null;
  readonly act: string | null;
  readonly codeMark: string;
  readonly sentMs: number;
  readonly deviceKey: string;
  readonly addressKey: string;
}

/** A text for the outbox. `secretSeal`: what is put in where the mark of secrets stands. */
export interface NewText {
  readonly id: string;
  readonly book: string;
  readonly subject: string;
  readonly kind: string;
  readonly numberIndex: string;
  readonly numberSeal: string;
  readonly numberMask: string;
  readonly lang: 'zh' | 'en';
  readonly text: string;
  readonly createdMs: number;
  readonly secretSeal: string | null;
  /** Later it is not sent any more. */
  readonly untilMs: number | null;
}

export interface CodeAsked {
  readonly phoneIndex: string;
  readonly purpose: CodePurpose;
  readonly sessionId: string | null;
}

export interface SentCode {
  readonly id: string;
  readonly act: string | null;
}

export interface CheckRecord {
  readonly id: string;
  readonly kind: 'staff' | 'face';
  readonly personId: PersonId;
  readonly sessionId: string;
  readonly act: string | null;
  readonly tokenMark: string;
  readonly state: 'open' | 'passed' | 'failed' | 'over';
  readonly askedMs: number;
  readonly untilMs: number;
  readonly endedMs: number | null;
  readonly decidedBy: string | null;
  readonly note: string | null;
}

export interface PersonChange {
  readonly password?: string;
  readonly language?: 'zh' | 'en';
}

/** Throws StoreUnavailable when the database cannot be asked. */
export interface PersonStore extends Credentials, Counting {
  /** Whoever has this telephone now. */
  byPhone(index: string): Promise<PersonRecord | null>;
  byId(id: string): Promise<PersonRecord | null>;
  byWallet(walletId: string): Promise<PersonRecord | null>;
  /** Wallets of one identity number, the newest first. */
  byIdNumber(index: string, limit: number): Promise<readonly PersonRecord[]>;
  /** False where somebody has the telephone. */
  add(person: PersonRecord): Promise<boolean>;
  change(id: PersonId, change: PersonChange): Promise<void>;
  /** From one state to another; false where it was another one. */
  moveTo(id: PersonId, from: PersonState, to: PersonState, nowMs: number): Promise<boolean>;
  /** Persons whose wallet was not confirmed, signed up before then. */
  opening(beforeMs: number, limit: number): Promise<readonly PersonRecord[]>;
  hasDemo(): Promise<boolean>;

  knowsDevice(id: PersonId, deviceSha256: string, sinceMs: number): Promise<boolean>;
  rememberDevice(id: PersonId, deviceSha256: string, agent: string, nowMs: number): Promise<void>;
  /** All but the one given. */
  forgetDevices(id: PersonId, except: string | null): Promise<void>;

  openSession(session: NewPersonSession): Promise<void>;
  /** Only while it has not ended, and only at its own device. */
  session(
    tokenSha256: string,
    deviceSha256: string,
  ): Promise<{ readonly session: PersonSession; readonly person: PersonRecord } | null>;
  seen(id: string, nowMs: number): Promise<void>;
  endSession(id: string, nowMs: number, why: string): Promise<void>;
  /** All of a person but the one given; how many ended. */
  endSessions(id: PersonId, except: string | null, nowMs: number, why: string): Promise<number>;
  sessionsOf(id: PersonId, limit: number): Promise<readonly PersonSession[]>;
  forgetSessions(beforeMs: number): Promise<void>;

  prove(sessionId: string, proof: Proof): Promise<void>;
  proofs(sessionId: string, sinceMs: number): Promise<readonly Proof[]>;
  /** Proofs of these kinds that were for this act, or for none, prove nothing any more. */
  spendProofs(sessionId: string, act: string | null, kinds: readonly ProofKind[]): Promise<void>;

  /** Stores a code and the text that brings it, and ends older ones; 0, else how long to wait. */
  sendCode(code: NewCode, text: NewText): Promise<number>;
  /** Counts a try and takes the code if it is right; `isRight` compares with what is stored. */
  takeCode(
    asked: CodeAsked,
    isRight: (id: string, codeMark: string) => Promise<boolean>,
    nowMs: number,
  ): Promise<SentCode | null>;
  addText(text: NewText): Promise<void>;

  addCheck(check: CheckRecord): Promise<void>;
  check(id: string): Promise<CheckRecord | null>;
  /** An open one, in time. */
  checkByToken(kind: CheckRecord['kind'], tokenMark: string, nowMs: number): Promise<CheckRecord | null>;
  openChecks(kind: CheckRecord['kind'], nowMs: number, limit: number): Promise<readonly CheckRecord[]>;
  /** False where it was not open any more. */
  endCheck(
    id: string,
    end: Pick<CheckRecord, 'decidedBy' | 'note'> & { readonly state: 'passed' | 'failed' | 'over' },
    nowMs: number,
  ): Promise<boolean>;
  /** The one in force. */
  consent(
    personId: string,
    kind: 'face',
  ): Promise<{ readonly edition: string; readonly givenMs: number } | null>;
  giveConsent(consent: {
    readonly id: string;
    readonly personId: PersonId;
    readonly kind: 'face';
    readonly edition: string;
    readonly givenMs: number;
  }): Promise<void>;
  /** Ends what is under way by it, too; false where none was in force. */
  withdrawConsent(personId: string, kind: 'face', nowMs: number): Promise<boolean>;

  close(): Promise<void>;
}
