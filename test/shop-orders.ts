/** The order counter of the test shop: one line per step, its result last. */
import { formatFen } from '#domain/money';
import type { Discount, Order, OrderId } from '#domain/order';
import type { SealedCard } from '#domain/payment';
import type { CodePayment } from '#engine';
import type { Asked, Shop } from './shop.ts';
import { MERCHANT_ID } from './shop-fixtures.ts';

/** A payer's code at the till, sealed as the API seals it. */
export const PAY_CODE: SealedCard = {
  index: 'c0'.repeat(16),
  cipher: 'Y29kZQ==',
  masked: '621234******4567',
  expiry: null,
  sequence: null,
};

export interface OrderParts {
  readonly amountFen?: bigint;
  readonly expiryMs?: number;
  readonly discounts?: readonly Discount[];
  readonly key?: string;
  readonly print?: string;
}

export class OrderDesk {
  readonly shop: Shop;
  readonly #notices = new Map<string, CodePayment>();

  constructor(shop: Shop) {
    this.shop = shop;
  }

  /** Opens an order under the merchant's own number. */
  async open(orderNo: string, parts: OrderParts = {}): Promise<string> {
    const { amountFen = 4_590n, expiryMs = 7_200_000, key = orderNo, discounts = [] } = parts;
    const asked = this.shop.submit({
      ...{ type: 'open-order', merchant: this.shop.merchant, orderNo, subject: 'lunch', amountFen },
      ...{ discounts, expiryMs, key, print: parts.print ?? `${orderNo} ${amountFen}` },
    });
    await this.shop.time.settle();
    return asked.result;
  }

  of(orderNo: string): Order {
    return this.shop.store.orders().find((each) => each.orderNo === orderNo)!;
  }

  id(orderNo: string): OrderId {
    return this.of(orderNo).id;
  }

  /** The till scans a payer's code. */
  pay(orderNo: string, key = `pay ${orderNo}`, card: SealedCard = PAY_CODE): Asked {
    const { merchant } = this.shop;
    const print = `${orderNo} ${card.index}`;
    return this.shop.submit({ type: 'pay-order', merchant, orderId: this.id(orderNo), card, key, print });
  }

  close(orderNo: string): Asked {
    const { merchant } = this.shop;
    return this.shop.submit({ type: 'close-order', merchant, orderId: this.id(orderNo) });
  }

  /** A payer pays with the merchant's code at the network; `tells`: how often its notice arrives. */
  async scan(
    orderNo: string,
    { tells = 1, amountFen = this.of(orderNo).payableFen, currencyNumeric = '156' } = {},
  ): Promise<string> {
    const { orders } = this.shop.network;
    const id = this.id(orderNo);
    const paid = { ...orders.pay(id, MERCHANT_ID, amountFen), currencyNumeric };
    this.#notices.set(orderNo, paid);
    const told: string[] = [];
    for (let time = 0; time < tells; time += 1) void orders.notify(id, paid).then((how) => told.push(how));
    await this.shop.time.settle();
    return told.join(', ');
  }

  /** The network repeats its last notice. */
  async tellAgain(orderNo: string): Promise<string> {
    let told = 'no answer';
    void this.shop.network.orders.notify(this.id(orderNo), this.#notices.get(orderNo)!).then((how) => {
      told = how;
    });
    await this.shop.time.settle();
    return told;
  }

  /** The network repeats every notice of an order that was not acknowledged. */
  async tellAll(orderNo: string): Promise<void> {
    const { orders } = this.shop.network;
    for (const paid of orders.paidFor(this.id(orderNo))) void orders.notify(this.id(orderNo), paid);
    await this.shop.time.settle();
  }

  async refresh(orderNo: string): Promise<string> {
    void this.shop.engine.orders.refresh(this.of(orderNo), 3_000);
    await this.shop.time.settle();
    await this.shop.wait(3_000);
    return this.state(orderNo);
  }

  state(orderNo: string): string {
    const order = this.of(orderNo);
    return order.state === 'closed' ? `closed: ${order.why}` : order.state;
  }

  /** Every payment of the order, oldest first, with what went back of it: `approved 45.90, back 45.90`. */
  payments(orderNo: string): string {
    const id = this.id(orderNo);
    const all = this.shop.store.payments().filter((each) => each.order?.id === id);
    const shown = all.map((payment) => {
      const backFen = payment.state === 'approved' ? payment.back.returnedFen : 0n;
      const back = backFen > 0n ? ` back ${formatFen(backFen)}` : '';
      return `${payment.state} ${formatFen(payment.amountFen)}${back}`;
    });
    return shown.length === 0 ? 'none' : shown.join(', ');
  }

  journey(orderNo: string): string {
    const id = this.id(orderNo);
    return this.shop.store
      .events()
      .filter((event) => event.orderId === id)
      .map(({ kind }) => kind)
      .join(' ');
  }
}
