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

/** The stream of a part: `diceOf(seed, 'journey', 12)`. Small fast counter generator (sfc32). */
export function diceOf(...name: readonly (string | number)[]): Dice {
  let [a, b, c] = mixed(name);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 8; round += 1) next();
  const below = (bound: number): number => Math.floor((next() / 4_294_967_296) * bound);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    perMille: (odds) => below(1_000) < odds,
    pick: (list) => list[below(list.length)]!,
  };
}
