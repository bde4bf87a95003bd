/** The back office: asks over the API, and repeats what got no answer under the same Idempotency-Key. */
import { retryOf } from '#domain/outcome';
import type { CancellationId } from '#domain/payment';
import type { Reply } from '#engine';
import type { Shop } from '../shop.ts';
import type { Belief } from './belief.ts';
import type { World } from './world.ts';

const TRIES = 5;
const LATER_MS = 10_000;

/** What the caller was told under one key. */
export interface Told {
  readonly key: string;
  readonly belief: Belief;
  readonly cancellation: CancellationId | null;
  readonly outcome: string;
}

export class Office {
  readonly #world: World;
  readonly told: Told[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async cancel(key: string, belief: Belief, wish: Parameters<Shop['hostCancel']>[2] = {}): Promise<void> {
    if (belief.sale !== 'paid') return;
    const words = `cancel sale ${belief.stan} under ${key}`;
    let reply: Reply | null = null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      reply = await this.#world.ask('office', words, () =>
        this.#world.shop.hostCancel(key, belief.stan, wish),
      );
      if (reply === null) continue;
      if (reply.outcome === 'accepted' || retryOf(reply.outcome) !== 'later') break;
      await this.#world.pause(LATER_MS);
    }
    if (reply?.outcome !== 'accepted') this.#world.missed.push(`${words}: ${reply?.outcome}`);
    this.told.push({
      key,
      belief,
      cancellation: reply?.outcome === 'accepted' ? (reply.cancellation?.id ?? null) : null,
      outcome: reply?.outcome ?? 'never answered',
    });
  }
}
