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
    return back.whole === null && back.claimedFen === 0n && back.returnedFen === 0n && isSettled(payment);
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

/** The part of a payment that no event changes. */
export function baseOf(payment: Payment): PaymentBase {
  const { id, book, kind, terminal, network, rrn, amountFen, currency, card, entryMode, conditionCode } =
    payment;
  const { contract, mcc, expectedClearingDay, startedMs, version } = payment;
  const {
    channel,
    order,
    discounts,
    circumstances,
    releases,
    preauth,
    holdUntilMs,
    isNotice,
    variety,
    advices,
    offline,
    toldDeclined,
  } = payment;
  return {
    ...{ id, book, kind, terminal, network, rrn, amountFen, currency, card, entryMode, conditionCode },
    ...{ contract, mcc, expectedClearingDay, startedMs, version },
    ...(channel === undefined ? {} : { channel }),
    ...(order === undefined ? {} : { order }),
    ...(discounts === undefined ? {} : { discounts }),
    ...(circumstances === undefined ? {} : { circumstances }),
    ...(releases === undefined ? {} : { releases }),
    ...(preauth === undefined ? {} : { preauth }),
    ...(holdUntilMs === undefined ? {} : { holdUntilMs }),
    ...(isNotice === undefined ? {} : { isNotice }),
    ...(variety === undefined ? {} : { variety }),
    ...(advices === undefined ? {} : { advices }),
    ...(offline === undefined ? {} : { offline }),
    ...(toldDeclined === undefined ? {} : { toldDeclined }),
  };
}

/** The network has its answer: what the chip said is needed no longer. */
const withoutChip = (base: PaymentBase): PaymentBase =>
  base.offline === undefined ? base : { ...base, offline: { ...base.offline, sealedChip: null } };

/** Approved, with nothing gone back and nothing raised. */
const approvedAs = (base: PaymentBase, approval: Approval, shares: Shares): Payment => ({
  ...base,
  state: 'approved',
  approval,
  shares,
  back: NOTHING_BACK,
  ...(base.kind === 'preauthorisation' ? { hold: NOTHING_RAISED } : {}),
});

export function evolvePayment(payment: Payment, event: PaymentEvent, atMs: number): Payment {
  const base = baseOf(payment);
  switch (event.kind) {
    case 'payment-sent':
    case 'payment-refused':
      return event.payment;
    case 'payment-approved':
    case 'payment-cleared':
      return approvedAs(withoutChip(base), event.approval, event.shares);
    case 'payment-declined':
      return {
        ...{ ...withoutChip(base), state: 'declined', outcome: event.outcome },
        ...{ by: event.by, endedMs: atMs },
      };
    case 'goods-unpaid':
      return payment.state === 'declined' ? payment : impossible(payment, event);
    case 'payment-unknown':
      return {
        ...base,
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
        return { ...base, ...told, cancellationId, lateApproval: approval };
      }
      if (payment.state !== 'reversed') return impossible(payment, event);
      if (event.reopens !== true) return { ...payment, approval };
      return {
        ...base,
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
      return { ...base, state: 'reversed', cancellationId: event.cancellationId, approval, endedMs: atMs };
    }
    case 'payment-alive-again':
      if (payment.state !== 'voided') return impossible(payment, event);
      return {
        ...approvedAs(base, payment.approval, payment.shares),
        ...(payment.hold === undefined ? {} : { hold: payment.hold }),
      };
    case 'preauth-raise-asked':
    case 'preauth-raised':
    case 'preauth-raise-ended':
    case 'completion-asked':
    case 'preauth-completed':
    case 'preauth-lives-on':
    case 'preauth-expired':
      return evolveHold(base, payment, event, atMs) ?? impossible(payment, event);
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
