import { expect, test } from 'vitest';
import { createKeyCache } from './key-cache.ts';

test('keeps the most recently used and discards the one unused for longest', () => {
  const discarded: string[] = [];
  const cache = createKeyCache<string>({ entriesMax: 2, discard: (entry) => discarded.push(entry) });
  const use = (name: string) => cache.getOrMake(name, () => name.toUpperCase());
  expect([use('a'), use('b'), use('a'), use('c')]).toEqual(['A', 'B', 'A', 'C']);
  expect(discarded).toEqual(['B']);
  expect(cache.size).toBe(2);
  expect(cache.getOrMake('a', () => 'made again')).toBe('A');
});

test('a maker that throws leaves nothing behind', () => {
  const cache = createKeyCache<string>({ entriesMax: 2, discard: () => undefined });
  expect(() =>
    cache.getOrMake('a', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(cache.size).toBe(0);
});

test('refuses a bound under two', () => {
  expect(() => createKeyCache({ entriesMax: 1, discard: () => undefined })).toThrow(RangeError);
});
