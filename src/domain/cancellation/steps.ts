/** The ends and pauses that every way back shares: finished, refused, handed to a person, waiting for the file. */
import {
  type ClearingDay,
  clearingDayLastSecondMs,
  type HolidayTable,
  predictedClearingDay,
  SHANGHAI,
} from '../calendar/index.ts';
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import {
  type CancellationId,
  isHold,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  type Shares,
  stepPayment,
} from '../payment/index.ts';
import type { BatchEntry } from '../terminal/index.ts';
import { arrivalOf } from './arrival.ts';
import type { BackMessage, BackSend, BackStep, CancellationEvent, Pace } from './moves.ts';
import { freeJournal, returnJournal } from './postings.ts';
import {
  type Cancellation,
  type CancellationBase,
  cancellationBase,
  type HandedReason,
  type SentRoute,
} from './state.ts';

const WEEKENDS_ALONE: HolidayTable = { rest: [], work: [] };

/** Collects what one command changes. */
export class Steps {
  payment: Payment;
  cancellation: Cancellation;
  readonly #paymentEvents: { atMs: number; event: PaymentEvent }[] = [];
  readonly #events: { atMs: number; event: CancellationEvent }[] = [];
  readonly #journals: Journal[] = [];
  readonly #batch: { entry: BatchEntry; sign: 1 | -1 }[] = [];
  readonly #atMs: number;
  readonly holidays: HolidayTable;
  send: BackSend | null = null;

  constructor(payment: Payment, cancellation: Cancellation, atMs: number, pace: Pace) {
    this.payment = payment;
    this.cancellation = cancellation;
    this.#atMs = atMs;
    this.holidays = pace.holidays ?? WEEKENDS_ALONE;
  }

  tell(event: CancellationEvent): this {
    this.#events.push({ atMs: this.#atMs, event });
    return this;
  }

  book(...journals: Journal[]): this {
    this.#journals.push(...journals);
    return this;
  }

  /** A hold is in no batch: its way back takes nothing out of one. */
  count(entry: BatchEntry, sign: 1 | -1): this {
    if (!isHold(this.payment)) this.#batch.push({ entry, sign });
    return this;
  }

  become(next: Cancellation): this {
    this.cancellation = next;
    return this;
  }

  movePayment(command: PaymentCommand): boolean {
    const step = stepPayment(this.payment, command);
    this.payment = step.payment;
    this.#paymentEvents.push(...step.events);
    this.#journals.push(...step.journals);
    return step.events.length > 0;
  }

  dispatch(message: BackMessage, attempt: number): this {
    this.send = { message, attempt };
    const { cancellation } = this;
    const undo = cancellation.state === 'undoing' ? { network: cancellation.undo } : {};
    return this.tell({ kind: 'back-sent', message, attempt, ...undo });
  }

  result(): BackStep {
    return {
      payment: this.payment,
      cancellation: this.cancellation,
      paymentEvents: this.#paymentEvents,
      events: this.#events,
      journals: this.#journals.filter((journal) => journal.lines.length > 0),
      send: this.send,
      batch: this.#batch,
    };
  }
}

export const messageOf = (route: SentRoute): BackMessage =>
  route === 'REVERSAL' ? 'reversal' : route === 'VOID' ? 'void' : 'refund';
export const claimOf = (
  cancellation: CancellationBase,
): { cancellationId: CancellationId; route: SentRoute; amountFen: Fen; shares: Shares } => ({
  cancellationId: cancellation.id,
  route: cancellation.route,
  amountFen: cancellation.amountFen,
  shares: cancellation.shares,
});

/** When to look again after the given number of sends: doubling, bounded. A void waits for its one answer. */
export function repeatAfterMs(attempts: number, pace: Pace): number {
  return Math.min(pace.repeatMaxMs, pace.repeatFirstMs * 2 ** Math.min(attempts - 1, 20));
}

