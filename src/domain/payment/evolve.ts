/** What an event makes of a payment. Pure; an event that cannot follow a state is a fault of this program. */
import { evolveAdvice, openChangeOf } from './advice.ts';
import { NOTHING_RAISED } from './kinds.ts';
import type { PaymentEvent } from './moves.ts';
import { evolveHold, evolveNotice, isSettled } from './preauth.ts';
import {
  type Approval,
  addShares,
  type CancellationId,
  NOTHING_BACK,
  type Payment,
  type PaymentBase,
  type PaymentIn,
  remainingFen,
  type Shares,
  subtractShares,
} from './state.ts';

/** A state that an event cannot follow is a fault of this program, never of the input. */
function impossible(payment: Payment, event: PaymentEvent): never {
  throw new Error(`Cannot apply ${event.kind} to payment ${payment.id} in state ${payment.state}`);
}

/** Nothing of it is back or on its way back, and nothing else is under way with it. */
const isWhole = (payment: PaymentIn<'approved'>): boolean =>
  payment.back.whole === null &&
  payment.back.claimedFen === 0n &&
  payment.back.returnedFen === 0n &&
  isSettled(payment);

/** May a way back of all of it be opened? */
export const canBeClaimedWhole = (payment: Payment): boolean =>
  payment.state === 'approved' && openChangeOf(payment) === null && isWhole(payment);

/** Does the payment hold what this event takes? A claim fits into what is left; an ending fits its own claim. */
function holdsFor(
  payment: PaymentIn<'approved'>,
  event: Extract<PaymentEvent, { cancellationId: CancellationId }>,
): boolean {
  const { back } = payment;
  if (event.kind === 'way-back-claimed' && openChangeOf(payment) !== null) return false;
  if (event.kind === 'payment-unknown' || event.kind === 'payment-alive-again') return false;
  if (event.kind === 'way-back-claimed') {
    if (event.route === 'REFUND') return event.amountFen >= 1n && event.amountFen <= remainingFen(payment);
    return isWhole(payment);
  }
  const route = event.kind === 'payment-reversed' ? 'REVERSAL' : event.route;
  if (event.kind !== 'payment-reversed' && event.route === 'REFUND')
    return event.amountFen <= back.claimedFen;
  return back.whole?.route === route && back.whole.cancellationId === event.cancellationId;
}

