/** What happens to an order, and what that makes of it. Pure: time arrives in the command. */
import type { Fen } from '../money/index.ts';
import type { PaymentId } from '../payment/index.ts';
import { evolveOrder } from './evolve.ts';
import type { CloseWhy, Order, OrderIn, ReturnWhy } from './state.ts';

/** How often and how long to ask the network and to repeat a close. Milliseconds and counts. */
export interface OrderPace {
  /** The first of the growing distances at which the network is asked (UP-09: 1, 2, 4, 8, 16, 32 s). */
  readonly askFirstMs: number;
  readonly asksMax: number;
  /** The even distance after those. */
  readonly askSlowMs: number;
  readonly closeFirstMs: number;
  readonly closeMaxMs: number;
  readonly closeAttemptsMax: number;
}

export type OrderCommand =
  /** A payment by the payer's code begins. */
  | { readonly type: 'pay-started'; readonly paymentId: PaymentId; readonly atMs: number }
  /** A payment of this order stands at the network. */
  | {
      readonly type: 'payment-approved';
      readonly paymentId: PaymentId;
      readonly amountFen: Fen;
      readonly atMs: number;
    }
  /** It had no answer in time: its reversal is under way. */
  | { readonly type: 'payment-unknown'; readonly paymentId: PaymentId; readonly atMs: number }
  /** It was declined or undone: nothing was taken. */
  | { readonly type: 'payment-failed'; readonly paymentId: PaymentId; readonly atMs: number }
  /** The network's answer to an enquiry or a close; one that shows a payment arrives as that payment. */
  | {
      readonly type: 'network-found';
      readonly found: 'nothing' | 'paying' | 'closed';
      readonly atMs: number;
    }
  | { readonly type: 'close-asked'; readonly atMs: number }
  | { readonly type: 'due'; readonly atMs: number };

export type OrderEvent =
  | { readonly kind: 'order-opened'; readonly order: OrderIn<'unpaid'> }
  | {
      readonly kind: 'order-paying';
      readonly by: 'payer-code' | 'merchant-code';
      readonly paymentId: PaymentId | null;
      readonly dueMs: number;
    }
  | { readonly kind: 'order-asked'; readonly asked: number; readonly dueMs: number }
  | { readonly kind: 'order-unknown'; readonly asked: number; readonly dueMs: number }
  | { readonly kind: 'order-unpaid-again'; readonly paymentId: PaymentId | null }
  | { readonly kind: 'order-paid'; readonly paymentId: PaymentId }
  | {
      readonly kind: 'order-payment-returned';
      readonly paymentId: PaymentId;
      readonly why: ReturnWhy;
      readonly amountFen: Fen;
    }
  | { readonly kind: 'order-close-waits' }
  | { readonly kind: 'order-closing'; readonly why: CloseWhy; readonly dueMs: number }
  | { readonly kind: 'order-close-repeated'; readonly attempt: number; readonly dueMs: number }
  | { readonly kind: 'order-closed'; readonly why: CloseWhy; readonly confirmed: boolean };

export interface OrderStep {
  readonly order: Order;
  readonly events: readonly { readonly atMs: number; readonly event: OrderEvent }[];
  /** What goes to the network after the commit. */
  readonly send: 'enquiry' | 'close' | null;
}

const nothing = (): readonly OrderEvent[] => [];

const closing = (why: CloseWhy, atMs: number, pace: OrderPace): OrderEvent => ({
  kind: 'order-closing',
  why,
  dueMs: atMs + pace.closeFirstMs,
});

/** Whose money it is now: the first good payment of the right amount pays an order that is not closed. */
function decideApproved(
  order: Order,
  command: Extract<OrderCommand, { type: 'payment-approved' }>,
): readonly OrderEvent[] {
  const { paymentId, amountFen } = command;
  if (order.returned.includes(paymentId)) return nothing();
  const back = (why: ReturnWhy): readonly OrderEvent[] => [
    { kind: 'order-payment-returned', paymentId, why, amountFen },
  ];
  if (order.state === 'paid') return order.paymentId === paymentId ? nothing() : back('paid-already');
  if (amountFen !== order.payableFen) return back('amount-differs');
  return order.state === 'closed' ? back('order-closed') : [{ kind: 'order-paid', paymentId }];
}

/** A payment came to nothing: the order may be paid again, unless a close waits for this or its time is over. */
function decideFailed(
  order: Order,
  command: Extract<OrderCommand, { type: 'payment-failed' }>,
  pace: OrderPace,
): readonly OrderEvent[] {
  if (order.state !== 'paying' && order.state !== 'unknown') return nothing();
  if (order.by !== 'payer-code' || order.paymentId !== command.paymentId) return nothing();
  const why = order.closeAsked ?? (command.atMs >= order.expiresMs ? 'expired' : null);
  const again: OrderEvent = { kind: 'order-unpaid-again', paymentId: command.paymentId };
  return why === null ? [again] : [again, closing(why, command.atMs, pace)];
}

