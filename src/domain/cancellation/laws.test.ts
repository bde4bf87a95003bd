/** Laws over random journeys: whatever comes in whatever order, no money is lost and none goes back twice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  approved,
  at,
  Books,
  CONTRACT,
  DAY,
  networkKey,
  open,
  openRequest,
  PACE,
  paymentBase,
  paymentCommand,
  ruleBook,
  SCOPE,
  sent,
  TILL,
  terminal,
  walk,
} from '../../../test/domain/samples.ts';
import type { Answer, Asker } from '../answer/index.ts';
import { type ClearingDay, predictedClearingDay, SHANGHAI } from '../calendar/index.ts';
import { isSuccess, type Outcome } from '../outcome/index.ts';
import {
  type CancellationId,
  type Payment,
  type PaymentStep,
  remainingFen,
  sharesOf,
  startPayment,
  stepPayment,
} from '../payment/index.ts';
import {
  answerForPayment,
  type BackStep,
  type Cancellation,
  type CancellationCommand,
  isOpen,
  mayTryVoidAgain,
  openCancellation,
  type Route,
  repeatAfterMs,
  type SentRoute,
  stepCancellation,
  tryVoidAgain,
} from './index.ts';

const RULES = ruleBook({ 'unionpay.pos.sameDayPartialRefund': true });
const ROUTES: readonly (Route | null)[] = [null, 'VOID', 'REFUND', 'REVERSAL'];
const ASKERS: readonly Asker[] = ['terminal', 'merchant', 'operator', 'payer', 'deadline'];

/** One payment, its ways back and its books, moved as the engine moves them. */
class Journey {
  payment: Payment;
  readonly cancellations: Cancellation[] = [];
  readonly books = new Books();
  nowMs: number;
  settled = false;

  constructor(amountFen: bigint, feeReturn: 'PRO_RATA' | 'NONE') {
    const base = paymentBase(amountFen, { ...CONTRACT, feeReturn });
    this.nowMs = base.startedMs;
    const first = startPayment(base, base.startedMs + 20_000);
    this.payment = first.payment;
    this.books.add(first.journals);
  }

  get day(): ClearingDay {
    return predictedClearingDay(this.nowMs, '23:00:00', SHANGHAI);
  }

  way(step: PaymentStep): void {
    this.payment = step.payment;
    this.books.add(step.journals);
  }

  back(step: BackStep, index: number): void {
    this.payment = step.payment;
    this.cancellations[index] = step.cancellation;
    this.books.add(step.journals);
  }

  answered(outcome: Outcome): void {
    if (this.payment.state === 'sent' && outcome === 'switch-no-answer') {
      this.lose();
      return;
    }
    const before = this.payment;
    const clearingDay = isSuccess(outcome) ? DAY : null;
    this.way(
      stepPayment(before, { type: 'answered', outcome, authCode: null, clearingDay, atMs: this.nowMs }),
    );
    if (before.state === 'unknown' && this.payment.state === 'declined') {
      this.each({ type: 'payment-declined-late', atMs: this.nowMs });
    }
  }

  /** The reply is due: the reversal is opened whatever the answer says, for nobody else will. */
  lose(): void {
    if (this.payment.state === 'sent') this.start('REVERSAL', this.payment.amountFen, false);
  }

  start(route: SentRoute, amountFen: bigint, atTill: boolean): void {
    const id = `can_${this.cancellations.length}` as CancellationId;
    const asked = openRequest({ route, amountFen, id, atMs: this.nowMs });
    const step = openCancellation(
      this.payment,
      atTill ? asked : { ...asked, terminal: null, door: 'api' },
      PACE,
    );
    this.back(step, this.cancellations.length);
  }

