/** On which terms money goes back: how much, where, when, and what becomes of the fee. */
import { describe, expect, test } from 'vitest';
import {
  approved,
  at,
  CONTRACT,
  DAY,
  NEXT_DAY,
  open,
  paymentBase,
  ruleBook,
  SCOPE,
  sent,
  terminal,
  walk,
} from '../../../test/domain/samples.ts';
import type { Answer, Asker } from '../answer/index.ts';
import type { CancellationId, Payment } from '../payment/index.ts';
import { answerForPayment, factsOf, type Route } from './index.ts';

const MORNING = at('2026-11-23 11:00:00');
const NEXT_MORNING = at('2026-11-24 11:00:00');

const ask = (
  payment: Payment,
  route: Route | null,
  amountFen: bigint | null = null,
  nowMs = NEXT_MORNING,
  asker: Asker = 'merchant',
): Answer<Route> =>
  answerForPayment(
    payment,
    {
      subject: { kind: 'payment', id: payment.id },
      asker,
      route,
      amountFen,
      terminalId: asker === 'terminal' ? payment.terminal.terminalId : null,
    },
    {
      book: ruleBook(),
      scope: SCOPE,
      terminal: terminal(),
      clearingDayNow: nowMs < NEXT_MORNING ? DAY : NEXT_DAY,
      nowMs,
    },
  );

const refunded = (payment: Payment, ...partsFen: readonly bigint[]): Payment =>
  partsFen.reduce((current, amountFen, n) => {
    const opened = open(current, { route: 'REFUND', amountFen, id: `can_${n}` as CancellationId });
    return walk(opened, {
      type: 'answered',
      to: 'message',
      outcome: 'approved',
      clearingDay: DAY,
      atMs: MORNING,
    }).payment;
  }, payment);

const underWay = (payment: Payment, ...partsFen: readonly bigint[]): Payment =>
  partsFen.reduce(
    (current, amountFen, n) =>
      open(current, { route: 'REFUND', amountFen, id: `can_${n}` as CancellationId }).payment,
    payment,
  );

const kept = paymentBase(10_000n, { ...CONTRACT, feeReturn: 'NONE' });

describe('C2: the fee by route and contract (FEE-07, FEE-08)', () => {
  test.each<[string, Answer<Route>, bigint, bigint, bigint, string]>([
    // amount back, fee returned, fee kept
    ['a void: all of it', ask(approved(), 'VOID', null, MORNING), 10_000n, 60n, 0n, 'FEE-07'],
    [
      'a reversal of what this host knows as paid: all of it',
      ask(approved(), 'REVERSAL', null, MORNING, 'terminal'),
      10_000n,
      60n,
      0n,
      'FEE-07',
    ],
    [
      'a reversal of what never became known: there is none',
      ask(sent(), 'REVERSAL', null, MORNING, 'deadline'),
      10_000n,
      0n,
      0n,
      'FEE-07',
    ],
    [
      'a void under a contract that keeps fees: all of it',
      ask(approved(kept), 'VOID', null, MORNING),
      10_000n,
      60n,
      0n,
      'FEE-07',
    ],
    ['a refund of the whole, pro rata', ask(approved(), 'REFUND'), 10_000n, 60n, 0n, 'FEE-08'],
    ['a refund of 40.00, pro rata', ask(approved(), 'REFUND', 4_000n), 4_000n, 24n, 0n, 'FEE-08'],
    ['a refund of 33.33, pro rata and half up', ask(approved(), 'REFUND', 3_333n), 3_333n, 20n, 0n, 'FEE-08'],
    [
      'the last of three parts takes the remainder, here one fen less than its share',
      ask(refunded(approved(), 125n, 125n), 'REFUND'),
      9_750n,
      58n,
      0n,
      'FEE-09',
    ],
    [
      'parts still under way count as given back',
      ask(underWay(approved(), 75n, 75n), 'REFUND'),
      9_850n,
      60n,
      0n,
      'FEE-09',
    ],
    ['a refund under a contract that keeps fees', ask(approved(kept), 'REFUND'), 10_000n, 0n, 60n, 'FEE-08'],
    ['part of it', ask(approved(kept), 'REFUND', 4_000n), 4_000n, 0n, 24n, 'FEE-08'],
  ])('%s', (_what, answer, amountFen, returnedFen, keptFen, ruleId) => {
    expect(answer.verdict).toBe('YES');
    expect(answer.terms?.amountFen).toBe(amountFen);
    expect(answer.terms?.fee).toEqual({ returnedFen, keptFen, ruleId });
  });

  test('the fee that the answer promises is the fee that goes back', () => {
    for (const amountFen of [1n, 83n, 84n, 3_333n, 9_999n, 10_000n]) {
      const promised = ask(approved(), 'REFUND', amountFen).terms!.fee.returnedFen;
      expect(open(approved(), { route: 'REFUND', amountFen }).cancellation.shares.feeFen).toBe(promised);
    }
  });
});

