/** What happens to a payment, and what that makes of it. Pure: time arrives in the command. */
import { hold, type Journal, post, release } from '../ledger/index.ts';
import { kindOf, type Outcome } from '../outcome/index.ts';
import { adviceJournals, decideAdvice } from './advice.ts';
import { evolvePayment } from './evolve.ts';
import { sharesOf } from './fees.ts';
import type { PaymentCommand, PaymentEvent, PaymentStep } from './moves.ts';
import { expectedPostings, salePostings } from './postings.ts';
import {
  answeredNotice,
  decideCompletion,
  decideExpiry,
  decideNotCleared,
  decideRaise,
  decideRepeat,
  isHold,
} from './preauth.ts';
import {
  type Approval,
  type CancellationId,
  NO_SHARES,
  type Payment,
  type PaymentBase,
  type PaymentIn,
  type Shares,
} from './state.ts';

/** Starts a payment: the intent that is on disk before anything leaves. `version` is 0 until stored. */
export function startPayment(base: PaymentBase, replyDueMs: number): PaymentStep {
  const payment: PaymentIn<'sent'> = {
    ...base,
    state: 'sent',
    replyDueMs,
    ...(base.isNotice === undefined ? {} : { attempts: 1 }),
  };
  return {
    payment,
    events: [{ atMs: base.startedMs, event: { kind: 'payment-sent', payment } }],
    journals: isHold(base) ? [] : [hold(expectedPostings(base.amountFen))],
  };
}

/** Records a payment that this platform refuses without sending it, so that a repetition gets the same answer. */
export function refusePayment(base: PaymentBase, outcome: Outcome): PaymentStep {
  const payment: PaymentIn<'declined'> = {
    ...base,
    state: 'declined',
    outcome,
    by: 'host',
    endedMs: base.startedMs,
  };
  return {
    payment,
    events: [{ atMs: base.startedMs, event: { kind: 'payment-refused', payment } }],
    journals: [],
  };
}

/** What an approval of this payment costs: of a hold nothing was taken, so nothing is earned. */
const sharesFor = (payment: Payment): Shares =>
  isHold(payment) ? NO_SHARES : sharesOf(payment.amountFen, payment.contract, payment.discounts);

/** Why a command has nothing to do in a state: it was dealt with before, or it comes too late to matter. */
const nothing = (): readonly PaymentEvent[] => [];

function decideAnswered(
  payment: Payment,
  command: Extract<PaymentCommand, { type: 'answered' }>,
): readonly PaymentEvent[] {
  const kind = kindOf(command.outcome);
  const approval: Approval = {
    authCode: command.authCode ?? payment.offline?.authCode ?? null,
    clearingDay: command.clearingDay ?? payment.expectedClearingDay,
    approvedMs: command.atMs,
    ...(command.instalments ? { instalments: command.instalments } : {}),
  };
  switch (payment.state) {
    case 'sent':
      // Part of an amount pays no sale, and the message does not ask for a part: it is undone when the reply is due.
      if (command.outcome === 'approved-partly') return nothing();
      if (kind === 'success') {
        return [{ kind: 'payment-approved', approval, shares: sharesFor(payment) }];
      }
      // «The switch got no answer» is no outcome: the reply deadline, moved to now, opens the reversal.
      if (kind === 'unknown') return nothing();
      if (payment.isNotice === true) return answeredNotice(payment, command.outcome, approval, sharesFor);
      return [{ kind: 'payment-declined', outcome: command.outcome, by: 'network', late: false }];
    case 'unknown':
      if (kind === 'success')
        return payment.lateApproval === null ? [{ kind: 'late-approval', approval }] : nothing();
      if (kind === 'unknown' || payment.lateApproval !== null) return nothing();
      return [{ kind: 'payment-declined', outcome: command.outcome, by: 'network', late: true }];
    case 'reversed': {
      if (kind !== 'success' || payment.approval !== null) return nothing();
      // Later still than its own reversal. Where that was carried out nothing moves any more and the journey shows
      // that the approval came; where the network knew of nothing to undo, the money is taken now and goes back.
      const reopens = command.reversalFoundNothing === true ? { reopens: true } : {};
      return [{ kind: 'late-approval', approval, ...reopens }];
    }
    case 'declined':
      return kind === 'success' ? approvedAfterDecline(payment, approval, command.reversalId) : nothing();
    default:
      return nothing();
  }
}

/**
 * A copy of the message was carried out after another one was turned away. Whoever asked was told «declined», and that
 * stays true: the money goes back. A notice reports what happened at the till already, so it has come right late.
 */
