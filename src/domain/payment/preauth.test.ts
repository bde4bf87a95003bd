/** What a pre-authorisation may become: how much of it, until when, once; and that its steps move no money. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Books,
  DAY,
  HOLD_UNTIL,
  held,
  noticeBase,
  PAID_AT,
  paymentBase,
  paymentCommand,
  preauthBase,
  preauthCommand,
  sent,
  stepped,
} from '../../../test/domain/samples.ts';
import type { Outcome } from '../outcome/index.ts';
import {
  completionLimitFen,
  dueOfPayment,
  heldFen,
  isTakenIn,
  NO_SHARES,
  type Payment,
  type PaymentCommand,
  type PaymentId,
  RAISE_SETTLES_MS,
  refusalOfCompletion,
  startPayment,
  stepPayment,
} from './index.ts';

const { completionTo, raiseTo } = preauthCommand;
const raise = (no: number, amountFen: bigint, to: 'open' | 'held' | 'gone'): PaymentCommand => ({
  type: 'raise',
  paymentId: `pay_r${no}` as PaymentId,
  amountFen,
  to,
  atMs: PAID_AT,
});

describe('UP-12: how much a completion may take', () => {
  test.each<[string, bigint, number, bigint, string | null]>([
    ['the whole', 10_000n, 1150, 10_000n, null],
    ['less', 10_000n, 1150, 1n, null],
    ['115 % exactly', 10_000n, 1150, 11_500n, null],
    ['a fen more', 10_000n, 1150, 11_501n, 'completion-exceeds-hold'],
    ['115 % of 1 fen is 1 fen, rounded down', 1n, 1150, 2n, 'completion-exceeds-hold'],
    ['115 % of 7 fen is 8 fen', 7n, 1150, 8n, null],
    ['an acquirer that stops at 100 %', 10_000n, 1000, 10_001n, 'completion-exceeds-hold'],
  ])('%s', (_what, preauthFen, maxRatioPermille, amountFen, expected) => {
    const preauth = held(preauthBase(preauthFen));
    expect(refusalOfCompletion(preauth, { amountFen, maxRatioPermille, atMs: PAID_AT + 1 })).toBe(expected);
  });

  test('increments count once they are approved, and no longer once they are undone', () => {
    const asked = stepped(held(), raise(1, 5_000n, 'open'));
    const raised = stepped(asked, raise(1, 5_000n, 'held'), raise(2, 1n, 'open'), raise(2, 1n, 'held'));
    const undone = stepped(raised, raise(1, 5_000n, 'gone'));
    expect([asked, raised, undone].map(heldFen)).toEqual([10_000n, 15_001n, 10_001n]);
    expect(completionLimitFen(heldFen(raised), 1150)).toBe(17_251n);
  });
});

describe('UP-11 and UP-13: when, and once', () => {
  const asked = { amountFen: 10_000n, maxRatioPermille: 1150 };
  const claim: PaymentCommand = {
    ...{ type: 'claim', cancellationId: 'can_1' as never, route: 'VOID', amountFen: 10_000n },
    ...{ shares: NO_SHARES, atMs: PAID_AT },
  };
  test.each<[string, Payment, number, string | null]>([
    ['on its last millisecond', held(), HOLD_UNTIL, null],
    ['a millisecond later, though nobody has ended it yet', held(), HOLD_UNTIL + 1, 'preauth-expired'],
    ['no answer is due yet', sent(preauthBase()), PAID_AT, 'payment-in-progress'],
    ['unknown', stepped(sent(preauthBase()), paymentCommand.lose), PAID_AT, 'outcome-not-known'],
    [
      'declined',
      stepped(sent(preauthBase()), paymentCommand.decline),
      PAID_AT,
      'related-transaction-not-valid',
    ],
    [
      'another completion is under way',
      stepped(held(), completionTo('open')),
      PAID_AT,
      'completion-in-progress',
    ],
    [
      'completed before',
      stepped(held(), completionTo('open'), completionTo('approved')),
      PAID_AT,
      'preauth-completed',
    ],
    [
      'its completion was voided: alive again (UP-14)',
      stepped(held(), completionTo('open'), completionTo('approved'), completionTo('voided')),
      PAID_AT,
      null,
    ],
    ['its void is under way', stepped(held(), claim), PAID_AT, 'void-in-progress'],
    ['voided', stepped(held(), claim, { ...claim, type: 'return' }), PAID_AT, 'already-voided'],
    [
      'an increment is under way: the sum is not certain',
      stepped(held(), raiseTo('open')),
      PAID_AT,
      'increment-in-progress',
    ],
    [
      'an increment without an outcome for an hour: what is certain can be taken',
      stepped(held(), raiseTo('open')),
      PAID_AT + RAISE_SETTLES_MS + 60_000,
      null,
    ],
  ])('%s', (_what, preauth, atMs, expected) => {
    expect(refusalOfCompletion(preauth, { ...asked, atMs })).toBe(expected);
  });

  test('time waits for what is under way', () => {
    expect([
      dueOfPayment(held()),
      dueOfPayment(stepped(held(), completionTo('open'))),
      dueOfPayment(stepped(held(), raiseTo('open'))),
      dueOfPayment(stepped(held(), claim)),
      dueOfPayment(stepped(held(), completionTo('open'), completionTo('approved'))),
      dueOfPayment(stepped(held(), completionTo('open'), completionTo('gone'))),
    ]).toEqual([HOLD_UNTIL + 1, null, null, null, null, HOLD_UNTIL + 1]);
  });
});

describe('P14: nothing of a hold is in the books, whatever becomes of it', () => {
  const COMMANDS: readonly PaymentCommand[] = [
    paymentCommand.approve,
    paymentCommand.decline,
    paymentCommand.lose,
    { type: 'not-sent', atMs: PAID_AT },
    { type: 'cleared', clearingDay: preauthBase().expectedClearingDay, atMs: PAID_AT },
    completionTo('open'),
    completionTo('approved'),
    completionTo('voided'),
    completionTo('gone'),
    raiseTo('open'),
    raiseTo('held'),
    raiseTo('gone'),
    { type: 'expire', atMs: HOLD_UNTIL + 1 },
  ];
  test('in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...COMMANDS), { maxLength: 12 }),
        fc.constantFrom('preauthorisation' as const, 'increment' as const),
        (commands, kind) => {
          const first = startPayment({ ...preauthBase(), kind }, PAID_AT);
          let { payment } = first;
          const journals = [...first.journals];
          for (const command of commands) {
            const step = stepPayment(payment, command);
            journals.push(...step.journals);
            payment = step.payment;
          }
          expect(journals).toEqual([]);
          if (payment.state === 'approved') expect(payment.shares).toEqual(NO_SHARES);
        },
      ),
    );
  });

  test('a completion by notice books what a sale books, once, however often it was sent', () => {
    const first = startPayment(noticeBase(), PAID_AT);
    const again = stepPayment(first.payment, {
      ...{ type: 'repeat', dueMs: PAID_AT + 9, overdue: true, atMs: PAID_AT },
    });
    const done = stepPayment(again.payment, { ...paymentCommand.approve, outcome: 'duplicate' });
    const books = new Books().add([...first.journals, ...again.journals, ...done.journals]);
    expect(books.posted()).toMatchObject({ merchant_payable: 9_940n, fee_income: 60n });
    expect(books.pending()).toEqual([]);
  });
});

describe('a sale made offline', () => {
  const base = {
    ...paymentBase(),
    isNotice: true as const,
    offline: { authCode: 'V12345', sealedChip: null },
  };
  const again: PaymentCommand = {
    type: 'repeat',
    dueMs: PAID_AT + 2,
    overdue: false,
    atMs: PAID_AT + 60_000,
  };
  const refused = (outcome: Outcome): PaymentCommand => ({
    ...{ type: 'answered', outcome, authCode: null, clearingDay: DAY, atMs: PAID_AT + 1 },
  });
  const byFile: PaymentCommand = { type: 'not-cleared', clearingDay: DAY, atMs: PAID_AT + 2 };

  test.each<[string, readonly PaymentCommand[]]>([
    ['at once', [refused('card-number-not-valid')]],
    ['at a repeat that the file clears up', [again, refused('related-transaction-error'), byFile]],
  ])(
    'P18: a refused notice of what was sold offline leaves nothing in the books and tells the loss, once (%s)',
    (_how, commands) => {
      const first = startPayment(base, PAID_AT);
      const books = new Books().add(first.journals);
      let { payment } = first;
      const kinds: string[] = [];
      for (const command of [...commands, ...commands]) {
        const step = stepPayment(payment, command);
        books.add(step.journals);
        kinds.push(...step.events.map(({ event }) => event.kind));
        payment = step.payment;
      }
      expect([payment.state, isTakenIn(payment)]).toEqual(['declined', true]);
      expect(kinds.filter((kind) => kind === 'goods-unpaid')).toEqual(['goods-unpaid']);
      expect([books.posted(), books.pending()]).toEqual([{}, []]);
    },
  );
});
