/** The network answers a message of the way back, or the reversal of a void. */
import { kindOf, type Outcome, retryOf } from '../outcome/index.ts';
import { canBeClaimedWhole, heldFen, isHold, type NetworkKey } from '../payment/index.ts';
import type { CancellationCommand, CancellationEvent, Pace } from './moves.ts';
import { freeJournal, reviveHold, revivePost } from './postings.ts';
import { type Cancellation, type CancellationIn, cancellationBase } from './state.ts';
import {
  ALREADY,
  claimOf,
  dayOf,
  finish,
  hand,
  noOriginal,
  provenApproved,
  refuse,
  repeatAfterMs,
  type Steps,
  waitForFile,
} from './steps.ts';

/** May the same message be repeated after this answer? Trouble on the way does; a decision does not. */
const worthRepeating = (outcome: Outcome): boolean =>
  kindOf(outcome) === 'unknown' || retryOf(outcome) === 'later' || outcome === 'upstream-mac';

export function answeredSending(
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
    if (ALREADY.includes(outcome)) {
      // It may as well be that the hold was used up with the increment in it: a void of the completion would bring
      // back a hold that is larger than is known here.
      if (command.holdIsUsed === true && outcome !== 'duplicate')
        return hand(steps.tell({ kind: 'back-answered', outcome, final: true }), 'refused-by-network', atMs);
      return finish(steps, outcome, clearingDay, atMs);
    }
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

/**
 * A success after the end, which it contradicts: a copy of the message was carried out after another one was turned
 * away. The journey tells, and the clearing file shows the difference to a person. No file speaks of holds: the hold
 * is as its issuer has it, lifted as its till had asked.
 */
export function answeredAfterEnd(
  steps: Steps,
  cancellation: Cancellation,
  command: Extract<CancellationCommand, { type: 'answered' }>,
): Steps {
  const { outcome, clearingDay, atMs } = command;
  const { payment } = steps;
  const lifts =
    cancellation.state === 'refused' &&
    cancellation.route === 'VOID' &&
    isHold(payment) &&
    command.holdIsUsed !== true &&
    cancellation.amountFen === heldFen(payment) &&
    canBeClaimedWhole(payment);
  if (!lifts) return steps.tell({ kind: 'back-answered', outcome, final: false });
  steps.movePayment({ type: 'claim', ...claimOf(cancellation), atMs });
  return finish(steps.tell({ kind: 'back-answered', outcome, final: true }), outcome, clearingDay, atMs);
}

/** A void without an answer is reversed, so that the sale is alive again whatever became of the void. */
export function undoVoid(
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
export function answeredUndoing(
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
  steps.tell({ kind: 'void-undone', outcome });
  // The back office was promised a void: after the last try a person has to tell what became of the promise.
  if (cancellation.terminal === null && cancellation.tries >= pace.voidTriesMax) {
    return hand(steps, 'void-not-possible', atMs);
  }
  return steps.become({ ...cancellationBase(cancellation), state: 'undone', endedMs: atMs });
}
