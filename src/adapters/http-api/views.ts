/**
 * Domain objects as the API tells them. Pure; nothing secret passes: a card is first six and last four
 * digits.
 */

import type {
  AccountEntry,
  JourneyRecord,
  PaymentEntry,
  PaymentRecord,
  Unresolved,
} from '#adapters/postgres';
import type { Cancellation } from '#domain/cancellation';
import { ACCOUNTS, type Delta, postedBalanceFen } from '#domain/ledger';
import { type Payment, remainingFen } from '#domain/payment';
import { DOOR_WORDS, eventWords, HANDED_WORDS, isEventKind, ROUTE_WORDS, STATE_WORDS } from '#domain/wording';
import { type EventRow, type JournalRow, outcomeOfCancellation, outcomeOfPayment } from '#engine';
import { amount, answerView, instant, instantOrNull, outcomeView } from './answer-view.ts';
import type {
  AccountView,
  CancellationView,
  CancellationWithAnswerView,
  JournalView,
  JourneyView,
  PaymentView,
  UnresolvedView,
} from './schemas.ts';

function wayBackOf(payment: Payment): PaymentView['wayBack'] {
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
      return { returned: 0, claimed: 0, remaining: 0, underWay: null };
  }
}

function approvalOf(payment: Payment): { authCode: string | null; clearingDay: string } {
  const approval =
    payment.state === 'approved' || payment.state === 'voided' || payment.state === 'reversed'
      ? payment.approval
      : payment.state === 'unknown'
        ? payment.lateApproval
        : null;
  return {
    authCode: approval?.authCode ?? null,
    clearingDay: approval?.clearingDay ?? payment.expectedClearingDay,
  };
}

function endedMsOf(payment: Payment): number | null {
  if (payment.state === 'approved') return payment.approval.approvedMs;
  return payment.state === 'sent' || payment.state === 'unknown' ? null : payment.endedMs;
}

export function paymentView({ payment, nextCheckMs }: PaymentEntry): PaymentView {
  const { id } = payment;
  const outcome = outcomeOfPayment(payment);
  return {
    id,
    book: payment.book,
    kind: payment.kind,
    state: payment.state,
    stateWords: { ...STATE_WORDS[payment.state] },
    outcome: outcome === null ? null : outcomeView(outcome),
    amount: amount(payment.amountFen),
    currency: payment.currency,
    card: payment.card.masked,
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
    case 'refused':
    case 'undone':
    case 'overruled':
      return cancellation.endedMs;
    default:
      return null;
  }
}

export function cancellationView(cancellation: Cancellation): CancellationView {
  const { id, paymentId, route, state } = cancellation;
  const repeating = state === 'sending' || state === 'undoing';
  const waiting = repeating || state === 'awaiting-file';
  return {
    id,
    book: cancellation.book,
    payment: paymentId,
    route,
    routeWords: { ...ROUTE_WORDS[route] },
    state,
    stateWords: { ...STATE_WORDS[state] },
    outcome: outcomeView(outcomeOfCancellation(cancellation)),
    amount: amount(cancellation.amountFen),
    currency: 'CNY',
    door: cancellation.door,
    doorWords: { ...DOOR_WORDS[cancellation.door] },
    requestedBy: cancellation.requestedBy,
    reason: cancellation.reason,
    rrn: cancellation.rrn,
    openedAt: instant(cancellation.openedMs),
    endedAt: instantOrNull(endOf(cancellation)),
    attempts: repeating ? cancellation.attempts : null,
    tries: cancellation.tries,
    nextCheckAt: waiting ? instant(cancellation.dueMs) : null,
    handed: state === 'handed' ? { code: cancellation.why, ...HANDED_WORDS[cancellation.why] } : null,
    askedAgain: cancellation.askedAgain,
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

const columns = (
  delta: Delta,
): Pick<AccountView, 'debitPending' | 'debitPosted' | 'creditPending' | 'creditPosted'> => ({
  debitPending: amount(delta.debitPendingFen),
  debitPosted: amount(delta.debitPostedFen),
  creditPending: amount(delta.creditPendingFen),
  creditPosted: amount(delta.creditPostedFen),
});

export const journalView = (journal: JournalRow): JournalView => ({
  book: journal.book,
  payment: journal.paymentId,
  no: journal.no,
  kind: journal.kind,
  cancellation: journal.cancellationId,
  mirrorsNo: journal.mirrorsNo,
  at: instant(journal.atMs),
  entries: journal.entries.map((entry) => ({
    account: entry.account,
    ...columns(entry),
    after: { ...columns(entry.after), version: entry.after.version },
  })),
});

export const accountView = ({ book, account, balance }: AccountEntry): AccountView => ({
  book,
  account,
  zh: ACCOUNTS[account].zh,
  en: ACCOUNTS[account].en,
  normalSide: ACCOUNTS[account].normal,
  balance: amount(postedBalanceFen(account, balance)),
  ...columns(balance),
  version: balance.version,
});

/** The body of an event with its amounts as numbers. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return amount(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

const stepView = (event: EventRow): JourneyView['steps'][number] => ({
  at: instant(event.atMs),
  kind: event.kind,
  // A newer program may have written a kind that this one has no words for: its name is better than nothing.
  zh: isEventKind(event.kind) ? eventWords(event.kind, event.body, 'zh') : event.kind,
  en: isEventKind(event.kind) ? eventWords(event.kind, event.body, 'en') : event.kind,
  cancellation: event.cancellationId,
  details: plain(event.body) as Record<string, unknown>,
});

export const journeyView = (record: PaymentRecord, journey: JourneyRecord): JourneyView => ({
  payment: paymentView(record),
  cancellations: record.cancellations.map(cancellationView),
  steps: journey.events.map(stepView),
  journals: journey.journals.map(journalView),
  truncated: journey.truncated,
});

export const unresolvedView = (unresolved: Unresolved): UnresolvedView => ({
  payments: unresolved.payments.map(paymentView),
  cancellations: unresolved.cancellations.map(cancellationView),
  mismatches: unresolved.mismatches.map((mismatch) => ({
    clearingDay: mismatch.clearingDay,
    networkKey: mismatch.networkKey,
    kind: mismatch.kind,
    payment: mismatch.paymentId,
    amount: mismatch.amountFen === null ? null : amount(mismatch.amountFen),
    foundAt: instant(mismatch.foundMs),
  })),
  counts: { ...unresolved.counts },
});
