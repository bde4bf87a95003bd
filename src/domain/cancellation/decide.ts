/** What happens to a cancellation, and to its payment with it. Pure: time, ids and network keys arrive in the command. */
import { kindOf, type Outcome } from '../outcome/index.ts';
import type { Payment } from '../payment/index.ts';
import { answeredAfterEnd, answeredSending, answeredUndoing, undoVoid } from './answered.ts';
import { confirmArrival } from './arrival.ts';
import {
  approvePayout,
  nameAccount,
  payoutDelivered,
  payoutPaid,
  payoutReturned,
  recordIssuerWord,
  refusalOfBounceAct,
  rejectAccount,
  returned,
} from './bounce.ts';
import { readClearingFile } from './clearing-file.ts';
import { due, goOn, notSent } from './deadlines.ts';
import type { AfterCommand, BackStep, CancellationCommand, Pace, PersonCommand } from './moves.ts';
import { approveEnd, proposeEnd, refusalOfEnd, rejectEnd } from './resolve.ts';
import { type Cancellation, carriedOut, isOpen } from './state.ts';
import { finish, provenApproved, Steps } from './steps.ts';

/** Moves a cancellation and its payment. A command with nothing to do returns the same objects. */
export function stepCancellation(
  payment: Payment,
  cancellation: Cancellation,
  command: CancellationCommand,
  pace: Pace,
): BackStep {
  const steps = new Steps(payment, cancellation, command.atMs, pace);
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
      } else if (!carriedOut(cancellation) && kindOf(command.outcome) === 'success') {
        answeredAfterEnd(steps, cancellation, command);
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
    default:
      if (refusalOf(payment, cancellation, command) === null) afterwards(steps, cancellation, command, pace);
  }
  return steps.result();
}

/** What comes after the network's word: the issuer, the holder, operators, the bank. */
function afterwards(
  steps: Steps,
  cancellation: Cancellation,
  command: AfterCommand | PersonCommand,
  pace: Pace,
): Steps {
  switch (command.type) {
    case 'arrival-confirmed':
      return confirmArrival(steps, cancellation, command);
    case 'returned':
      return returned(steps, cancellation, command, pace);
    case 'name-account':
      return nameAccount(steps, cancellation, command, pace);
    case 'issuer-word':
      return recordIssuerWord(steps, cancellation, command, pace);
    case 'reject-account':
      return rejectAccount(steps, cancellation, command, pace);
    case 'approve-payout':
      return approvePayout(steps, cancellation, command, pace);
    case 'payout-delivered':
      return payoutDelivered(steps, cancellation, command, pace);
    case 'payout-paid':
      return payoutPaid(steps, cancellation, command);
    case 'payout-returned':
      return payoutReturned(steps, cancellation, command, pace);
    case 'propose-end':
      return proposeEnd(steps, cancellation, command);
    case 'approve-end':
      return approveEnd(steps, cancellation, command, pace);
    case 'reject-end':
      return rejectEnd(steps, cancellation, command);
  }
}

/** Why a person's or the bank's act is not possible, by name; `null` when it is, or was done already. */
export function refusalOf(
  payment: Payment,
  cancellation: Cancellation,
  command: AfterCommand | PersonCommand,
): Outcome | null {
  // Only of a refund there is an entry to look for, and only while nobody sent it back.
  if (
    command.type === 'arrival-confirmed' &&
    (cancellation.route !== 'REFUND' || cancellation.state !== 'done')
  )
    return 'not-in-this-state';
  return refusalOfEnd(payment, cancellation, command) ?? refusalOfBounceAct(cancellation, command);
}