test('C3: asked twice, the answer to a stored payment is the same', () => {
  for (const payment of [sent(), approved(), refunded(approved(), 125n), underWay(approved(), 75n)])
    for (const route of [null, 'VOID', 'REFUND'] as const)
      expect(ask(payment, route)).toEqual(ask(payment, route));
});

describe('where and when it arrives', () => {
  test('at once by void, in 1 to 10 clearing days by refund (UP-10), to the card that paid, masked', () => {
    expect(ask(approved(), 'VOID', null, MORNING).terms?.arrival).toMatchObject({
      unit: 'at-once',
      ruleId: 'UP-02',
    });
    const refund = ask(approved(), 'REFUND').terms!;
    expect(refund.arrival).toEqual({
      fromDays: 1,
      toDays: 10,
      unit: 'clearing-day',
      certainty: 'B+',
      ruleId: 'UP-10',
    });
    expect(refund.destination).toEqual({
      masked: '622848******0018',
      zh: '付款原卡',
      en: 'the card that paid',
    });
    expect(refund.aftercare).toContain('pay-issued-bill');
  });
});

describe('the facts of a payment, state by state', () => {
  const facts = (payment: Payment): unknown => {
    const found = factsOf(payment, terminal(), DAY);
    return [
      found.outcome,
      found.returnedFen,
      found.claimedFen,
      found.remainingFen,
      found.wholeUnderWay,
      found.batchOpen,
    ];
  };
  const voiding = open(approved(), { route: 'VOID' });
  const done = {
    type: 'answered',
    to: 'message',
    outcome: 'approved',
    clearingDay: DAY,
    atMs: MORNING,
  } as const;
  test.each([
    ['sent', sent(), ['open', 0n, 0n, 0n, null, true]],
    ['approved', approved(), ['approved', 0n, 0n, 10_000n, null, true]],
    [
      'refund under way',
      open(approved(), { route: 'REFUND', amountFen: 4_000n }).payment,
      ['approved', 0n, 4_000n, 6_000n, null, true],
    ],
    ['refunded in part', refunded(approved(), 4_000n), ['approved', 4_000n, 0n, 6_000n, null, true]],
    ['void under way', voiding.payment, ['approved', 0n, 0n, 0n, 'VOID', true]],
    ['voided', walk(voiding, done).payment, ['voided', 10_000n, 0n, 0n, null, true]],
    ['unknown', open(sent(), { route: 'REVERSAL' }).payment, ['unknown', 0n, 0n, 0n, 'REVERSAL', true]],
    [
      'reversed',
      walk(open(sent(), { route: 'REVERSAL' }), done).payment,
      ['reversed', 10_000n, 0n, 0n, null, true],
    ],
  ] as const)('%s', (_what, payment, expected) => expect(facts(payment)).toEqual(expected));

  test('a batch that was settled, or a terminal that is gone, is not open', () => {
    expect(factsOf(approved(), terminal('000002'), DAY).batchOpen).toBe(false);
    expect(factsOf(approved(), null, DAY).batchOpen).toBe(false);
  });
});
