/**
 * A person ends what no message could: one operator says what became of it and on what evidence, another one
 * approves. The books move as if the network itself had said so.
 */
import type { ClearingDay } from '../calendar/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { EndVerdict, NetworkKey, Payment } from '../payment/index.ts';
import type { CancellationCommand, Pace } from './moves.ts';
import { freeJournal, revivePost, reviveRelease } from './postings.ts';
import { type Cancellation, type CancellationIn, cancellationBase } from './state.ts';
import { claimOf, dayOf, finish, messageOf, refuse, repeatAfterMs, type Steps } from './steps.ts';

export interface EndProposal {
  readonly verdict: EndVerdict;
  readonly evidence: string;
  /** The day for which the network has the payment, as the evidence tells it. */
  readonly clearingDay?: ClearingDay;
  readonly by: string;
  readonly atMs: number;
}

type Given<T extends CancellationCommand['type']> = Extract<CancellationCommand, { type: T }>;

const isSame = (proposal: EndProposal, command: Given<'propose-end'>): boolean =>
  proposal.verdict === command.verdict &&
  proposal.evidence === command.evidence &&
  proposal.by === command.by &&
  proposal.clearingDay === (command.clearingDay ?? undefined);

export function proposeEnd(steps: Steps, cancellation: Cancellation, command: Given<'propose-end'>): Steps {
  if (cancellation.state !== 'handed') return steps;
  const { verdict, evidence, by, atMs } = command;
  const day = command.clearingDay ?? undefined;
  const { proposal } = cancellation;
  if (proposal !== undefined && isSame(proposal, command)) return steps;
  const told = day === undefined ? {} : { clearingDay: day };
  return steps
    .become({ ...cancellation, proposal: { verdict, evidence, ...told, by, atMs } })
    .tell({ kind: 'end-proposed', verdict, evidence, by });
}

export function rejectEnd(steps: Steps, cancellation: Cancellation, command: Given<'reject-end'>): Steps {
  if (cancellation.state !== 'handed' || cancellation.proposal === undefined) return steps;
  const { proposal: _proposal, ...rest } = cancellation;
  return steps.become(rest).tell({ kind: 'end-rejected', by: command.by });
}

export function approveEnd(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'approve-end'>,
  pace: Pace,
): Steps {
  if (cancellation.state !== 'handed' || cancellation.proposal === undefined) return steps;
  const { verdict } = cancellation.proposal;
  steps.tell({ kind: 'end-approved', verdict, by: command.by });
  if (verdict === 'ask-again') return askAgain(steps, cancellation, command.fresh, command.atMs, pace);
  return verdict === 'carried-out'
    ? carriedOutAfterAll(steps, cancellation, command.atMs)
    : notCarriedOut(steps, cancellation, command.atMs);
}

function carriedOutAfterAll(steps: Steps, cancellation: CancellationIn<'handed'>, atMs: number): Steps {
  if (cancellation.route === 'VOID' && steps.payment.state === 'voided')
    steps.book(reviveRelease(steps.payment));
  return finish(steps, 'approved', null, atMs);
}

function notCarriedOut(steps: Steps, cancellation: CancellationIn<'handed'>, atMs: number): Steps {
  const { payment } = steps;
  const base = cancellationBase(cancellation);
  if (cancellation.route === 'REFUND') return refuse(steps, 'not-carried-out', atMs);
  if (cancellation.route === 'VOID') {
    if (cancellation.why !== 'void-not-possible') {
      if (payment.state !== 'voided') return refuse(steps, 'not-carried-out', atMs);
      steps.book(revivePost(payment));
      steps.movePayment({ type: 'revive', cancellationId: cancellation.id, atMs });
    }
    return steps.become({ ...base, state: 'undone', endedMs: atMs }).tell({ kind: 'void-undone' });
  }
  if (payment.state === 'approved') {
    steps.book(freeJournal(payment, cancellation.route, cancellation.amountFen, cancellation.shares));
    steps.movePayment({ type: 'free', ...claimOf(cancellation), atMs });
  } else {
    // A payment that crossed the day's change is booked for the day that the network names.
    const clearingDay = cancellation.proposal?.clearingDay ?? dayOf(payment);
    steps.movePayment({ type: 'cleared', clearingDay, atMs });
  }
  return steps.become({ ...base, state: 'overruled', endedMs: atMs }).tell({ kind: 'overruled-by-person' });
}

/**
 * The repeats begin anew. They count as repeats: a decline of one may be the echo of the first one's success, so it
 * frees nothing.
 */
function askAgain(
  steps: Steps,
  cancellation: CancellationIn<'handed'>,
  fresh: NetworkKey,
  atMs: number,
  pace: Pace,
): Steps {
  const base = cancellationBase(cancellation);
  const attempts = 2;
  const dueMs = atMs + repeatAfterMs(attempts, pace);
  if (cancellation.route !== 'VOID') {
    return steps
      .become({ ...base, state: 'sending', attempts, dueMs })
      .dispatch(messageOf(cancellation.route), attempts);
  }
  return steps
    .become({
      ...base,
      state: 'undoing',
      undo: fresh,
      attempts,
      dueMs,
      wasDone: steps.payment.state === 'voided',
      final: cancellation.terminal !== null,
    })
    .dispatch('void-reversal', attempts);
}

/** May a way back with this payment be asked again now? Neither a void nor a reversal crosses the cut-over. */
function refusalOfAsking(
  payment: Payment,
  cancellation: CancellationIn<'handed'>,
  clearingDayNow: ClearingDay,
): Outcome | null {
  if (cancellation.route === 'REFUND') return null;
  return dayOf(payment) < clearingDayNow ? 'clearing-day-over' : null;
}

/** Why an operator's act on a handed way back is not possible; `null` when it is. */
export function refusalOfEnd(
  payment: Payment,
  cancellation: Cancellation,
  command: CancellationCommand,
): Outcome | null {
  if (command.type !== 'propose-end' && command.type !== 'approve-end' && command.type !== 'reject-end')
    return null;
  if (cancellation.state !== 'handed') return 'not-in-this-state';
  if (command.type === 'propose-end') {
    // What somebody is about to approve is not changed under their eyes: it is put back first, and that is told.
    if (cancellation.proposal !== undefined && !isSame(cancellation.proposal, command))
      return 'proposal-stands';
    // Its claim ended with its last try: nothing is left of it that could have been carried out.
    if (cancellation.why === 'void-not-possible' && command.verdict !== 'not-carried-out')
      return 'not-in-this-state';
    return command.verdict === 'ask-again'
      ? refusalOfAsking(payment, cancellation, command.clearingDayNow)
      : null;
  }
  const { proposal } = cancellation;
  if (proposal === undefined) return 'not-in-this-state';
  if (command.type === 'reject-end') return null;
  if (proposal.by === command.by) return 'four-eyes';
  if ((command.ofMs ?? proposal.atMs) !== proposal.atMs) return 'not-in-this-state';
  return proposal.verdict === 'ask-again'
    ? refusalOfAsking(payment, cancellation, command.clearingDayNow)
    : null;
}
