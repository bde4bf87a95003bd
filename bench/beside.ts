/** Rows between two runs of the database's own benchmark, so that what slows the machine slows both. */
import type { Part, Row, TpcB } from './figures.ts';
import type { Load } from './load.ts';
import { PGBENCH_HINT, type Tps, tpcB } from './pgbench.ts';

export type Measured = Omit<Row, 'timesTpcB' | 'timesNaive'>;

export interface Besides {
  readonly title: string;
  readonly url: string;
  /** Milliseconds of each run of TPC-B. */
  readonly ms: number;
  readonly say: (text: string) => void;
  readonly naive?: () => Promise<Load>;
}

/** `work` gives the rows; they get their ratios here. */
export async function beside(options: Besides, work: () => Promise<readonly Measured[]>): Promise<Part> {
  const { title, url, ms, say } = options;
  const seconds = Math.max(3, Math.round(ms / 1_000));
  say('TPC-B by pgbench, 32 clients …');
  const before = await tpcB(url, seconds);
  if (options.naive !== undefined) say('ten statements for a payment, 32 connections …');
  const naive = (await options.naive?.()) ?? null;
  const rows = await work();
  say('TPC-B again …');
  const after = await tpcB(url, seconds);
  const both = before === null || after === null ? null : meanOf(before, after);
  return {
    ...{ title, tpcB: both, naive, hints: both === null ? [PGBENCH_HINT] : [] },
    rows: rows.map((row) => ({
      ...row,
      timesTpcB: both === null || both.perSecond === 0 ? null : row.perSecond / both.perSecond,
      timesNaive: naive === null || naive.perSecond === 0 ? null : row.perSecond / naive.perSecond,
    })),
  };
}

const meanOf = (before: Tps, after: Tps): TpcB => ({
  perSecond: (before.perSecond + after.perSecond) / 2,
  averageMs: (before.averageMs + after.averageMs) / 2,
  before: before.perSecond,
  after: after.perSecond,
});
