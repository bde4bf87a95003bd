/** The way out: a sale arrives, its answer arrives, or nothing arrives. */

import { repeatAfterMs, stepCancellation } from '#domain/cancellation';
import { isPayableFen } from '#domain/money';
import type { Order } from '#domain/order';
import { kindOf, type Outcome } from '#domain/outcome';
import {
  isHold,
  isTakenIn,
  type Payment,
  type PaymentBase,
  refusePayment,
  startPayment,
  stepPayment,
  terminalKeyText,
} from '#domain/payment';
import { acceptanceRefusal, admission } from '#domain/terminal';
import {
  type Answered,
  type Due,
  type Handled,
  type NotSent,
  type Pay,
  type Reply,
  replyWith,
} from '../commands.ts';
import { rrnOf } from '../ids.ts';
import { adviceByKey, handleAdviceAnswered, handleAdviceDue } from './advice.ts';
import { count } from './batch-count.ts';
import { type Context, contractFor, required, saleKey, writeBack, writePayment } from './context.ts';
import { undoApproved, whatUndoes } from './late-approval.ts';
import { paymentRequest } from './network-requests.ts';
import { noPinRefusal } from './no-pin.ts';
import { handleHoldDue } from './preauth-due.ts';
import { clockRefusal } from './terminal-clock.ts';
import { openReversal } from './way-back.ts';

/** What a payment says to the one who waits for it; `null` while it has no outcome. */
export function replyOfPayment(payment: Payment, atMs: number, order: Order | null = null): Reply | null {
  const outcome = outcomeOfPayment(payment);
  return outcome === null ? null : replyWith(outcome, atMs, { payment, order });
}

export function outcomeOfPayment(payment: Payment): Outcome | null {
  switch (payment.state) {
    case 'sent':
      return null;
    case 'unknown':
      return payment.toldDeclined ?? 'outcome-unknown';
    case 'declined':
      return payment.outcome;
    case 'reversed':
      return payment.toldDeclined ?? 'already-reversed';
    case 'approved':
    case 'voided':
    // What became of a hold afterwards does not change that it was approved.
    case 'completed':
    case 'expired':
      return 'approved';
  }
}