function approvedAfterDecline(
  payment: PaymentIn<'declined'>,
  approval: Approval,
  cancellationId: CancellationId | undefined,
): readonly PaymentEvent[] {
  if (payment.isNotice === true)
    return [{ kind: 'payment-approved', approval, shares: sharesFor(payment), afterDecline: true }];
  return cancellationId === undefined
    ? nothing()
    : [{ kind: 'late-approval', approval, reopens: true, cancellationId }];
}

function decideWayBack(
  payment: Payment,
  command: Extract<PaymentCommand, { type: 'claim' | 'free' | 'return' }>,
): readonly PaymentEvent[] {
  const { cancellationId, route, amountFen, shares } = command;
  if (command.type === 'return' && route === 'REVERSAL') {
    return payment.state === 'unknown' || payment.state === 'approved'
      ? [{ kind: 'payment-reversed', cancellationId }]
      : nothing();
  }
  if (payment.state !== 'approved') return nothing();
  if (command.type === 'claim')
    return [{ kind: 'way-back-claimed', cancellationId, route, amountFen, shares }];
  if (command.type === 'free') return [{ kind: 'way-back-freed', cancellationId, route, amountFen, shares }];
  return route === 'REVERSAL'
    ? nothing()
    : [{ kind: 'money-returned', cancellationId, route, amountFen, shares }];
}

export function decidePayment(payment: Payment, command: PaymentCommand): readonly PaymentEvent[] {
  switch (command.type) {
    case 'answered':
      return decideAnswered(payment, command);
    case 'not-sent':
      return payment.state === 'sent' && payment.isNotice === undefined
        ? [{ kind: 'payment-declined', outcome: 'network-unreachable', by: 'host', late: false }]
        : nothing();
    case 'outcome-lost':
      return payment.state === 'sent' && payment.isNotice === undefined
        ? [{ kind: 'payment-unknown', cancellationId: command.cancellationId }]
        : nothing();
    case 'claim':
    case 'free':
    case 'return':
      return decideWayBack(payment, command);
    case 'revive':
      return payment.state === 'voided'
        ? [{ kind: 'payment-alive-again', cancellationId: command.cancellationId }]
        : nothing();
    case 'cleared': {
      if (payment.state !== 'unknown' && payment.state !== 'sent') return nothing();
      const late = payment.state === 'unknown' ? payment.lateApproval : null;
      const approval: Approval = late ?? {
        authCode: null,
        clearingDay: command.clearingDay,
        approvedMs: command.atMs,
      };
      return [{ kind: 'payment-cleared', approval, shares: sharesFor(payment) }];
    }
    case 'not-cleared':
      return decideNotCleared(payment, command);
    case 'raise':
      return decideRaise(payment, command);
    case 'completion':
      return decideCompletion(payment, command);
    case 'expire':
      return decideExpiry(payment, command.atMs);
    case 'repeat':
      return decideRepeat(payment, command);
    case 'advise':
    case 'advice-answered':
    case 'advice-due':
    case 'advice-end-propose':
    case 'advice-end-reject':
    case 'advice-end-approve':
      return decideAdvice(payment, command);
  }
}

/** The journals of the way out. Those of the way back are made in the cancellation room. */
function journalsOf(payment: Payment, event: PaymentEvent): Journal[] {
  if (isHold(payment)) return [];
  const expected = expectedPostings(payment.amountFen);
  switch (event.kind) {
    case 'payment-approved':
      return [
        ...(event.afterDecline === true ? [hold(expected)] : []),
        post(expected, salePostings(payment.amountFen, event.shares)),
      ];
    case 'payment-cleared':
      return [post(expected, salePostings(payment.amountFen, event.shares))];
    case 'payment-declined':
      return [release(expected)];
    case 'late-approval':
      return event.reopens === true ? [hold(expected)] : [];
    case 'advice-opened':
    case 'amount-changed':
    case 'advice-refused':
      return adviceJournals(payment, event);
    default:
      return [];
  }
}

/** Decide, evolve and book in one go. A command with nothing to do returns the same payment object. */
export function stepPayment(payment: Payment, command: PaymentCommand): PaymentStep {
  const events = decidePayment(payment, command);
  let current = payment;
  const journals: Journal[] = [];
  for (const event of events) {
    journals.push(...journalsOf(current, event));
    current = evolvePayment(current, event, command.atMs);
  }
  return { payment: current, events: events.map((event) => ({ atMs: command.atMs, event })), journals };
}
