import type { StaffRole } from '#domain/staff';
import type { Proof, StaffMember, StaffSession } from './types.ts';

export interface StaffRow {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly book: string | null;
  readonly language: 'zh' | 'en';
  readonly locked: boolean;
  readonly demo: boolean;
  readonly password: string;
  readonly one_time_ms: string | null;
  readonly totp_sealed: string | null;
  readonly created_ms: string;
  readonly created_by: string;
}

export const staffOf = (row: StaffRow): StaffMember => ({
  ...{ id: row.id, login: row.login, name: row.name, role: row.role, book: row.book, language: row.language },
  ...{ locked: row.locked, demo: row.demo, password: row.password, totpSealed: row.totp_sealed },
  oneTimeMs: row.one_time_ms === null ? null : Number(row.one_time_ms),
  createdMs: Number(row.created_ms),
  createdBy: row.created_by,
});

export interface SessionRow {
  readonly session_id: string;
  readonly staff_id: string;
  readonly started_ms: string;
  readonly seen_ms: string;
  readonly proven_ms: string;
  readonly proof: Proof;
  readonly address: string;
  readonly agent: string;
}

export const SESSION_COLUMNS =
  's.id AS session_id, s.staff_id, s.started_ms, s.seen_ms, s.proven_ms, s.proof, s.address, s.agent';

export const sessionOf = (row: SessionRow): StaffSession => ({
  ...{ id: row.session_id, staffId: row.staff_id, proof: row.proof, address: row.address, agent: row.agent },
  startedMs: Number(row.started_ms),
  seenMs: Number(row.seen_ms),
  provenMs: Number(row.proven_ms),
});
