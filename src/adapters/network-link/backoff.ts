import type { Limits, Random } from '#engine';

/** Waits between tries to connect: doubled up to a bound; the random half keeps members from knocking at once. */
export class Backoff {
  readonly #limits: Pick<Limits, 'networkReconnectFirstMs' | 'networkReconnectMaxMs'>;
  readonly #random: Random;
  #delayMs: number;

  constructor(limits: Pick<Limits, 'networkReconnectFirstMs' | 'networkReconnectMaxMs'>, random: Random) {
    this.#limits = limits;
    this.#random = random;
    this.#delayMs = limits.networkReconnectFirstMs;
  }

  reset(): void {
    this.#delayMs = this.#limits.networkReconnectFirstMs;
  }

  nextMs(): number {
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(delayMs * 2, this.#limits.networkReconnectMaxMs);
    const half = Math.ceil(delayMs / 2);
    return half + this.#random.below(half + 1);
  }
}
