import type { PersonId, Proof } from '#domain/person';
import type { PeoplePool } from '../people/pool.ts';
import { type PersonRow, personOf } from './people.ts';
import type { OpenedBy, PersonSession, PersonStore } from './types.ts';

interface SessionRow {
  readonly session_id: string;
  readonly person_id: string;
  readonly device_sha256: string;
  readonly opened_by: OpenedBy;
  readonly started_ms: string;
  readonly seen_ms: string;
  readonly address: string;
  readonly agent: string;
}

const COLUMNS =
  's.id AS session_id, s.person_id, s.device_sha256, s.opened_by, s.started_ms, s.seen_ms, s.address, s.agent';

const sessionOf = (row: SessionRow): PersonSession => ({
  ...{ id: row.session_id, personId: row.person_id as PersonId, deviceSha256: row.device_sha256 },
  ...{ openedBy: row.opened_by, address: row.address, agent: row.agent },
  startedMs: Number(row.started_ms),
  seenMs: Number(row.seen_ms),
});

/** One person at more devices than this has forgotten some of them. */
const OPEN_MAX = 5;
const DEVICES_MAX = 10;

type Devices = Pick<PersonStore, 'knowsDevice' | 'rememberDevice' | 'forgetDevices'>;

export const devices = (pool: PeoplePool): Devices => ({
  knowsDevice: async (id, deviceSha256, sinceMs) =>
    (
      await pool.rows(
        'SELECT FROM person_device WHERE person_id = $1 AND device_sha256 = $2 AND last_ms >= $3',
        [id, deviceSha256, sinceMs],
      )
    ).length > 0,
  async rememberDevice(id, deviceSha256, agent, nowMs) {
    await pool.changed(
      `INSERT INTO person_device (person_id, device_sha256, agent, first_ms, last_ms) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (person_id, device_sha256) DO UPDATE SET last_ms = excluded.last_ms`,
      [id, deviceSha256, agent, nowMs],
    );
    await pool.changed(
      `DELETE FROM person_device WHERE person_id = $1 AND device_sha256 IN (SELECT device_sha256 FROM person_device
       WHERE person_id = $1 ORDER BY last_ms DESC, device_sha256 OFFSET $2)`,
      [id, DEVICES_MAX],
    );
  },
  async forgetDevices(id, except) {
    await pool.changed(
      'DELETE FROM person_device WHERE person_id = $1 AND ($2::text IS NULL OR device_sha256 <> $2)',
      [id, except],
    );
  },
});

type Sessions = Pick<
  PersonStore,
  'openSession' | 'session' | 'seen' | 'endSession' | 'endSessions' | 'sessionsOf' | 'forgetSessions'
>;

export function sessions(pool: PeoplePool): Sessions {
  return {
    async openSession({
      id,
      tokenSha256,
      deviceSha256,
      personId,
      openedBy,
      startedMs,
      seenMs,
      address,
      agent,
    }) {
      await pool.changed(
        `INSERT INTO person_session (id, token_sha256, device_sha256, person_id, opened_by, started_ms, seen_ms,
           address, agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, tokenSha256, deviceSha256, personId, openedBy, startedMs, seenMs, address, agent],
      );
      await pool.changed(
        `UPDATE person_session SET ended_ms = $2, ended_why = 'too-many' WHERE id IN (SELECT id FROM person_session
         WHERE person_id = $1 AND ended_ms IS NULL ORDER BY started_ms DESC, id OFFSET $3)`,
        [personId, startedMs, OPEN_MAX],
      );
    },
    async session(tokenSha256, deviceSha256) {
      const [row] = await pool.rows<SessionRow & PersonRow>(
        `SELECT p.*, ${COLUMNS} FROM person_session s JOIN person p ON p.id = s.person_id
         WHERE s.token_sha256 = $1 AND s.device_sha256 = $2 AND s.ended_ms IS NULL
           AND NOT EXISTS (SELECT FROM wallet w WHERE w.id = p.wallet_id AND w.state = 'closed')`,
        [tokenSha256, deviceSha256],
      );
      return row === undefined ? null : { session: sessionOf(row), person: personOf(row) };
    },
    async seen(id, nowMs) {
      await pool.changed('UPDATE person_session SET seen_ms = $2 WHERE id = $1 AND seen_ms < $2', [
        ...[id, nowMs],
      ]);
    },
    async endSession(id, nowMs, why) {
      await pool.changed(
        'UPDATE person_session SET ended_ms = $2, ended_why = $3 WHERE id = $1 AND ended_ms IS NULL',
        [id, nowMs, why],
      );
    },
    endSessions: (id, except, nowMs, why) =>
      pool.changed(
        `UPDATE person_session SET ended_ms = $3, ended_why = $4
         WHERE person_id = $1 AND ended_ms IS NULL AND ($2::text IS NULL OR id <> $2)`,
        [id, except, nowMs, why],
      ),
    async sessionsOf(id, limit) {
      const rows = await pool.rows<SessionRow>(
        `SELECT ${COLUMNS} FROM person_session s WHERE s.person_id = $1 AND s.ended_ms IS NULL
         ORDER BY s.started_ms DESC LIMIT $2`,
        [id, limit],
      );
      return rows.map(sessionOf);
    },
    async forgetSessions(beforeMs) {
      await pool.changed('DELETE FROM person_session WHERE started_ms < $1', [beforeMs]);
    },
  };
}

interface ProofRow {
  readonly kind: Proof['kind'];
  readonly act: string | null;
  readonly at_ms: string;
}

export const proofs = (pool: PeoplePool): Pick<PersonStore, 'prove' | 'proofs' | 'spendProofs'> => ({
  async prove(sessionId, { kind, act, atMs }) {
    await pool.changed('INSERT INTO person_proof (session_id, kind, act, at_ms) VALUES ($1, $2, $3, $4)', [
      ...[sessionId, kind, act, atMs],
    ]);
  },
  async proofs(sessionId, sinceMs) {
    const rows = await pool.rows<ProofRow>(
      'SELECT kind, act, at_ms FROM person_proof WHERE session_id = $1 AND at_ms >= $2 ORDER BY at_ms',
      [sessionId, sinceMs],
    );
    return rows.map(({ kind, act, at_ms }) => ({ kind, act, atMs: Number(at_ms) }));
  },
  async spendProofs(sessionId, act, kinds) {
    await pool.changed(
      `DELETE FROM person_proof WHERE session_id = $1 AND act IS NOT DISTINCT FROM $2::text
         AND kind = ANY($3::text[])`,
      [sessionId, act, [...kinds]],
    );
  },
});
