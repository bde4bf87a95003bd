/** Faults within one payment: its ways back, its fees, its journals. */
import { SHOP } from './http-api-world.ts';
import { is, of, type Plan, set } from './verify-faults-world.ts';

export const WAYS_BACK: readonly Plan[] = [
  [
    'the reversal under way of an approved sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('being reversed')}`,
    'payment-state',
    /claimed as a whole, its REVERSAL can_\w+ is missing/,
  ],
  [
    'the void under way is lost',
    () => `DELETE FROM cancellation WHERE ${of('being voided')}`,
    'payment-state',
    /its VOID can_\w+ is missing/,
  ],
  [
    'the reversal of an unknown sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('unknown')}`,
    'payment-state',
    /its outcome is unknown, its REVERSAL can_\w+ is missing/,
  ],
  [
    'the void of a voided sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('voided')}`,
    'payment-state',
    /it is voided, its VOID can_\w+ is missing/,
  ],
  [
    'the reversal of a reversed sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('reversed')}`,
    'payment-state',
    /it is reversed, its REVERSAL can_\w+ is missing/,
  ],
  [
    'the refund under way is lost',
    () => `DELETE FROM cancellation WHERE ${of('being refunded')}`,
    'payment-claims',
    '12345 fen are claimed, its refunds under way sum to 0',
  ],
  [
    'a reversal under way became a void',
    () => `UPDATE cancellation SET route = 'VOID', ${set('route', '"VOID"')}
        WHERE ${of('being reversed')}`,
    'payment-state',
    /its REVERSAL can_\w+ is a VOID/,
  ],
  [
    'a void that was undone is done again',
    () => `UPDATE cancellation SET state = 'done', ${set('state', '"done"')} WHERE ${of('void undone')}`,
    'cancellation-state',
    'it is a done VOID, its payment is approved',
  ],
  [
    'a reversal under way is marked as done',
    () =>
      `UPDATE cancellation SET state = 'done', due_ms = NULL, ${set('state', '"done"')}
        WHERE ${of('being reversed')}`,
    'payment-state',
    /its REVERSAL can_\w+ is done/,
  ],
  [
    'the payment forgot its reversal under way',
    () => `UPDATE payment SET ${set('back,whole', 'null')} WHERE ${is('being reversed')}`,
    'cancellation-state',
    'it is a sending REVERSAL, its payment is approved and does not know of it',
  ],
  [
    'the claim of a refund was altered',
    () => `UPDATE payment SET ${set('back,claimedFen', '"12346"')} WHERE ${is('being refunded')}`,
    'payment-claims',
    'it says 12346 fen are claimed',
  ],
  [
    'the claimed fees were altered',
    () => `UPDATE payment SET ${set('back,claimedShares,feeFen', '"1"')} WHERE ${is('being refunded')}`,
    'payment-claims',
    'the claimed fees',
  ],
];

export const FEES: readonly Plan[] = [
  [
    'the contract of a payment was altered',
    () => `UPDATE payment SET ${set('contract,ratePpm', '1')} WHERE ${is('voided')}`,
    'fee-shares',
    'its contract makes them',
  ],
  [
    'a full refund returns less than the fee',
    () => [
      `UPDATE cancellation SET ${set('shares,feeFen', '"1"')} WHERE ${of('refunded')}`,
      `UPDATE payment SET ${set('back,returnedShares,feeFen', '"2"')} WHERE ${is('refunded')}`,
    ],
    'fee-shares',
    'it is refunded in full',
  ],
  [
    'refunds return more than the fee',
    () => `UPDATE cancellation SET ${set('shares,feeFen', '"999"')} WHERE ${of('refunded')}`,
    'fee-shares',
    'more than its fees',
  ],
  [
    'a contract that returns no fee returned some',
    () => `UPDATE payment SET ${set('contract,feeReturn', '"NONE"')} WHERE ${is('refunded')}`,
    'fee-shares',
    'its contract returns no fees',
  ],
  [
    "the merchant's contract cannot price",
    () => `UPDATE merchant SET contract = contract - 'ratePpm' WHERE merchant_id = '${SHOP}'`,
    'contract',
    'ratePpm',
  ],
];

export const JOURNALS: readonly Plan[] = [
  [
    'a posting became a release',
    () => `UPDATE journal SET kind = 'release' WHERE no = 2 AND ${of('stands')}`,
    'journal-order',
    'its journals leave the sale released, its state is approved',
  ],
  [
    'a hold stands second',
    () => `UPDATE journal SET kind = 'hold' WHERE no = 2 AND ${of('stands')}`,
    'journal-order',
    'its journal 2 is a hold after expected',
  ],
  [
    'a mirror names no posting',
    () => `UPDATE journal SET mirrors_no = NULL WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'is a mirror and names nothing',
  ],
  [
    'a mirror names the wrong journal',
    () => `UPDATE journal SET mirrors_no = 1 WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'mirrors 1, the sale was booked by 2',
  ],
  [
    'a journal names a cancellation of another payment',
    () =>
      `UPDATE journal SET cancellation_id = (SELECT id FROM cancellation
        WHERE ${of('unknown')})
        WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'which it does not have',
  ],
  [
    'a journal of the way back names none',
    () => `UPDATE journal SET cancellation_id = NULL WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'belongs to no cancellation',
  ],
  [
    'a claim was made twice',
    () => [
      `INSERT INTO journal SELECT bucket, book, payment_id, 4, 'hold', cancellation_id, NULL, at_ms,
          accounts, figures
        FROM journal WHERE no = 3 AND ${of('being reversed')}`,
      `UPDATE payment SET journals = 4 WHERE ${is('being reversed')}`,
    ],
    'journal-order',
    'after claimed',
  ],
  [
    'a journal lost its entries',
    () => `UPDATE journal SET accounts = '{}', figures = '{}' WHERE no = 1 AND ${of('stands')}`,
    'orphan',
    'the journal has no entry',
  ],
  [
    'a journal is lost with its entries',
    () => `DELETE FROM journal WHERE no = 2 AND ${of('stands')}`,
    'journal-numbers',
    'not numbered 1 to its count',
  ],
  [
    'an entry is of an account that the chart does not know',
    () => `UPDATE journal SET accounts[1] = 99 WHERE no = 1 AND ${of('stands')}`,
    'orphan',
    'an account that the chart does not know',
  ],
  ['an account is lost', () => `DELETE FROM ledger WHERE book = '${SHOP}'`, 'account-balance', 'fee_income'],
];
