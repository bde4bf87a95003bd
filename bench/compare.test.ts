import { describe, expect, test } from 'vitest';
import { compareFigures, comparisonTable, meanOf } from './compare.ts';
import { figures, part, row } from './examples.ts';

const cost = (microseconds: number, walBytes: number) => ({
  ...{ nodeMicroseconds: microseconds, postgresMicroseconds: null, besideMicroseconds: {} },
  ...{ walBytes, storedBytes: 0, rowsWritten: 0, transactions: 0 },
});
const before = figures({
  switch: part([
    row('pay', 64, { perSecond: 100, timesTpcB: 1, p99Ms: 40, cost: cost(200, 8_000) }),
    row('pay', 512, { perSecond: 300 }),
    row('void', 512),
  ]),
  codec: [{ name: 'encode', perSecond: 1_000, microseconds: 10, ratio: 1 }],
});
const after = figures({
  switch: part([
    row('pay', 512, { perSecond: 600 }),
    row('pay', 64, { perSecond: 150, timesTpcB: 2, p99Ms: 10, cost: cost(100, 4_000) }),
    row('refund', 512),
  ]),
  platform: { skipped: 'not today' },
  codec: [{ name: 'encode', perSecond: 2_000, microseconds: 5, ratio: 1 }],
});

describe('two runs', () => {
  test('are compared row by row, whatever the order, at the same number in flight', () =>
    expect(compareFigures(before, after)).toEqual([
      {
        ...{ name: 'encode', inFlight: null },
        ratios: {
          ...{ 'each s': 2, 'TPC-B': null, 'p50 ms': null, 'p99 ms': null },
          ...{ 'Node µs': 0.5, 'PG µs': null, 'WAL B': null },
        },
      },
      {
        ...{ name: 'pay', inFlight: 512 },
        ratios: {
          ...{ 'each s': 2, 'TPC-B': null, 'p50 ms': 1, 'p99 ms': 1 },
          ...{ 'Node µs': null, 'PG µs': null, 'WAL B': null },
        },
      },
      {
        ...{ name: 'pay', inFlight: 64 },
        ratios: {
          ...{ 'each s': 1.5, 'TPC-B': 2, 'p50 ms': 1, 'p99 ms': 0.25 },
          ...{ 'Node µs': 0.5, 'PG µs': null, 'WAL B': 0.5 },
        },
      },
    ]));
  test('are printed with the revisions, and a gap where there is nothing to compare', () => {
    const text = comparisonTable(before, after);
    expect(text).toContain('  A: abc, 2026-01-31T08:00:00.000Z, 2 × a processor, 40000 ms a row');
    expect(text).toMatch(/pay +64 +1\.50 × +2\.00 × +1\.00 × +0\.25 × +0\.50 × +0\.50 ×$/m);
  });
  test('without a common row say so', () =>
    expect(comparisonTable(figures({}), after)).toContain('no row is in both'));
});

test('several runs of one revision become their mean, and what one of them has not is left out', () => {
  const one = figures({ switch: part([row('pay', 64, { perSecond: 100 })]), codec: [] });
  const two = figures({ switch: part([row('pay', 64, { perSecond: 300 }), row('void', 64)]) });
  const mean = meanOf([one, two]);
  expect(mean.switch).toEqual(part([row('pay', 64, { perSecond: 200 })]));
  expect(mean.codec).toBeUndefined();
  expect(mean.machine.revision).toBe('abc');
});
