/** Figures as a run writes them, for the tests of what is made of them. */
import type { Figures, Part, Row } from './figures.ts';

export const row = (id: string, inFlight: number, more: Partial<Row> = {}): Row => ({
  ...{ id, name: id, inFlight, done: 1_000, seconds: 40, perSecond: 100, p50Ms: 5, p99Ms: 20, p999Ms: 30 },
  ...{ others: {}, cost: null, timesTpcB: null, timesNaive: null },
  ...more,
});

export const part = (rows: readonly Row[], more: Partial<Part> = {}): Part => ({
  ...{ title: 'a part', tpcB: null, naive: null, rows, hints: [] },
  ...more,
});

export const figures = (parts: Omit<Partial<Figures>, 'machine' | 'ms'>): Figures => ({
  machine: {
    ...{ at: '2026-01-31T08:00:00.000Z', processor: 'a processor', processors: 2, memoryBytes: 2 ** 34 },
    ...{ system: 'linux', node: 'v24', postgres: '18', pgbench: null, revision: 'abc' },
  },
  ms: 40_000,
  ...parts,
});
