/** At most this many waits are kept; beyond, every second one is left out, then every fourth … */
const KEPT_MAX = 1 << 20;

/** Waits of a run, thinned evenly when they become many. */
export class Waits {
  #kept: number[] = [];
  #every = 1;
  #seen = 0;
  readonly #max: number;

  constructor(max = KEPT_MAX) {
    this.#max = max;
  }

  add(ms: number): void {
    this.#seen += 1;
    if (this.#seen % this.#every !== 0) return;
    this.#kept.push(ms);
    if (this.#kept.length < this.#max) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 1);
    this.#every *= 2;
  }

  get count(): number {
    return this.#kept.length;
  }

  /** The smallest wait that is not shorter than the share `at` of all, 0 to 1; 0 where there was none. */
  quantiles(...at: readonly number[]): number[] {
    const sorted = Float64Array.from(this.#kept).sort();
    return at.map((each) => sorted[Math.max(0, Math.ceil(each * sorted.length) - 1)] ?? 0);
  }
}