  answer(payment: Payment, asker: Asker, route: Route | null, amountFen: bigint | null): Answer<Route> {
    const terminalId = asker === 'terminal' ? TILL : null;
    return answerForPayment(
      payment,
      { subject: { kind: 'payment', id: payment.id }, asker, route, amountFen, terminalId },
      {
        book: RULES,
        scope: SCOPE,
        terminal: terminal(this.settled ? '000002' : '000001'),
        clearingDayNow: this.day,
        nowMs: this.nowMs,
      },
    );
  }

  /** Asks, and acts only on a yes. */
  ask(asker: Asker, route: Route | null, amountFen: bigint | null): void {
    const answer = this.answer(this.payment, asker, route, amountFen);
    if (answer.verdict !== 'YES' || this.payment.state === 'unknown') return;
    expect(answer.terms!.amountFen).toBeLessThanOrEqual(this.payment.amountFen);
    this.start(answer.route as SentRoute, answer.terms!.amountFen, asker === 'terminal');
  }

  step(index: number, command: CancellationCommand): void {
    const cancellation = this.cancellations[index];
    if (cancellation === undefined) return;
    const step = stepCancellation(this.payment, cancellation, command, PACE);
    // As the engine does: after an answer of the network, and only while a void is still allowed.
    const again = command.type === 'answered' && mayTryVoidAgain(step, PACE) && this.mayVoid(step.payment);
    this.back(again ? tryVoidAgain(step, networkKey('000777'), this.nowMs, PACE) : step, index);
  }

  mayVoid(payment: Payment): boolean {
    return this.answer(payment, 'merchant', 'VOID', null).verdict === 'YES';
  }

  each(command: CancellationCommand): void {
    for (const index of this.cancellations.keys()) this.step(index, command);
  }

  holds(): void {
    const { payment, books } = this;
    expect(books.isEven()).toBe(true);
    // A void that was not possible waits for a person and claims nothing.
    const under = this.cancellations.filter(
      (each) => isOpen(each) && !(each.state === 'handed' && each.why === 'void-not-possible'),
    );
    const whole = under.filter((each) => each.route !== 'REFUND');
    expect(whole.length).toBeLessThanOrEqual(1);
    if (whole.length === 1) expect(under).toHaveLength(1);
    const wentBackFen = this.cancellations
      .filter((each) => each.state === 'done' && each.outcome !== 'payment-not-approved')
      .reduce((sum, each) => sum + each.amountFen, 0n);
    expect(wentBackFen).toBeLessThanOrEqual(payment.amountFen);
    if (payment.state !== 'approved') return;
    const { back } = payment;
    expect(back.claimedFen >= 0n && back.returnedFen >= 0n && remainingFen(payment) >= 0n).toBe(true);
    expect(back.claimedFen + back.returnedFen).toBeLessThanOrEqual(payment.amountFen);
    for (const share of ['feeFen', 'issuerFeeFen', 'networkFeeFen'] as const) {
      expect(back.claimedShares[share] >= 0n && back.returnedShares[share] >= 0n).toBe(true);
      expect(back.claimedShares[share] + back.returnedShares[share]).toBeLessThanOrEqual(
        payment.shares[share],
      );
    }
  }

  /** Everything under way comes to its end: the network answers, the file is read. */
  finish(inFile: boolean): void {
    this.lose();
    for (const [index, each] of this.cancellations.entries()) {
      const [clearingDay, atMs] = [DAY, this.nowMs];
      if (each.state === 'undoing')
        this.step(index, { type: 'answered', to: 'undo', outcome: 'approved', clearingDay, atMs });
      else this.step(index, { type: 'answered', to: 'message', outcome: 'approved', clearingDay, atMs });
      // A void tried again after its undoing gets its answer too; what still waits is decided by the clearing file.
      this.step(index, { type: 'answered', to: 'message', outcome: 'approved', clearingDay, atMs });
      this.step(index, { type: 'clearing-file', paymentIn: inFile, undoneIn: false, clearingDay, atMs });
      this.holds();
    }
  }
}

