import { expect, test } from 'vitest';
import { quantile } from './live.ts';

const buckets = (...pairs: (readonly [number, number])[]) =>
  pairs.map(([upToMs, count]) => ({ upToMs, count }));

test.each([
  ['nothing observed', 0.5, buckets([10, 0], [20, 0]), null],
  ['half way into the bucket', 0.5, buckets([10, 0], [20, 10]), 15],
  ['in the first bucket', 0.5, buckets([10, 10], [20, 10]), 5],
  ['the end of the second of two', 0.99, buckets([10, 50], [20, 100]), 20],
  ['above the last bound that is known', 0.99, buckets([10, 1], [Number.POSITIVE_INFINITY, 100]), 10],
] as const)('a quantile of %s', (_name, share, given, expected) => {
  expect(quantile(share, given)).toBe(expected);
});
