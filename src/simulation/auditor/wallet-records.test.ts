import { expect, test } from 'vitest';
import type { AuditMemory } from './memory.ts';
import type { AuditedJourney, AuditedPayment } from './records.ts';
import { checkCovered, checkShort, noteShort } from './wallet-cover.ts';
import {
  type AuditedMovement,
  isMoneyMoving,
  isWalletMoving,
  newWallet,
  noteWaiting,
} from './wallet-records.ts';

const paymentWith = (...states: string[]): AuditedPayment =>
  ({ state: 'reversed', backs: new Map(states.map((state) => [state, { state }])) }) as never;

function walletWith(movement: Partial<AuditedMovement>) {
  const wallet = newWallet('wal_1', { index: 1 } as AuditedJourney);
  wallet.movements.push({ follows: false, payment: null, state: 'paid', ...movement } as AuditedMovement);
  noteWaiting(wallet);
  return wallet;
}

// Seed 2026, hell, journey 368,887: the bank undid a payment, the answer was lost, and the clearing file told the
// merchant's side; the journey was judged before the holder's side had looked at it again.
test('a wallet whose payment follows its merchant is not over, whatever its state', () => {
  expect(isWalletMoving(walletWith({ follows: true, payment: paymentWith('done') }))).toBe(true);
  expect(isWalletMoving(walletWith({ follows: false, payment: paymentWith('done') }))).toBe(false);
  expect(isWalletMoving(walletWith({ state: 'unknown', payment: paymentWith('done') }))).toBe(true);
});

test('one that follows what is with a person moves when that person acts', () => {
  expect(isWalletMoving(walletWith({ follows: true, payment: paymentWith('handed') }))).toBe(false);
});

test('a top-up has nothing to follow', () => {
  expect(isWalletMoving(walletWith({ follows: true, payment: null }))).toBe(false);
});

// Seed 2026, bad-day: one account in closing waited for its refund, and 195 other refunds for that account.
test('an account that waits for the end of its closing has no money under way by that', () => {
  const wallet = walletWith({ state: 'paid' });
  wallet.row = { status: { state: 'closing' } } as never;
  noteWaiting(wallet);
  expect([isWalletMoving(wallet), isMoneyMoving(wallet)]).toEqual([true, false]);
  wallet.movements.push({ follows: false, payment: null, state: 'unknown' } as never);
  expect(isMoneyMoving(wallet)).toBe(true);
});

// Seed 5, bad-day, journey 82,942: a void was undone in the batch of a tap. The payment stood again, its money was
// gone from the balance, and the tap was declined.
test.each([
  ['before the batch', 10_000n, 10_000n, false],
  ['after a journal of the batch', 30_000n, 10_000n, false],
  ['at no time', 30_000n, 30_000n, true],
])('a payment is declined for want of money that is missing %s', (_, beforeFen, afterFen, throws) => {
  const wallet = newWallet('wal_1', { index: 1 } as AuditedJourney);
  wallet.row = { status: { state: 'open' }, services: [], bindings: [], deviceCards: [] } as never;
  wallet.postedFen.set('wallet_balance', beforeFen);
  const memory = { upstream: new Map() } as unknown as AuditMemory;
  const declined = {
    state: 'declined',
    reason: 'wallet-balance-short',
    amountFen: 20_000n,
    networkKey: null,
  };
  checkCovered(memory, wallet, wallet.row, {
    ...{ id: 'wpm_1', kind: 'tap', source: { kind: 'balance' }, merchant: null },
    ...declined,
  } as never);
  wallet.postedFen.set('wallet_balance', afterFen);
  noteShort(wallet);
  // What came in later in the batch makes the decline no worse.
  wallet.postedFen.set('wallet_balance', 50_000n);
  noteShort(wallet);
  if (throws) expect(() => checkShort(wallet)).toThrow('20000 fen are short of 30000');
  else checkShort(wallet);
});
