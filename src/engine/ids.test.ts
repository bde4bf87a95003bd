import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaymentId } from '#domain/payment';
import { MORNING_MS } from '../../test/shop.ts';
import {
  bucketOfBook,
  bucketOfId,
  createdMsOfId,
  createIdMaker,
  createNetworkKeyMaker,
  isCancellationId,
  isPaymentId,
  LIMITS,
  monthOfId,
  rrnOf,
} from './index.ts';

describe('ids', () => {
  it('say where their row lives and when it was made', () => {
    const id = createIdMaker(7).payment('898310000000001', MORNING_MS);
    expect(isPaymentId(id)).toBe(true);
    expect(isCancellationId(id)).toBe(false);
    expect([bucketOfId(id), createdMsOfId(id), monthOfId(id)]).toEqual([
      bucketOfBook('898310000000001'),
      MORNING_MS,
      '2026-11',
    ]);
  });

  it('are read as the 80 bits that they are', () => {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const digits = fc.array(fc.nat(31), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(digits, (worths) => {
        const id = `pay_${worths.map((worth) => letters[worth]).join('')}` as PaymentId;
        const bits = worths.reduce((value, worth) => value * 32n + BigInt(worth), 0n);
        expect([bucketOfId(id), createdMsOfId(id)]).toEqual([
          Number((bits >> 24n) & 0xffn),
          Number(bits >> 32n),
        ]);
      }),
    );
  });

  it('a text that is none has a bucket all the same', () => {
    for (const text of ['', 'pay_', 'pay_路路路路路路路路路路路路路路路路', 'x'.repeat(40)])
      expect(bucketOfId(text as PaymentId)).toBe(0);
  });

  it('are never given twice, though the clock stands still or jumps back', () => {
    const maker = createIdMaker(1);
    const seen = new Set<string>();
    // More than one millisecond's counter holds.
    for (let index = 0; index < 20_000; index += 1) seen.add(maker.cancellation('b', MORNING_MS - index));
    expect(seen.size).toBe(20_000);
  });

  it('of two nodes differ in the same millisecond', () => {
    expect(createIdMaker(1).payment('b', MORNING_MS)).not.toBe(createIdMaker(2).payment('b', MORNING_MS));
    for (const node of [0, 1024, 1.5]) expect(() => createIdMaker(node)).toThrow(RangeError);
  });

  it('sort by time within a bucket', () => {
    const maker = createIdMaker(1);
    const made = [0, 1, 1, 5, 60_000].map((ms) => maker.payment('b', MORNING_MS + ms));
    expect([...made].sort()).toEqual(made);
  });

  it('buckets spread and stay in range', () => {
    const buckets = Array.from({ length: 5_000 }, (_, index) => bucketOfBook(`8983100000${index}`));
    expect(Math.min(...buckets)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...buckets)).toBeLessThan(LIMITS.bucketCount);
    expect(new Set(buckets).size).toBeGreaterThan(240);
  });

  it.each([
    '',
    'pay_',
    'pay_0123456789ABCDE',
    'pay_0123456789ABCDEFG',
    'pay_0123456789ABCDEI',
    'PAY_0123456789ABCDEF',
  ])('knows that %j is none', (text) => {
    expect(isPaymentId(text)).toBe(false);
  });
});

describe('network keys', () => {
  it('count on, skip 000000, and give the reference number', () => {
    const keys = createNetworkKeyMaker({ acquirerId: '1', forwarderId: '2' }, 999_998);
    const made = [keys.next(MORNING_MS), keys.next(MORNING_MS), keys.next(MORNING_MS)];
    expect(made.map(({ stan }) => stan)).toEqual(['999999', '000001', '000002']);
    expect(made[0]).toMatchObject({
      year: '2026',
      transmission: '1123100000',
      acquirerId: '1',
      forwarderId: '2',
    });
    expect(rrnOf(made[0]!)).toBe('100000999999');
  });
});
