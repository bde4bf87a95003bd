import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  approved,
  Books,
  CONTRACT,
  DAY,
  NEXT_DAY,
  noticeBase,
  paymentBase,
  paymentCommand,
  sent,
} from '../../../test/domain/samples.ts';
import {
  type CancellationId,
  type Contract,
  NO_SHARES,
  networkKeyText,
  PAYMENT_STATES,
  type Payment,
  type PaymentCommand,
  refusePayment,
  remainingFen,
  type Shares,
  sharesBack,
  sharesOf,
  startPayment,
  stepPayment,
  terminalKeyText,
} from './index.ts';

const contract = (given: Partial<Contract>): Contract => ({ ...CONTRACT, ...given });

describe('what a payment costs, by its contract row', () => {
  test.each<[string, bigint, Partial<Contract>, bigint, bigint, bigint]>([
    // amount; discount, issuer fee, network fee
    ['100.00 at 0.6 %', 10_000n, {}, 60n, 45n, 3n],
    ['0.83: half a fen is not reached', 83n, {}, 0n, 0n, 0n],
    ['2.50: one and a half fen round up', 250n, {}, 2n, 1n, 0n],
    [
      'debit card, capped at 20.00',
      1_000_000n,
      { capFen: 2_000n, issuerCapFen: 1_300n },
      2_000n,
      1_300n,
      325n,
    ],
    ['just at the cap', 333_333n, { capFen: 2_000n }, 2_000n, 1_500n, 108n],
    ['free of charge', 10_000n, { ratePpm: 0, issuerRatePpm: 0, networkRatePpm: 0 }, 0n, 0n, 0n],
    [
      'preferential, issuer and network × 0.78',
      10_000n,
      { ratePpm: 3_800, issuerRatePpm: 3_510, networkRatePpm: 254 },
      38n,
      35n,
      3n,
    ],
  ])('%s', (_what, amountFen, given, feeFen, issuerFeeFen, networkFeeFen) => {
    expect(sharesOf(amountFen, contract(given))).toEqual({ feeFen, issuerFeeFen, networkFeeFen });
  });

  test('P6: fees that return in parts sum to the fee, and a contract that keeps them returns none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 100_000n), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (partsFen, prorata) => {
          const amountFen = partsFen.reduce((sum, part) => sum + part, 0n);
          const row = contract({ feeReturn: prorata ? 'PRO_RATA' : 'NONE' });
          let payment: Payment = approved(paymentBase(amountFen, row));
          for (const amount of partsFen) {
            if (payment.state !== 'approved') throw new Error('not approved');
            const shares: Shares = sharesBack(payment, amount);
            const back = { route: 'REFUND' as const, amountFen: amount, shares, atMs: 0 };
            for (const type of ['claim', 'return'] as const) {
              payment = stepPayment(payment, {
                type,
                cancellationId: 'can_1' as CancellationId,
                ...back,
              }).payment;
            }
          }
          if (payment.state !== 'approved') throw new Error('not approved');
          expect(payment.back.returnedShares).toEqual(prorata ? payment.shares : NO_SHARES);
          expect([payment.back.returnedFen, remainingFen(payment)]).toEqual([amountFen, 0n]);
        },
      ),
    );
  });
});

describe('P2: the intent is in the books before anything leaves, and its outcome takes the intent’s place', () => {
  const first = startPayment(paymentBase(), 0);
  test('sent: expected, not yet owed', () => {
    const books = new Books().add(first.journals);
    expect(books.posted()).toEqual({});
    expect(books.pending()).toEqual(['network_clearing', 'merchant_payable']);
  });
  test.each<[string, PaymentCommand, object]>([
    [
      'approved: owed less the fees',
      paymentCommand.approve,
      {
        network_clearing: 9_952n,
        merchant_payable: 9_940n,
        fee_income: 60n,
        issuer_fee_expense: 45n,
        network_fee_expense: 3n,
      },
    ],
    ['declined: nothing', paymentCommand.decline, {}],
    ['not sent: nothing', { type: 'not-sent', atMs: 0 }, {}],
    [
      'cleared by the file: as approved',
      { type: 'cleared', clearingDay: DAY, atMs: 0 },
      {
        network_clearing: 9_952n,
        merchant_payable: 9_940n,
        fee_income: 60n,
        issuer_fee_expense: 45n,
        network_fee_expense: 3n,
      },
    ],
  ])('%s', (_what, command, posted) => {
    const books = new Books().add(first.journals).add(stepPayment(first.payment, command).journals);
    expect(books.posted()).toEqual(posted);
    expect(books.pending()).toEqual([]);
  });
  test('refused by this platform: recorded, nothing in the books', () => {
    const { payment, journals } = refusePayment(paymentBase(), 'merchant-not-valid');
    expect([payment.state, journals]).toEqual(['declined', []]);
    expect(payment).toMatchObject({ by: 'host', outcome: 'merchant-not-valid' });
  });
});

