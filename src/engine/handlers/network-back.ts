/** What the network, the clock and the clearing file do to a cancellation under way. */
import {
  type BackStep,
  type Cancellation,
  mayTryVoidAgain,
  stepCancellation,
  tryVoidAgain,
} from '#domain/cancellation';
import { isSuccess } from '#domain/outcome';
import { networkKeyText, type Payment, stepPayment } from '#domain/payment';
import { type Answered, type Cleared, type Due, type Handled, type NotSent, replyWith } from '../commands.ts';
import { type Context, required, writeBack, writePayment } from './context.ts';
import { countSale } from './pay.ts';
import { ask } from './way-back.ts';

/** A step of a cancellation that the outside caused; a void of the back office may go on with another try. */
function advance(context: Context, step: BackStep): void {
  const next = mayTryVoidAgain(step, context.pace) ? again(context, step) : step;
  writeBack(context, next);
}

function again(context: Context, step: BackStep): BackStep {
  const answer = ask(context, step.payment, 'merchant', 'VOID', step.cancellation.amountFen, null);
  // Whoever had to look has looked before the first try.
  return answer.verdict === 'YES' || answer.verdict === 'YES_WITH_REVIEW'
    ? tryVoidAgain(step, context.networkKeys.next(context.nowMs), context.nowMs, context.pace)
    : step;
}

export function handleBackAnswered(context: Context, command: Answered): Handled {
  const { nowMs } = context;
  const cancellation = context.work.cancellation(command.subject.cancellationId!);
  if (cancellation === undefined)
    throw new Error(`Cannot find the cancellation ${command.subject.cancellationId} in the loaded batch`);
  const payment = required(context, cancellation.paymentId);
  const to = command.subject.part === 'undo' ? 'undo' : 'message';
  if (isAnswerToFormerVoid(cancellation, command)) {
    return { reply: replyWith('accepted', nowMs, { payment, cancellation }) };
  }
  const step = stepCancellation(
    payment,
    cancellation,
    {
      ...{ type: 'answered', to, outcome: command.outcome, clearingDay: command.clearingDay, atMs: nowMs },
      holdIsUsed: isHoldUsed(context, payment),
    },
    context.pace,
  );
  if (step.events.length > 0) advance(context, step);
  return {
    reply: replyWith(isSuccess(command.outcome) ? 'approved' : command.outcome, nowMs, {
      cancellation: step.cancellation,
    }),
  };
}

/** Of an increment: its hold is completed, or is being completed. */
function isHoldUsed(context: Context, { kind, preauth }: Payment): boolean {
  if (kind !== 'increment' || preauth === undefined) return false;
  const hold = required(context, preauth.id);
  return hold.state === 'completed' || (hold.state === 'approved' && hold.hold?.completion?.state === 'open');
}

/** A void that is tried again goes under a new key. A late answer to an earlier try says nothing of the present one. */
function isAnswerToFormerVoid(cancellation: Cancellation, command: Answered): boolean {
  if (command.key === undefined) return false;
  if (command.subject.part !== 'undo') return command.key !== networkKeyText(cancellation.network);
  return cancellation.state === 'undoing' && command.key !== networkKeyText(cancellation.undo);
}

export function handleBackNotSent(context: Context, command: NotSent): Handled {
  const cancellation = context.work.cancellation(command.subject.cancellationId!);
  if (cancellation === undefined) return { reply: replyWith('not-found', context.nowMs) };
  const payment = required(context, cancellation.paymentId);
  // That the reversal of a void did not leave says nothing of the void: it is repeated.
  if (command.subject.part === 'undo') return { reply: replyWith('network-unreachable', context.nowMs) };
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'not-sent', atMs: context.nowMs },
    context.pace,
  );
  if (step.events.length > 0) writeBack(context, step);
  return { reply: replyWith('network-unreachable', context.nowMs) };
}

export function handleBackDue(context: Context, command: Due): Handled {
  const cancellation = context.work.cancellation(command.cancellationId!);
  if (cancellation === undefined) return { reply: replyWith('not-found', context.nowMs) };
  const payment = required(context, cancellation.paymentId);
  const fresh = context.networkKeys.next(context.nowMs);
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'due', clearingDayNow: context.clearingDayNow, fresh, atMs: context.nowMs },
    context.pace,
  );
  if (step.events.length > 0) writeBack(context, step);
  return { reply: replyWith('accepted', context.nowMs) };
}

function takeAsPaid(context: Context, payment: Payment, { clearingDay }: Cleared): void {
  const step = stepPayment(payment, { type: 'cleared', clearingDay, atMs: context.nowMs });
  if (step.payment === payment) return;
  writePayment(context, step);
  // What was made offline counts since its upload.
  if (payment.offline === undefined) countSale(context, step.payment);
}

/** Refused at a repeat, which may be the echo of an earlier success: the file shows that there was none. */
function refuseUnclear(context: Context, payment: Payment, { clearingDay }: Cleared): void {
  const step = stepPayment(payment, { type: 'not-cleared', clearingDay, atMs: context.nowMs });
  if (step.payment !== payment) writePayment(context, step);
}

/** The clearing file of the payment's day: it ends what the day left open. */
export function handleCleared(context: Context, command: Cleared): Handled {
  const { work, nowMs } = context;
  // A payment still waiting for its answer is not the file's business: its deadline opens the reversal, and
  // what that leaves open at the end of the day is.
  const payment = required(context, command.paymentId);
  // A notice is repeated until it is acknowledged, over days: that it stands in the file is its acknowledgement.
  if (payment.state === 'sent' && payment.isNotice === true) {
    if (command.paymentIn) takeAsPaid(context, payment, command);
    else refuseUnclear(context, payment, command);
  }
  for (const cancellation of work.cancellationsOf(payment.id)) {
    const step = stepCancellation(
      required(context, payment.id),
      cancellation,
      {
        type: 'clearing-file',
        paymentIn: command.paymentIn,
        undoneIn: cancellation.route === 'VOID' ? command.voidIn : command.reversalIn,
        messageIn: (command.refundKeys ?? []).includes(networkKeyText(cancellation.network)),
        clearingDay: command.clearingDay,
        atMs: nowMs,
      },
      context.pace,
    );
    if (step.events.length > 0) writeBack(context, step);
  }
  return { reply: replyWith('accepted', nowMs) };
}
