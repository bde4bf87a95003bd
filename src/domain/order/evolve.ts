/** What an event makes of an order. */
import type { OrderEvent } from './decide.ts';
import { type Order, orderBase } from './state.ts';

/** A state that an event cannot follow is a fault of this program, never of the input. */
function impossible(order: Order, event: OrderEvent): never {
  throw new Error(`Cannot apply ${event.kind} to order ${order.id} in state ${order.state}`);
}

export function evolveOrder(order: Order, event: OrderEvent, atMs: number): Order {
  const base = orderBase(order);
  switch (event.kind) {
    case 'order-opened':
      return event.order;
    case 'order-paying':
      if (order.state !== 'unpaid') return impossible(order, event);
      if (event.by === 'merchant-code')
        return { ...base, state: 'paying', by: 'merchant-code', asked: 0, dueMs: event.dueMs };
      return { ...base, state: 'paying', by: 'payer-code', paymentId: event.paymentId!, closeAsked: null };
    case 'order-asked':
      if ((order.state !== 'paying' && order.state !== 'unknown') || order.by !== 'merchant-code')
        return impossible(order, event);
      return { ...order, asked: event.asked, dueMs: event.dueMs };
    case 'order-unknown':
      if (order.state !== 'paying') return impossible(order, event);
      return order.by === 'payer-code'
        ? { ...order, state: 'unknown' }
        : { ...order, state: 'unknown', asked: event.asked, dueMs: event.dueMs };
    case 'order-unpaid-again':
      return { ...base, state: 'unpaid' };
    case 'order-paid':
      return { ...base, state: 'paid', paymentId: event.paymentId, paidMs: atMs };
    case 'order-payment-returned':
      return { ...order, returned: [...order.returned, event.paymentId] };
    case 'order-close-waits':
      if ((order.state !== 'paying' && order.state !== 'unknown') || order.by !== 'payer-code')
        return impossible(order, event);
      return { ...order, closeAsked: 'by-merchant' };
    case 'order-closing':
      return { ...base, state: 'closing', why: event.why, attempts: 1, dueMs: event.dueMs };
    case 'order-close-repeated':
      if (order.state !== 'closing') return impossible(order, event);
      return { ...order, attempts: event.attempt, dueMs: event.dueMs };
    case 'order-closed':
      return { ...base, state: 'closed', why: event.why, closedMs: atMs, confirmed: event.confirmed };
  }
}
