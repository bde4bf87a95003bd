/** The record of what people do: written before it is done, and what came of it. */
import type { PeoplePool } from './pool.ts';
import type { NewAct, Recording, StaffAct } from './types.ts';

interface ActRow {
  readonly id: string;
  readonly at_ms: string;
  readonly staff_id: string | null;
  readonly person_id: string | null;
  readonly session_id: string | null;
  readonly who: string;
  readonly role: string | null;
  readonly book: string | null;
  readonly act: string;
  readonly subject: string | null;
  readonly request_id: string | null;
  readonly address: string | null;
  readonly end_ms: string | null;
  readonly status: number | null;
  readonly outcome: string | null;
}

const actOf = (row: ActRow): StaffAct => ({
  ...{ no: Number(row.id), atMs: Number(row.at_ms), staffId: row.staff_id, sessionId: row.session_id },
  ...(row.person_id === null ? {} : { personId: row.person_id }),
  ...{ who: row.who, role: row.role, book: row.book, act: row.act, subject: row.subject },
  ...{ requestId: row.request_id, address: row.address },
  end:
    row.end_ms === null || row.status === null || row.outcome === null
      ? null
      : { atMs: Number(row.end_ms), status: row.status, outcome: row.outcome },
});

const INSERT = `INSERT INTO staff_act (at_ms, staff_id, session_id, who, role, book, act, subject, request_id, address,
    person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`;

const valuesOf = (act: NewAct): readonly unknown[] => [
  ...[act.atMs, act.staffId, act.sessionId, act.who, act.role],
  ...[act.book, act.act, act.subject, act.requestId, act.address, act.personId ?? null],
];

export function acts(pool: PeoplePool): Recording {
  return {
    async begin(act) {
      const [row] = await pool.rows<{ id: string }>(INSERT, valuesOf(act));
      return Number(row?.id);
    },
    async end(no, atMs, status, outcome) {
      await pool.changed(
        'INSERT INTO staff_act_end (act_id, at_ms, status, outcome) VALUES ($1, $2, $3, $4)',
        [...[no, atMs, status, outcome]],
      );
    },
    async acts({ book, staffId, before, limit, of = 'staff' }) {
      const rows = await pool.rows<ActRow>(
        `SELECT a.*, e.at_ms AS end_ms, e.status, e.outcome
         FROM staff_act a LEFT JOIN staff_act_end e ON e.act_id = a.id
         WHERE ($1::text IS NULL OR a.book = $1) AND ($2::text IS NULL OR a.staff_id = $2)
           AND ($3::bigint IS NULL OR a.id < $3) AND (a.role IS NOT DISTINCT FROM 'holder') = $5
         ORDER BY a.id DESC LIMIT $4`,
        [book, staffId, before, limit, of === 'holders'],
      );
      return rows.map(actOf);
    },
  };
}
