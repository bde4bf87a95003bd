/** How orders follow their payments, and how a payment that is one too many goes back. */

import { CURRENCIES } from '#domain/money';
import {
  type OrderCommand,
  type OrderEvent,
  type OrderId,
  type OrderStep,
  type ReturnWhy,
  stepOrder,
} from '#domain/order';
import { ONLINE_TERMINAL_ID, type Payment } from '#domain/payment';
import { type Context, required, writeBack } from './context.ts';
import { ask, open } from './way-back.ts';

/** The key under which a payment of an order that goes back by itself is remembered. */
export const returnKey = (paymentId: string): string => `return/${paymentId}`;

/** What of an event may be read by people. */
function bodyOf(event: OrderEvent): Readonly<Record<string, unknown>> {
  if (event.kind === 'order-opened') {
    const { orderNo, subject, amountFen, payableFen, discounts, expiresMs, till } = event.order;
    const opened = { orderNo, subject, amountFen, payableFen, discounts, expiresMs };
    return till === undefined ? opened : { ...opened, terminal: till };
  }
  const { kind: _kind, ...body } = event;
  return body;
}

/** Writes a step of an order and queues its message. */
export function writeOrder(context: Context, step: OrderStep): void {
  const { work, nowMs } = context;
  const { order, events, send } = step;
  if (events.length > 0) work.putOrder(order);
  for (const { atMs, event } of events) {
    const paymentId = 'paymentId' in event ? event.paymentId : null;
    work.addEvent({
      book: order.book,
      paymentId,
      cancellationId: null,
      orderId: order.id,
      atMs,
      kind: event.kind,
      body: bodyOf(event),
    });
  }
  if (send === null) return;
  context.orderSends.push({
    message: send,
    orderId: order.id,
    network: context.networkKeys.next(nowMs),
    amountFen: order.payableFen,
    currencyNumeric: CURRENCIES[order.currency].numeric,
    merchantId: order.merchantId,
    terminalId: ONLINE_TERMINAL_ID,
  });
}

function commandFor(payment: Payment, atMs: number): OrderCommand | null {
  const { id: paymentId, amountFen } = payment;
  switch (payment.state) {
    case 'sent':
      return null;
    case 'approved':
      return { type: 'payment-approved', paymentId, amountFen, atMs };
    case 'unknown':
      return { type: 'payment-unknown', paymentId, atMs };
    case 'declined':
    case 'reversed':
    case 'voided':
      return { type: 'payment-failed', paymentId, atMs };
    // Pre-authorisations pay no orders.
    case 'completed':
    case 'expired':
      return null;
  }
}

/** Every payment that moved moves its order, in the same commit. */
export function followOrders(context: Context): void {
  const { work, nowMs } = context;
  for (let moved = work.takeMovedOf('order'); moved.length > 0; moved = work.takeMovedOf('order')) {
    for (const payment of moved) {
      const command = commandFor(payment, nowMs);
      if (command === null) continue;
      const order = work.order(payment.order!.id as OrderId);
      if (order === undefined)
        throw new Error(`Cannot find the order ${payment.order!.id} in the loaded batch`);
      const step = stepOrder(order, command, context.orderPace);
      writeOrder(context, step);
      for (const { event } of step.events)
        if (event.kind === 'order-payment-returned') giveBack(context, payment, event.why);
    }
  }
}

/**
 * A payment that pays nothing goes back whole, in the commit that took it in (EXC-04, EXC-07). A refund and not a void:
 * it is repeated until the network has it. Its answer is stored like any other.
 */
function giveBack(context: Context, { id }: Payment, why: ReturnWhy): void {
  const payment = required(context, id);
  const answer = ask(context, payment, 'deadline', 'REFUND', payment.amountFen, null);
  const step = open(context, payment, 'REFUND', payment.amountFen, answer, {
    door: 'network',
    requestedBy: 'host',
    reason: why,
    terminal: null,
  });
  context.work.putOnce({
    book: payment.book,
    key: returnKey(payment.id),
    print: why,
    subject: { kind: 'cancellation', id: step.cancellation.id },
    outcome: null,
    atMs: context.nowMs,
  });
  writeBack(context, step);
}
