/** Faults of orders by code: what is kept that should go back, and what is forgotten. */
import type { Order } from '#domain/order';
import type { PlantedFault } from './index.ts';
import { onLoad, onStore } from './tamper.ts';

/** The order as it was before its end. */
const reopened = (order: Order): Order => {
  if (order.state === 'closed') {
    const { why: _why, closedMs: _closed, confirmed: _confirmed, ...rest } = order;
    return { ...rest, state: 'unpaid' };
  }
  if (order.state !== 'paid') return order;
  const { paymentId: _payment, paidMs: _paid, ...rest } = order;
  return { ...rest, state: 'unpaid' };
};

const forgetting = (state: Order['state']): PlantedFault['plant'] => {
  return () =>
    onLoad((loaded) => ({
      ...loaded,
      orders: loaded.orders.map((order) => (order.state === state ? reopened(order) : order)),
    }));
};

const latePaymentKept: PlantedFault = {
  zh: '关单后迟到的付款被留下',
  en: 'a payment that comes after the close is kept',
  plant: forgetting('closed'),
};

const secondPaymentKept: PlantedFault = {
  zh: '同一订单收两次款',
  en: 'a second payment of an order is kept',
  plant: forgetting('paid'),
};

/** Orders that were opened before the last start neither expire nor are closed. */
const orderForgotten: PlantedFault = {
  zh: '崩溃后忘记订单',
  en: 'an order is forgotten after a crash',
  plant: ({ starts }) => {
    const openedIn = new Map<string, number>();
    return onStore((store) => ({
      ...store,
      apply: async (lane, changes) => {
        for (const { order, expectedVersion } of changes.orders)
          if (expectedVersion === 0) openedIn.set(order.id, starts());
        await store.apply(lane, changes);
      },
      dueOrders: async (nowMs, limit) =>
        (await store.dueOrders(nowMs, limit)).filter(({ orderId }) => openedIn.get(orderId) === starts()),
    }));
  },
};

/** A refund forgets that others than the payer bore a part of the price. */
const partsForgotten: PlantedFault = {
  zh: '退货不退还优惠出资方',
  en: 'a refund gives nothing back to who bore a part of the price',
  plant: () =>
    onLoad((loaded) => ({
      ...loaded,
      payments: loaded.payments.map((row) => {
        if (!('shares' in row.payment)) return row;
        const { discounts, ...shares } = row.payment.shares;
        return discounts === undefined ? row : { ...row, payment: { ...row.payment, shares } };
      }),
    })),
};

export const orderFaults = {
  'late-payment-kept': latePaymentKept,
  'second-payment-kept': secondPaymentKept,
  'order-forgotten': orderForgotten,
  'price-parts-forgotten': partsForgotten,
} as const;
