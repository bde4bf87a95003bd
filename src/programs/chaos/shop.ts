/** A shop that sells by code and hears what payers ask for, and writes down what it and they were told. */
import { randomUUID } from 'node:crypto';
import type {
  OrderPaymentView,
  OrderView,
  PublicAskedView,
  ReceiptView,
  RequestDetailView,
} from '#adapters/http-api';
import type { Fleet } from './fleet.ts';
import { png } from './picture.ts';
import { chanceOf } from './seeded.ts';

/** An order as its shop and its payers know it. */
export interface ToldOrder {
  readonly id: string;
  readonly amountFen: bigint;
  /** The till's answer to a code; `unknown` is no promise. */
  charged: 'approved' | 'declined' | null;
  payment: string | null;
  /** How many payers' apps said «paid» for the code that the shop shows. */
  paidByScan: number;
  closed: boolean;
  backFen: bigint;
  /** A request about it is under way or ended: how much goes back is for that to say. */
  asked: boolean;
}

/** A payer's request as the payer and the shop know it. */
export interface ToldRequest {
  readonly id: string;
  readonly payment: string;
  /** The last state that was told; an end stays an end. */
  state: string;
  /** Papers whose arrival was acknowledged. */
  readonly papers: string[];
}

export interface ShopTally {
  orders: number;
  charges: number;
  scans: number;
  closes: number;
  waysBack: number;
  requests: number;
  papers: number;
  words: number;
}

const LARGE_FEN = 5_000_000;
const SCAN_CARD = 'north-plenty';
const ENDS: readonly string[] = ['finished', 'refused', 'withdrawn', 'expired', 'overtaken', 'failed'];
const TRIES = 4;
const AGAIN_MS = 300;
const STEPS_MAX = 6;

interface Told<T> {
  readonly status: number;
  readonly body: T;
}

export class Shop {
  readonly orders: ToldOrder[] = [];
  readonly requests: ToldRequest[] = [];
  readonly tally: ShopTally = {
    ...{ orders: 0, charges: 0, scans: 0, closes: 0 },
    ...{ waysBack: 0, requests: 0, papers: 0, words: 0 },
  };
  readonly #fleet: Fleet;
  readonly #name: string;
  readonly #chance: () => number;
  #count = 0;

  constructor(fleet: Fleet, name: string, seed: number) {
    this.#fleet = fleet;
    this.#name = name;
    this.#chance = chanceOf(seed, name);
  }

