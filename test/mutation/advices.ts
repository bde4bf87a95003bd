/**
 * What a terminal tells after the fact: tips, corrected amounts, sales made without the host, script results. Such a
 * message is never reversed: the terminal keeps it and sends it again until the host has said what came of it.
 */
import type { AdviceKind, OfflineApproval, SealedCard } from '#domain/payment';
import type { Reply } from '#engine';
import type { Asked } from '../shop.ts';
import type { Belief } from './belief.ts';
import { isApproved, type Till } from './till.ts';
import { formatYuan } from './words.ts';
import type { World } from './world.ts';

const NOTICES_MAX = 12;
const KEPT_MS = 15_000;
const BY_CHIP: OfflineApproval = { authCode: null, sealedChip: 'c2VhbGVk' };

export class Advices {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async #until(till: Till, words: string, send: () => Asked): Promise<Reply | null> {
    for (let tries = 0; tries < NOTICES_MAX; tries += 1) {
      const reply = await till.ask(words, send);
      if (reply !== null && reply.outcome !== 'outcome-unknown') return reply;
      await this.#world.pause(KEPT_MS);
    }
    return null;
  }

  /** `toFen`: what the whole sale is from then on. */
  async #changes(till: Till, sale: Belief, toFen: bigint, advice: 'tip' | 'adjustment'): Promise<void> {
    if (sale.sale !== 'paid' || sale.void === 'done') return;
    const stan = till.next();
    const deltaFen = toFen - sale.amountFen;
    const at = { ...till.at(toFen), advice, ...(advice === 'tip' ? { tipFen: deltaFen } : {}) };
    const words = `${advice} ${stan} of sale ${sale.stan} to ${formatYuan(toFen)}`;
    const reply = await this.#until(till, words, () => this.#world.shop.advise(stan, sale.stan, toFen, at));
    if (!isApproved(reply)) {
      this.#world.missed.push(`${words}: ${reply?.outcome ?? 'never answered'}`);
      return;
    }
    sale.amountFen = toFen;
    till.changes(deltaFen, sale.batchNo);
  }

  tip(till: Till, sale: Belief, tipFen: bigint): Promise<void> {
    return this.#changes(till, sale, sale.amountFen + tipFen, 'tip');
  }

  corrects(till: Till, sale: Belief, toFen: bigint): Promise<void> {
    return this.#changes(till, sale, toFen, 'adjustment');
  }

  async scriptResult(till: Till, sale: Belief): Promise<void> {
    const stan = till.next();
    const at = { ...till.at(0n), advice: 'script-result' satisfies AdviceKind } as const;
    const words = `script result ${stan} of sale ${sale.stan}`;
    const reply = await this.#until(till, words, () => this.#world.shop.advise(stan, sale.stan, 0n, at));
    if (!isApproved(reply)) this.#world.missed.push(`${words}: ${reply?.outcome ?? 'never answered'}`);
  }

  /** The card said yes already: the payer has paid, whatever becomes of the messages. */
  async offlineSale(till: Till, amountFen: bigint, card: SealedCard): Promise<Belief> {
    const stan = till.next();
    const at = { ...till.at(amountFen), card, offline: BY_CHIP };
    const sale = this.#world.believe({
      ...{ stan, terminalId: till.id, batchNo: at.batchNo ?? '', amountFen, card: card.index },
    });
    sale.sale = 'paid';
    till.counts('debit', amountFen);
    const words = `offline sale ${stan} of ${formatYuan(amountFen)}`;
    const reply = await this.#until(till, words, () => this.#world.shop.sale(stan, at));
    if (!isApproved(reply)) this.#world.missed.push(`${words}: ${reply?.outcome ?? 'never answered'}`);
    return sale;
  }
}
