/** What happens to a payment, and what that makes of it. Pure: time arrives in the command. */
import type { ClearingDay } from '../calendar/index.ts';
import { hold, type Journal, post, release } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import { kindOf, type Outcome } from '../outcome/index.ts';
import { sharesOf } from './fees.ts';
import { expectedPostings, salePostings } from './postings.ts';
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

export type PaymentCommand =
  /** The network answered the payment, in time or late. */
  | {
      readonly type: 'answered';
      readonly outcome: Outcome;
      readonly authCode: string | null;
      readonly clearingDay: ClearingDay | null;
      readonly atMs: number;
      /** The reversal of this payment ended on the network's word that there was nothing to undo. */
      readonly reversalFoundNothing?: boolean;
    }
  /** The link knows that not a byte left. */
  | { readonly type: 'not-sent'; readonly atMs: number }
  /** No answer counts as success any more: the reply is due, or the terminal told us that it has none. */
  | { readonly type: 'outcome-lost'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** The way back, as the cancellation room moves it. */
  | {
      readonly type: 'claim';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly atMs: number;
    }
  | {
      readonly type: 'free';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly atMs: number;
    }
  | {
      readonly type: 'return';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly atMs: number;
    }
  /** A completed void is itself undone: the sale lives again. */
  | { readonly type: 'revive'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** The network's clearing file holds the payment and no reversal of it: it was paid after all. */
  | { readonly type: 'cleared'; readonly clearingDay: ClearingDay; readonly atMs: number };

export type PaymentEvent =
  | { readonly kind: 'payment-sent'; readonly payment: PaymentIn<'sent'> }
  | { readonly kind: 'payment-refused'; readonly payment: PaymentIn<'declined'> }
  | { readonly kind: 'payment-approved'; readonly approval: Approval; readonly shares: Shares }
  | {
      readonly kind: 'payment-declined';
      readonly outcome: Outcome;
      readonly by: 'network' | 'host';
      readonly late: boolean;
    }
  | { readonly kind: 'payment-unknown'; readonly cancellationId: CancellationId }
  /** `reopens`: it was taken for undone, and its reversal had found nothing to undo. */
  | { readonly kind: 'late-approval'; readonly approval: Approval; readonly reopens?: boolean }
  | {
      readonly kind: 'way-back-claimed';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
    }
  | {
      readonly kind: 'way-back-freed';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
    }
  | {
      readonly kind: 'money-returned';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
    }
  | { readonly kind: 'payment-reversed'; readonly cancellationId: CancellationId }
  | { readonly kind: 'payment-alive-again'; readonly cancellationId: CancellationId }
  | { readonly kind: 'payment-cleared'; readonly approval: Approval; readonly shares: Shares };

export interface PaymentStep {
  readonly payment: Payment;
  readonly events: readonly { readonly atMs: number; readonly event: PaymentEvent }[];
  readonly journals: readonly Journal[];
}

/** Starts a payment: the intent that is on disk before anything leaves. `version` is 0 until stored. */
export function startPayment(base: PaymentBase, replyDueMs: number): PaymentStep {
  const payment: PaymentIn<'sent'> = { ...base, state: 'sent', replyDueMs };
  return {
    payment,
    events: [{ atMs: base.startedMs, event: { kind: 'payment-sent', payment } }],
    journals: [hold(expectedPostings(base.amountFen))],
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

/** Why a command has nothing to do in a state: it was dealt with before, or it comes too late to matter. */
const nothing = (): readonly PaymentEvent[] => [];

function decideAnswered(
  payment: Payment,
  command: Extract<PaymentCommand, { type: 'answered' }>,
): readonly PaymentEvent[] {
  const kind = kindOf(command.outcome);
  const approval: Approval = {
    authCode: command.authCode,
    clearingDay: command.clearingDay ?? payment.expectedClearingDay,
    approvedMs: command.atMs,
  };
  switch (payment.state) {
    case 'sent':
      // Part of an amount pays no sale, and the message does not ask for a part: it is undone when the reply is due.
      if (command.outcome === 'approved-partly') return nothing();
      if (kind === 'success') {
        return [
          {
            kind: 'payment-approved',
            approval,
            shares: sharesOf(payment.amountFen, payment.contract, payment.discounts),
          },
        ];
      }
      // «The switch got no answer» is no outcome: the reply deadline, moved to now, opens the reversal.
      if (kind === 'unknown') return nothing();
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
    default:
      return nothing();
  }
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
      return payment.state === 'sent'
        ? [{ kind: 'payment-declined', outcome: 'network-unreachable', by: 'host', late: false }]
        : nothing();
    case 'outcome-lost':
      return payment.state === 'sent'
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
      const shares = sharesOf(payment.amountFen, payment.contract, payment.discounts);
      return [{ kind: 'payment-cleared', approval, shares }];
    }
  }
}

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
  if (event.kind === 'payment-unknown' || event.kind === 'payment-alive-again') return false;
  if (event.kind === 'way-back-claimed') {
    if (event.route === 'REFUND') return event.amountFen >= 1n && event.amountFen <= remainingFen(payment);
    return back.whole === null && back.claimedFen === 0n && back.returnedFen === 0n;
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
  const { channel, order, discounts, circumstances, releases } = payment;
  return {
    ...{ id, book, kind, terminal, network, rrn, amountFen, currency, card, entryMode, conditionCode },
    ...{ contract, mcc, expectedClearingDay, startedMs, version },
    ...(channel === undefined ? {} : { channel }),
    ...(order === undefined ? {} : { order }),
    ...(discounts === undefined ? {} : { discounts }),
    ...(circumstances === undefined ? {} : { circumstances }),
    ...(releases === undefined ? {} : { releases }),
  };
}

export function evolvePayment(payment: Payment, event: PaymentEvent, atMs: number): Payment {
  const base = baseOf(payment);
  switch (event.kind) {
    case 'payment-sent':
    case 'payment-refused':
      return event.payment;
    case 'payment-approved':
      return {
        ...base,
        state: 'approved',
        approval: event.approval,
        shares: event.shares,
        back: NOTHING_BACK,
      };
    case 'payment-cleared':
      return {
        ...base,
        state: 'approved',
        approval: event.approval,
        shares: event.shares,
        back: NOTHING_BACK,
      };
    case 'payment-declined':
      return { ...base, state: 'declined', outcome: event.outcome, by: event.by, endedMs: atMs };
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
        ...base,
        state: 'approved',
        approval: payment.approval,
        shares: payment.shares,
        back: NOTHING_BACK,
      };
    default:
      return payment.state === 'approved' ? evolveBack(payment, event, atMs) : impossible(payment, event);
  }
}

/** The journals of the way out. Those of the way back are made in the cancellation room. */
function journalsOf(payment: Payment, event: PaymentEvent): Journal[] {
  const expected = expectedPostings(payment.amountFen);
  switch (event.kind) {
    case 'payment-approved':
    case 'payment-cleared':
      return [post(expected, salePostings(payment.amountFen, event.shares))];
    case 'payment-declined':
      return [release(expected)];
    case 'late-approval':
      return event.reopens === true ? [hold(expected)] : [];
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
