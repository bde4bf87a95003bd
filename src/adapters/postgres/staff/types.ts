/** People of the staff as the database has them. */
import type { StaffRole } from '#domain/staff';
import type { Counting, Credentials, Recording } from '../people/types.ts';

export interface StaffMember {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly book: string | null;
  readonly language: 'zh' | 'en';
  readonly locked: boolean;
  readonly demo: boolean;
  readonly password: string;
  /** Until when the password, made by somebody else, opens the choice of an own one; `null`: it is the person's own. */
  readonly oneTimeMs: number | null;
  readonly totpSealed: string | null;
  readonly createdMs: number;
  readonly createdBy: string;
}

export type Proof = 'password' | 'password-and-code' | 'passkey';

export interface StaffSession {
  readonly id: string;
  readonly staffId: string;
  readonly startedMs: number;
  readonly seenMs: number;
  readonly provenMs: number;
  readonly proof: Proof;
  readonly address: string;
  readonly agent: string;
}

export interface NewSession extends StaffSession {
  readonly tokenSha256: string;
}

export interface StaffPage {
  readonly book: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** Throws StoreUnavailable when the database cannot be asked. */
export interface StaffStore extends Credentials, Counting, Recording {
  byLogin(login: string): Promise<StaffMember | null>;
  byId(id: string): Promise<StaffMember | null>;
  list(page: StaffPage): Promise<readonly StaffMember[]>;
  /** False where the login is taken. */
  add(member: StaffMember): Promise<boolean>;
  change(id: string, change: StaffChange): Promise<void>;
  /** Takes a code's step of time, once: false where it or a later one was taken before. */
  takeTotpStep(id: string, step: number): Promise<boolean>;
  hasDemo(): Promise<boolean>;

  openSession(session: NewSession): Promise<void>;
  /** Only while it has not ended. */
  session(
    tokenSha256: string,
  ): Promise<{ readonly session: StaffSession; readonly member: StaffMember } | null>;
  seen(id: string, nowMs: number): Promise<void>;
  proven(id: string, nowMs: number): Promise<void>;
  endSession(id: string, nowMs: number, why: string): Promise<void>;
  /** All of a person but the one given; how many ended. */
  endSessions(staffId: string, except: string | null, nowMs: number, why: string): Promise<number>;
  sessionsOf(staffId: string, limit: number): Promise<readonly StaffSession[]>;
  /** Rows that ended or began long ago are taken away. */
  forgetSessions(beforeMs: number): Promise<void>;

  close(): Promise<void>;
}

export interface StaffChange {
  readonly name?: string;
  readonly role?: StaffRole;
  readonly language?: 'zh' | 'en';
  readonly locked?: boolean;
  readonly password?: string;
  readonly oneTimeMs?: number | null;
  readonly totpSealed?: string | null;
}
