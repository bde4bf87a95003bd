/** Cover by the rules, one line a payment: when it was paid, what went back, what is covered. */
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, paid, T0, TERMS } from '../../../test/domain/loss-samples.ts';
import { type CoverClass, classOf, coverOf, paidWindow, wantedPapers } from './index.ts';

describe('L2: the rule that bears a payment is known from its time and the time of the report', () => {
  test.each<[string, number, CoverClass]>([
    ['a second after the report', T0 + 1_000, 'after-notice'],
    ['at the report', T0, 'in-window'],
    ['an hour before', T0 - HOUR, 'in-window'],
    ['72 hours before, to the millisecond', T0 - 72 * HOUR, 'in-window'],
    ['a millisecond earlier', T0 - 72 * HOUR - 1, 'older'],
    ['a month before', T0 - 30 * DAY, 'older'],
  ])('%s', (_name, atMs, expected) => expect(classOf(atMs, T0, TERMS)).toBe(expected));
});

describe('L3: what is covered is never more than what was lost, and in a year never more than the sum', () => {
  const covered = (usedFen: bigint, ...payments: ReturnType<typeof paid>[]) => {
    const cover = coverOf(payments, T0, TERMS, usedFen);
    return {
      each: cover.rows.map((row) => row.coveredFen),
      sum: cover.coveredFen,
      claimed: cover.claimedFen,
    };
  };
  test.each([
    ['whole, in the window', 0n, [paid(1)], [20_000n]],
    ['without what went back already (LAW-49)', 0n, [paid(1, { returnedFen: 5_000n })], [15_000n]],
    ['all of it went back', 0n, [paid(1, { returnedFen: 20_000n })], [0n]],
    ['older: for whoever decides', 0n, [paid(1, { atMs: T0 - 80 * HOUR })], [0n]],
    ['the sum of the year, to the fen', 2_990_000n, [paid(1)], [10_000n]],
    ['the sum of the year is used', 3_000_000n, [paid(1)], [0n]],
    ['more than the sum was used, by an older rule', 3_000_001n, [paid(1)], [0n]],
    ['after the report, though the sum is used', 3_000_000n, [paid(1, { atMs: T0 + 1 })], [20_000n]],
    [
      'the earliest first',
      2_970_000n,
      [paid(1, { atMs: T0 - HOUR }), paid(2, { atMs: T0 - 2 * HOUR })],
      [20_000n, 10_000n],
    ],
  ])('%s', (_name, used, payments, each) => expect(covered(used, ...payments).each).toEqual(each));

  test('sums are those of the rows', () => {
    const { sum, claimed } = covered(0n, paid(1), paid(2, { atMs: T0 - 90 * HOUR, amountFen: 7n }));
    expect([sum, claimed]).toEqual([20_000n, 20_007n]);
  });
});

test('the money is usually there 3 to 7 working days after the yes, weekends and holidays left out', () => {
  const holidays = { rest: new Set<string>(), work: new Set<string>() };
  // T0 is Monday 23 November 2026.
  expect(paidWindow(T0, TERMS, holidays)).toEqual({ from: '2026-11-26', to: '2026-12-02' });
});

test('a statement is wanted where money is claimed, a police record where theft is said, nothing for a stop', () => {
  const report = (theft: boolean) => ({ theft }) as Parameters<typeof wantedPapers>[0]['report'];
  expect(wantedPapers({ report: report(true), disputed: [] })).toEqual([]);
  expect(wantedPapers({ report: report(false), disputed: [paid(1)] })).toEqual(['statement']);
  expect(wantedPapers({ report: report(true), disputed: [paid(1)] })).toEqual(['statement', 'police-record']);
});
