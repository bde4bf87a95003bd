/** Failures by key, counted before they are judged. */
import { counted, type Tries, waitOf } from '#domain/sign-in';
import type { PeoplePool } from './pool.ts';
import type { Counting } from './types.ts';

interface TryRow {
  readonly failures: number;
  readonly last_ms: string;
}
const triesOf = (row: TryRow | undefined): Tries | null =>
  row === undefined ? null : { failures: row.failures, lastMs: Number(row.last_ms) };

const FORGET_ROWS = 200;

export function tries(pool: PeoplePool): Counting {
  const read = 'SELECT failures, last_ms FROM sign_in_try WHERE kind = $1 AND key = $2';
  return {
    tryOnce: (kind, key, rule, nowMs) =>
      pool.transaction(async (client) => {
        // The row stands before it is locked: of several first tries at once each finds it.
        await client.query(
          'INSERT INTO sign_in_try (kind, key, failures, last_ms) VALUES ($1, $2, 0, $3) ON CONFLICT DO NOTHING',
          [kind, key, nowMs],
        );
        const found = await client.query<TryRow>(`${read} FOR UPDATE`, [kind, key]);
        const before = triesOf(found.rows[0]);
        const wait = waitOf(rule, before, nowMs);
        if (wait > 0) return wait;
        const { failures, lastMs } = counted(rule, before, nowMs);
        await client.query(
          'UPDATE sign_in_try SET failures = $3, last_ms = $4 WHERE kind = $1 AND key = $2',
          [kind, key, failures, lastMs],
        );
        // Whoever makes rows takes old ones away: the table stays as large as a day of tries.
        await client.query(
          `DELETE FROM sign_in_try WHERE ctid IN (SELECT ctid FROM sign_in_try WHERE kind = $1 AND last_ms < $2
           ORDER BY last_ms LIMIT $3 FOR UPDATE SKIP LOCKED)`,
          [kind, nowMs - rule.forgetMs, FORGET_ROWS],
        );
        return 0;
      }),
    async forgive(kind, key, whole) {
      const text = whole
        ? 'DELETE FROM sign_in_try WHERE kind = $1 AND key = $2'
        : 'UPDATE sign_in_try SET failures = greatest(failures - 1, 0) WHERE kind = $1 AND key = $2';
      await pool.changed(text, [kind, key]);
    },
    tries: async (kind, key) => triesOf((await pool.rows<TryRow>(read, [kind, key]))[0]),
  };
}