export function handlePay(context: Context, command: Pay): Handled {
  const { work, nowMs } = context;
  const key = saleKey(terminalKeyText(command.terminal));
  const before = work.once(command.merchant.book, key);
  if (before !== undefined) return repeatedPayment(context, command, before);

  const terminal = work.terminal(command.merchant.book, command.terminal.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  const { entryMode, carried } = command;
  const use = {
    service: command.offline === undefined ? (command.variety?.is ?? 'sale') : 'offline',
    entryMode,
    pinEntered: carried.pinBlock !== null,
  } as const;
  const refusal =
    command.refusal ??
    admission(terminal, command.terminal.batchNo) ??
    (command.offline === undefined
      ? (clockRefusal(context, command.merchant.merchantId, command.toldMs) ??
        acceptanceRefusal(terminal, use) ??
        noPinRefusal(context, terminal, use, command.amountFen, carried.chipData))
      : // An upload names the time of its sale, which is past; what was allowed then stands.
        acceptanceRefusal(terminal, use, command.toldMs ?? nowMs)) ??
    (isPayableFen(command.amountFen) ? null : 'amount-out-of-range');
  // A refusal of the moment (sign in first) is not remembered: the same message may come right later.
  if (refusal !== null) return { reply: replyWith(refusal, nowMs) };

  const base = newPayment(context, command);
  const step =
    command.merchant.status === 'active'
      ? startPayment(base, nowMs + replyWithinMs(context, base))
      : refusePayment(base, 'merchant-not-valid');
  work.putOnce({
    book: base.book,
    key,
    print: command.print,
    subject: { kind: 'payment', id: base.id },
    outcome: null,
    atMs: nowMs,
  });
  writePayment(context, step);
  if (step.payment.state === 'sent')
    context.sends.push(paymentRequest(step.payment, command.merchant.nameEn, command.carried));
  if (command.offline === undefined || step.payment.state !== 'sent')
    return { waitFor: base.id, repeated: false };
  // The card or a voice said yes already: it is on disk, and the network's word is this host's business.
  countSale(context, step.payment);
  return { reply: replyWith('accepted', nowMs, { payment: step.payment }) };
}

/** How long an answer is waited for; a notice is sent again when it stays away. */
const replyWithinMs = (context: Context, { isNotice }: PaymentBase): number =>
  isNotice === true ? repeatAfterMs(1, context.pace) : context.replyDueMs;

function newPayment(context: Context, command: Pay): PaymentBase {
  const network = context.networkKeys.next(context.nowMs);
  const base: { -readonly [K in keyof PaymentBase]: PaymentBase[K] } = {
    id: context.ids.payment(command.merchant.book, context.nowMs),
    book: command.merchant.book,
    kind: 'sale',
    terminal: command.terminal,
    network,
    rrn: rrnOf(network),
    amountFen: command.amountFen,
    currency: command.currency,
    card: command.card,
    entryMode: command.entryMode,
    conditionCode: command.conditionCode,
    contract: contractFor(context, command.merchant, command.channel ?? 'unionpay.pos'),
    mcc: command.merchant.mcc,
    expectedClearingDay: context.clearingDayNow,
    startedMs: context.nowMs,
    version: 0,
  };
  if (command.variety !== undefined) base.variety = command.variety;
  if (command.channel !== undefined) base.channel = command.channel;
  if (command.discounts !== undefined) base.discounts = command.discounts;
  if (command.offline === undefined) return base;
  return { ...base, offline: command.offline, isNotice: true };
}

type OnceRow = NonNullable<ReturnType<Context['work']['once']>>;

/** The same message again gets the first outcome; under its trace number with other content it is refused by name. */
export function repeatedPayment(context: Context, command: Pick<Pay, 'print'>, before: OnceRow): Handled {
  const { work, nowMs } = context;
  if (before.subject === null) {
    // The tombstone of a reversal that overtook this message, or a refusal that was remembered: never sent.
    if (before.print !== null && before.print !== command.print)
      return { reply: replyWith('duplicate-other-content', nowMs) };
    return { reply: replyWith(before.outcome ?? 'reversed-before-arrival', nowMs, { repeated: true }) };
  }
  if (before.print !== command.print) return { reply: replyWith('duplicate-other-content', nowMs) };
  const payment = before.subject.kind === 'payment' ? work.payment(before.subject.id) : undefined;
  if (payment === undefined) throw new Error(`Cannot find the payment of the once key ${before.key}`);
  // What was taken in stays so for its terminal, whatever the network says of it afterwards.
  const reply = isTakenIn(payment)
    ? replyWith('accepted', nowMs, { payment })
    : replyOfPayment(payment, nowMs);
  return reply === null ? { waitFor: payment.id, repeated: true } : { reply: { ...reply, repeated: true } };
}

export function handlePaymentAnswered(context: Context, command: Answered): Handled {
  const payment = required(context, command.subject.paymentId);
  const advice = adviceByKey(payment, command.key);
  if (advice !== null) return handleAdviceAnswered(context, payment, advice, command);
  const { nowMs } = context;
  if (command.subject.part === 'advice') return { reply: replyWith('not-found', nowMs, { payment }) };
  // A notice is never undone: what is undecided is asked again when it is due.
  const undecided =
    payment.isNotice === undefined &&
    (kindOf(command.outcome) === 'unknown' || command.outcome === 'approved-partly');
  if (payment.state === 'sent' && undecided) {
    // The network itself does not know, or gave less than was asked, which no terminal here agreed to. Waiting
    // longer brings nothing: undo it now.
    writeBack(
      context,
      openReversal(context, payment, { door: 'deadline', requestedBy: 'host', reason: '98', terminal: null }),
    );
    return { reply: replyWith('outcome-unknown', nowMs) };
  }
  const step = stepPayment(payment, {
    type: 'answered',
    outcome: command.outcome,
    authCode: command.authCode,
    clearingDay: command.clearingDay,
    instalments: command.instalments ?? null,
    atMs: nowMs,
    ...whatUndoes(context, payment, command.outcome),
  });
  if (step.payment === payment) return { reply: replyWith('approved', nowMs) };
  writePayment(context, step);
  if (step.payment.state === 'approved' && payment.offline === undefined) countSale(context, step.payment);
  if (payment.state === 'unknown' && step.payment.state === 'declined')
    endReversalOfDeclined(context, step.payment, payment.cancellationId);
  if (step.payment.state === 'unknown') undoApproved(context, payment, step.payment);
  return { reply: replyWith(command.outcome, nowMs, { payment: step.payment }) };
}

/** Sales and completions count alike; a hold counts nowhere. */
export function countSale(context: Context, payment: Payment): void {
  if (!isHold(payment)) count(context, payment, payment.terminal, 'sale', payment.amountFen, 1);
}

function endReversalOfDeclined(
  context: Context,
  payment: Payment,
  cancellationId: Parameters<Context['work']['cancellation']>[0],
): void {
  const cancellation = context.work.cancellation(cancellationId);
  if (cancellation === undefined) return;
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'payment-declined-late', atMs: context.nowMs },
    context.pace,
  );
  if (step.cancellation !== cancellation) writeBack(context, step);
}

export function handlePaymentNotSent(context: Context, command: NotSent): Handled {
  const payment = required(context, command.subject.paymentId);
  // That an advice did not leave says nothing of its payment: it is sent again when it is due.
  if (command.subject.part === 'advice')
    return { reply: replyWith('network-unreachable', context.nowMs, { payment }) };
  const step = stepPayment(payment, { type: 'not-sent', atMs: context.nowMs });
  if (step.payment !== payment) writePayment(context, step);
  return { reply: replyWith('network-unreachable', context.nowMs, { payment: step.payment }) };
}

/** No answer in time: the outcome is unknown, and the reversal starts in the same commit. */
export function handlePaymentDue(context: Context, command: Due): Handled {
  const payment = handleAdviceDue(context, required(context, command.paymentId));
  if (payment.state === 'approved' || payment.isNotice === true) {
    handleHoldDue(context, payment);
  } else if (payment.state === 'sent' && payment.replyDueMs <= context.nowMs) {
    writeBack(
      context,
      openReversal(context, payment, { door: 'deadline', requestedBy: 'host', reason: '98', terminal: null }),
    );
  }
  return { reply: replyWith('accepted', context.nowMs) };
}
