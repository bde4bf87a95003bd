/** What a ledger's row says of its accounts, read back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountsOf, CHART, numbersOf } from '../src/adapters/postgres/chart.ts';

describe('arrays of whole numbers', () => {
  const wholes = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
    fc.bigInt({ min: -1_000n, max: 1_000n }),
  );

  it('are read exactly, however long', () => {
    fc.assert(
      fc.property(fc.array(wholes), (list) => {
        expect(numbersOf(`{${list.join(',')}}`).map(BigInt)).toEqual(list);
      }),
      { examples: [[[]], [[0n]], [[999_999_999_999_999n, 1_000_000_000_000_000n, -999_999_999_999_999n]]] },
    );
  });

  it.each(['{NULL}', '{1,NULL}', '{1.5}', '{1,,2}', '{1-2}', '{,}', '{"1"}', '{1e3}', '{--1}', '{ 1}'])(
    'and nothing else: %s',
    (text) => {
      expect(() => numbersOf(text)).toThrow();
    },
  );
});

describe('a ledger', () => {
  it('has an account for each number of the chart', () => {
    const row = { book: 'b', accounts: `{${CHART.bank},${CHART.suspense}}` };
    expect(accountsOf({ ...row, figures: '{3,1,-2,0,9007199254740993,1,0,0,5,6}' })).toEqual([
      {
        key: { book: 'b', kind: 'bank' },
        balance: {
          ...{ version: 3, debitPendingFen: 1n, debitPostedFen: -2n },
          ...{ creditPendingFen: 0n, creditPostedFen: 9_007_199_254_740_993n },
        },
      },
      {
        key: { book: 'b', kind: 'suspense' },
        balance: {
          ...{ version: 1, debitPendingFen: 0n, debitPostedFen: 0n },
          ...{ creditPendingFen: 5n, creditPostedFen: 6n },
        },
      },
    ]);
    expect(accountsOf({ book: 'b', accounts: '{}', figures: '{}' })).toEqual([]);
  });

  it('of a number that is in no chart, or with too few figures, is refused', () => {
    expect(() => accountsOf({ book: 'b', accounts: '{99}', figures: '{1,0,0,0,0}' })).toThrow('99');
    expect(() => accountsOf({ book: 'b', accounts: '{1}', figures: '{1,0,0,0}' })).toThrow(TypeError);
  });
});
