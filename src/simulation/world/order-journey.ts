/**
 * One order by code: a till that opens it, payers at both codes, two of them at once, late ones and those who only
 * look; a till that closes it in the middle of it all, or forgets it.
 */
import type { Discount, Order } from '#domain/order';
import type { Command, Merchant, Reply } from '#engine';
import type { AuditedPayment } from '#simulation/auditor';
import { Asking } from './asking.ts';
import { GOOD_CARDS, payCodeOf } from './cards.ts';
import type { Ground } from './ground.ts';
import type { Host } from './host.ts';
import type { NetworkSide } from './network-side.ts';
import type { Office } from './office.ts';
import type { OrderLink } from './order-link.ts';
import { type Dice, diceOf } from './seed.ts';

const EXPIRY_MS = [60_000, 20 * 60_000] as const;
const FUNDERS = ['merchant', 'scheme', 'issuer', 'institution'] as const;
const PLANS = ['scan', 'scan', 'scan', 'code', 'code', 'code', 'both', 'two-scans', 'nobody'] as const;

/** One journey in 25 is an order. */
export const isOrderJourney = (seed: number, index: number): boolean =>
  diceOf(seed, 'order?', index).perMille(40);

/** Two in five prices are cut: by one or two of those who may, the shop itself among them. */
function discountsOf(dice: Dice, priceFen: bigint): Discount[] {
  if (priceFen < 10n || !dice.perMille(400)) return [];
  const first = dice.pick(FUNDERS);
  const second = dice.perMille(300) ? dice.pick(FUNDERS) : first;
  const part = (): bigint => 1n + (priceFen * BigInt(dice.between(1, 300))) / 1_000n;
  return [...new Set([first, second])].map((funder) => ({ funder, amountFen: part() }));
}

export interface OrderParts {
  readonly ground: Ground;
  readonly host: Host;
  readonly network: NetworkSide;
  readonly link: OrderLink;
  readonly office: Office;
  readonly merchant: Merchant;
}

export class OrderJourney {
  readonly index: number;
  readonly #parts: OrderParts;
  readonly #dice: Dice;
  /** The price, and the parts of it that others than the payer bear. */
  readonly #amountFen: bigint;
  readonly #discounts: readonly Discount[];
  readonly #asking: Asking;
  #keys = 0;

  constructor(parts: OrderParts, index: number) {
    this.index = index;
    this.#parts = parts;
    this.#dice = diceOf(parts.ground.seed, 'order', index);
    this.#amountFen = BigInt(this.#dice.between(1, 300_000));
    this.#discounts = discountsOf(this.#dice, this.#amountFen);
    this.#asking = new Asking(parts.ground, parts.host, index, 'counter');
  }

  get over(): boolean {
    return this.#asking.over;
  }

  get lastActMs(): number {
    return this.#asking.lastActMs;
  }

  start(): void {
    const { merchant, ground } = this.#parts;
    const orderNo = `J-${this.index}`;
    const expiryMs = this.#dice.between(...EXPIRY_MS);
    const discounts = this.#discounts;
    const price = { priceFen: this.#amountFen, parts: discounts };
    ground.audit(({ people }) => people.opensOrder(this.index, orderNo, price));
    const print = `${orderNo}/${this.#amountFen}`;
    const command = {
      ...({ type: 'open-order', merchant, orderNo, subject: 'lunch', amountFen: this.#amountFen } as const),
      ...{ discounts, expiryMs, key: orderNo, print },
    };
    this.#ask('opens an order', command, (reply) => {
      if (reply?.order !== undefined && reply.order !== null) this.#goOn(reply.order, expiryMs);
    });
  }

  #ask(words: string, command: Command, then: (reply: Reply | null) => void): void {
    this.#asking.ask(words, command, then);
  }

  #later(mostMs: number, act: () => void): void {
    this.#asking.after(this.#dice.between(500, mostMs), act);
  }

  #goOn(order: Order, expiryMs: number): void {
    const plan = this.#dice.pick(PLANS);
    if (plan === 'code' || plan === 'both') this.#later(60_000, () => this.#pay(order));
    // A second payer shows a code while the first one's answer is still out.
    if (plan === 'code' && this.#dice.perMille(200)) this.#later(90_000, () => this.#pay(order));
    if (plan !== 'code' && plan !== 'nobody') this.#later(60_000, () => this.#scan(order, false));
    if (plan === 'two-scans') this.#later(60_000, () => this.#scan(order, true));
    if (this.#dice.perMille(250)) this.#later(70_000, () => this.#close(order));
    // Somebody pays a code that was photographed, after the order's time.
    if (this.#dice.perMille(120)) this.#later(expiryMs + 300_000, () => this.#scan(order, true));
    if (this.#dice.perMille(120)) this.#later(expiryMs, () => this.#look(order));
    if (this.#dice.perMille(250)) this.#later(expiryMs + 1_200_000, () => this.#giveBack());
  }

  #card(): number {
    return this.#dice.below(GOOD_CARDS);
  }

  /** The till reads a payer's code. */
  #pay({ id: orderId }: Order): void {
    this.#keys += 1;
    const key = `J-${this.index}-${this.#keys}`;
    const card = payCodeOf(this.#card(), this.index * 10 + this.#keys);
    const { merchant } = this.#parts;
    const command = { type: 'pay-order', merchant, orderId, card, key, print: card.index } as const;
    this.#ask('reads a payer’s code', command, () => {});
  }

  /** The shop gives all or a part of what paid the order back: whoever bore a part of the price gets its share. */
  #giveBack(): void {
    const { ground, office, merchant } = this.#parts;
    let paid: AuditedPayment | undefined;
    ground.audit((auditor) => {
      paid = auditor.paymentsOf(this.index).find(({ id, order }) => order?.paidBy === id);
    });
    if (paid === undefined) return;
    const { id: paymentId, amountFen } = paid;
    const { merchantId } = merchant;
    const partFen =
      amountFen > 3n && this.#dice.perMille(600) ? amountFen / BigInt(this.#dice.between(2, 5)) : null;
    this.#asking.begin();
    office.cancelPayment(this.index, { paymentId, merchantId, name: `J-${this.index}` }, null, partFen, () =>
      this.#asking.end(),
    );
  }

  #close({ id: orderId }: Order): void {
    const { merchant } = this.#parts;
    this.#ask('closes the order', { type: 'close-order', merchant, orderId }, () => {});
  }

  /** A payer opens the app and thinks about it. */
  #look(order: Order): void {
    this.#parts.network.scan(order.code, this.#card(), { confirm: false, force: false });
  }

  /** A payer looks, and pays a little later; `force`: whatever became of the order meanwhile. */
  #scan(order: Order, force: boolean): void {
    const { ground, network, link } = this.#parts;
    this.#look(order);
    const card = this.#card();
    this.#later(30_000, () => {
      const { result, wireKey } = network.scan(order.code, card, { confirm: true, force });
      const text = `a payer scans the merchant’s code, ${order.payableFen} fen: ${result}`;
      ground.story.tell(this.index, text);
      if (result !== 'paid' || wireKey === null) return;
      ground.audit(({ people }) => people.scanned(this.index, wireKey));
      link.tell(wireKey, this.index, ground.journeyDice(this.index));
    });
  }
}
