/** Orders in a store: every state comes back, found by id, key and time; who writes second loses. */
import { expect, it } from 'vitest';
import { dueMsOfOrder, ORDER_STATES, type Order, type OrderCommand, type OrderId } from '#domain/order';
import type { Payment, PaymentId } from '#domain/payment';
import { createIdMaker, type EventRow, StoreClash } from '#engine';
import { openedOrder, orderAfter } from '../domain/order-samples.ts';
import { MORNING_MS } from '../shop-fixtures.ts';
import { type SuiteShop, sent, storing } from '../store-rows.ts';
import { paymentKey, stored, type Tools } from './tools.ts';

const ids = createIdMaker(9);
let numbers = 0;

function newOrder(shop: SuiteShop, parts: Parameters<typeof openedOrder>[0] = {}): Order {
  const { book, merchantId } = shop.merchant;
  numbers += 1;
  const id = ids.order(book, MORNING_MS);
  const times = { createdMs: MORNING_MS, expiresMs: MORNING_MS + 7_200_000 };
  return openedOrder({ id, book, merchantId, orderNo: `S-${numbers}`, ...times, ...parts });
}

const atMs = MORNING_MS + 1_000;
const paymentId = 'pay_01H4S9X2M8K3P7QR' as PaymentId;

function everyOrder(shop: SuiteShop): Order[] {
  const after = (...commands: OrderCommand[]): Order => orderAfter(newOrder(shop), ...commands);
  const amountFen = newOrder(shop).payableFen;
  const began: OrderCommand = { type: 'pay-started', paymentId, atMs };
  const close: OrderCommand = { type: 'close-asked', atMs };
  const closed: OrderCommand = { type: 'network-found', found: 'closed', atMs };
  const paid: OrderCommand = { type: 'payment-approved', paymentId, amountFen, atMs };
  return [
    after(),
    after(began),
    after(began, close),
    after({ type: 'network-found', found: 'paying', atMs }),
    after(began, { type: 'payment-unknown', paymentId, atMs }),
    after(paid),
    after(paid, { ...paid, paymentId: 'pay_2' as PaymentId }),
    after(close),
    after(close, closed),
  ];
}

const writing = (...orders: readonly Order[]) => ({
  orders: orders.map((order) => ({ order: stored(order), expectedVersion: 0 })),
});

export function orders({ newShop, apply, load, store }: Tools): void {
  it('gives back every state of an order as it was stored', async () => {
    const shop = await newShop();
    const all = everyOrder(shop);
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(ORDER_STATES));
    await apply(shop, writing(...all));
    for (const order of all) {
      expect(await store().order(order.id)).toEqual(stored(order));
      const keys = { orders: [{ book: order.book, id: order.id }] };
      expect((await load(shop, keys)).orders).toEqual([stored(order)]);
    }
    expect(await store().order('ord_01H4S9X2M8K3P7QR' as OrderId)).toBeNull();
  });

  it('a payment brings the order that it pays, and a key the order that it stands for', async () => {
    const shop = await newShop();
    const order = newOrder(shop);
    const payment: Payment = { ...sent(shop), channel: 'unionpay.qr', order: { id: order.id, orderNo: 'S' } };
    const { book } = order;
    const key = {
      ...{ book, key: 'order/S', print: 'p', subject: { kind: 'order', id: order.id } as const },
      ...{ outcome: null, atMs },
    };
    await apply(shop, {
      ...storing({ name: 'of an order', payment, cancellation: null }),
      ...writing(order),
      once: [key],
    });
    expect((await load(shop, { payments: [paymentKey(payment)] })).orders).toEqual([stored(order)]);
    const byKey = await load(shop, { once: [{ book, key: 'order/S' }] });
    expect([byKey.once, byKey.orders]).toEqual([[key], [stored(order)]]);
  });

  it('refuses a stale order, and keeps nothing of the batch', async () => {
    const shop = await newShop();
    const [order, other] = [newOrder(shop), newOrder(shop)];
    await apply(shop, writing(order));
    const stale = { order: stored(order, 6), expectedVersion: 5 };
    const batch = { orders: [...writing(other).orders, stale] };
    await expect(apply(shop, batch)).rejects.toThrow(StoreClash);
    expect(await store().order(other.id)).toBeNull();
    const closing = orderAfter(order, { type: 'close-asked', atMs });
    await apply(shop, { orders: [{ order: stored(closing, 2), expectedVersion: 1 }] });
    expect(await store().order(order.id)).toEqual(stored(closing, 2));
  });

  it('finds the orders whose time has come, oldest first, and none that waits for nothing', async () => {
    const shop = await newShop();
    const all = everyOrder(shop);
    await apply(shop, writing(...all));
    const latestMs = Math.max(...all.map((order) => dueMsOfOrder(order) ?? 0));
    const mine = new Set(all.map(({ id }) => id));
    const found = async (nowMs: number): Promise<OrderId[]> =>
      (await store().dueOrders(nowMs, 500)).map(({ orderId }) => orderId).filter((id) => mine.has(id));
    const dues = all.filter((order) => dueMsOfOrder(order) !== null);
    expect(new Set(await found(latestMs))).toEqual(new Set(dues.map(({ id }) => id)));
    const times = (await found(latestMs)).map((id) => dueMsOfOrder(all.find((each) => each.id === id)!)!);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(await found(MORNING_MS)).toEqual([]);
    expect(await store().dueOrders(latestMs, 1)).toHaveLength(1);
  });

  it('takes an event of an order', async () => {
    const shop = await newShop();
    const order = newOrder(shop);
    const event: EventRow = {
      ...{ book: order.book, paymentId: null, cancellationId: null, orderId: order.id, atMs },
      ...{ kind: 'order-opened', body: { amountFen: 5n } },
    };
    await apply(shop, { ...writing(order), events: [event] });
  });
}
