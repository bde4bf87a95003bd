/** One number makes all chance of a world: every part draws from a stream of its own and disturbs no other. */

export interface Dice {
  /** A whole number from 0 up to, not including, `bound` (at most 2^31). */
  below(bound: number): number;
  /** From `low` to `high`, both possible. */
  between(low: number, high: number): number;
  /** True with this probability, in parts per thousand. */
  perMille(odds: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** FNV-1a over the numbers and words that name a stream, begun with three salts: three independent values. */
function mixed(parts: readonly (string | number)[]): readonly [number, number, number] {
  let a = (0x811c9dc5 ^ 1) | 0;
  let b = (0x811c9dc5 ^ 2) | 0;
  let c = (0x811c9dc5 ^ 3) | 0;
  for (const part of parts) {
    const text = String(part);
    for (let at = 0; at <= text.length; at += 1) {
      const code = at === text.length ? 0x2f : text.charCodeAt(at);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x01000193);
      c = Math.imul(c ^ code, 0x01000193);
    }
  }
  return [finished(a), finished(b), finished(c)];
}

function finished(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Small fast counter generator (sfc32): four whole numbers of 32 bits, and methods that all streams share. */
class Stream implements Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor([a, b, c]: readonly [number, number, number]) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let round = 0; round < 8; round += 1) this.#next();
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    const c = this.#c;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  below(bound: number): number {
    return Math.floor((this.#next() / 4_294_967_296) * bound);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  perMille(odds: number): boolean {
    return this.below(1_000) < odds;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** The stream of a part: `diceOf(seed, 'journey', 12)`. */
export const diceOf = (...name: readonly (string | number)[]): Dice => new Stream(mixed(name));
