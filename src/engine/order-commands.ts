/** What can be asked of the engine about orders. */
import type { Fen } from '#domain/money';
import type { Discount, OrderId } from '#domain/order';
import type { PaymentId, SealedCard, TerminalKey } from '#domain/payment';
import type { CodePayment, Merchant } from './ports/index.ts';

/** A merchant opens an order. `key` is the request's, `print` the fingerprint of what the order says. */
export interface OpenOrder {
  readonly type: 'open-order';
  readonly merchant: Merchant;
  readonly orderNo: string;
  readonly subject: string;
  readonly amountFen: Fen;
  readonly discounts: readonly Discount[];
  readonly expiryMs: number;
  readonly key: string;
  readonly print: string;
  /** A till opens it: its message, and the time that this names. Its switches and its batch are looked at. */
  readonly till?: { readonly terminal: TerminalKey; readonly toldMs: number | null };
}

/**
 * A till asks what became of a message of its own about a code. What never arrived is shut out by the answer: the till
 * takes it as not done, so a late copy must not be carried out.
 */
export interface QueryCode {
  readonly type: 'query-code';
  readonly merchant: Merchant;
  /** The message that is asked about. */
  readonly of: TerminalKey;
  /** False: looks and leaves no trace. */
  readonly shutsOut: boolean;
  /** What paid the order, where an earlier look told it. */
  readonly paymentId?: PaymentId;
}

/** The till scanned a payer's code: `card` is that code, sealed. */
export interface PayOrder {
  readonly type: 'pay-order';
  readonly merchant: Merchant;
  readonly orderId: OrderId;
  readonly card: SealedCard;
  /** The payer scanned the merchant's code with an app of this institution; absent: the till scanned theirs. */
  readonly isScan?: true;
  readonly key: string;
  readonly print: string;
}

export interface CloseOrder {
  readonly type: 'close-order';
  readonly merchant: Merchant;
  readonly orderId: OrderId;
}

/** Ask the network what it knows of an order that is no end yet. */
export interface AskOrder {
  readonly type: 'ask-order';
  readonly book: string;
  readonly orderId: OrderId;
}

/** The network tells of a payment that was made with the merchant's code. */
export interface OrderPaid {
  readonly type: 'order-paid';
  readonly merchant: Merchant;
  readonly orderId: OrderId;
  readonly paid: CodePayment;
}

/** The network's answer to an enquiry or a close that shows no payment. */
export interface OrderFound {
  readonly type: 'order-found';
  readonly book: string;
  readonly orderId: OrderId;
  readonly found: 'nothing' | 'paying' | 'closed';
}

export interface OrderDue {
  readonly type: 'order-due';
  readonly book: string;
  readonly orderId: OrderId;
}

export type OrderCommand =
  | OpenOrder
  | QueryCode
  | PayOrder
  | CloseOrder
  | AskOrder
  | OrderPaid
  | OrderFound
  | OrderDue;
