/**
 * A terminal and its cashier, as they behave in the field: what gets no answer is reversed under the same
 * trace number, up to three times; a refund is repeated under a new one; a void or a sale that came to
 * nothing is tried once more by hand.
 */
import { isoCodeOf } from '#domain/outcome';
import type { PaymentKind, SealedCard } from '#domain/payment';
import type { Reply } from '#engine';
import type { AtTerminal } from '../shop.ts';
import type { Belief } from './belief.ts';
import { countOf, formatYuan } from './words.ts';
import type { World } from './world.ts';

const TRIES = 3;
export const HAND_MS = 2_000;
/** Answers to a reversal that say: it was undone, or there is nothing to undo. */
export const NOTHING_STANDS = ['approved', 'original-not-found', 'payment-not-approved'];

/** A terminal reads the code, not the words: 00 and nothing else is a slip that says so. */
export const isApproved = (reply: Reply | null): boolean =>
  reply !== null && isoCodeOf(reply.outcome) === '00';

/** How a sale is made, beside its amount and card. */
export type SaleKind = Pick<AtTerminal, 'entryMode' | 'conditionCode' | 'variety'>;

export interface Doing {
  /** The chip refuses after the approval, or the answer is unreadable: the terminal reverses it. */
  readonly reverses?: boolean;
  /** The cashier does not try again. */
  readonly once?: boolean;
  /** Absent: a plain sale by chip and PIN. */
  readonly as?: SaleKind;
}

export class Till {
  readonly #world: World;
  readonly #id: string;
  #batchNo = '000001';
  #stan: number;
  #totals = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
  /** Settlements that the host found to differ. */
  readonly differs: string[] = [];

  constructor(world: World, id: string, firstStan: number) {
    this.#world = world;
    this.#id = id;
    this.#stan = firstStan;
  }

  get id(): string {
    return this.#id;
  }

  /** The open batch by the terminal's own count. */
  get count(): string {
    return countOf(this.#batchNo, this.#totals);
  }

  /** A new trace number. */
  next(): string {
    this.#stan += 1;
    return String(this.#stan).padStart(6, '0');
  }

  at(amountFen: bigint): AtTerminal {
    return { terminal: this.#id, batchNo: this.#batchNo, amountFen };
  }

  #name(): string {
    return `terminal ${this.#id.slice(-1)}`;
  }

  async ask(words: string, send: Parameters<World['ask']>[2]): Promise<Reply | null> {
    return this.#world.ask(this.#name(), words, send);
  }

  /** One more in the open batch. */
  counts(side: 'debit' | 'credit', amountFen: bigint): void {
    this.#totals[`${side}Fen`] += amountFen;
    this.#totals[`${side}Count`] += 1;
  }

  /** The amount of one of that batch became another; what is settled stays as it was counted. */
  changes(deltaFen: bigint, batchNo: string): void {
    if (batchNo === this.#batchNo) this.#totals.debitFen += deltaFen;
  }

  /** Sells; `twice`: the message leaves a second time before the answer is there. */
  async sell(amountFen: bigint, card: SealedCard, doing: Doing & { twice?: boolean } = {}): Promise<Belief> {
    const stan = this.next();
    const belief = this.#world.believe({
      stan,
      terminalId: this.#id,
      batchNo: this.#batchNo,
      amountFen,
      card: card.index,
      ...(doing.as?.variety === undefined ? {} : { variety: doing.as.variety.is }),
    });
    const at = { ...this.at(amountFen), card, ...doing.as };
    const words = `sale ${stan} of ${formatYuan(amountFen)}`;
    const send = () => this.#world.shop.sale(stan, at);
    const asked = this.ask(words, send);
    if (doing.twice === true) {
      await this.#world.pause(40);
      void this.ask(words, send);
    }
    const reply = await asked;
    if (isApproved(reply)) {
      belief.sale = 'paid';
      if (doing.reverses !== true) {
        this.counts('debit', amountFen);
        return belief;
      }
    }
    if (reply === null || doing.reverses === true) {
      const ended = await this.reverse('sale', stan, at);
      belief.sale = NOTHING_STANDS.includes(ended ?? '') ? 'unpaid' : 'refused';
    } else {
      belief.sale = reply.outcome === 'outcome-unknown' ? 'being-undone' : 'unpaid';
    }
    const mayTryAgain = reply === null || reply.outcome === 'outcome-unknown';
    if (!mayTryAgain || doing.once === true || belief.sale === 'refused') {
      if (doing.reverses !== true) this.#world.missed.push(words);
      return belief;
    }
    await this.#world.pause(HAND_MS);
    return this.sell(amountFen, card, { ...(doing.as === undefined ? {} : { as: doing.as }), once: true });
  }

  /** The same trace number up to three times; any readable answer ends it. `null`: nobody answered. */
  async reverse(of: PaymentKind | 'void', stan: string, at: AtTerminal): Promise<string | null> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const reply = await this.ask(`reversal of ${of} ${stan}`, () => this.#world.shop.reverse(stan, of, at));
      if (reply !== null) return reply.outcome;
    }
    return null;
  }

