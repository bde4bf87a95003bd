import { expect, test } from 'vitest';
import { implausible } from './plausible.ts';

test.each([
  ['wallet.closeProof', 'ways to prove', 'password', true],
  ['wallet.closeProof', 'ways to prove', 'password + sms-code | passkey', true],
  ['wallet.closeProof', 'ways to prove', '', false],
  ['wallet.closeProof', 'ways to prove', 'fingerprint', false],
  ['wallet.closeProof', 'ways to prove', 'password+sms-code', false],
  ['wallet.closeProof', 'ways to prove', 'password | ', false],
  ['wallet.closeProof', 'ways to prove', true, false],
  ['wallet.waitingDays', 'calendar days', 7, true],
  ['wallet.waitingDays', 'calendar days', 7.5, false],
  ['wallet.classIEverFen', 'fen', 100_000, true],
  ['wallet.classIEverFen', 'fen', -1, false],
] as const)('%s (%s) may be %s: %s', (key, unit, value, good) => {
  expect(implausible(key, unit, value) === null).toBe(good);
});
