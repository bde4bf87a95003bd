/** An order begins; what may be asked of one, and what comes of asking. */
import { type Fen, isPayableFen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { OrderStep } from './decide.ts';
import type { Discount, Order, OrderBase, OrderIn } from './state.ts';

/** What a merchant asks for. */
export interface OrderRequest
  extends Pick<OrderBase, 'orderNo' | 'subject' | 'amountFen' | 'discounts' | 'expiresMs'> {}

/** What of the price is left for the payer. */
export const payableOf = (amountFen: Fen, discounts: readonly Discount[]): Fen =>
  discounts.reduce((left, discount) => left - discount.amountFen, amountFen);

/** Why an order cannot be opened as asked for; `null`: it can. */
export function refusalOfOrder(request: OrderRequest): Outcome | null {
  const parts = request.discounts.every((discount) => isPayableFen(discount.amountFen));
  // Each funder bears one part: what goes back is divided by who paid it.
  if (new Set(request.discounts.map(({ funder }) => funder)).size < request.discounts.length)
    return 'input-not-valid';
  const payableFen = payableOf(request.amountFen, request.discounts);
  return isPayableFen(request.amountFen) && parts && isPayableFen(payableFen) ? null : 'amount-out-of-range';
}

/** Opens an order. `version` is 0 until stored. */
export function openOrder(base: Omit<OrderBase, 'payableFen' | 'returned' | 'version'>): OrderStep {
  const payableFen = payableOf(base.amountFen, base.discounts);
  const order: OrderIn<'unpaid'> = { ...base, payableFen, returned: [], version: 0, state: 'unpaid' };
  return {
    order,
    events: [{ atMs: base.createdMs, event: { kind: 'order-opened', order } }],
    send: null,
  };
}

/** Why nobody may begin to pay this order by showing a code at the till; `null`: somebody may. */
export function refusalOfPayment(order: Order, nowMs: number): Outcome | null {
  switch (order.state) {
    case 'unpaid':
      return nowMs < order.expiresMs ? null : 'order-expired';
    case 'paying':
    case 'unknown':
      return order.by === 'payer-code' && order.closeAsked !== null
        ? 'order-close-in-progress'
        : 'order-payment-in-progress';
    case 'paid':
      return 'order-already-paid';
    case 'closing':
      return order.why === 'expired' ? 'order-expired' : 'order-close-in-progress';
    case 'closed':
      return order.why === 'expired' ? 'order-expired' : 'order-closed';
  }
}

/** What comes of asking for a close. */
export function outcomeOfClose(order: Order): Outcome {
  if (order.state === 'paid') return 'order-already-paid';
  return order.state === 'closed' ? 'approved' : 'accepted';
}
