/** What merchants ask of orders: open one, let a payer's code pay it, close it, ask the network about it. */

import {
  type Order,
  openOrder,
  outcomeOfClose,
  payableOf,
  refusalOfOrder,
  refusalOfPayment,
  stepOrder,
} from '#domain/order';
import type { Outcome } from '#domain/outcome';
import {
  networkKeyText,
  ONLINE_BATCH_NO,
  ONLINE_TERMINAL_ID,
  type Payment,
  type PaymentBase,
  startPayment,
} from '#domain/payment';
import { acceptanceRefusal, admission } from '#domain/terminal';
import { buildMerchantCode } from '#wire/qr';
import { type Handled, replyWith } from '../commands.ts';
import { rrnOf } from '../ids.ts';
import type { AskOrder, CloseOrder, OpenOrder, OrderDue, OrderFound, PayOrder } from '../order-commands.ts';
import type { Merchant, OnceRow } from '../ports/index.ts';
import { type Context, contractFor, required, writePayment } from './context.ts';
import { paymentRequest } from './network-requests.ts';
import { writeOrder } from './order-follow.ts';
import { replyOfPayment } from './pay.ts';
import { clockRefusal } from './terminal-clock.ts';

/** Once keys. A payment by code is known by its network key: no till numbers it. */
export const orderNoKey = (orderNo: string): string => `order/${orderNo}`;
export const openKey = (key: string): string => `order-open/${key}`;
/** The key of an order that a till opened, by the till's own name for its message. */
export const tillOrderKey = (terminalKey: string): string => `till/${terminalKey}`;
export const payKey = (key: string): string => `order-pay/${key}`;
export const codePaymentKey = (networkKey: string): string => `qr/${networkKey}`;

/** F22: 03 payer's code or 04 merchant's code, 2 no PIN. */
export const ENTRY_PAYER_CODE = '032';
export const ENTRY_MERCHANT_CODE = '042';
const CONDITION_NORMAL = '00';

const refuse = (context: Context, outcome: Outcome, order: Order | null = null): Handled => ({
  reply: replyWith(outcome, context.nowMs, { order }),
});

/** An order of this merchant, or none. */
function orderOf(context: Context, merchant: Merchant, id: Order['id']): Order | null {
  const order = context.work.order(id);
  return order === undefined || order.book !== merchant.book ? null : order;
}

function firstOrder(context: Context, before: OnceRow): Order {
  const order = before.subject?.kind === 'order' ? context.work.order(before.subject.id) : undefined;
  if (order === undefined) throw new Error(`Cannot find the order of the once key ${before.key}`);
  return order;
}

export function handleOpenOrder(context: Context, command: OpenOrder): Handled {
  const { work, nowMs } = context;
  const { merchant, print, orderNo } = command;
  const { book } = merchant;
  const asked = work.once(book, openKey(command.key));
  // A query that came first shut it out, whatever it says.
  if (asked !== undefined && asked.print === null)
    return refuse(context, asked.outcome ?? 'asked-before-arrival');
  if (asked !== undefined && asked.print !== print) return refuse(context, 'duplicate-other-content');
  const before = asked ?? work.once(book, orderNoKey(orderNo));
  if (before !== undefined) {
    // The same number with another content is another order, and two orders never share a number.
    const order = firstOrder(context, before);
    if (before.print !== print) return refuse(context, 'order-number-taken', order);
    return { reply: replyWith('approved', nowMs, { order, repeated: true }) };
  }
  const { subject, amountFen, discounts, expiryMs } = command;
  const expiresMs = nowMs + expiryMs;
  const refusal =
    merchant.status === 'active'
      ? refusalOfOrder({ orderNo, subject, amountFen, discounts, expiresMs })
      : 'merchant-not-valid';
  const notNow = refusal ?? refusalAtTill(context, command);
  if (notNow !== null) return refuse(context, notNow);
  const id = context.ids.order(book, nowMs);
  const step = openOrder({
    ...{ id, book, merchantId: merchant.merchantId, orderNo, subject, amountFen, discounts, expiresMs },
    currency: 'CNY',
    ...(command.till === undefined ? {} : { till: command.till.terminal }),
    code: codeOf(context, merchant, id, payableOf(amountFen, discounts)),
    createdMs: nowMs,
  });
  for (const key of [orderNoKey(orderNo), openKey(command.key)])
    work.putOnce({ book, key, print, subject: { kind: 'order', id }, outcome: null, atMs: nowMs });
  writeOrder(context, step);
  return { reply: replyWith('approved', nowMs, { order: step.order }) };
}

/** Why this till may not show a code now; a refusal of the moment, which is not remembered. */
function refusalAtTill(context: Context, { merchant, till }: OpenOrder): Outcome | null {
  if (till === undefined) return null;
  const terminal = context.work.terminal(merchant.book, till.terminal.terminalId);
  if (terminal === undefined) return 'terminal-unknown';
  return (
    admission(terminal, till.terminal.batchNo) ??
    clockRefusal(context, merchant.merchantId, till.toldMs) ??
    acceptanceRefusal(terminal, { service: 'sale', entryMode: ENTRY_MERCHANT_CODE, pinEntered: false })
  );
}

/** The place of a merchant is in no contract row, and a code has to name one. */
const CITY = 'CHINA';

function codeOf(context: Context, merchant: Merchant, id: Order['id'], payableFen: bigint): string {
  return buildMerchantCode({
    acquirerId: context.member.acquirerId,
    forwarderId: context.member.forwarderId,
    merchantId: merchant.merchantId,
    mcc: merchant.mcc,
    currency: '156',
    amountMinor: payableFen,
    country: 'CN',
    merchantName: merchant.nameEn.slice(0, 25) || merchant.merchantId,
    city: CITY,
    reference: id,
  });
}

