/** What happens when a time has come, or a message did not leave. */

import { undoVoid } from './answered.ts';
import { arrivalDue } from './arrival.ts';
import { bounceDue } from './bounce.ts';
import type { CancellationCommand, Pace } from './moves.ts';
import { type Cancellation, cancellationBase } from './state.ts';
import { dayOfUndoing, hand, messageOf, refuse, repeatAfterMs, type Steps, waitForFile } from './steps.ts';

export function due(
  steps: Steps,
  cancellation: Cancellation,
  command: Extract<CancellationCommand, { type: 'due' }>,
  pace: Pace,
): Steps {
  const { atMs, clearingDayNow, fresh } = command;
  switch (cancellation.state) {
    case 'sending': {
      if (cancellation.dueMs > atMs) return steps;
      if (cancellation.route !== 'REFUND' && dayOfUndoing(steps, pace) < clearingDayNow)
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
      if (dayOfUndoing(steps, pace) < clearingDayNow) return waitForFile(steps, cancellation, atMs, pace);
      if (cancellation.attempts >= pace.attemptsMax) return hand(steps, 'not-acknowledged', atMs);
      const attempts = cancellation.attempts + 1;
      return steps
        .become({ ...cancellation, attempts, dueMs: atMs + repeatAfterMs(attempts, pace) })
        .dispatch('void-reversal', attempts);
    }
    case 'awaiting-file':
      return cancellation.dueMs > atMs ? steps : hand(steps, 'no-clearing-file', atMs);
    case 'done':
      return arrivalDue(steps, cancellation, atMs);
    default:
      return bounceDue(steps, cancellation, atMs, pace);
  }
}

/** When a cancellation must be looked at again; `null` when it waits for nothing. */
export function dueMsOf(cancellation: Cancellation): number | null {
  if (cancellation.state === 'done')
    return cancellation.arrival?.state === 'expected' ? cancellation.arrival.latestMs : null;
  return 'dueMs' in cancellation ? cancellation.dueMs : null;
}

/** A reversal that had ended, or had stopped for the day, is due again at once. */
export function goOn(steps: Steps, cancellation: Cancellation, atMs: number): Steps {
  const stopped = cancellation.state === 'done' || cancellation.state === 'awaiting-file';
  if (cancellation.route !== 'REVERSAL' || !stopped || steps.payment.state !== 'unknown') return steps;
  return steps
    .become({ ...cancellationBase(cancellation), state: 'sending', attempts: 0, dueMs: atMs })
    .tell({ kind: 'back-goes-on' });
}

export function notSent(steps: Steps, cancellation: Cancellation, atMs: number): Steps {
  // A reversal and a refund stay in repeat until the link is back; a void that never left is simply not made.
  if (cancellation.state !== 'sending' || cancellation.route !== 'VOID' || cancellation.attempts !== 1)
    return steps;
  return refuse(steps, 'network-unreachable', atMs);
}
