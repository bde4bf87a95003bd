/** Merchants as they were read a moment ago: a blocked merchant or a changed contract is noticed within seconds. */
import type { Limits } from './limits.ts';
import type { Clock, Merchant, Store } from './ports/index.ts';

export class MerchantCache {
  readonly #store: Pick<Store, 'merchant'>;
  readonly #clock: Clock;
  readonly #keptMs: number;
  readonly #max: number;
  readonly #known = new Map<string, { readonly merchant: Merchant; readonly readMs: number }>();

  constructor(
    store: Pick<Store, 'merchant'>,
    clock: Clock,
    limits: Pick<Limits, 'merchantKeptMs' | 'merchantsKeptMax'>,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#keptMs = limits.merchantKeptMs;
    this.#max = limits.merchantsKeptMax;
  }

  async find(merchantId: string): Promise<Merchant | null> {
    const known = this.#known.get(merchantId);
    const readMs = this.#clock.nowMs();
    // A clock that jumped back does not keep anybody longer.
    if (known !== undefined && Math.abs(readMs - known.readMs) < this.#keptMs) return known.merchant;
    const merchant = await this.#store.merchant(merchantId);
    // Taken out first, so that the oldest stands first.
    this.#known.delete(merchantId);
    if (merchant === null) return null;
    if (this.#known.size >= this.#max) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(merchantId, { merchant, readMs });
    return merchant;
  }

  /** As last read, however long ago: for a name on a message, when the store is away. */
  lastKnown(merchantId: string): Merchant | null {
    return this.#known.get(merchantId)?.merchant ?? null;
  }

  forget(): void {
    this.#known.clear();
  }
}
