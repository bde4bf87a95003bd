import type { PeoplePool } from '../people/pool.ts';
import { SESSION_COLUMNS, type SessionRow, type StaffRow, sessionOf, staffOf } from './rows.ts';
import type { StaffStore } from './types.ts';

type Sessions = Pick<
  StaffStore,
  | 'openSession'
  | 'session'
  | 'seen'
  | 'proven'
  | 'endSession'
  | 'endSessions'
  | 'sessionsOf'
  | 'forgetSessions'
>;

const OPEN_MAX = 10;

export function sessions(pool: PeoplePool): Sessions {
  return {
    async openSession(session) {
      const { id, tokenSha256, staffId, startedMs, seenMs, provenMs, proof, address, agent } = session;
      await pool.changed(
        `INSERT INTO staff_session (id, token_sha256, staff_id, started_ms, seen_ms, proven_ms, proof, address, agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, tokenSha256, staffId, startedMs, seenMs, provenMs, proof, address, agent],
      );
      // One person at more browsers than this has forgotten some of them.
      await pool.changed(
        `UPDATE staff_session SET ended_ms = $2, ended_why = 'too-many' WHERE id IN (SELECT id FROM staff_session
         WHERE staff_id = $1 AND ended_ms IS NULL ORDER BY started_ms DESC, id OFFSET $3)`,
        [staffId, startedMs, OPEN_MAX],
      );
    },
    async session(tokenSha256) {
      const [row] = await pool.rows<SessionRow & StaffRow>(
        `SELECT m.*, ${SESSION_COLUMNS} FROM staff_session s JOIN staff m ON m.id = s.staff_id
         WHERE s.token_sha256 = $1 AND s.ended_ms IS NULL`,
        [tokenSha256],
      );
      return row === undefined ? null : { session: sessionOf(row), member: staffOf(row) };
    },
    async seen(id, nowMs) {
      await pool.changed('UPDATE staff_session SET seen_ms = $2 WHERE id = $1 AND seen_ms < $2', [id, nowMs]);
    },
    async proven(id, nowMs) {
      await pool.changed(
        'UPDATE staff_session SET proven_ms = $2, seen_ms = $2 WHERE id = $1 AND ended_ms IS NULL',
        [id, nowMs],
      );
    },
    async endSession(id, nowMs, why) {
      await pool.changed(
        'UPDATE staff_session SET ended_ms = $2, ended_why = $3 WHERE id = $1 AND ended_ms IS NULL',
        [id, nowMs, why],
      );
    },
    endSessions: (staffId, except, nowMs, why) =>
      pool.changed(
        `UPDATE staff_session SET ended_ms = $3, ended_why = $4
         WHERE staff_id = $1 AND ended_ms IS NULL AND ($2::text IS NULL OR id <> $2)`,
        [staffId, except, nowMs, why],
      ),
    async sessionsOf(staffId, limit) {
      const rows = await pool.rows<SessionRow>(
        `SELECT ${SESSION_COLUMNS} FROM staff_session s WHERE s.staff_id = $1 AND s.ended_ms IS NULL
         ORDER BY s.started_ms DESC LIMIT $2`,
        [staffId, limit],
      );
      return rows.map(sessionOf);
    },
    async forgetSessions(beforeMs) {
      await pool.changed('DELETE FROM staff_session WHERE started_ms < $1', [beforeMs]);
    },
  };
}
