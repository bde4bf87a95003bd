/** The clearing file of the payment's day has the last word on a void or reversal that the day left open. */

import { isHold } from '../payment/index.ts';
import type { CancellationCommand } from './moves.ts';
import { freeJournal, revivePost, reviveRelease } from './postings.ts';
import { type Cancellation, cancellationBase, isOpen } from './state.ts';
import { claimOf, finish, refuse, type Steps } from './steps.ts';

export function readClearingFile(
  steps: Steps,
  cancellation: Cancellation,
  command: Extract<CancellationCommand, { type: 'clearing-file' }>,
): Steps {
  const { atMs } = command;
  const waits = isOpen(cancellation);
  // No clearing file speaks of holds: that one is not in it proves nothing.
  if (!waits || isHold(steps.payment)) return steps;
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