/** The base of a payment by code. */
export function codePaymentBase(
  context: Context,
  merchant: Merchant,
  order: Order,
  parts: Pick<PaymentBase, 'network' | 'rrn' | 'amountFen' | 'card' | 'entryMode'>,
): PaymentBase {
  const { nowMs } = context;
  // What others bear belongs to the payment that pays the order, not to one that is sure to go back.
  const pays = order.state !== 'paid' && order.state !== 'closed' && parts.amountFen === order.payableFen;
  const { discounts } = order;
  return {
    ...parts,
    id: context.ids.payment(order.book, nowMs),
    book: order.book,
    kind: 'sale',
    channel: 'unionpay.qr',
    order: { id: order.id, orderNo: order.orderNo },
    terminal: {
      merchantId: merchant.merchantId,
      terminalId: ONLINE_TERMINAL_ID,
      batchNo: ONLINE_BATCH_NO,
      stan: parts.network.stan,
    },
    currency: order.currency,
    conditionCode: CONDITION_NORMAL,
    contract: contractFor(context, merchant, 'unionpay.qr'),
    ...(pays && discounts.length > 0 ? { discounts } : {}),
    mcc: merchant.mcc,
    expectedClearingDay: context.clearingDayNow,
    startedMs: nowMs,
    version: 0,
  };
}

/** Remembers a payment by code under the keys by which it may come again. */
export function rememberCodePayment(
  context: Context,
  payment: Pick<Payment, 'id' | 'book' | 'network'>,
  print: string,
  more: readonly string[] = [],
): void {
  const { book, id, network } = payment;
  for (const key of [codePaymentKey(networkKeyText(network)), ...more])
    context.work.putOnce({
      book,
      key,
      print,
      subject: { kind: 'payment', id },
      outcome: null,
      atMs: context.nowMs,
    });
}

export function handlePayOrder(context: Context, command: PayOrder): Handled {
  const { work, nowMs } = context;
  const { merchant, card, print } = command;
  const key = payKey(command.key);
  const before = work.once(merchant.book, key);
  if (before !== undefined) return repeatedPay(context, command, before);
  const order = orderOf(context, merchant, command.orderId);
  if (order === null) return refuse(context, 'order-not-found');
  const refusal = merchant.status === 'active' ? refusalOfPayment(order, nowMs) : 'merchant-not-valid';
  if (refusal !== null) return refuse(context, refusal, order);
  const network = context.networkKeys.next(nowMs);
  const base = codePaymentBase(context, merchant, order, {
    ...{ network, rrn: rrnOf(network), amountFen: order.payableFen, card },
    entryMode: command.isScan === true ? ENTRY_MERCHANT_CODE : ENTRY_PAYER_CODE,
  });
  const { payment, ...rest } = startPayment(base, nowMs + context.replyDueMs);
  const started = stepOrder(
    order,
    { type: 'pay-started', paymentId: payment.id, atMs: nowMs },
    context.orderPace,
  );
  rememberCodePayment(context, payment, print, [key]);
  writePayment(context, { payment, ...rest });
  writeOrder(context, started);
  context.sends.push(paymentRequest(payment, merchant.nameEn, null));
  return { waitFor: payment.id, repeated: false };
}

function repeatedPay(context: Context, command: PayOrder, before: OnceRow): Handled {
  if (before.print !== command.print) return refuse(context, 'duplicate-other-content');
  if (before.subject?.kind !== 'payment') throw new Error(`Cannot find the payment of ${before.key}`);
  const payment = required(context, before.subject.id);
  const reply = replyOfPayment(payment, context.nowMs);
  return reply === null ? { waitFor: payment.id, repeated: true } : { reply: { ...reply, repeated: true } };
}

export function handleCloseOrder(context: Context, command: CloseOrder): Handled {
  const order = orderOf(context, command.merchant, command.orderId);
  if (order === null) return refuse(context, 'order-not-found');
  const step = stepOrder(order, { type: 'close-asked', atMs: context.nowMs }, context.orderPace);
  writeOrder(context, step);
  return { reply: replyWith(outcomeOfClose(step.order), context.nowMs, { order: step.order }) };
}

export function handleAskOrder(context: Context, command: AskOrder): Handled {
  const order = context.work.order(command.orderId);
  if (order === undefined) return refuse(context, 'order-not-found');
  if (order.state === 'paid' || order.state === 'closed')
    return refuse(context, order.state === 'paid' ? 'order-already-paid' : 'order-closed', order);
  // A payment of ours has its own deadline and its own answer.
  if ('by' in order && order.by === 'payer-code') return refuse(context, 'order-payment-in-progress', order);
  writeOrder(context, { order, events: [], send: 'enquiry' });
  return { reply: replyWith('accepted', context.nowMs, { order }) };
}

export function handleOrderFound(context: Context, command: OrderFound): Handled {
  const { found, orderId } = command;
  return moved(context, orderId, { type: 'network-found', found, atMs: context.nowMs });
}

export function handleOrderDue(context: Context, command: OrderDue): Handled {
  return moved(context, command.orderId, { type: 'due', atMs: context.nowMs });
}

function moved(context: Context, id: Order['id'], command: Parameters<typeof stepOrder>[1]): Handled {
  const order = context.work.order(id);
  if (order === undefined) return refuse(context, 'order-not-found');
  const step = stepOrder(order, command, context.orderPace);
  writeOrder(context, step);
  return { reply: replyWith('accepted', context.nowMs, { order: step.order }) };
}