type Act = (journey: Journey) => void;
const outcomes = fc.constantFrom<Outcome[]>(
  'approved',
  'approved-partly',
  'funds-insufficient',
  'switch-no-answer',
  'duplicate',
  'original-not-found',
  'related-transaction-not-valid',
  'related-transaction-error',
  'issuer-not-operating',
);
const index = fc.oneof(fc.constant(0), fc.nat({ max: 4 }));
const fen = fc.option(fc.bigInt(1n, 12_000n), { nil: null });
const acts: fc.Arbitrary<Act> = fc.oneof(
  outcomes.map(
    (outcome): Act =>
      (journey) =>
        journey.answered(outcome),
  ),
  fc.constant<Act>((journey) => journey.lose()),
  fc.constant<Act>((journey) =>
    journey.way(stepPayment(journey.payment, { type: 'not-sent', atMs: journey.nowMs })),
  ),
  fc.tuple(fc.constantFrom(...ASKERS), fc.constantFrom(...ROUTES), fen).map(
    ([asker, route, amountFen]): Act =>
      (journey) =>
        journey.ask(asker, route, amountFen),
  ),
  fc.tuple(index, outcomes, fc.constantFrom('message', 'undo'), fc.boolean()).map(
    ([at, outcome, to, dayKnown]): Act =>
      (journey) =>
        journey.step(at, {
          type: 'answered',
          to,
          outcome,
          clearingDay: dayKnown ? journey.day : null,
          atMs: journey.nowMs,
        }),
  ),
  outcomes.map(
    (outcome): Act =>
      (journey) => {
        for (const [at, each] of journey.cancellations.entries()) {
          const to = each.state === 'undoing' ? 'undo' : 'message';
          journey.step(at, { type: 'answered', to, outcome, clearingDay: DAY, atMs: journey.nowMs });
        }
      },
  ),
  fc.constant<Act>((journey) => journey.ask('terminal', 'VOID', null)),
  index.map(
    (at): Act =>
      (journey) =>
        journey.step(at, { type: 'not-sent', atMs: journey.nowMs }),
  ),
  index.map(
    (at): Act =>
      (journey) =>
        journey.step(at, { type: 'undo-void', fresh: networkKey('000555'), atMs: journey.nowMs }),
  ),
  index.map(
    (at): Act =>
      (journey) =>
        journey.step(at, { type: 'asked-again', atMs: journey.nowMs }),
  ),
  fc
    .tuple(
      fc.constantFrom(500, 21_000, 61_000, 6 * 3_600_000, 15 * 3_600_000),
      fc.integer({ min: 1, max: 6 }),
    )
    .map(
      ([waitMs, times]): Act =>
        (journey) => {
          for (let n = 0; n < times; n += 1) {
            journey.nowMs += waitMs;
            journey.each({
              type: 'due',
              clearingDayNow: journey.day,
              fresh: networkKey('000666'),
              atMs: journey.nowMs,
            });
          }
        },
    ),
  fc.tuple(fc.boolean(), fc.boolean()).map(
    ([paymentIn, undoneIn]): Act =>
      (journey) =>
        journey.each({ type: 'clearing-file', paymentIn, undoneIn, clearingDay: DAY, atMs: journey.nowMs }),
  ),
  fc.constant<Act>((journey) => {
    journey.settled = true;
  }),
);

const journeys = fc.record({
  amountFen: fc.bigInt(1n, 20_000n),
  feeReturn: fc.constantFrom<('PRO_RATA' | 'NONE')[]>('PRO_RATA', 'NONE'),
  acts: fc.array(acts, { maxLength: 40 }),
  approvedFirst: fc.constantFrom(true, true, false),
  inFile: fc.boolean(),
});

type Given = typeof journeys extends fc.Arbitrary<infer T> ? T : never;

function travel(given: Given, see: (journey: Journey) => void = () => undefined): Journey {
  const journey = new Journey(given.amountFen, given.feeReturn);
  if (given.approvedFirst) journey.answered('approved');
  for (const act of given.acts) {
    act(journey);
    journey.holds();
    see(journey);
  }
  return journey;
}

