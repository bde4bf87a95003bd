import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SoonestFirst } from './index.ts';

const drained = <T extends { readonly atMs: number; readonly rank: number }>(
  soonest: SoonestFirst<T>,
): T[] => {
  const out: T[] = [];
  for (let next = soonest.take(); next !== undefined; next = soonest.take()) out.push(next);
  return out;
};
const inOrder = (a: { atMs: number; rank: number }, b: { atMs: number; rank: number }): number =>
  a.atMs - b.atMs || a.rank - b.rank;

test('whatever is put in comes out by instant, and of one instant by rank', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (instants) => {
      const entries = instants.map((atMs, rank) => ({ atMs, rank }));
      const soonest = new SoonestFirst<(typeof entries)[number]>();
      for (const entry of entries) soonest.add(entry);
      expect(soonest.size).toBe(entries.length);
      expect(drained(soonest)).toEqual(entries.toSorted(inOrder));
    }),
  );
});

test('what is not kept is gone, and the rest stays in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (instants) => {
      const entries = instants.map((atMs, rank) => ({ atMs, rank }));
      const soonest = new SoonestFirst<(typeof entries)[number]>();
      for (const entry of entries) soonest.add(entry);
      soonest.keep(({ rank }) => rank % 2 === 0);
      expect(drained(soonest)).toEqual(entries.filter(({ rank }) => rank % 2 === 0).toSorted(inOrder));
    }),
  );
});

test('of nothing nothing is first', () => {
  const none = new SoonestFirst();
  expect([none.first, none.take(), none.size]).toEqual([undefined, undefined, 0]);
});
