/**
 * Domain objects as the API tells them. Pure; nothing secret passes: a card is first six and last four
 * digits.
 */

import type { ApiKey, PaymentEntry, Unresolved } from '#adapters/postgres';
import { type Cancellation, isOpen } from '#domain/cancellation';
import { type Outcome, retryOf } from '#domain/outcome';
import { channelOf, isHold, type Payment, remainingFen } from '#domain/payment';
import { DOOR_WORDS, HANDED_WORDS, KIND_WORDS, ROUTE_WORDS, STATE_WORDS } from '#domain/wording';
import { outcomeOfCancellation, outcomeOfPayment } from '#engine';
import { amount, answerView, instant, instantOrNull, outcomeView } from '../answers/answer-view.ts';
import { afterwardsView } from '../cancellations/bounces-view.ts';
import type { UnresolvedView } from '../operation/schemas-books.ts';
import type { AskedView, CancellationView, CancellationWithAnswerView, PaymentView } from '../schemas.ts';
import { advicesView } from './advices-view.ts';
import { circumstancesView, releasesView } from './circumstances-view.ts';
import { holdView } from './hold-view.ts';

function wayBackOf(payment: Payment): PaymentView['wayBack'] {
  // Of a hold nothing was taken, so nothing goes back; a way back of it lifts the hold.
  if (isHold(payment)) {
    const whole = payment.state === 'approved' ? (payment.back.whole?.route ?? null) : null;
    const underWay = payment.state === 'unknown' ? 'REVERSAL' : whole;
    return { returned: 0, claimed: 0, remaining: 0, underWay };
  }
  switch (payment.state) {
    case 'approved': {
      const { back } = payment;
      const whole = back.whole === null ? null : back.whole.route;
      const claimedFen = whole === null ? back.claimedFen : payment.amountFen - back.returnedFen;
      return {
        returned: amount(back.returnedFen),
        claimed: amount(claimedFen),
        remaining: amount(remainingFen(payment)),
        underWay: whole ?? (back.claimedFen > 0n ? 'REFUND' : null),
      };
    }
    case 'unknown':
      return { returned: 0, claimed: amount(payment.amountFen), remaining: 0, underWay: 'REVERSAL' };
    case 'voided':
    case 'reversed':
      return { returned: amount(payment.amountFen), claimed: 0, remaining: 0, underWay: null };
    case 'sent':
    case 'declined':
    case 'completed':
    case 'expired':
      return { returned: 0, claimed: 0, remaining: 0, underWay: null };
  }
}

function approvalOf(payment: Payment): { authCode: string | null; clearingDay: string } {
  const approval =
    payment.state === 'unknown' ? payment.lateApproval : 'approval' in payment ? payment.approval : null;
  return {
    authCode: approval?.authCode ?? null,
    clearingDay: approval?.clearingDay ?? payment.expectedClearingDay,
  };
}

function endedMsOf(payment: Payment): number | null {
  if (payment.state === 'approved') return payment.approval.approvedMs;
  return payment.state === 'sent' || payment.state === 'unknown' ? null : payment.endedMs;
}

/** As a merchant reads it, or as an operator does. */
export function paymentView(
  { payment, nextCheckMs }: PaymentEntry,
  role: ApiKey['role'] = 'merchant',
): PaymentView {
  const { id } = payment;
  const outcome = outcomeOfPayment(payment);
  return {
    id,
    book: payment.book,
    kind: payment.kind,
    kindWords: { ...KIND_WORDS[payment.kind] },
    state: payment.state,
    stateWords: { ...STATE_WORDS[payment.state] },
    outcome: outcome === null ? null : outcomeView(outcome),
    amount: amount(payment.amountFen),
    currency: payment.currency,
    card: payment.card.masked,
    channel: channelOf(payment),
    order: payment.order === undefined ? null : { ...payment.order },
    hold: holdView(payment),
    preauth: payment.preauth?.id ?? null,
    notice: payment.isNotice === true,
    variety: payment.variety?.is ?? null,
    instalments: payment.variety?.is === 'instalment' ? payment.variety.periods : null,
    offline: payment.offline !== undefined,
    circumstances: circumstancesView(payment, role),
    releases: releasesView(payment, role),
    merchantId: payment.terminal.merchantId,
    terminalId: payment.terminal.terminalId,
    batchNo: payment.terminal.batchNo,
    traceNo: payment.terminal.stan,
    rrn: payment.rrn,
    ...approvalOf(payment),
    startedAt: instant(payment.startedMs),
    endedAt: instantOrNull(endedMsOf(payment)),
    nextCheckAt: instantOrNull(nextCheckMs),
    wayBack: wayBackOf(payment),
    links: {
      self: `/v1/payments/${id}`,
      journey: `/v1/payments/${id}/journey`,
      cancellability: `/v1/payments/${id}/cancellability`,
      cancellations: `/v1/cancellations?payment=${id}`,
    },
  };
}