function decideFound(
  order: Order,
  command: Extract<OrderCommand, { type: 'network-found' }>,
  pace: OrderPace,
): readonly OrderEvent[] {
  const { found, atMs } = command;
  if (order.state === 'closing') {
    return found === 'closed' ? [{ kind: 'order-closed', why: order.why, confirmed: true }] : nothing();
  }
  if (order.state === 'unpaid') {
    if (found !== 'paying') return nothing();
    return [{ kind: 'order-paying', by: 'merchant-code', paymentId: null, dueMs: atMs + pace.askFirstMs }];
  }
  if (order.state !== 'paying' && order.state !== 'unknown') return nothing();
  if (order.by !== 'merchant-code' || found !== 'nothing') return nothing();
  const again: OrderEvent = { kind: 'order-unpaid-again', paymentId: null };
  return atMs >= order.expiresMs ? [again, closing('expired', atMs, pace)] : [again];
}

function decideClose(order: Order, atMs: number, pace: OrderPace): readonly OrderEvent[] {
  switch (order.state) {
    case 'unpaid':
      return [closing('by-merchant', atMs, pace)];
    case 'paying':
    case 'unknown':
      // A payer at the merchant's code is the network's to judge. A payment of ours has to end first.
      if (order.by === 'merchant-code') return [closing('by-merchant', atMs, pace)];
      return order.closeAsked === null ? [{ kind: 'order-close-waits' }] : nothing();
    default:
      return nothing();
  }
}

function decideDue(order: Order, atMs: number, pace: OrderPace): readonly OrderEvent[] {
  switch (order.state) {
    case 'unpaid':
      return atMs >= order.expiresMs ? [closing('expired', atMs, pace)] : nothing();
    case 'paying': {
      if (order.by !== 'merchant-code' || atMs < order.dueMs) return nothing();
      const asked = order.asked + 1;
      if (asked > pace.asksMax)
        return [{ kind: 'order-unknown', asked: order.asked, dueMs: atMs + pace.askSlowMs }];
      return [{ kind: 'order-asked', asked, dueMs: atMs + pace.askFirstMs * 2 ** asked }];
    }
    case 'unknown':
      if (order.by !== 'merchant-code' || atMs < order.dueMs) return nothing();
      if (atMs >= order.expiresMs) return [closing('expired', atMs, pace)];
      return [{ kind: 'order-asked', asked: order.asked + 1, dueMs: atMs + pace.askSlowMs }];
    case 'closing': {
      if (atMs < order.dueMs) return nothing();
      const attempt = order.attempts + 1;
      if (attempt > pace.closeAttemptsMax)
        return [{ kind: 'order-closed', why: order.why, confirmed: false }];
      const waitMs = Math.min(pace.closeFirstMs * 2 ** Math.min(order.attempts, 20), pace.closeMaxMs);
      return [{ kind: 'order-close-repeated', attempt, dueMs: atMs + waitMs }];
    }
    default:
      return nothing();
  }
}

export function decideOrder(order: Order, command: OrderCommand, pace: OrderPace): readonly OrderEvent[] {
  switch (command.type) {
    case 'pay-started':
      return [{ kind: 'order-paying', by: 'payer-code', paymentId: command.paymentId, dueMs: command.atMs }];
    case 'payment-approved':
      return decideApproved(order, command);
    case 'payment-unknown':
      return order.state === 'paying' && order.by === 'payer-code' && order.paymentId === command.paymentId
        ? [{ kind: 'order-unknown', asked: 0, dueMs: command.atMs }]
        : nothing();
    case 'payment-failed':
      return decideFailed(order, command, pace);
    case 'network-found':
      return decideFound(order, command, pace);
    case 'close-asked':
      return decideClose(order, command.atMs, pace);
    case 'due':
      return decideDue(order, command.atMs, pace);
  }
}

function sendOf(event: OrderEvent): OrderStep['send'] {
  switch (event.kind) {
    case 'order-asked':
      return 'enquiry';
    case 'order-closing':
    case 'order-close-repeated':
      return 'close';
    default:
      return null;
  }
}

/** Decide and evolve in one go. A command with nothing to do returns the same order object. */
export function stepOrder(order: Order, command: OrderCommand, pace: OrderPace): OrderStep {
  const events = decideOrder(order, command, pace);
  let current = order;
  let send: OrderStep['send'] = null;
  for (const event of events) {
    current = evolveOrder(current, event, command.atMs);
    send = sendOf(event) ?? send;
  }
  return { order: current, events: events.map((event) => ({ atMs: command.atMs, event })), send };
}
