import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressGroup, RateLimit } from './rate-limit.ts';

describe('addresses that count together', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (address, group) => expect(addressGroup(address)).toBe(group));
});

describe('calls within a window', () => {
  test('never more than the bound, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 }), (steps) => {
        const limit = new RateLimit({ callsMax: 3, windowMs: 1_000, addressesMax: 10 });
        let nowMs = 0;
        const allowed: number[] = [];
        for (const step of steps) {
          nowMs += step;
          const waitMs = limit.take('a', nowMs);
          if (waitMs === null) allowed.push(nowMs);
          else {
            expect(waitMs).toBeGreaterThan(0);
            expect(waitMs).toBeLessThanOrEqual(1_000);
          }
        }
        // Two windows may touch; no more than both of them fit into one length.
        for (const start of allowed)
          expect(allowed.filter((each) => each >= start && each < start + 1_000).length).toBeLessThanOrEqual(
            6,
          );
      }),
    );
  });

  test('memory is bounded, and the address seen longest ago is forgotten', () => {
    const limit = new RateLimit({ callsMax: 1, windowMs: 1_000, addressesMax: 3 });
    for (const address of ['a', 'b', 'c']) limit.take(address, 0);
    expect(limit.take('a', 1)).toBe(999);
    limit.take('d', 2);
    expect(limit.addresses).toBe(3);
    expect(limit.take('a', 3)).toBe(997);
    expect(limit.take('b', 4)).toBeNull();
  });
});
