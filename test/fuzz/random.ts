/** Random numbers of one case: the same seed and case give the same input on every machine. */
export interface Random {
  /** 0 to 2³² − 1. */
  next(): number;
  /** 0 to `below` − 1. */
  below(below: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Scrambles a word so that neighbours have nothing in common (the finaliser of MurmurHash3). */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** xorshift128 from seed and case. */
export function randomOf(seed: number, index: number): Random {
  let a = scramble(seed ^ 0x9e3779b9) | 1;
  let b = scramble(index);
  let c = scramble(index + seed);
  let d = scramble(Math.floor(index / 0x1_0000_0000) ^ 0x6a09e667);
  const next = (): number => {
    const t = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = d ^ (d >>> 19) ^ t ^ (t >>> 8);
    return d >>> 0;
  };
  for (let i = 0; i < 8; i += 1) next();
  const below = (limit: number): number => (limit <= 1 ? 0 : next() % limit);
  return {
    next,
    below,
    once: (times) => below(times) === 0,
    pick: (from) => from[below(from.length)]!,
  };
}
