/** Sample orders for tests of the rules, made by the rules themselves. */
import {
  type Order,
  type OrderCommand,
  type OrderId,
  type OrderPace,
  openOrder,
  stepOrder,
} from '#domain/order';
import { at, MERCHANT } from './samples.ts';

export const ORDERED_AT = at('2026-11-23 10:00:00');

export const ORDER_PACE: OrderPace = {
  askFirstMs: 1_000,
  asksMax: 6,
  askSlowMs: 60_000,
  closeFirstMs: 1_000,
  closeMaxMs: 60_000,
  closeAttemptsMax: 4,
};

type Parts = Partial<Parameters<typeof openOrder>[0]>;

/** 45.90 yuan, of which the shop's coupon bears 5.90; good for two hours. */
export const openedOrder = (parts: Parts = {}): Order =>
  openOrder({
    id: 'ord_1' as OrderId,
    book: MERCHANT,
    merchantId: MERCHANT,
    orderNo: 'A-1',
    subject: 'lunch',
    amountFen: 4_590n,
    discounts: [{ funder: 'merchant', amountFen: 590n }],
    currency: 'CNY',
    code: '000201',
    createdMs: ORDERED_AT,
    expiresMs: ORDERED_AT + 7_200_000,
    ...parts,
  }).order;

export const orderAfter = (order: Order, ...commands: OrderCommand[]): Order =>
  commands.reduce((current, command) => stepOrder(current, command, ORDER_PACE).order, order);
