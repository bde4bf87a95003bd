/** What happens to a cancellation, and to its payment with it. Pure: time, ids and network keys arrive in the command. */
import type { Answer } from '../answer/index.ts';
import { type ClearingDay, clearingDayLastSecondMs, SHANGHAI } from '../calendar/index.ts';
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import { kindOf, type Outcome, retryOf } from '../outcome/index.ts';
import {
  type CancellationId,
  type NetworkKey,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  type Shares,
  stepPayment,
  type TerminalKey,
} from '../payment/index.ts';
import type { BatchEntry } from '../terminal/index.ts';
import {
  claimJournal,
  freeJournal,
  returnJournal,
  reviveHold,
  revivePost,
  reviveRelease,
} from './postings.ts';
import { sharesFor } from './routes.ts';
import {
  type Cancellation,
  type CancellationBase,
  type CancellationIn,
  cancellationBase,
  type Door,
  type HandedReason,
  isOpen,
  type Route,
  type SentRoute,
} from './state.ts';

/** How often and how long a message of the way back is repeated. Milliseconds and counts. */
export interface Pace {
  readonly voidReplyMs: number;
  readonly repeatFirstMs: number;
  readonly repeatMaxMs: number;
  readonly attemptsMax: number;
  readonly voidTriesMax: number;
  /** How long after the end of its clearing day the file of that day is waited for. */
  readonly clearingFileDueMs: number;
  /** `23:00:00`, as the rules have it. */
  readonly cutOver: string;
}

export type CancellationEvent =
  | {
      readonly kind: 'cancellation-opened';
      readonly route: SentRoute;
      readonly amountFen: Fen;
      readonly door: Door;
      readonly reason: string;
      readonly requestedBy: string;
    }
  | { readonly kind: 'back-sent'; readonly message: BackMessage; readonly attempt: number }
  | { readonly kind: 'back-answered'; readonly outcome: Outcome; readonly final: boolean }
  | { readonly kind: 'cancellation-done'; readonly outcome: Outcome }
  | { readonly kind: 'cancellation-refused'; readonly outcome: Outcome }
  | { readonly kind: 'void-unanswered' }
  | { readonly kind: 'void-reversed-by-terminal' }
  | { readonly kind: 'void-undone' }
  | { readonly kind: 'asked-again' }
  | { readonly kind: 'back-goes-on' }
  | { readonly kind: 'awaiting-clearing-file' }
  | { readonly kind: 'overruled-by-clearing-file' }
  | { readonly kind: 'handed-to-person'; readonly why: HandedReason };

/** Messages of the way back on the network side; a void that is undone has a reversal of its own. */
export type BackMessage = 'reversal' | 'void' | 'refund' | 'void-reversal';

/** After the commit: send this. A crash in between is healed by the due time of the state. */
export interface BackSend {
  readonly message: BackMessage;
  readonly attempt: number;
}

export interface BackStep {
  readonly payment: Payment;
  readonly cancellation: Cancellation;
  readonly paymentEvents: readonly { readonly atMs: number; readonly event: PaymentEvent }[];
  readonly events: readonly { readonly atMs: number; readonly event: CancellationEvent }[];
  readonly journals: readonly Journal[];
  readonly send: BackSend | null;
  readonly batch: readonly { readonly entry: BatchEntry; readonly sign: 1 | -1 }[];
}

export type CancellationCommand =
  | {
      readonly type: 'answered';
      readonly to: 'message' | 'undo';
      readonly outcome: Outcome;
      readonly clearingDay: ClearingDay | null;
      readonly atMs: number;
    }
  | { readonly type: 'not-sent'; readonly atMs: number }
  | {
      readonly type: 'due';
      readonly clearingDayNow: ClearingDay;
      readonly fresh: NetworkKey;
      readonly atMs: number;
    }
  /** The terminal reverses its own void. */
  | { readonly type: 'undo-void'; readonly fresh: NetworkKey; readonly atMs: number }
  | { readonly type: 'asked-again'; readonly atMs: number }
  /** An approval of the payment came that this reversal did not undo: it goes on. */
  | { readonly type: 'go-on'; readonly atMs: number }
  | { readonly type: 'payment-declined-late'; readonly atMs: number }
  /** The clearing file of the payment's day was read. `paymentIn`: it holds the payment; `undoneIn`: and its undoing. */
  | {
      readonly type: 'clearing-file';
      readonly paymentIn: boolean;
      readonly undoneIn: boolean;
      /** The file holds this refund itself. */
      readonly messageIn?: boolean;
      readonly clearingDay: ClearingDay;
      readonly atMs: number;
    };

