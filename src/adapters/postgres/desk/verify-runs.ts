/** Verifications that were asked for at the desk: when, by whom, and what they found. The newest are kept. */
import type pg from 'pg';
import { storeError } from '../connection.ts';
import type { VerifyReport } from '../verify/index.ts';

export const VERIFY_RUNS_KEPT = 100;

/** What came of it: the report, or in one line why there is none. */
export type VerifyResult = (VerifyReport & { readonly issuers: boolean }) | { readonly failed: string };
export interface VerifyRun {
  readonly id: number;
  readonly startedMs: number;
  readonly startedBy: string;
  /** `null`: it runs, or its process ended before it did. */
  readonly endedMs: number | null;
  readonly result: VerifyResult | null;
}
export interface VerifyRuns {
  verifyBegun(startedBy: string, startedMs: number): Promise<VerifyRun>;
  verifyEnded(id: number, endedMs: number, result: VerifyResult): Promise<void>;
  /** Newest first. */
  verifyRuns(limit: number): Promise<readonly VerifyRun[]>;
}

interface TableRow {
  readonly id: string;
  readonly started_ms: string;
  readonly started_by: string;
  readonly ended_ms: string | null;
  readonly report: VerifyResult | null;
}
const runOf = (row: TableRow): VerifyRun => ({
  id: Number(row.id),
  startedMs: Number(row.started_ms),
  startedBy: row.started_by,
  endedMs: row.ended_ms === null ? null : Number(row.ended_ms),
  result: row.report,
});
const COLUMNS = `id, started_ms, ended_ms, report,
  coalesce((SELECT s.name FROM staff s WHERE s.id = started_by), started_by) AS started_by`;

export function verifyRuns(pool: pg.Pool): VerifyRuns {
  const rows = async (text: string, values: readonly unknown[]): Promise<TableRow[]> => {
    try {
      return (await pool.query<TableRow>(text, [...values])).rows;
    } catch (error) {
      throw storeError(error);
    }
  };
  return {
    async verifyBegun(startedBy, startedMs) {
      const [row] = await rows(
        `INSERT INTO verify_run (started_ms, started_by) VALUES ($1, $2) RETURNING ${COLUMNS}`,
        [startedMs, startedBy],
      );
      return runOf(row!);
    },
    async verifyEnded(id, endedMs, result) {
      const ok = 'faults' in result && result.faults.length === 0;
      await rows('UPDATE verify_run SET ended_ms = $2, ok = $3, report = $4::jsonb WHERE id = $1', [
        ...[id, endedMs, ok, JSON.stringify(result)],
      ]);
      await rows('DELETE FROM verify_run WHERE id <= $1::bigint - $2::int AND ended_ms IS NOT NULL', [
        ...[id, VERIFY_RUNS_KEPT],
      ]);
    },
    async verifyRuns(limit) {
      const found = await rows(`SELECT ${COLUMNS} FROM verify_run ORDER BY id DESC LIMIT $1::int`, [limit]);
      return found.map(runOf);
    },
  };
}