  /** A call that a killed server did not answer is no news. */
  async #call<T>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    try {
      const init =
        body === undefined
          ? { headers }
          : {
              method: 'POST',
              body: JSON.stringify(body),
              headers: { 'content-type': 'application/json', ...headers },
            };
      return (await this.#fleet.api<T>(path, 'merchant', init)) as Told<T>;
    } catch {
      return null;
    }
  }

  /** The same again under the same key until somebody answers: whatever arrived before counts once. */
  async #surely<T>(path: string, body: unknown): Promise<Told<T> | null> {
    const key = { 'idempotency-key': randomUUID() };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const told = await this.#call<T>(path, body, key);
      if (told !== null && told.status < 500) return told;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    return null;
  }

  /** One act. False when nobody answered. */
  async act(): Promise<boolean> {
    const dice = this.#chance();
    if (dice < 0.7) return this.#sell();
    if (dice < 0.85) return this.#giveBack();
    return this.#hear();
  }

  async #sell(): Promise<boolean> {
    this.#count += 1;
    // From 50,000 yuan on a request wants an invoice and a second pair of eyes.
    const large = this.#chance() < 0.15 ? LARGE_FEN : 0;
    const amount = 1 + large + Math.floor(this.#chance() * 20_000);
    const manner = this.#chance();
    const told = await this.#surely<OrderView>('/v1/orders', {
      ...{ orderNo: `${this.#name}-${this.#count}`, amount, subject: 'chaos' },
      expiresIn: 3_600,
    });
    if (told === null || told.status >= 300) return false;
    this.tally.orders += 1;
    const order: ToldOrder = {
      ...{ id: told.body.id, amountFen: BigInt(amount), charged: null, payment: null, paidByScan: 0 },
      ...{ closed: false, backFen: 0n, asked: false },
    };
    this.orders.push(order);
    if (manner < 0.5) await this.#charge(order);
    else if (manner < 0.8) await this.#scan(order, told.body.code);
    else if (manner < 0.9) await this.#close(order);
    // A payer pays while the shop gives the order up.
    else await Promise.all([this.#scan(order, told.body.code), this.#close(order)]);
    return true;
  }

  async #charge(order: ToldOrder): Promise<void> {
    const codes = await this.#network<{ codes: { card: string; code: string }[] }>('/pay-codes');
    const plenty = this.#chance() < 0.85 ? SCAN_CARD : undefined;
    const code = codes?.codes.find(({ card }) => plenty === undefined || card === plenty)?.code;
    if (code === undefined) return;
    this.tally.charges += 1;
    const path = `/v1/orders/${order.id}/payments?wait=2`;
    const told = await this.#surely<OrderPaymentView>(path, { payCode: code });
    const payment = told !== null && told.status < 300 ? told.body.payment : null;
    if (payment === null || payment === undefined) return;
    order.payment = payment.id;
    if (payment.state === 'approved' || payment.state === 'declined') order.charged = payment.state;
  }

  async #network<T>(path: string, body?: unknown): Promise<T | null> {
    return (await this.#fleet
      .control(path, body === undefined ? 'GET' : 'POST', body)
      .catch(() => null)) as T | null;
  }

  async #scan(order: ToldOrder, code: string): Promise<void> {
    const notice = this.#chance() < 0.2 ? 'never' : 'usual';
    this.tally.scans += 1;
    const told = await this.#network<{ result: string }>('/scan', { code, card: SCAN_CARD, notice });
    if (told?.result === 'paid') order.paidByScan += 1;
  }

  async #close(order: ToldOrder): Promise<void> {
    this.tally.closes += 1;
    const told = await this.#call<OrderView>(`/v1/orders/${order.id}/close?wait=2`, {});
    if (told?.status === 200) order.closed = true;
  }

  /** Orders that the till was told are paid, and that nobody asked to have back yet. */
  standing(): readonly ToldOrder[] {
    return this.orders.filter((each) => each.charged === 'approved' && !each.asked);
  }

  #standing(wanted: (order: ToldOrder) => boolean = () => true): ToldOrder | undefined {
    const open = this.standing().filter(wanted);
    return open[Math.floor(this.#chance() * open.length)];
  }

  async #giveBack(): Promise<boolean> {
    const order = this.#standing();
    if (order === undefined) return this.#sell();
    this.tally.waysBack += 1;
    order.asked = true;
    const path = '/v1/cancellations?wait=2';
    const told = await this.#surely<{ state: string; amount: number }>(path, {
      subject: order.id,
      reason: 'chaos',
    });
    if (told === null || told.status >= 300) return told !== null;
    if (told.body.state === 'done') order.backFen += BigInt(told.body.amount);
    return true;
  }

  /** A payer asks with the code of the receipt; the shop, its supervisor and the institution say their words. */
  async #hear(): Promise<boolean> {
    const order = this.#standing(({ amountFen }) => amountFen > LARGE_FEN) ?? this.#standing();
    const payment = order?.payment ?? null;
    if (order === undefined || payment === null) return this.#sell();
    const receipt = await this.#call<ReceiptView>(`/v1/payments/${payment}/receipt`);
    if (receipt === null || receipt.status !== 200) return false;
    const asked = await this.#call<PublicAskedView>('/v1/public/requests', {
      code: receipt.body.code,
      reason: 'chaos: the payer changed their mind',
      // A part goes back as a refund, which has rules of its own.
      ...(order.amountFen > LARGE_FEN ? { part: LARGE_FEN } : {}),
    });
    // Lost on the way or one try too many of this address: the request may exist, and nobody was told.
    order.asked = true;
    if (asked === null || asked.status >= 300) return asked !== null;
    this.tally.requests += 1;
    const { request } = asked.body;
    const told: ToldRequest = { id: request.id, payment, state: request.state, papers: [] };
    this.requests.push(told);
    await this.#carry(told, this.#chance() < 0.8);
    return true;
  }

  async #carry(told: ToldRequest, willing: boolean): Promise<void> {
    const keys = await this.#fleet.keys();
    const path = `/v1/requests/${told.id}`;
    for (let step = 0; step < STEPS_MAX && !ENDS.includes(told.state); step += 1) {
      const now = await this.#call<RequestDetailView>(path);
      if (now === null || now.status !== 200) continue;
      const { state, papersWanted } = now.body;
      told.state = state;
      const say = (word: string, key: string | undefined, body: unknown = {}) =>
        this.#word(told, word, key ?? keys.merchantKey, body);
      if (state === 'asked')
        await (willing ? say('accept', undefined) : say('refuse', undefined, { reason: 'chaos' }));
      else if (state === 'papers')
        for (const { code } of papersWanted.filter(({ received }) => !received))
          await this.#handIn(told, code);
      else if (state === 'approval') await say('approve', keys.supervisorKey);
      else if (state === 'review') await say('approve', keys.operatorKey);
      else return;
    }
  }

  async #word(told: ToldRequest, word: string, key: string, body: unknown): Promise<void> {
    this.tally.words += 1;
    const path = `/v1/requests/${told.id}/${word}`;
    const answer = await this.#call<RequestDetailView>(path, body, { authorization: `Bearer ${key}` });
    if (answer !== null && answer.status < 300) told.state = answer.body.state;
  }

  async #handIn(told: ToldRequest, item: string): Promise<void> {
    const paper = png(this.tally.papers + Math.floor(this.#chance() * 16_000_000));
    this.tally.papers += 1;
    try {
      const answer = await this.#fleet.api<RequestDetailView>(
        `/v1/requests/${told.id}/evidence?item=${item}`,
        'merchant',
        {
          method: 'POST',
          body: new Uint8Array(paper),
          headers: { 'content-type': 'image/png' },
        },
      );
      if (answer.status >= 300) return;
      told.state = answer.body.state;
      for (const { sha256 } of answer.body.papers)
        if (sha256 !== null && !told.papers.includes(sha256)) told.papers.push(sha256);
    } catch {
      // Whether it arrived is unknown: it is asked for again, or not.
    }
  }

  /**
   * The evening: what nobody paid is closed, so that every order has an end. While a payment of it is open an order
   * cannot be closed, and what that payment leaves behind may be unpaid again: once everything has ended this is done
   * once more.
   */
  async close(): Promise<void> {
    for (const order of this.orders) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const now = await this.#call<OrderView>(`/v1/orders/${order.id}`);
        if (now?.status === 200 && now.body.state !== 'unpaid') break;
        if (now?.status === 200) await this.#close(order);
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }
}
