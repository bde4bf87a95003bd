import { describe, expect, test } from 'vitest';
import { Waits } from './waits.ts';

const filled = (from: number, to: number, max?: number): Waits => {
  const waits = new Waits(max);
  for (let ms = from; ms <= to; ms += 1) waits.add(ms);
  return waits;
};

describe('quantiles of waits', () => {
  test('are waits that were measured, and never better than the share they stand for', () => {
    expect(filled(1, 1_000).quantiles(0.5, 0.99, 0.999, 1)).toEqual([500, 990, 999, 1_000]);
    expect(filled(1, 3).quantiles(0, 0.5, 0.99)).toEqual([1, 2, 3]);
  });
  test('do not depend on the order', () => {
    const waits = new Waits();
    for (const ms of [100, 9, 25]) waits.add(ms);
    expect(waits.quantiles(0.5)).toEqual([25]);
  });
  test('of nothing are nothing', () => expect(new Waits().quantiles(0.5)).toEqual([0]));
  test('stay what they are when waits are thinned', () => {
    const waits = filled(1, 100_000, 1_000);
    expect(waits.count).toBeLessThan(1_000);
    expect(waits.count).toBeGreaterThan(250);
    const [half, most] = waits.quantiles(0.5, 0.99) as [number, number];
    expect(half / 50_000).toBeCloseTo(1, 1);
    expect(most / 99_000).toBeCloseTo(1, 1);
  });
});
