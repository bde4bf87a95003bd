import { describe, expect, test } from 'vitest';
import { costOf, type Reading } from './meter.ts';

const reading = (processors: Reading['processors'], counted: number): Reading => ({
  processors,
  ...{
    walBytes: counted * 1_000,
    storedBytes: counted * 100,
    rowsWritten: counted * 10,
    transactions: counted,
  },
});

describe('the cost of one payment', () => {
  const before = reading({ node: 1_000, postgres: 5_000, network: 10 }, 1);
  const after = reading({ node: 3_000, postgres: 6_000, network: 30 }, 11);
  test('is what was spent between the readings, over the payments that ended there', () =>
    expect(costOf(before, after, 20)).toEqual({
      ...{ nodeMicroseconds: 100, postgresMicroseconds: 50, besideMicroseconds: { network: 1 } },
      ...{ walBytes: 500, storedBytes: 50, rowsWritten: 5, transactions: 0.5 },
    }));
  test('is unknown where the system does not tell, and not nothing', () => {
    const hidden = reading({ node: 3_000, postgres: null, network: null }, 11);
    expect(costOf(before, hidden, 20)).toMatchObject({
      ...{ nodeMicroseconds: 100, postgresMicroseconds: null, besideMicroseconds: { network: null } },
    });
  });
  test('of no payment is nothing', () => expect(costOf(before, after, 0).walBytes).toBe(0));
});