function endOf(cancellation: Cancellation): number | null {
  switch (cancellation.state) {
    case 'done':
      return cancellation.doneMs;
    case 'paid-out':
      return cancellation.paidMs;
    case 'refused':
    case 'undone':
    case 'overruled':
      return cancellation.endedMs;
    default:
      return null;
  }
}

/** It ended without money going back, and its key tells that end for ever: another try needs a new key. */
function retryWithOf({ state }: Cancellation, outcome: Outcome): CancellationView['retryWith'] {
  return (state === 'refused' || state === 'undone') && retryOf(outcome) !== 'no' ? 'new-key' : null;
}

const attemptsOf = (cancellation: Cancellation): number | null =>
  cancellation.state === 'sending' || cancellation.state === 'undoing' ? cancellation.attempts : null;

const nextCheckOf = (cancellation: Cancellation): string | null =>
  cancellation.state === 'sending' ||
  cancellation.state === 'undoing' ||
  cancellation.state === 'awaiting-file'
    ? instant(cancellation.dueMs)
    : null;

/** The newest way back that has no end yet. */
export function underWayOf(cancellations: readonly Cancellation[]): AskedView['underWay'] {
  const open = cancellations.filter(isOpen).sort((a, b) => b.openedMs - a.openedMs)[0];
  if (open === undefined) return null;
  return {
    cancellation: open.id,
    route: open.route,
    state: open.state,
    attempts: attemptsOf(open),
    nextCheckAt: nextCheckOf(open),
  };
}

export function cancellationView(cancellation: Cancellation): CancellationView {
  const { id, paymentId, route, state } = cancellation;
  const outcome = outcomeOfCancellation(cancellation);
  return {
    id,
    book: cancellation.book,
    payment: paymentId,
    route,
    routeWords: { ...ROUTE_WORDS[route] },
    state,
    stateWords: { ...STATE_WORDS[state] },
    outcome: outcomeView(outcome),
    amount: amount(cancellation.amountFen),
    currency: 'CNY',
    door: cancellation.door,
    doorWords: { ...DOOR_WORDS[cancellation.door] },
    requestedBy: cancellation.requestedBy,
    person: cancellation.shopPerson ?? null,
    request: cancellation.requestId ?? null,
    reason: cancellation.reason,
    rrn: cancellation.rrn,
    openedAt: instant(cancellation.openedMs),
    endedAt: instantOrNull(endOf(cancellation)),
    attempts: attemptsOf(cancellation),
    tries: cancellation.tries,
    nextCheckAt: nextCheckOf(cancellation),
    handed: state === 'handed' ? { code: cancellation.why, ...HANDED_WORDS[cancellation.why] } : null,
    ...afterwardsView(cancellation),
    askedAgain: cancellation.askedAgain,
    retryWith: retryWithOf(cancellation, outcome),
    links: {
      self: `/v1/cancellations/${id}`,
      payment: `/v1/payments/${paymentId}`,
      explanation: `/v1/cancellations/${id}/explanation`,
    },
  };
}

export const cancellationWithAnswer = (cancellation: Cancellation): CancellationWithAnswerView => ({
  ...cancellationView(cancellation),
  answer: answerView(cancellation.answer),
});

export const unresolvedView = (unresolved: Unresolved): UnresolvedView => ({
  payments: unresolved.payments.map((each) => paymentView(each, 'operator')),
  cancellations: unresolved.cancellations.map(cancellationView),
  mismatches: unresolved.mismatches.map((mismatch) => ({
    clearingDay: mismatch.clearingDay,
    networkKey: mismatch.networkKey,
    kind: mismatch.kind,
    payment: mismatch.paymentId,
    amount: mismatch.amountFen === null ? null : amount(mismatch.amountFen),
    foundAt: instant(mismatch.foundMs),
  })),
  advices: unresolved.advised.flatMap((payment) =>
    advicesView(payment, 'operator').filter(({ state }) => state === 'handed'),
  ),
  counts: { ...unresolved.counts },
});