function evolveBack(
  payment: PaymentIn<'approved'>,
  event: Extract<PaymentEvent, { cancellationId: CancellationId }>,
  atMs: number,
): Payment {
  const { back } = payment;
  if (!holdsFor(payment, event)) return impossible(payment, event);
  switch (event.kind) {
    case 'way-back-claimed':
      if (event.route !== 'REFUND') {
        return {
          ...payment,
          back: { ...back, whole: { route: event.route, cancellationId: event.cancellationId } },
        };
      }
      return {
        ...payment,
        back: {
          ...back,
          claimedFen: back.claimedFen + event.amountFen,
          claimedShares: addShares(back.claimedShares, event.shares),
        },
      };
    case 'way-back-freed':
      if (event.route !== 'REFUND') return { ...payment, back: { ...back, whole: null } };
      return {
        ...payment,
        back: {
          ...back,
          claimedFen: back.claimedFen - event.amountFen,
          claimedShares: subtractShares(back.claimedShares, event.shares),
        },
      };
    case 'money-returned':
      if (event.route === 'VOID') {
        const { back: _back, ...rest } = payment;
        return { ...rest, state: 'voided', cancellationId: event.cancellationId, endedMs: atMs };
      }
      return {
        ...payment,
        back: {
          ...back,
          claimedFen: back.claimedFen - event.amountFen,
          claimedShares: subtractShares(back.claimedShares, event.shares),
          returnedFen: back.returnedFen + event.amountFen,
          returnedShares: addShares(back.returnedShares, event.shares),
        },
      };
    default:
      return impossible(payment, event);
  }
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** The part of a payment that no event changes. Written part by part: every step of a payment begins with it. */
export function baseOf(payment: Payment): PaymentBase {
  const base: Draft<PaymentBase> = {
    id: payment.id,
    book: payment.book,
    kind: payment.kind,
    terminal: payment.terminal,
    network: payment.network,
    rrn: payment.rrn,
    amountFen: payment.amountFen,
    currency: payment.currency,
    card: payment.card,
    entryMode: payment.entryMode,
    conditionCode: payment.conditionCode,
    contract: payment.contract,
    mcc: payment.mcc,
    expectedClearingDay: payment.expectedClearingDay,
    startedMs: payment.startedMs,
    version: payment.version,
  };
  if (payment.channel !== undefined) base.channel = payment.channel;
  if (payment.order !== undefined) base.order = payment.order;
  if (payment.discounts !== undefined) base.discounts = payment.discounts;
  if (payment.circumstances !== undefined) base.circumstances = payment.circumstances;
  if (payment.releases !== undefined) base.releases = payment.releases;
  if (payment.preauth !== undefined) base.preauth = payment.preauth;
  if (payment.holdUntilMs !== undefined) base.holdUntilMs = payment.holdUntilMs;
  if (payment.isNotice !== undefined) base.isNotice = payment.isNotice;
  if (payment.variety !== undefined) base.variety = payment.variety;
  if (payment.advices !== undefined) base.advices = payment.advices;
  if (payment.offline !== undefined) base.offline = payment.offline;
  if (payment.toldDeclined !== undefined) base.toldDeclined = payment.toldDeclined;
  return base;
}

/** The network has its answer: what the chip said is needed no longer. */
const withoutChip = (base: PaymentBase): PaymentBase =>
  base.offline === undefined ? base : { ...base, offline: { ...base.offline, sealedChip: null } };

/** Approved, with nothing gone back and nothing raised. */
function approvedAs(base: PaymentBase, approval: Approval, shares: Shares): Payment {
  const approved = { ...base, state: 'approved', approval, shares, back: NOTHING_BACK } as const;
  return base.kind === 'preauthorisation' ? { ...approved, hold: NOTHING_RAISED } : approved;
}

export function evolvePayment(payment: Payment, event: PaymentEvent, atMs: number): Payment {
  switch (event.kind) {
    case 'payment-sent':
    case 'payment-refused':
      return event.payment;
    case 'payment-approved':
    case 'payment-cleared':
      return approvedAs(withoutChip(baseOf(payment)), event.approval, event.shares);
    case 'payment-declined':
      return {
        ...withoutChip(baseOf(payment)),
        state: 'declined',
        outcome: event.outcome,
        by: event.by,
        endedMs: atMs,
      };
    case 'goods-unpaid':
      return payment.state === 'declined' ? payment : impossible(payment, event);
    case 'payment-unknown':
      return {
        ...baseOf(payment),
        state: 'unknown',
        sinceMs: atMs,
        cancellationId: event.cancellationId,
        lateApproval: null,
      };
    case 'late-approval': {
      const { approval } = event;
      if (payment.state === 'unknown') return { ...payment, lateApproval: approval };
      if (payment.state === 'declined' && event.cancellationId !== undefined) {
        const { cancellationId } = event;
        const told = { toldDeclined: payment.outcome, state: 'unknown', sinceMs: atMs } as const;
        return { ...baseOf(payment), ...told, cancellationId, lateApproval: approval };
      }
      if (payment.state !== 'reversed') return impossible(payment, event);
      if (event.reopens !== true) return { ...payment, approval };
      return {
        ...baseOf(payment),
        state: 'unknown',
        sinceMs: atMs,
        cancellationId: payment.cancellationId,
        lateApproval: approval,
      };
    }
    case 'payment-reversed': {
      if (payment.state !== 'unknown' && payment.state !== 'approved') return impossible(payment, event);
      if (payment.state === 'approved' && !holdsFor(payment, event)) return impossible(payment, event);
      const approval = payment.state === 'unknown' ? payment.lateApproval : payment.approval;
      const { cancellationId } = event;
      return { ...baseOf(payment), state: 'reversed', cancellationId, approval, endedMs: atMs };
    }
    case 'payment-alive-again':
      if (payment.state !== 'voided') return impossible(payment, event);
      return {
        ...approvedAs(baseOf(payment), payment.approval, payment.shares),
        ...(payment.hold === undefined ? {} : { hold: payment.hold }),
      };
    case 'preauth-raise-asked':
    case 'preauth-raised':
    case 'preauth-raise-ended':
    case 'completion-asked':
    case 'preauth-completed':
    case 'preauth-lives-on':
    case 'preauth-expired':
      return evolveHold(baseOf(payment), payment, event, atMs) ?? impossible(payment, event);
    case 'advice-opened':
    case 'advice-sent-again':
    case 'advice-handed':
    case 'advice-acknowledged':
    case 'advice-refused':
    case 'advice-end-proposed':
    case 'advice-end-rejected':
    case 'advice-end-approved':
    case 'amount-changed':
      return evolveAdvice(payment, event, atMs) ?? impossible(payment, event);
    case 'notice-sent-again':
    case 'notice-overdue':
    case 'notice-answer-unclear':
      return evolveNotice(payment, event) ?? impossible(payment, event);
    default:
      return payment.state === 'approved' ? evolveBack(payment, event, atMs) : impossible(payment, event);
  }
}
