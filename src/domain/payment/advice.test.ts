/** Tips, corrected amounts and script results: what they do to a payment and its books, step by step. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviceOf, approved, CONTRACT, paymentBase, paymentCommand } from '../../../test/domain/samples.ts';
import { isBalanced } from '../ledger/index.ts';
import {
  type AdviceId,
  adviceDueMs,
  advicesOf,
  NO_SHARES,
  openChangeOf,
  type Payment,
  type PaymentCommand,
  refusalOfChange,
  salePostings,
  sharesOf,
  startPayment,
  stepPayment,
} from './index.ts';

const id = 'adv_1' as AdviceId;
const atMs = paymentCommand.approve.atMs + 60_000;
const tip = (amountFen: bigint): PaymentCommand => ({
  ...{ type: 'advise', advice: adviceOf('tip', amountFen), dueMs: atMs + 1_000, atMs },
});
const answered = (
  outcome: 'approved' | 'duplicate' | 'funds-insufficient' | 'switch-trouble',
): PaymentCommand => ({
  type: 'advice-answered',
  ...{ id, outcome, atMs },
});

/** The payment after the commands, and the journals that they made, in order. */
function play(...commands: readonly PaymentCommand[]) {
  let payment: Payment = approved();
  const journals = [];
  const events: string[] = [];
  for (const command of commands) {
    const step = stepPayment(payment, command);
    payment = step.payment;
    journals.push(...step.journals);
    events.push(...step.events.map(({ event }) => event.kind));
  }
  return { payment, journals, events };
}

const netOf = (postings: ReturnType<typeof salePostings>): Record<string, bigint> => {
  const net: Record<string, bigint> = {};
  for (const { account, side, amountFen } of postings)
    net[account] = (net[account] ?? 0n) + (side === 'debit' ? amountFen : -amountFen);
  return Object.fromEntries(Object.entries(net).filter(([, fen]) => fen !== 0n));
};
const postedBy = (journals: ReturnType<typeof play>['journals']): Record<string, bigint> => {
  const net: Record<string, bigint> = {};
  for (const line of journals.flatMap(({ lines }) => lines))
    net[line.account] = (net[line.account] ?? 0n) + line.debitPostedFen - line.creditPostedFen;
  return Object.fromEntries(Object.entries(net).filter(([, fen]) => fen !== 0n));
};
const pendingBy = (journals: ReturnType<typeof play>['journals']): bigint =>
  journals
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => {
      const abs = (fen: bigint): bigint => (fen < 0n ? -fen : fen);
      return sum + abs(line.debitPendingFen) + abs(line.creditPendingFen);
    }, 0n);

describe('a tip', () => {
  test('is reserved, and adds to the payment when the network takes it', () => {
    const { payment, events, journals } = play(tip(11_500n), answered('approved'));
    expect(events).toEqual(['advice-opened', 'amount-changed']);
    expect(payment).toMatchObject({ state: 'approved', amountFen: 11_500n });
    expect(payment).toMatchObject({ shares: sharesOf(11_500n, CONTRACT) });
    expect(advicesOf(payment)).toMatchObject([{ state: 'done', sealedChip: null }]);
    expect(journals.map(({ kind }) => kind)).toEqual(['hold', 'post']);
  });

  test('«already have it» is success, trouble is no answer, a no releases what was reserved', () => {
    expect(play(tip(11_500n), answered('duplicate')).payment.amountFen).toBe(11_500n);
    const open = play(tip(11_500n), answered('switch-trouble'));
    expect([open.payment.amountFen, adviceDueMs(open.payment)]).toEqual([10_000n, atMs + 1_000]);
    const refused = play(tip(11_500n), answered('funds-insufficient'));
    expect(refused.events).toEqual(['advice-opened', 'advice-refused']);
    expect(refused.payment.amountFen).toBe(10_000n);
    expect(refused.journals.map(({ kind }) => kind)).toEqual(['hold', 'release']);
    expect(pendingBy(refused.journals.slice(0, 1))).toBeGreaterThan(0n);
    expect(postedBy(refused.journals)).toEqual({});
  });

  test('without an answer it is repeated, then a person has it, and a late answer still ends it', () => {
    const due = (dueMs: number, overdue = false, at = atMs + 1_000): PaymentCommand => ({
      type: 'advice-due',
      ...{ id, dueMs, overdue, atMs: at },
    });
    const again = play(tip(11_500n), due(atMs + 3_000));
    expect(advicesOf(again.payment)).toMatchObject([{ state: 'sending', attempts: 2, dueMs: atMs + 3_000 }]);
    const hourLater = atMs + 3_600_000;
    const handed = play(tip(11_500n), due(hourLater, true));
    expect(handed.events).toEqual(['advice-opened', 'advice-handed']);
    expect(adviceDueMs(handed.payment)).toBe(hourLater);
    const goesOn = play(tip(11_500n), due(hourLater, true), due(2 * hourLater, true, hourLater));
    expect(goesOn.events).toEqual(['advice-opened', 'advice-handed', 'advice-sent-again']);
    expect(advicesOf(goesOn.payment)).toMatchObject([{ state: 'handed', attempts: 3, dueMs: 2 * hourLater }]);
    expect(play(tip(11_500n), due(hourLater, true), answered('approved')).payment.amountFen).toBe(11_500n);
    const early = stepPayment(play(tip(11_500n)).payment, due(atMs + 3_000, false, atMs + 999));
    expect(early.events).toEqual([]);
  });

  test('while it is open no other change and no way back is', () => {
    const { payment } = play(tip(11_500n));
    expect(openChangeOf(payment)?.id).toBe(id);
    expect(refusalOfChange(payment, 12_000n)).toBe('adjustment-in-progress');
    const claim = { type: 'claim', cancellationId: 'can_1', route: 'VOID', amountFen: 10_000n } as never;
    expect(() => stepPayment(payment, { ...(claim as object), shares: NO_SHARES, atMs } as never)).toThrow();
  });
});

