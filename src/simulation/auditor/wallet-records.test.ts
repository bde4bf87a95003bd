import { expect, test } from 'vitest';
import type { AuditedJourney, AuditedPayment } from './records.ts';
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