describe('P3: no answer is neither paid nor declined', () => {
  test('outcome unknown keeps the expectation in the books', () => {
    const step = stepPayment(sent(), paymentCommand.lose);
    expect([step.payment.state, step.journals]).toEqual(['unknown', []]);
  });
  test('a late approval is kept as a fact for the way back and pays nobody', () => {
    const lost = stepPayment(sent(), paymentCommand.lose).payment;
    const late = stepPayment(lost, paymentCommand.approve);
    expect(late.payment).toMatchObject({ state: 'unknown', lateApproval: { authCode: '123456' } });
    expect(late.journals).toEqual([]);
    expect(stepPayment(late.payment, paymentCommand.decline).payment).toBe(late.payment);
  });
  test('later than its own reversal it is kept, once, and moves nothing', () => {
    const reversed = stepPayment(stepPayment(sent(), paymentCommand.lose).payment, {
      type: 'return',
      cancellationId: 'can_1' as CancellationId,
      route: 'REVERSAL',
      amountFen: 10_000n,
      shares: NO_SHARES,
      atMs: 0,
    }).payment;
    const late = stepPayment(reversed, paymentCommand.approve);
    expect(late.payment).toMatchObject({ state: 'reversed', approval: { authCode: '123456' } });
    expect(late.journals).toEqual([]);
    expect(stepPayment(late.payment, paymentCommand.approve).payment).toBe(late.payment);
  });
  test('after a decline it is expected anew and goes back, and what was told is kept to the end', () => {
    const declined = stepPayment(sent(), paymentCommand.decline).payment;
    const reversalId = 'can_1' as CancellationId;
    const late = stepPayment(declined, { ...paymentCommand.approve, reversalId });
    expect(late.payment).toMatchObject({ state: 'unknown', toldDeclined: 'funds-insufficient' });
    expect(late.journals.map(({ kind }) => kind)).toEqual(['hold']);
    expect(stepPayment(declined, paymentCommand.approve).payment).toBe(declined);
    const back = stepPayment(late.payment, {
      ...{ type: 'return', cancellationId: reversalId, route: 'REVERSAL', amountFen: 10_000n },
      ...{ shares: NO_SHARES, atMs: 0 },
    });
    expect(back.payment).toMatchObject({ state: 'reversed', toldDeclined: 'funds-insufficient' });
  });
  test('a notice that is approved after a decline stands: it is booked whole', () => {
    const declined = stepPayment(sent(noticeBase()), paymentCommand.decline).payment;
    const late = stepPayment(declined, paymentCommand.approve);
    expect(late.payment.state).toBe('approved');
    expect(late.journals.map(({ kind }) => kind)).toEqual(['hold', 'post']);
  });
  test('a late decline ends it: nothing was taken', () => {
    const lost = stepPayment(sent(), paymentCommand.lose).payment;
    expect(stepPayment(lost, paymentCommand.decline).payment).toMatchObject({
      state: 'declined',
      by: 'network',
    });
  });
  test('«the network does not know» is no outcome', () => {
    const payment = sent();
    for (const outcome of ['switch-no-answer', 'issuer-too-late', 'outcome-unknown'] as const) {
      expect(stepPayment(payment, { ...paymentCommand.approve, outcome }).payment).toBe(payment);
    }
  });
});

test('P4: approval for a part of the amount, which nobody asked for, does not pay the sale', () => {
  const payment = sent();
  expect(stepPayment(payment, { ...paymentCommand.approve, outcome: 'approved-partly' }).payment).toBe(
    payment,
  );
});

describe('P5: the clearing day is the network’s word, the clock’s only where it says none', () => {
  test.each([
    [NEXT_DAY, '2026-11-24'],
    [DAY, '2026-11-23'],
    [null, '2026-11-23'],
  ])('F15 %s → %s', (clearingDay, expected) => {
    const { payment } = stepPayment(sent(), { ...paymentCommand.approve, clearingDay });
    expect(payment).toMatchObject({ approval: { clearingDay: expected } });
  });
});

describe('P7: what is claimed and returned never passes the amount, whoever asks', () => {
  const claim = (amountFen: bigint): PaymentCommand => ({
    type: 'claim',
    cancellationId: 'can_1' as CancellationId,
    route: 'REFUND',
    amountFen,
    shares: NO_SHARES,
    atMs: 0,
  });
  test.each([10_001n, 0n, -1n])('a claim of %d fen on 10000 is a fault', (amountFen) => {
    expect(() => stepPayment(approved(), claim(amountFen))).toThrow(
      'Cannot apply way-back-claimed to payment pay_1',
    );
  });
  test('nor two that fit one by one', () => {
    const once = stepPayment(approved(), claim(6_000n)).payment;
    expect(() => stepPayment(once, claim(4_001n))).toThrow('way-back-claimed');
    expect(stepPayment(once, claim(4_000n)).payment).toMatchObject({ back: { claimedFen: 10_000n } });
  });
  test('nor an ending of more than was claimed, or of another’s claim', () => {
    const once = stepPayment(approved(), claim(6_000n)).payment;
    expect(() => stepPayment(once, { ...claim(6_001n), type: 'return' } as PaymentCommand)).toThrow(
      'money-returned',
    );
    const whole = { ...claim(10_000n), route: 'VOID' } as Extract<PaymentCommand, { type: 'claim' }>;
    const voiding = stepPayment(approved(), whole).payment;
    const others = { ...whole, type: 'free', cancellationId: 'can_9' as CancellationId } as PaymentCommand;
    expect(() => stepPayment(voiding, others)).toThrow('way-back-freed');
  });
});

test('P8: no event changes what a payment is: who, where, how much, under which keys', () => {
  const commands: PaymentCommand[] = [paymentCommand.approve, paymentCommand.decline, paymentCommand.lose];
  for (const command of commands) {
    const { payment } = stepPayment(sent(), command);
    expect(payment).toMatchObject(paymentBase());
  }
  expect(PAYMENT_STATES).toHaveLength(8);
});

test('P9: no state, event or journal carries a card number, and no text of a key does', () => {
  const step = stepPayment(sent(), paymentCommand.approve);
  const text = JSON.stringify([step, sent()], (_key, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  expect(text).not.toMatch(/(?<!\d)62\d{14,17}(?!\d)/);
  expect(terminalKeyText(paymentBase().terminal)).toBe('898330153110001/00000001/000001/000017');
  expect(networkKeyText(paymentBase().network)).toBe('20261123100000/000001/48020000/48020000');
});
