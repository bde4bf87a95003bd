/** What happens to a cancellation, and to its payment with it. Pure: time, ids and network keys arrive in the command. */
import { kindOf } from '../outcome/index.ts';
import type { Payment } from '../payment/index.ts';
import { answeredSending, answeredUndoing, undoVoid } from './answered.ts';
import { readClearingFile } from './clearing-file.ts';
import { due, goOn, notSent } from './deadlines.ts';
import type { BackStep, CancellationCommand, Pace } from './moves.ts';
import { type Cancellation, isOpen } from './state.ts';
import { finish, provenApproved, Steps } from './steps.ts';

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
