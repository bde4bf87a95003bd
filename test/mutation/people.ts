/** A payer who asks the shop and the people who decide: each repeats what got no answer. */
import type { RequestMove } from '#engine';
import type { Asked } from '../shop.ts';
import { handsIn, moves, payerAsks, requestsOf, type Who } from '../shop-requests.ts';
import type { Belief } from './belief.ts';
import type { World } from './world.ts';

const TRIES = 5;

export class People {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async #until(who: string, words: string, send: () => Asked, good: readonly string[]): Promise<void> {
    let outcome = 'never answered';
    for (let tries = 0; tries < TRIES; tries += 1) {
      const reply = await this.#world.ask(who, words, send);
      if (reply === null) continue;
      outcome = reply.outcome;
      break;
    }
    if (!good.includes(outcome)) this.#world.missed.push(`${who}: ${words}: ${outcome}`);
  }

  async asks(belief: Belief, wish: { readonly amountFen?: bigint } = {}): Promise<void> {
    if (belief.sale !== 'paid') return;
    const words = `please give back sale ${belief.stan}`;
    await this.#until('payer', words, () => payerAsks(this.#world.shop, belief.stan, wish), [
      'request-opened',
    ]);
  }

  /** Done before counts as done: whoever is told so looks at the page and sees it. */
  async says(who: Who, move: RequestMove['move'], belief: Belief): Promise<void> {
    const { shop } = this.#world;
    if (requestsOf(shop, belief.stan).length === 0) return;
    const good = ['accepted', 'request-moved-on'];
    await this.#until(who, `${move} ${belief.stan}`, () => moves(shop, who, move, belief.stan), good);
  }

  async handsIn(who: Who, item: string, belief: Belief): Promise<void> {
    const { shop } = this.#world;
    if (requestsOf(shop, belief.stan).length === 0) return;
    await this.#until(who, `hands in ${item}`, () => handsIn(shop, who, item, belief.stan), ['accepted']);
  }
}
