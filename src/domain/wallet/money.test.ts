/** What the balance says: of the holder, of the institution, reserved, free. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { moneyOf, refusalOfTransfer, shortFen, type Wallet } from './index.ts';

const columns = (creditPosted: number, debitPosted: number, debitPending = 0, creditPending = 0) => ({
  ...{ creditPostedFen: BigInt(creditPosted), debitPostedFen: BigInt(debitPosted) },
  ...{ debitPendingFen: BigInt(debitPending), creditPendingFen: BigInt(creditPending) },
});

describe('W18: what is below nothing is owed, and what comes in fills it (+WAL-17)', () => {
  //  came, went, reserved, coming | total, arrears, free, to fill
  test.each([
    [100, 30, 20, 0, 70, 0, 50, 0],
    [100, 100, 0, 0, 0, 0, 0, 0],
    [100, 160, 0, 0, 0, 60, -60, 60],
    [100, 160, 0, 25, 0, 60, -60, 35],
    [100, 160, 0, 90, 0, 60, -60, 0],
    [160, 160, 0, 0, 0, 0, 0, 0],
    [180, 160, 0, 0, 20, 0, 20, 0],
    // Money that leaves and a payment that stands again: owed once it has left.
    [100, 60, 100, 0, 40, 0, -60, 0],
  ])('%i came, %i went, %i reserved, %i on its way in', (came, went, reserved, coming, ...says) => {
    const money = moneyOf(columns(came, went, reserved, coming));
    const { totalFen, arrearsFen, freeFen, toFillFen } = money;
    expect([totalFen, arrearsFen, freeFen, toFillFen].map(Number)).toEqual(says);
  });

  it('either the holder is owed or the institution, never both, and the two make the net', () => {
    const some = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(some, some, some, some, (came, went, reserved, coming) => {
        const { totalFen, arrearsFen, toFillFen } = moneyOf(columns(came, went, reserved, coming));
        expect(totalFen === 0n || arrearsFen === 0n).toBe(true);
        expect(totalFen - arrearsFen).toBe(BigInt(came - went));
        expect(toFillFen <= arrearsFen).toBe(true);
      }),
    );
  });

  it('what is missing of an amount is never more than the amount', () => {
    expect([70n, 100n, 0n, -30n].map((freeFen) => shortFen(100n, freeFen))).toEqual([30n, 0n, 100n, 100n]);
  });
});

describe('W19: while something is owed nothing is paid out (-WAL-17)', () => {
  const bindings = [{ id: 'bnd_1', state: 'bound', cardKind: 'debit' }];
  const wallet = (state: Wallet['status']['state']) => ({ status: { state }, bindings }) as unknown as Wallet;
  const asks = (state: Wallet['status']['state'], kind: 'top-up' | 'payout', fen: number, owes: number) =>
    refusalOfTransfer(
      wallet(state),
      { kind, bindingId: 'bnd_1' as never, amountFen: BigInt(fen) },
      moneyOf(columns(0, owes)),
    );

  test.each([
    ['open', 'payout', 1, 60, 'wallet-balance-short'],
    ['open', 'top-up', 1_000, 60, null],
    ['closing', 'payout', 1, 60, 'wallet-balance-short'],
    ['closing', 'top-up', 60, 60, null],
    ['closing', 'top-up', 59, 60, null],
    ['closing', 'top-up', 61, 60, 'wallet-top-up-over-arrears'],
    ['closing', 'top-up', 1, 0, 'wallet-closing'],
    ['stopped', 'top-up', 60, 60, 'wallet-stopped'],
    ['closed', 'top-up', 60, 60, 'wallet-closed'],
  ] as const)('%s: a %s of %i where %i is owed: %s', (state, kind, fen, owes, told) => {
    expect(asks(state, kind, fen, owes)).toBe(told);
  });
});
