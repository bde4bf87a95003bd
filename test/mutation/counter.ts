/** Orders by code on the two wires: a counter, payers at both codes, the network’s notices. */
import type { OrderId } from '#domain/order';
import { type CodePayment, LIMITS, type OrderRequest } from '#engine';
import type { Asked } from '../shop.ts';
import { MERCHANT_ID } from '../shop-fixtures.ts';
import { PAY_CODE } from '../shop-orders.ts';
import type { World } from './world.ts';

const TRIES = 5;
const TELL_AGAIN_MS = 40_000;
const NOTICES_MAX = 6;
const AMOUNT_FEN = 4_590n;

export class Counter {
  readonly #world: World;
  #notices = 0;

  constructor(world: World) {
    this.#world = world;
  }

  toNetwork(request: OrderRequest): 'sent' {
    const { shop, wires } = this.#world;
    const words = `${request.message} of the order ${request.network.stan}`;
    const line = { asker: 'host', patienceMs: LIMITS.replyDueMs } as const;
    wires.post({
      ...{ ...line, from: 'host', to: 'network', words },
      arrive: () => {
        shop.network.orders.deliver = (finding) => {
          const { found } = finding;
          const said = typeof found === 'string' ? found : 'paid';
          const arrive = (): void => {
            if (this.#world.up) void shop.engine.orders.found(finding);
          };
          wires.post({ ...line, from: 'network', to: 'host', words: `${said} — to ${words}`, arrive });
        };
        void shop.network.sendOrder(request);
      },
    });
    return 'sent';
  }

  async #until(words: string, send: () => Asked, good: readonly string[]): Promise<string> {
    let outcome = 'never answered';
    for (let tries = 0; tries < TRIES; tries += 1) {
      const reply = await this.#world.ask('counter', words, send);
      if (reply === null) continue;
      outcome = reply.outcome;
      break;
    }
    if (!good.includes(outcome)) this.#world.missed.push(`${words}: ${outcome}`);
    return outcome;
  }

  async open(orderNo: string, expiryMs = 7_200_000): Promise<OrderId | null> {
    const { shop } = this.#world;
    const { merchant } = shop;
    const parts = { subject: 'lunch', amountFen: AMOUNT_FEN, discounts: [], expiryMs } as const;
    const send = (): Asked =>
      shop.submit({ type: 'open-order', merchant, orderNo, ...parts, key: orderNo, print: orderNo });
    await this.#until(`open order ${orderNo}`, send, ['approved']);
    return shop.store.orders().find((each) => each.orderNo === orderNo)?.id ?? null;
  }

  /** The till reads a payer's code. */
  async pays(orderId: OrderId | null, key: string): Promise<void> {
    if (orderId === null) return;
    const { shop } = this.#world;
    const { merchant } = shop;
    const card = { ...PAY_CODE, index: key.padEnd(32, '0') };
    const send = (): Asked =>
      shop.submit({ type: 'pay-order', merchant, orderId, card, key, print: card.index });
    const good = ['approved', 'outcome-unknown', 'switch-no-answer'];
    const told = await this.#until(`payer’s code ${key}`, send, good);
    if (told === 'approved') this.#world.toldPaid.push(card.index);
  }

  async closes(orderId: OrderId | null): Promise<void> {
    if (orderId === null) return;
    const { shop } = this.#world;
    const { merchant } = shop;
    const send = (): Asked => shop.submit({ type: 'close-order', merchant, orderId });
    const good = ['accepted', 'approved', 'order-already-paid', 'order-closed', 'order-closing'];
    await this.#until('close the order', send, good);
  }

  /** A payer pays with the merchant's code; the network tells of it until that is acknowledged. */
  async scans(orderId: OrderId | null): Promise<void> {
    if (orderId === null) return;
    const { orders } = this.#world.shop.network;
    const paid = orders.pay(orderId, MERCHANT_ID, AMOUNT_FEN);
    for (let times = 0; times < NOTICES_MAX; times += 1) if (await this.#tells(orderId, paid)) return;
    this.#world.missed.push(`notice of ${paid.rrn}: never acknowledged`);
  }

  #tells(orderId: OrderId, paid: CodePayment): Promise<boolean> {
    const { wires, shop } = this.#world;
    this.#notices += 1;
    const words = `payment notice ${this.#notices}`;
    const line = { asker: 'network', patienceMs: TELL_AGAIN_MS } as const;
    return new Promise((resolve) => {
      const giveUp = shop.time.timers.after(TELL_AGAIN_MS, () => resolve(false));
      const heard = (): void => {
        giveUp();
        resolve(true);
      };
      const arrive = (): void => {
        if (!this.#world.up) return;
        void shop.engine.orders.paid(orderId, paid).then((how) => {
          if (how === 'later' || !this.#world.up) return;
          wires.post({ ...line, from: 'host', to: 'network', words: `${how} — to ${words}`, arrive: heard });
        });
      };
      wires.post({ ...line, from: 'network', to: 'host', words, arrive });
    });
  }
}
