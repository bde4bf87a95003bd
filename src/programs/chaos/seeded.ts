/** A small generator with a seed: the same seed makes the same day. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A generator of its own for a part: what one part draws changes nothing for another. */
export const chanceOf = (seed: number, part: string): (() => number) =>
  seeded([...part].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), seed) >>> 0);
