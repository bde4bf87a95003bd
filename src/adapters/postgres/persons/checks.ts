/** Checks of a person by somebody else, and the consents that some of them want. */
import type { PersonId } from '#domain/person';
import type { PeoplePool } from '../people/pool.ts';
import type { CheckRecord, PersonStore } from './types.ts';

interface CheckRow {
  readonly id: string;
  readonly kind: CheckRecord['kind'];
  readonly person_id: string;
  readonly session_id: string;
  readonly act: string | null;
  readonly token_mark: string;
  readonly state: CheckRecord['state'];
  readonly asked_ms: string;
  readonly until_ms: string;
  readonly ended_ms: string | null;
  readonly decided_by: string | null;
  readonly note: string | null;
}

const checkOf = (row: CheckRow): CheckRecord => ({
  ...{ id: row.id, kind: row.kind, personId: row.person_id as PersonId, sessionId: row.session_id },
  ...{ act: row.act, tokenMark: row.token_mark, state: row.state },
  ...{ askedMs: Number(row.asked_ms), untilMs: Number(row.until_ms) },
  endedMs: row.ended_ms === null ? null : Number(row.ended_ms),
  ...{ decidedBy: row.decided_by, note: row.note },
});

/** One person at a time has so many checks under way; older ones are over. */
const OPEN_MAX = 3;

type Checks = Pick<
  PersonStore,
  | 'addCheck'
  | 'check'
  | 'checkByToken'
  | 'openChecks'
  | 'endCheck'
  | 'consent'
  | 'giveConsent'
  | 'withdrawConsent'
>;

export function checks(pool: PeoplePool): Checks {
  const one = async (where: string, values: readonly unknown[]): Promise<CheckRecord | null> => {
    const [row] = await pool.rows<CheckRow>(`SELECT * FROM person_check WHERE ${where}`, values);
    return row === undefined ? null : checkOf(row);
  };
  return {
    async addCheck({ id, kind, personId, sessionId, act, tokenMark, askedMs, untilMs }) {
      await pool.changed(
        `INSERT INTO person_check (id, kind, person_id, session_id, act, token_mark, state, asked_ms, until_ms)
         VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)`,
        [id, kind, personId, sessionId, act, tokenMark, askedMs, untilMs],
      );
      await pool.changed(
        `UPDATE person_check SET state = 'over', ended_ms = $2 WHERE id IN (SELECT id FROM person_check
         WHERE person_id = $1 AND state = 'open' ORDER BY asked_ms DESC, id OFFSET $3)`,
        [personId, askedMs, OPEN_MAX],
      );
    },
    check: (id) => one('id = $1', [id]),
    checkByToken: (kind, tokenMark, nowMs) =>
      one("kind = $1 AND state = 'open' AND token_mark = $2 AND until_ms > $3", [kind, tokenMark, nowMs]),
    async openChecks(kind, nowMs, limit) {
      const rows = await pool.rows<CheckRow>(
        `SELECT * FROM person_check WHERE kind = $1 AND state = 'open' AND until_ms > $2
         ORDER BY asked_ms LIMIT $3`,
        [kind, nowMs, limit],
      );
      return rows.map(checkOf);
    },
    endCheck: async (id, { state, decidedBy, note }, nowMs) =>
      (await pool.changed(
        `UPDATE person_check SET state = $2, decided_by = $3, note = $4, ended_ms = $5
         WHERE id = $1 AND state = 'open' AND until_ms > $5`,
        [id, state, decidedBy, note, nowMs],
      )) === 1,
    async consent(personId, kind) {
      const [row] = await pool.rows<{ edition: string; given_ms: string }>(
        `SELECT edition, given_ms FROM person_consent
         WHERE person_id = $1 AND kind = $2 AND withdrawn_ms IS NULL`,
        [personId, kind],
      );
      return row === undefined ? null : { edition: row.edition, givenMs: Number(row.given_ms) };
    },
    async giveConsent({ id, personId, kind, edition, givenMs }) {
      await pool.changed(
        `INSERT INTO person_consent (id, person_id, kind, edition, given_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person_id, kind) WHERE withdrawn_ms IS NULL DO NOTHING`,
        [id, personId, kind, edition, givenMs],
      );
    },
    withdrawConsent: async (personId, kind, nowMs) => {
      // What is under way under it ends with it.
      await pool.changed(
        `UPDATE person_check SET state = 'over', ended_ms = $3
         WHERE person_id = $1 AND kind = $2 AND state = 'open'`,
        [personId, kind, nowMs],
      );
      const withdrawn = await pool.changed(
        `UPDATE person_consent SET withdrawn_ms = $3
         WHERE person_id = $1 AND kind = $2 AND withdrawn_ms IS NULL`,
        [personId, kind, nowMs],
      );
      return withdrawn > 0;
    },
  };
}