test('P16: twenty advices and no more, of whichever kind', () => {
  const advise = (no: number): PaymentCommand => ({
    ...{ type: 'advise', dueMs: atMs, atMs },
    advice: { ...adviceOf('script-result', 10_000n), id: `adv_${no}` as AdviceId },
  });
  const many = play(...Array.from({ length: 25 }, (_, no) => advise(no)));
  expect([many.events.length, advicesOf(many.payment).length]).toEqual([20, 20]);
});

test('whatever the amounts, up or down: balanced, nothing pending, posted exactly what the new amount asks', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(1n, 10_000_000n), { minLength: 1, maxLength: 5 }), (amounts) => {
      const started = startPayment(paymentBase(), atMs);
      const taken = stepPayment(started.payment, paymentCommand.approve);
      let { payment } = taken;
      const journals = [...started.journals, ...taken.journals];
      for (const [index, amountFen] of amounts.entries()) {
        if (refusalOfChange(payment, amountFen) !== null) continue;
        const own = { ...adviceOf('adjustment', amountFen), id: `adv_${index}` as AdviceId };
        for (const command of [
          { type: 'advise', advice: own, dueMs: atMs, atMs },
          { type: 'advice-answered', id: own.id, outcome: 'approved', atMs },
        ] as const) {
          const step = stepPayment(payment, command);
          payment = step.payment;
          journals.push(...step.journals);
        }
      }
      expect(journals.every(isBalanced)).toBe(true);
      if (payment.state !== 'approved') throw new Error(payment.state);
      expect(postedBy(journals)).toEqual(netOf(salePostings(payment.amountFen, payment.shares)));
      const pending = journals.flatMap(({ lines }) => lines);
      expect(pending.reduce((sum, line) => sum + line.debitPendingFen, 0n)).toBe(0n);
      expect(pending.reduce((sum, line) => sum + line.creditPendingFen, 0n)).toBe(0n);
    }),
    { numRuns: 200 },
  );
});

test('a script result moves nothing and forgets the chip data with its end', () => {
  const advise = { type: 'advise', advice: adviceOf('script-result', 10_000n), dueMs: atMs, atMs } as const;
  const open = play(advise);
  expect(advicesOf(open.payment)).toMatchObject([{ sealedChip: 'c2VhbGVk', state: 'sending' }]);
  expect(openChangeOf(open.payment)).toBeNull();
  const done = play(advise, answered('approved'));
  expect(done.events).toEqual(['advice-opened', 'advice-acknowledged']);
  expect(advicesOf(done.payment)).toMatchObject([{ sealedChip: null, state: 'done' }]);
  expect(done.journals).toEqual([]);
});