/** The money is back: books mirrored, payment moved, batch counted. */
export function finish(steps: Steps, outcome: Outcome, clearingDay: ClearingDay | null, atMs: number): Steps {
  const { cancellation } = steps;
  const { route, amountFen, shares } = cancellation;
  if (steps.payment.state === 'approved' || steps.payment.state === 'unknown') {
    steps.book(returnJournal(steps.payment, route, amountFen, shares));
    steps.movePayment({ type: 'return', ...claimOf(cancellation), atMs });
  }
  if (route === 'VOID') steps.count(cancellation.terminal === null ? 'host-void' : 'void', 1);
  if (route === 'REFUND' && cancellation.terminal !== null) steps.count('refund', 1);
  const base = cancellationBase(cancellation);
  const arrival = arrivalOf(base, { atMs, clearingDay }, steps.holidays);
  const done = { ...base, state: 'done', doneMs: atMs, outcome, clearingDay } as const;
  return steps
    .become(arrival === null ? done : { ...done, arrival })
    .tell({ kind: 'cancellation-done', outcome });
}

/** The network refused, or nothing was sent: the claim ends and the payment stands. */
export function refuse(steps: Steps, outcome: Outcome, atMs: number): Steps {
  const { cancellation } = steps;
  if (steps.payment.state === 'approved') {
    steps.book(freeJournal(steps.payment, cancellation.route, cancellation.amountFen, cancellation.shares));
    steps.movePayment({ type: 'free', ...claimOf(cancellation), atMs });
  }
  return steps
    .become({ ...cancellationBase(cancellation), state: 'refused', endedMs: atMs, outcome })
    .tell({ kind: 'cancellation-refused', outcome });
}

export function hand(steps: Steps, why: HandedReason, atMs: number): Steps {
  return steps
    .become({ ...cancellationBase(steps.cancellation), state: 'handed', sinceMs: atMs, why })
    .tell({ kind: 'handed-to-person', why });
}

/** Answers that say: it was dealt with already. For a repeated message that is success. */
export const ALREADY: readonly Outcome[] = ['duplicate', 'related-transaction-error'];
/**
 * Is there no such original to undo? Code 25 says so. Code 12 says so only with the day of the payment beside it:
 * it also refuses a reversal of another clearing day, and then the original may well stand.
 */
export function noOriginal(payment: Payment, outcome: Outcome, clearingDay: ClearingDay | null): boolean {
  return (
    outcome === 'original-not-found' ||
    (outcome === 'related-transaction-not-valid' && clearingDay === dayOf(payment))
  );
}

export const provenApproved = (payment: Payment): boolean =>
  payment.state === 'approved' ||
  payment.state === 'voided' ||
  (payment.state === 'unknown' && payment.lateApproval !== null);

/** The clearing day of a payment: what its approval said, in time or late, else what was expected. */
export function dayOf(payment: Payment): ClearingDay {
  const approval =
    payment.state === 'unknown' ? payment.lateApproval : 'approval' in payment ? payment.approval : null;
  return approval?.clearingDay ?? payment.expectedClearingDay;
}

/**
 * The clearing day that a void or reversal must not outlive: the payment's. The void of a pre-authorisation may come on
 * any later day (UP-11), so what undoes that void is bound to the day of the void itself: the
 * clock's, and never one before the payment's, where the network is ahead of the clock.
 */
export function dayOfUndoing(
  { payment, cancellation }: { readonly payment: Payment; readonly cancellation: CancellationBase },
  pace: Pick<Pace, 'cutOver'>,
): ClearingDay {
  const ofPayment = dayOf(payment);
  if (!isHold(payment) || cancellation.route !== 'VOID') return ofPayment;
  const byTheClock = predictedClearingDay(cancellation.openedMs, pace.cutOver, SHANGHAI);
  return byTheClock < ofPayment ? ofPayment : byTheClock;
}

/** Neither a void nor a reversal crosses the cut-over: it stops, and the clearing file of the day decides. */
export function waitForFile(steps: Steps, cancellation: Cancellation, atMs: number, pace: Pace): Steps {
  // No clearing file speaks of holds: a person asks the issuer, and the hold lapses in the end.
  if (isHold(steps.payment)) return hand(steps, 'hold-outlived-its-day', atMs);
  const dayEndMs = clearingDayLastSecondMs(dayOf(steps.payment), pace.cutOver, SHANGHAI);
  return steps
    .become({
      ...cancellationBase(cancellation),
      state: 'awaiting-file',
      sinceMs: atMs,
      dueMs: Math.max(atMs, dayEndMs) + pace.clearingFileDueMs,
    })
    .tell({ kind: 'awaiting-clearing-file' });
}
