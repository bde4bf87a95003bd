/** What a run writes as JSON, and what comparison, charts and the document read. */
import type { Load } from './load.ts';
import type { Machine } from './machine.ts';
import type { Measured } from './measure.ts';

/** TPC-B of the database's own benchmark, mean of before and after the rows that are held against it. */
export interface TpcB {
  readonly perSecond: number;
  readonly averageMs: number;
  /** Far apart, they tell of a machine that was not quiet. */
  readonly before: number;
  readonly after: number;
}

export interface Row extends Load {
  /** The same in every revision: comparison and floors find the row by it. */
  readonly id: string;
  readonly name: string;
  readonly inFlight: number;
  /** Against transactions each second of TPC-B in the same part of the run; null without pgbench. */
  readonly timesTpcB: number | null;
  /** Against the payment of ten statements; null where that was not run beside it. */
  readonly timesNaive: number | null;
}

/** Rows that ran on one database, and what ran beside them on it. */
export interface Part {
  readonly title: string;
  readonly tpcB: TpcB | null;
  readonly naive: Load | null;
  readonly rows: readonly Row[];
  readonly hints: readonly string[];
}

/** Why a part has no figures. */
export interface Skipped {
  readonly skipped: string;
}

export interface MemoryPoint {
  readonly minutes: number;
  /** Of the server's process, in RAM. */
  readonly bytes: number;
  /** Until then. */
  readonly payments: number;
}

export interface MemoryFigures {
  readonly atStartBytes: number | null;
  readonly wantedPerSecond: number;
  readonly points: readonly MemoryPoint[];
  readonly others: Readonly<Record<string, number>>;
}

export interface KillFigures {
  readonly kills: number;
  readonly inFlight: number;
  /** Sales that a terminal was told are approved. */
  readonly acknowledged: number;
  /** Of them, how many are not in the books as approved. */
  readonly lost: number;
  /** Found when all books were recomputed, the issuers' too. */
  readonly faults: number;
  /** From the kill until everything serves again; median. */
  readonly readyAgainMs: number;
}

export const LOADED = ['switch', 'slow-disk', 'platform', 'sizes'] as const;
export type LoadedPart = (typeof LOADED)[number];

export interface Figures extends Partial<Readonly<Record<LoadedPart, Part | Skipped>>> {
  readonly machine: Machine;
  /** Milliseconds for each row. */
  readonly ms: number;
  readonly answers?: readonly Measured[];
  readonly codec?: readonly Measured[];
  readonly memory?: MemoryFigures;
  readonly kill?: KillFigures;
}

/** The rows of a part; none where it was skipped or not run. */
export function rowsOf(figures: Figures, part: LoadedPart): readonly Row[] {
  const found = figures[part];
  return found !== undefined && 'rows' in found ? found.rows : [];
}

/** Of several rows of one kind the quickest: where it saturates. */
export function quickest(rows: readonly Row[], id: string): Row | null {
  return rows.reduce<Row | null>(
    (best, row) => (row.id === id && (best === null || row.perSecond > best.perSecond) ? row : best),
    null,
  );
}