describe('laws of every journey', () => {
  test('C4: what is claimed and returned never passes what was paid, and the books are even after each step', () => {
    fc.assert(
      fc.property(journeys, (given) => {
        travel(given);
      }),
      { numRuns: 3_000 },
    );
  });

  test('C20: the answer that opened a way back stands through every step', () => {
    fc.assert(
      fc.property(journeys, (given) => {
        const opened: unknown[] = [];
        travel(given, ({ cancellations }) => {
          for (const [at, { answer }] of cancellations.entries()) {
            opened[at] ??= answer;
            expect(answer).toBe(opened[at]);
          }
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('C5: at the end of a journey nothing is pending', () => {
    fc.assert(
      fc.property(journeys, (given) => {
        const journey = travel(given);
        journey.finish(given.inFile);
        expect(journey.cancellations.filter(isOpen)).toEqual([]);
        expect(journey.payment.state).not.toBe('sent');
        expect(journey.payment.state).not.toBe('unknown');
        expect(journey.books.pending()).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('C6: an ended journey leaves in the books what the payment says and nothing else', () => {
    fc.assert(
      fc.property(journeys, (given) => {
        const journey = travel(given);
        journey.finish(given.inFile);
        const { payment } = journey;
        const posted = journey.books.posted();
        if (payment.state !== 'approved') {
          expect(posted).toEqual({});
          return;
        }
        const { returnedFen, returnedShares } = payment.back;
        expect(posted.merchant_payable ?? 0n).toBe(
          payment.amountFen - payment.shares.feeFen - (returnedFen - returnedShares.feeFen),
        );
        expect(posted.fee_income ?? 0n).toBe(payment.shares.feeFen - returnedShares.feeFen);
        expect(posted.issuer_fee_expense ?? 0n).toBe(
          payment.shares.issuerFeeFen - returnedShares.issuerFeeFen,
        );
        expect(posted.network_fee_expense ?? 0n).toBe(
          payment.shares.networkFeeFen - returnedShares.networkFeeFen,
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test('the walks reach every state, or the laws above would prove little', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(journeys, (given) => {
        travel(given, (journey) => {
          seen.add(journey.payment.state);
          for (const each of journey.cancellations) seen.add(`${each.route} ${each.state}`);
        });
      }),
      { numRuns: 3_000, seed: 20_261_123 },
    );
    const wanted = [
      'approved',
      'declined',
      'reversed',
      'voided',
      'unknown',
      'VOID undoing',
      'VOID undone',
      'VOID done',
    ];
    const rare = [
      'VOID awaiting-file',
      'VOID handed',
      'REVERSAL overruled',
      'REVERSAL handed',
      'REFUND done',
      'REFUND handed',
    ];
    for (const state of [...wanted, ...rare]) expect([...seen]).toContain(state);
  });
});

const pay = (amountFen: bigint, feeReturn: 'PRO_RATA' | 'NONE'): { payment: Payment; books: Books } => {
  const first = startPayment(paymentBase(amountFen, { ...CONTRACT, feeReturn }), 0);
  const second = stepPayment(first.payment, paymentCommand.approve);
  return { payment: second.payment, books: new Books().add(first.journals).add(second.journals) };
};
const success: CancellationCommand = {
  type: 'answered',
  to: 'message',
  outcome: 'approved',
  clearingDay: DAY,
  atMs: at('2026-11-23 12:00:00'),
};

describe('C7: pay, then cancel in full: every balance is what it was, but for fees that are kept', () => {
  const amounts = fc.bigInt(1n, 1_000_000_000n);
  test.each(['VOID', 'REVERSAL'] as const)(
    'by %s everything returns, fees too, whatever the contract',
    (route) => {
      fc.assert(
        fc.property(amounts, fc.constantFrom('PRO_RATA', 'NONE'), (amountFen, feeReturn) => {
          const { payment, books } = pay(amountFen, feeReturn);
          const opened = open(payment, { route, amountFen });
          books.add(opened.journals).add(walk(opened, success).journals);
          expect([books.posted(), books.pending()]).toEqual([{}, []]);
        }),
      );
    },
  );

  test.each(['PRO_RATA', 'NONE'] as const)('by REFUND in any parts, fee return %s', (feeReturn) => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n, 1_000_000n), { minLength: 1, maxLength: 8 }), (partsFen) => {
        const amountFen = partsFen.reduce((sum, part) => sum + part, 0n);
        const { payment, books } = pay(amountFen, feeReturn);
        let current = payment;
        for (const [n, part] of partsFen.entries()) {
          const opened = open(current, {
            route: 'REFUND',
            amountFen: part,
            id: `can_${n}` as CancellationId,
          });
          const ended = walk(opened, success);
          books.add(opened.journals).add(ended.journals);
          current = ended.payment;
        }
        const shares = sharesOf(amountFen, CONTRACT);
        const kept = {
          merchant_payable: -shares.feeFen,
          fee_income: shares.feeFen,
          issuer_fee_expense: shares.issuerFeeFen,
          network_fee_expense: shares.networkFeeFen,
          network_clearing: -(shares.issuerFeeFen + shares.networkFeeFen),
        };
        const standing = Object.fromEntries(Object.entries(kept).filter(([, fenLeft]) => fenLeft !== 0n));
        expect(books.posted()).toEqual(feeReturn === 'PRO_RATA' ? {} : standing);
        expect(books.pending()).toEqual([]);
      }),
    );
  });

  test('a payment whose outcome never became known leaves nothing when it is reversed', () => {
    const first = startPayment(paymentBase(), 0);
    const opened = open(first.payment, { route: 'REVERSAL', door: 'deadline', terminal: null });
    const books = new Books().add(first.journals).add(opened.journals).add(walk(opened, success).journals);
    expect([books.posted(), books.pending()]).toEqual([{}, []]);
  });
});

describe('C8: two ways back never both take the whole', () => {
  const id = 'can_2' as CancellationId;
  test.each([
    ['VOID', 'VOID'],
    ['VOID', 'REVERSAL'],
    ['VOID', 'REFUND'],
    ['REVERSAL', 'VOID'],
    ['REVERSAL', 'REVERSAL'],
    ['REVERSAL', 'REFUND'],
    ['REFUND', 'VOID'],
    ['REFUND', 'REVERSAL'],
    ['REFUND', 'REFUND'],
  ] as const)('%s under way, then %s: the second is a fault, not a second payment', (first, second) => {
    const { payment } = open(approved(), { route: first });
    expect(() => open(payment, { route: second, id })).toThrow('Cannot apply way-back-claimed');
  });

  test.each([
    ['declined', () => stepPayment(sent(), paymentCommand.decline).payment, 'REFUND'],
    ['sent', () => sent(), 'REFUND'],
    ['sent', () => sent(), 'VOID'],
    ['unknown', () => open(sent(), { route: 'REVERSAL' }).payment, 'REVERSAL'],
    ['voided', () => walk(open(approved(), { route: 'VOID' }), success).payment, 'REFUND'],
  ] as const)('of a payment that is %s none is opened by the way', (state, payment, route) => {
    expect(() => open(payment(), { route, id })).toThrow(
      `Cannot open a ${route} of payment pay_1 in state ${state}`,
    );
  });
});

test('C9: a message is repeated at doubling distances under a bound, and a bounded number of times', () => {
  const pace = { ...PACE, repeatFirstMs: 1_000, repeatMaxMs: 60_000 };
  expect([1, 2, 3, 4, 5, 6, 7, 8, 40].map((attempts) => repeatAfterMs(attempts, pace))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
  let step = open(sent(), { route: 'REVERSAL' });
  let sends = step.send === null ? 0 : 1;
  for (let n = 1; n <= 20; n += 1) {
    const atMs = at('2026-11-23 11:00:00') + n * 120_000;
    step = walk(step, { type: 'due', clearingDayNow: DAY, fresh: networkKey('000009'), atMs });
    sends += step.send === null ? 0 : 1;
  }
  expect([sends, step.cancellation.state]).toEqual([PACE.attemptsMax, 'handed']);
});

describe('C10: a void without an answer is undone, so that the sale is alive again', () => {
  const fresh = networkKey('000009');
  const undone: CancellationCommand = { ...success, to: 'undo' };
  test('at the terminal it ends there', () => {
    const due: CancellationCommand = {
      type: 'due',
      clearingDayNow: DAY,
      fresh,
      atMs: at('2026-11-23 12:00:00'),
    };
    const ended = walk(open(approved(), { route: 'VOID' }), due, undone);
    expect([ended.cancellation.state, ended.payment.state]).toEqual(['undone', 'approved']);
    expect(mayTryVoidAgain(ended, PACE)).toBe(false);
  });

  test('from the back office it is tried again under a fresh key, a bounded number of times', () => {
    let step = open(approved(), { route: 'VOID', terminal: null, door: 'api' });
    let tries = 1;
    for (;;) {
      const due: CancellationCommand = {
        type: 'due',
        clearingDayNow: DAY,
        fresh,
        atMs: at('2026-11-23 12:00:00') + tries * 120_000,
      };
      step = walk(step, due, undone);
      if (!mayTryVoidAgain(step, PACE)) break;
      step = tryVoidAgain(step, networkKey(`00010${tries}`), due.atMs, PACE);
      expect(step.send).toEqual({ message: 'void', attempt: 1 });
      tries += 1;
    }
    expect(tries).toBe(PACE.voidTriesMax);
    expect(step.payment).toMatchObject({ state: 'approved', back: { whole: null } });
    expect(step.cancellation).toMatchObject({ state: 'handed', why: 'void-not-possible' });
  });

  test('a completed void that its terminal reverses gives the sale and its books back', () => {
    const first = startPayment(paymentBase(), 0);
    const paid = stepPayment(first.payment, paymentCommand.approve);
    const books = new Books().add(first.journals).add(paid.journals);
    const asPaid = books.posted();
    let step = open(paid.payment, { route: 'VOID' });
    books.add(step.journals);
    for (const command of [success, { type: 'undo-void', fresh, atMs: success.atMs } as const, undone]) {
      step = walk(step, command);
      books.add(step.journals);
    }
    expect(step.payment.state).toBe('approved');
    expect([books.posted(), books.pending()]).toEqual([asPaid, []]);
  });
});

describe('C11: neither a void nor a reversal crosses the cut-over', () => {
  const nextDay: CancellationCommand = {
    type: 'due',
    clearingDayNow: predictedClearingDay(at('2026-11-23 23:00:00'), '23:00:00', SHANGHAI),
    fresh: networkKey('000009'),
    atMs: at('2026-11-23 23:00:30'),
  };
  test.each(['VOID', 'REVERSAL'] as const)('%s: nothing more is sent, the clearing file decides', (route) => {
    const waiting = walk(open(approved(), { route }), nextDay);
    expect([waiting.cancellation.state, waiting.send]).toEqual(['awaiting-file', null]);
  });
  test('a refund goes on', () => {
    const step = walk(open(approved(), { route: 'REFUND', amountFen: 100n }), nextDay);
    expect(step.send).toEqual({ message: 'refund', attempt: 2 });
  });
  test('a file that does not come hands it to a person', () => {
    const late: CancellationCommand = { ...nextDay, atMs: nextDay.atMs + PACE.clearingFileDueMs };
    expect(walk(open(approved(), { route: 'VOID' }), nextDay, late).cancellation).toMatchObject({
      state: 'handed',
      why: 'no-clearing-file',
    });
  });
});