  async void(belief: Belief, doing: Doing = {}): Promise<void> {
    if (belief.sale !== 'paid' || belief.void === 'done') return;
    const stan = this.next();
    const named = belief.variety === undefined ? {} : { named: belief.variety };
    const at = { ...this.at(belief.amountFen), ...named };
    const words = `void ${stan} of sale ${belief.stan}`;
    const reply = await this.ask(words, () => this.#world.shop.void(stan, belief.stan, at));
    const end = await this.#endVoid(belief, stan, at, reply, doing);
    if (end === 'as wanted') return;
    if (end === 'over' || doing.once === true) {
      this.#world.missed.push(`${words}: ${reply?.outcome}`);
      return;
    }
    await this.#world.pause(HAND_MS);
    await this.void(belief, { once: true });
  }

  /** What the answer to a void means at the terminal, and whether the cashier tries once more. */
  async #endVoid(
    belief: Belief,
    stan: string,
    at: AtTerminal,
    reply: Reply | null,
    doing: Doing,
  ): Promise<'as wanted' | 'again' | 'over'> {
    const approved = isApproved(reply);
    if (approved && doing.reverses !== true) {
      belief.void = 'done';
      this.counts('credit', belief.amountFen);
      return 'as wanted';
    }
    if (reply === null || approved) {
      const ended = await this.reverse('void', stan, at);
      belief.void = NOTHING_STANDS.includes(ended ?? '') ? 'none' : 'refused';
      if (belief.void === 'refused') return 'over';
      return approved ? 'as wanted' : 'again';
    }
    // Code 98 after the cut-over: the slip says so, and nobody tries again.
    if (reply.outcome === 'outcome-unknown') belief.void = 'refused';
    // Code 22 may come of an earlier void whose reversal is not through yet.
    return reply.outcome === 'void-undone' || isoCodeOf(reply.outcome) === '22' ? 'again' : 'over';
  }

  /** Any terminal of the shop may refund; `twice`: the customer comes back and it is done once more. */
  async refund(belief: Belief, amountFen: bigint, doing: { readonly twice?: boolean } = {}): Promise<void> {
    if (belief.sale !== 'paid' || belief.void === 'done') return;
    const originalBatch = belief.batchNo;
    const make = (): Promise<Reply | null> => {
      const stan = this.next();
      const words = `refund ${stan} of ${formatYuan(amountFen)} to sale ${belief.stan}`;
      const at = { ...this.at(amountFen), originalBatch };
      return this.ask(words, () => this.#world.shop.refund(stan, belief.stan, at));
    };
    let reply: Reply | null = null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      reply = await make();
      if (reply !== null && reply.outcome !== 'outcome-unknown') break;
    }
    if (reply === null || reply.outcome === 'outcome-unknown') belief.unansweredFen += amountFen;
    if (!isApproved(reply)) {
      this.#world.missed.push(`refund of ${formatYuan(amountFen)}: ${reply?.outcome}`);
      return;
    }
    belief.refundedFen += amountFen;
    this.counts('credit', amountFen);
    if (doing.twice !== true) return;
    await this.#world.pause(HAND_MS);
    await make();
  }

  /** Closes the batch; the same message again until it is answered. */
  async settle(): Promise<void> {
    const stan = this.next();
    const { shop } = this.#world;
    const totals = { ...this.#totals };
    const terminal = {
      merchantId: shop.merchant.merchantId,
      terminalId: this.#id,
      batchNo: this.#batchNo,
      stan,
    };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const reply = await this.ask(`settlement of ${this.count}`, () =>
        shop.submit({ type: 'settle', merchant: shop.merchant, terminal, totals }),
      );
      if (reply === null) continue;
      if (reply.settlement?.result !== 'balanced') this.differs.push(`${this.count}: ${reply.outcome}`);
      if (reply.terminal === null) return;
      this.#batchNo = reply.terminal.batchNo;
      this.#totals = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
      return;
    }
    this.differs.push(`${this.count}: never answered`);
  }
}
