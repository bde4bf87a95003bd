/** What an order is, state by state. SPEC.md of this room has the table of transitions. */
import type { Currency, Fen } from '../money/index.ts';
import type { DiscountPart, PaymentId, TerminalKey } from '../payment/index.ts';

export type OrderId = string & { readonly __brand: 'OrderId' };

/** A part of the price that somebody else than the payer bears. */
export type Discount = DiscountPart;

export interface OrderBase {
  readonly id: OrderId;
  readonly book: string;
  readonly merchantId: string;
  /** The merchant's own number for it, unique in its book. */
  readonly orderNo: string;
  /** What is paid for, as the payer reads it. */
  readonly subject: string;
  /** The price. */
  readonly amountFen: Fen;
  readonly discounts: readonly Discount[];
  /** What the payer pays: the price less the discounts. */
  readonly payableFen: Fen;
  readonly currency: Currency;
  /** The text of the merchant's code, that the payer's app scans. */
  readonly code: string;
  /** The till that opened it, and its message. Absent: opened over the API. */
  readonly till?: TerminalKey;
  readonly createdMs: number;
  /** From this millisecond on nobody may begin to pay. */
  readonly expiresMs: number;
  /** Payments that go or went back in full: this order was paid before, was closed, or the amount was another. */
  readonly returned: readonly PaymentId[];
  readonly version: number;
}

export type CloseWhy = 'by-merchant' | 'expired';

/** Why a payment of an order goes back in full. */
export type ReturnWhy = 'order-closed' | 'paid-already' | 'amount-differs';

/** A payer is at it, or was: `payer-code` is a payment of ours, `merchant-code` one that the network told of. */
type AtIt =
  | { readonly by: 'payer-code'; readonly paymentId: PaymentId; readonly closeAsked: CloseWhy | null }
  | { readonly by: 'merchant-code'; readonly asked: number; readonly dueMs: number };

export type Order = OrderBase &
  (
    | { readonly state: 'unpaid' }
    | ({ readonly state: 'paying' } & AtIt)
    | ({ readonly state: 'unknown' } & AtIt)
    | { readonly state: 'paid'; readonly paymentId: PaymentId; readonly paidMs: number }
    | {
        readonly state: 'closing';
        readonly why: CloseWhy;
        readonly attempts: number;
        readonly dueMs: number;
      }
    | {
        readonly state: 'closed';
        readonly why: CloseWhy;
        readonly closedMs: number;
        /** False: the network never acknowledged; somebody may still pay, and gets it back. */
        readonly confirmed: boolean;
      }
  );

export type OrderState = Order['state'];
export const ORDER_STATES = [
  'unpaid',
  'paying',
  'unknown',
  'paid',
  'closing',
  'closed',
] as const satisfies OrderState[];
export type OrderIn<S extends OrderState> = Extract<Order, { state: S }>;

/** When an order must be looked at again; `null`: it waits for nothing, or for a payment that has its own deadline. */
export function dueMsOfOrder(order: Order): number | null {
  switch (order.state) {
    case 'unpaid':
      return order.expiresMs;
    case 'paying':
    case 'unknown':
      return order.by === 'merchant-code' ? order.dueMs : null;
    case 'closing':
      return order.dueMs;
    case 'paid':
    case 'closed':
      return null;
  }
}

/** The part of an order that its state does not change. */
export function orderBase(order: Order): OrderBase {
  const { id, book, merchantId, orderNo, subject, amountFen, discounts, payableFen, currency } = order;
  const { code, till, createdMs, expiresMs, returned, version } = order;
  return {
    ...{ id, book, merchantId, orderNo, subject, amountFen, discounts, payableFen, currency },
    ...{ code, createdMs, expiresMs, returned, version },
    ...(till === undefined ? {} : { till }),
  };
}