/** Collects what one command changes. */
class Steps {
  payment: Payment;
  cancellation: Cancellation;
  readonly #paymentEvents: { atMs: number; event: PaymentEvent }[] = [];
  readonly #events: { atMs: number; event: CancellationEvent }[] = [];
  readonly #journals: Journal[] = [];
  readonly #batch: { entry: BatchEntry; sign: 1 | -1 }[] = [];
  readonly #atMs: number;
  send: BackSend | null = null;

  constructor(payment: Payment, cancellation: Cancellation, atMs: number) {
    this.payment = payment;
    this.cancellation = cancellation;
    this.#atMs = atMs;
  }

  tell(event: CancellationEvent): this {
    this.#events.push({ atMs: this.#atMs, event });
    return this;
  }

  book(...journals: Journal[]): this {
    this.#journals.push(...journals);
    return this;
  }

  count(entry: BatchEntry, sign: 1 | -1): this {
    this.#batch.push({ entry, sign });
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
    return this.tell({ kind: 'back-sent', message, attempt });
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

const messageOf = (route: SentRoute): BackMessage =>
  route === 'REVERSAL' ? 'reversal' : route === 'VOID' ? 'void' : 'refund';
const claimOf = (
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

export interface OpenRequest {
  readonly id: CancellationId;
  readonly route: SentRoute;
  readonly amountFen: Fen;
  readonly door: Door;
  readonly requestedBy: string;
  readonly reason: string;
  readonly terminal: TerminalKey | null;
  readonly rrn: string;
  readonly network: NetworkKey;
  readonly answer: Answer<Route>;
  readonly atMs: number;
}

/** Opens a way back that the answer allowed: claims it in the books and sends its message after the commit. */
export function openCancellation(payment: Payment, request: OpenRequest, pace: Pace): BackStep {
  const { atMs, ...rest } = request;
  if (payment.state !== 'approved' && !(payment.state === 'sent' && request.route === 'REVERSAL')) {
    throw new Error(
      `Cannot open a ${request.route} of payment ${payment.id} in state ${payment.state}: only an approved one can go back, or a sent one by REVERSAL`,
    );
  }
  const base: CancellationBase = {
    ...rest,
    paymentId: payment.id,
    book: payment.book,
    shares: sharesFor(payment, request.route, request.amountFen),
    openedMs: atMs,
    askedAgain: 0,
    tries: 1,
    version: 0,
  };
  const waitMs = request.route === 'VOID' ? pace.voidReplyMs : repeatAfterMs(1, pace);
  const steps = new Steps(payment, { ...base, state: 'sending', attempts: 1, dueMs: atMs + waitMs }, atMs);
  const { route, amountFen, door, reason, requestedBy } = request;
  steps.tell({ kind: 'cancellation-opened', route, amountFen, door, reason, requestedBy });
  if (payment.state === 'approved') {
    steps.book(claimJournal(payment, route, amountFen, base.shares));
    steps.movePayment({ type: 'claim', ...claimOf(base), atMs });
    if (route === 'REVERSAL') steps.count('sale', -1);
  } else {
    steps.movePayment({ type: 'outcome-lost', cancellationId: base.id, atMs });
  }
  return steps.dispatch(messageOf(route), 1).result();
}

/** The money is back: books mirrored, payment moved, batch counted. */
function finish(steps: Steps, outcome: Outcome, clearingDay: ClearingDay | null, atMs: number): Steps {
  const { cancellation } = steps;
  const { route, amountFen, shares } = cancellation;
  if (steps.payment.state === 'approved' || steps.payment.state === 'unknown') {
    steps.book(returnJournal(steps.payment, route, amountFen, shares));
    steps.movePayment({ type: 'return', ...claimOf(cancellation), atMs });
  }
  if (route === 'VOID') steps.count(cancellation.terminal === null ? 'host-void' : 'void', 1);
  if (route === 'REFUND' && cancellation.terminal !== null) steps.count('refund', 1);
  return steps
    .become({ ...cancellationBase(cancellation), state: 'done', doneMs: atMs, outcome, clearingDay })
    .tell({ kind: 'cancellation-done', outcome });
}

/** The network refused, or nothing was sent: the claim ends and the payment stands. */
function refuse(steps: Steps, outcome: Outcome, atMs: number): Steps {
  const { cancellation } = steps;
  if (steps.payment.state === 'approved') {
    steps.book(freeJournal(steps.payment, cancellation.route, cancellation.amountFen, cancellation.shares));
    steps.movePayment({ type: 'free', ...claimOf(cancellation), atMs });
  }
  return steps
    .become({ ...cancellationBase(cancellation), state: 'refused', endedMs: atMs, outcome })
    .tell({ kind: 'cancellation-refused', outcome });
}

function hand(steps: Steps, why: HandedReason, atMs: number): Steps {
  return steps
    .become({ ...cancellationBase(steps.cancellation), state: 'handed', sinceMs: atMs, why })
    .tell({ kind: 'handed-to-person', why });
}

/** Answers that say: it was dealt with already. For a repeated message that is success. */
const ALREADY: readonly Outcome[] = ['duplicate', 'related-transaction-error'];
/**
 * Is there no such original to undo? Code 25 says so. Code 12 says so only with the day of the payment beside it:
 * it also refuses a reversal of another clearing day, and then the original may well stand.
 */
function noOriginal(payment: Payment, outcome: Outcome, clearingDay: ClearingDay | null): boolean {
  return (
    outcome === 'original-not-found' ||
    (outcome === 'related-transaction-not-valid' && clearingDay === dayOf(payment))
  );
}

const provenApproved = (payment: Payment): boolean =>
  payment.state === 'approved' ||
  payment.state === 'voided' ||
  (payment.state === 'unknown' && payment.lateApproval !== null);

/** May the same message be repeated after this answer? Trouble on the way does; a decision does not. */
const worthRepeating = (outcome: Outcome): boolean =>
  kindOf(outcome) === 'unknown' || retryOf(outcome) === 'later' || outcome === 'upstream-mac';

function answeredSending(
  steps: Steps,
  cancellation: CancellationIn<'sending' | 'awaiting-file' | 'handed'>,
  command: Extract<CancellationCommand, { type: 'answered' }>,
  pace: Pace,
): Steps {
  const { outcome, clearingDay, atMs } = command;
  const success = kindOf(outcome) === 'success';
  // A void that waits here may have been reversed meanwhile: its late answer decides nothing, the clearing file does.
  if (cancellation.route === 'VOID' && cancellation.state !== 'sending')
    return steps.tell({ kind: 'back-answered', outcome, final: false });
  if (success) return finish(steps, outcome, clearingDay, atMs);
  if (cancellation.state === 'handed') return steps.tell({ kind: 'back-answered', outcome, final: false });
  if (cancellation.route === 'REVERSAL') {
    if (ALREADY.includes(outcome)) return finish(steps, outcome, clearingDay, atMs);
    if (outcome === 'related-transaction-not-valid' && clearingDay !== dayOf(steps.payment)) {
      return cancellation.state === 'sending'
        ? waitForFile(steps.tell({ kind: 'back-answered', outcome, final: true }), cancellation, atMs, pace)
        : steps;
    }
    if (noOriginal(steps.payment, outcome, clearingDay)) {
      // The network knows no such payment. Where we never saw it approved that is the best news: nothing was taken.
      return provenApproved(steps.payment)
        ? hand(steps.tell({ kind: 'back-answered', outcome, final: true }), 'refused-by-network', atMs)
        : finish(steps, outcome, clearingDay, atMs);
    }
    return steps.tell({ kind: 'back-answered', outcome, final: false });
  }
  if (cancellation.route === 'REFUND') {
    if (worthRepeating(outcome)) return steps.tell({ kind: 'back-answered', outcome, final: false });
    // A duplicate was seen before, approved or not; a decline of a repeat may be the echo of the first one's
    // success. Neither frees the money: the first one's answer, the clearing file or a person decides.
    if (outcome === 'duplicate' || cancellation.state !== 'sending' || cancellation.attempts > 1) {
      return hand(steps.tell({ kind: 'back-answered', outcome, final: true }), 'refused-by-network', atMs);
    }
    return refuse(steps, outcome, atMs);
  }
  // A void is sent once: a duplicate means that the network may hold it already.
  if (kindOf(outcome) === 'unknown' || outcome === 'duplicate')
    return undoVoid(steps, command.atMs, null, pace, { kind: 'void-unanswered' });
  return refuse(steps, outcome, atMs);
}

/** A void without an answer is reversed, so that the sale is alive again whatever became of the void. */
function undoVoid(
  steps: Steps,
  atMs: number,
  fresh: NetworkKey | null,
  pace: Pace,
  because: CancellationEvent,
): Steps {
  const { cancellation, payment } = steps;
  if (fresh === null) {
    // Without a fresh key the reversal waits for the due time, which brings one.
    return steps
      .become({ ...cancellationBase(cancellation), state: 'sending', attempts: 1, dueMs: atMs })
      .tell({ kind: 'back-answered', outcome: 'switch-no-answer', final: false });
  }
  const wasDone = cancellation.state === 'done';
  if (wasDone && payment.state === 'voided') {
    steps.book(reviveHold(payment)).count(cancellation.terminal === null ? 'host-void' : 'void', -1);
  }
  return steps
    .tell(because)
    .become({
      ...cancellationBase(cancellation),
      state: 'undoing',
      undo: fresh,
      attempts: 1,
      dueMs: atMs + repeatAfterMs(1, pace),
      wasDone,
      final: because.kind === 'void-reversed-by-terminal',
    })
    .dispatch('void-reversal', 1);
}

/** The reversal of a void was answered: the sale is alive again. */
function answeredUndoing(
  steps: Steps,
  cancellation: CancellationIn<'undoing'>,
  command: Extract<CancellationCommand, { type: 'answered' }>,
  pace: Pace,
): Steps {
  const { outcome, clearingDay, atMs } = command;
  const unknownHere = noOriginal(steps.payment, outcome, clearingDay);
  if (outcome === 'related-transaction-not-valid' && !unknownHere) {
    return waitForFile(steps.tell({ kind: 'back-answered', outcome, final: true }), cancellation, atMs, pace);
  }
  const over = kindOf(outcome) === 'success' || ALREADY.includes(outcome) || unknownHere;
  if (!over) return steps.tell({ kind: 'back-answered', outcome, final: false });
  if (cancellation.wasDone && unknownHere) {
    return hand(steps.tell({ kind: 'back-answered', outcome, final: true }), 'refused-by-network', atMs);
  }
  if (cancellation.wasDone && steps.payment.state === 'voided') {
    steps.book(revivePost(steps.payment));
    steps.movePayment({ type: 'revive', cancellationId: cancellation.id, atMs });
  } else if (steps.payment.state === 'approved') {
    steps.book(freeJournal(steps.payment, cancellation.route, cancellation.amountFen, cancellation.shares));
    steps.movePayment({ type: 'free', ...claimOf(cancellation), atMs });
  }
  steps.tell({ kind: 'void-undone' });
  // The back office was promised a void: after the last try a person has to tell what became of the promise.
  if (cancellation.terminal === null && cancellation.tries >= pace.voidTriesMax) {
    return hand(steps, 'void-not-possible', atMs);
  }
  return steps.become({ ...cancellationBase(cancellation), state: 'undone', endedMs: atMs });
}

/** A void asked for by the back office is tried again: nobody waits at a terminal to press the key. */
export function mayTryVoidAgain(step: BackStep, pace: Pace): boolean {
  const { cancellation, payment } = step;
  return (
    cancellation.state === 'undone' &&
    cancellation.terminal === null &&
    cancellation.tries < pace.voidTriesMax &&
    payment.state === 'approved' &&
    payment.back.whole === null
  );
}

function due(
  steps: Steps,
  cancellation: Cancellation,
  command: Extract<CancellationCommand, { type: 'due' }>,
  pace: Pace,
): Steps {
  const { atMs, clearingDayNow, fresh } = command;
  switch (cancellation.state) {
    case 'sending': {
      if (cancellation.dueMs > atMs) return steps;
      if (cancellation.route !== 'REFUND' && dayOf(steps.payment) < clearingDayNow)
        return waitForFile(steps, cancellation, atMs, pace);
      if (cancellation.route === 'VOID')
        return undoVoid(steps, atMs, fresh, pace, { kind: 'void-unanswered' });
      if (cancellation.attempts >= pace.attemptsMax) return hand(steps, 'not-acknowledged', atMs);
      const attempts = cancellation.attempts + 1;
      return steps
        .become({ ...cancellation, attempts, dueMs: atMs + repeatAfterMs(attempts, pace) })
        .dispatch(messageOf(cancellation.route), attempts);
    }
    case 'undoing': {
      if (cancellation.dueMs > atMs) return steps;
      if (dayOf(steps.payment) < clearingDayNow) return waitForFile(steps, cancellation, atMs, pace);
      if (cancellation.attempts >= pace.attemptsMax) return hand(steps, 'not-acknowledged', atMs);
      const attempts = cancellation.attempts + 1;
      return steps
        .become({ ...cancellation, attempts, dueMs: atMs + repeatAfterMs(attempts, pace) })
        .dispatch('void-reversal', attempts);
    }
    case 'awaiting-file':
      return cancellation.dueMs > atMs ? steps : hand(steps, 'no-clearing-file', atMs);
    default:
      return steps;
  }
}

/** The clearing day of a payment: what its approval said, in time or late, else what was expected. */
export function dayOf(payment: Payment): ClearingDay {
  const approval =
    payment.state === 'unknown' ? payment.lateApproval : 'approval' in payment ? payment.approval : null;
  return approval?.clearingDay ?? payment.expectedClearingDay;
}

/** Neither a void nor a reversal crosses the cut-over: it stops, and the clearing file of the day decides. */
function waitForFile(steps: Steps, cancellation: Cancellation, atMs: number, pace: Pace): Steps {
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

function readClearingFile(
  steps: Steps,
  cancellation: Cancellation,
  command: Extract<CancellationCommand, { type: 'clearing-file' }>,
): Steps {
  const { atMs } = command;
  const waits = isOpen(cancellation);
  if (!waits) return steps;
  if (cancellation.route === 'REFUND') {
    // Only a refund that stands in the file is decided by it: one that is not may come tomorrow.
    return command.messageIn === true ? finish(steps, 'approved', command.clearingDay, atMs) : steps;
  }
  if (cancellation.state === 'handed' && cancellation.why === 'void-not-possible') {
    // Its claim ended with its last try; the day's end takes it out of the queue, the refund is open now.
    return steps
      .become({ ...cancellationBase(cancellation), state: 'undone', endedMs: atMs })
      .tell({ kind: 'void-undone' });
  }
  if (cancellation.route === 'VOID') {
    // The file says whether the void stands. `undoneIn` here is the void itself, net of its own reversal; a sale that
    // is not in the file is not paid by the network, so its void stands too (UP-02: it does not enter clearing).
    if (command.undoneIn || !command.paymentIn) {
      // A completed void whose undoing did not arrive stands: the reservation for reviving the sale ends.
      if (steps.payment.state === 'voided') steps.book(reviveRelease(steps.payment));
      return finish(steps, 'approved', command.clearingDay, atMs);
    }
    if (steps.payment.state === 'voided') {
      steps.book(revivePost(steps.payment));
      steps.movePayment({ type: 'revive', cancellationId: cancellation.id, atMs });
      return steps
        .become({ ...cancellationBase(cancellation), state: 'undone', endedMs: atMs })
        .tell({ kind: 'void-undone' });
    }
    return refuse(steps, 'void-undone', atMs);
  }
  if (!command.paymentIn || command.undoneIn) return finish(steps, 'approved', command.clearingDay, atMs);
  if (steps.payment.state === 'approved') {
    steps.book(freeJournal(steps.payment, cancellation.route, cancellation.amountFen, cancellation.shares));
    steps.movePayment({ type: 'free', ...claimOf(cancellation), atMs });
  } else {
    steps.movePayment({ type: 'cleared', clearingDay: command.clearingDay, atMs });
  }
  return steps
    .become({ ...cancellationBase(cancellation), state: 'overruled', endedMs: atMs })
    .tell({ kind: 'overruled-by-clearing-file' });
}

/** A reversal that had ended, or had stopped for the day, is due again at once. */
function goOn(steps: Steps, cancellation: Cancellation, atMs: number): Steps {
  const stopped = cancellation.state === 'done' || cancellation.state === 'awaiting-file';
  if (cancellation.route !== 'REVERSAL' || !stopped || steps.payment.state !== 'unknown') return steps;
  return steps
    .become({ ...cancellationBase(cancellation), state: 'sending', attempts: 0, dueMs: atMs })
    .tell({ kind: 'back-goes-on' });
}

function notSent(steps: Steps, cancellation: Cancellation, atMs: number): Steps {
  // A reversal and a refund stay in repeat until the link is back; a void that never left is simply not made.
  if (cancellation.state !== 'sending' || cancellation.route !== 'VOID' || cancellation.attempts !== 1)
    return steps;
  return refuse(steps, 'network-unreachable', atMs);
}

/** Moves a cancellation and its payment. A command with nothing to do returns the same objects. */
export function stepCancellation(
  payment: Payment,
  cancellation: Cancellation,
  command: CancellationCommand,
  pace: Pace,
): BackStep {
  const steps = new Steps(payment, cancellation, command.atMs);
  switch (command.type) {
    case 'answered':
      if (command.to === 'undo') {
        if (cancellation.state === 'undoing') answeredUndoing(steps, cancellation, command, pace);
        else if (cancellation.route === 'VOID' && isOpen(cancellation))
          steps.tell({ kind: 'back-answered', outcome: command.outcome, final: false });
      } else if (
        cancellation.state === 'sending' ||
        cancellation.state === 'awaiting-file' ||
        (cancellation.state === 'handed' && cancellation.why !== 'void-not-possible')
      ) {
        answeredSending(steps, cancellation, command, pace);
      } else if (cancellation.state !== 'done' && kindOf(command.outcome) === 'success') {
        // It contradicts how this ended. The journey tells; the clearing file shows the difference to a person.
        steps.tell({ kind: 'back-answered', outcome: command.outcome, final: false });
      }
      break;
    case 'go-on':
      goOn(steps, cancellation, command.atMs);
      break;
    case 'not-sent':
      notSent(steps, cancellation, command.atMs);
      break;
    case 'due':
      due(steps, cancellation, command, pace);
      break;
    case 'undo-void':
      if (
        cancellation.route === 'VOID' &&
        (cancellation.state === 'sending' || cancellation.state === 'done')
      ) {
        undoVoid(steps, command.atMs, command.fresh, pace, { kind: 'void-reversed-by-terminal' });
      }
      break;
    case 'asked-again':
      steps
        .become({ ...cancellation, askedAgain: cancellation.askedAgain + 1 })
        .tell({ kind: 'asked-again' });
      break;
    case 'payment-declined-late':
      // The payment's own late answer was a decline: nothing was taken, so there is nothing to undo.
      if (cancellation.route === 'REVERSAL' && isOpen(cancellation) && !provenApproved(steps.payment)) {
        finish(steps, 'payment-not-approved', null, command.atMs);
      }
      break;
    case 'clearing-file':
      readClearingFile(steps, cancellation, command);
      break;
  }
  return steps.result();
}

/** Sends a fresh void for a cancellation whose earlier void was undone. */
export function tryVoidAgain(step: BackStep, fresh: NetworkKey, atMs: number, pace: Pace): BackStep {
  const { payment, cancellation } = step;
  if (payment.state !== 'approved') return step;
  const base: CancellationBase = {
    ...cancellationBase(cancellation),
    network: fresh,
    tries: cancellation.tries + 1,
  };
  const steps = new Steps(
    payment,
    { ...base, state: 'sending', attempts: 1, dueMs: atMs + pace.voidReplyMs },
    atMs,
  );
  steps.book(claimJournal(payment, base.route, base.amountFen, base.shares));
  steps.movePayment({ type: 'claim', ...claimOf(base), atMs });
  const again = steps.dispatch('void', 1).result();
  return {
    ...again,
    paymentEvents: [...step.paymentEvents, ...again.paymentEvents],
    events: [...step.events, ...again.events],
    journals: [...step.journals, ...again.journals],
    batch: [...step.batch, ...again.batch],
  };
}
