import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT_KINDS,
  ACCOUNTS,
  type AccountKind,
  applyLine,
  type Balance,
  credit,
  debit,
  hold,
  isBalanced,
  type Journal,
  LedgerError,
  mirror,
  mirrored,
  type Posting,
  post,
  postedBalanceFen,
  release,
  ZERO_BALANCE,
} from './index.ts';

type Balances = Readonly<Record<AccountKind, Balance>>;
const EMPTY = Object.fromEntries(ACCOUNT_KINDS.map((kind) => [kind, ZERO_BALANCE])) as Balances;

function book(balances: Balances, ...journals: readonly Journal[]): Balances {
  const all = new Map(Object.entries(balances) as [AccountKind, Balance][]);
  for (const { lines } of journals) {
    for (const line of lines) all.set(line.account, applyLine(all.get(line.account)!, line));
  }
  return Object.fromEntries(all) as Balances;
}

const sums = (balances: Balances): unknown =>
  ACCOUNT_KINDS.map((kind) => {
    const { version: _version, ...columns } = balances[kind];
    return [kind, columns, postedBalanceFen(kind, columns)];
  });
const standing = (balances: Balances): unknown =>
  ACCOUNT_KINDS.map((kind) => postedBalanceFen(kind, balances[kind]));
const pendings = (balances: Balances): bigint[] =>
  ACCOUNT_KINDS.flatMap((kind) => [balances[kind].debitPendingFen, balances[kind].creditPendingFen]);

const SALE = [
  debit('network_clearing', 10_000n),
  credit('merchant_payable', 9_940n),
  credit('fee_income', 60n),
];

/** Balanced postings over any accounts: each amount debited somewhere and credited somewhere. */
const balancedPostings: fc.Arbitrary<Posting[]> = fc
  .array(
    fc.tuple(fc.constantFrom(...ACCOUNT_KINDS), fc.constantFrom(...ACCOUNT_KINDS), fc.bigInt(0n, 10n ** 12n)),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((rows) => rows.flatMap(([from, to, amountFen]) => [debit(from, amountFen), credit(to, amountFen)]));

describe('laws of the books', () => {
  test('every journal of balanced postings is balanced, in each phase', () => {
    fc.assert(
      fc.property(balancedPostings, balancedPostings, (held, postings) => {
        for (const journal of [hold(held), release(held), post(held, postings), mirror(held, postings)]) {
          expect(isBalanced(journal)).toBe(true);
        }
      }),
    );
  });

  test('hold, then release: as if nothing had been', () => {
    fc.assert(
      fc.property(balancedPostings, (postings) => {
        expect(sums(book(EMPTY, hold(postings), release(postings)))).toEqual(sums(EMPTY));
      }),
    );
  });

  test('hold, then post: nothing pending, all posted', () => {
    fc.assert(
      fc.property(balancedPostings, (postings) => {
        const after = book(EMPTY, hold(postings), post(postings, postings));
        expect(pendings(after).every((fen) => fen === 0n)).toBe(true);
        expect(standing(after)).toEqual(standing(book(EMPTY, post([], postings))));
      }),
    );
  });

  test('a mirror brings every balance back, and a mirror of the mirror is the original', () => {
    fc.assert(
      fc.property(balancedPostings, (postings) => {
        expect(standing(book(EMPTY, post([], postings), mirror([], postings)))).toEqual(standing(EMPTY));
        expect(mirrored(mirrored(postings))).toEqual(postings);
      }),
    );
  });

  test('the order of journals does not matter to what stands on the accounts', () => {
    fc.assert(
      fc.property(balancedPostings, balancedPostings, (one, other) => {
        expect(sums(book(EMPTY, post([], one), post([], other)))).toEqual(
          sums(book(EMPTY, post([], other), post([], one))),
        );
      }),
    );
  });
});

describe('a sale in the books', () => {
  test('the network owes, the merchant is owed, the fee is earned', () => {
    const after = book(EMPTY, post([], SALE));
    expect(postedBalanceFen('network_clearing', after.network_clearing)).toBe(10_000n);
    expect(postedBalanceFen('merchant_payable', after.merchant_payable)).toBe(9_940n);
    expect(postedBalanceFen('fee_income', after.fee_income)).toBe(60n);
  });

  test('each journal that touches an account raises its version by one', () => {
    const after = book(EMPTY, hold(SALE), post(SALE, SALE));
    expect([after.fee_income.version, after.bank.version]).toEqual([2, 0]);
  });

  test('a pending amount is no balance yet', () => {
    expect(postedBalanceFen('merchant_payable', book(EMPTY, hold(SALE)).merchant_payable)).toBe(0n);
  });

  test('postings of nothing leave no line', () => {
    expect(post([], [debit('bank', 0n), credit('suspense', 0n)]).lines).toEqual([]);
  });
});

describe('what the books refuse', () => {
  test('a negative amount: the side tells the direction', () => {
    expect(() => hold([debit('bank', -1n), credit('suspense', -1n)])).toThrow(LedgerError);
    expect(() => post([], [debit('bank', -1n), credit('suspense', -1n)])).toThrow('amounts are not negative');
  });

  test('debits that are not credits', () => {
    expect(() => post([], [debit('bank', 2n), credit('suspense', 1n)])).toThrow('1 fen posted');
    expect(() => hold([debit('bank', 2n)])).toThrow('2 fen pending');
    expect(() => post([debit('bank', 1n)], [credit('suspense', 1n)])).toThrow(LedgerError);
  });

  test('to end a hold that was never made, or to end it twice', () => {
    expect(() => book(EMPTY, release(SALE))).toThrow('pending column would fall below zero');
    expect(() => book(EMPTY, hold(SALE), release(SALE), release(SALE))).toThrow(LedgerError);
    expect(() => book(EMPTY, hold(SALE), post(SALE, SALE), post(SALE, SALE))).toThrow(LedgerError);
  });

  test.each(['debitPendingFen', 'creditPendingFen', 'debitPostedFen', 'creditPostedFen'] as const)(
    'to take more out of %s than is in it',
    (column) => {
      const { version: _version, ...columns } = ZERO_BALANCE;
      const line = { account: 'bank', ...columns, [column]: -2n } as const;
      expect(() => applyLine({ ...ZERO_BALANCE, [column]: 1n }, line)).toThrow(LedgerError);
    },
  );

  test('to make a posted column smaller: a correction is a mirror', () => {
    const shrinking = {
      account: 'bank',
      debitPendingFen: 0n,
      debitPostedFen: -1n,
      creditPendingFen: 0n,
      creditPostedFen: 0n,
    } as const;
    expect(() => applyLine({ ...ZERO_BALANCE, debitPostedFen: 5n }, shrinking)).toThrow(
      'posted one would shrink',
    );
  });

  test('a journal made by hand that is not balanced is seen as such', () => {
    const line = {
      account: 'bank',
      debitPendingFen: 0n,
      debitPostedFen: 1n,
      creditPendingFen: 0n,
      creditPostedFen: 0n,
    } as const;
    expect(isBalanced({ kind: 'post', lines: [line] })).toBe(false);
  });
});

test.each(ACCOUNT_KINDS)('the account %s has a name in both languages and a normal side', (kind) => {
  expect(ACCOUNTS[kind].zh).toMatch(/\p{Script=Han}/u);
  expect(ACCOUNTS[kind].en).not.toBe('');
  expect(['debit', 'credit']).toContain(ACCOUNTS[kind].normal);
});
