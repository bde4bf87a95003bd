import { expect, test } from 'vitest';
import { createKeyCache } from './key-cache.ts';

test('keeps the most recently used and discards the one unused for longest', () => {
  const discarded: string[] = [];
  const cache = createKeyCache<string>({ entriesMax: 2, discard: (entry) => discarded.push(entry) });
  for (const name of ['a', 'b', 'a', 'c']) {
    if (cache.get(name) === undefined) cache.put(name, name.toUpperCase());
  }
  expect(discarded).toEqual(['B']);
  expect(cache.size).toBe(2);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
});

test('an entry that is replaced is discarded, one that is put again is not', () => {
  const discarded: string[] = [];
  const cache = createKeyCache<string>({ entriesMax: 2, discard: (entry) => discarded.push(entry) });
  for (const entry of ['A', 'A', 'B']) cache.put('a', entry);
  expect(discarded).toEqual(['A']);
  expect(cache.get('a')).toBe('B');
});

test('refuses a bound under two', () => {
  expect(() => createKeyCache({ entriesMax: 1, discard: () => undefined })).toThrow(RangeError);
});
