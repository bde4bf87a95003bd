import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSplits,
  type DiscountPart,
  discountBack,
  FUNDERS,
  nothingOf,
  type Split,
  splitTotalFen,
} from './index.ts';

const price = (paidFen: bigint, ...parts: DiscountPart[]): Split => ({ paidFen, parts });
const scheme = (amountFen: bigint): DiscountPart => ({ funder: 'scheme', amountFen });
const shop = (amountFen: bigint): DiscountPart => ({ funder: 'merchant', amountFen });
const issuer = (amountFen: bigint): DiscountPart => ({ funder: 'issuer', amountFen });
const refunds = (given: Split, asked: readonly bigint[]): Split[] => {
  let already = nothingOf(given);
  return asked.map((askFen) => {
    const back = discountBack(given, already, askFen);
    already = addSplits(already, back);
    return back;
  });
};

describe('who gets what back of a discounted price (EXC-08, WX-04)', () => {
  type Row = readonly [what: string, price: Split, asked: readonly bigint[], back: readonly bigint[][]];
  test.each<Row>([
    // per refund: payer, then each funder
    ['10.00 with a coupon of 3.00, ask 9.00', price(700n, scheme(300n)), [900n], [[630n, 270n]]],
    [
      'the rest of it after that',
      price(700n, scheme(300n)),
      [900n, 100n],
      [
        [630n, 270n],
        [70n, 30n],
      ],
    ],
    ['the whole: what the payer really paid', price(700n, scheme(300n)), [1_000n], [[700n, 300n]]],
    ['half a fen rounds up for the payer', price(50n, shop(50n)), [1n], [[1n, 0n]]],
    [
      'the last one takes the remainder',
      price(100n, shop(200n)),
      [100n, 100n, 100n],
      [
        [33n, 67n],
        [33n, 67n],
        [34n, 66n],
      ],
    ],
    ['two funders', price(600n, shop(300n), issuer(100n)), [500n], [[300n, 150n, 50n]]],
    ['no discount', price(1_000n), [400n, 600n], [[400n], [600n]]],
    ['given away: the payer paid nothing', price(0n, scheme(1_000n)), [400n], [[0n, 400n]]],
  ])('%s', (_what, given, asked, back) => {
    const found = refunds(given, asked).map((each) => [
      each.paidFen,
      ...each.parts.map((part) => part.amountFen),
    ]);
    expect(found).toEqual(back);
  });

  test.each<[string, bigint]>([
    ['more than is left', 1_001n],
    ['less than nothing', -1n],
  ])('%s is not divided', (_what, askFen) => {
    const given = price(700n, scheme(300n));
    expect(() => discountBack(given, nothingOf(given), askFen)).toThrow(RangeError);
  });

  const amounts = fc.bigInt(0n, 5_000n);
  const prices = fc
    .tuple(amounts, fc.subarray([...FUNDERS]), fc.array(amounts, { minLength: 4, maxLength: 4 }))
    .map(
      ([paidFen, funders, shares]): Split => ({
        paidFen,
        parts: funders.map((funder, at) => ({ funder, amountFen: shares[at]! })),
      }),
    );

  test('in any parts and any order each refund sums to what was asked, and nobody gets more than was paid', () => {
    fc.assert(
      fc.property(prices, fc.array(fc.bigInt(0n, 2_000n), { maxLength: 12 }), (given, wishes) => {
        let already = nothingOf(given);
        let leftFen = splitTotalFen(given);
        const next = (askFen: bigint): void => {
          const back = discountBack(given, already, askFen);
          expect(splitTotalFen(back)).toBe(askFen);
          already = addSplits(already, back);
          leftFen -= askFen;
          const pairs = [
            [already.paidFen, given.paidFen],
            ...already.parts.map((part, at) => [part.amountFen, given.parts[at]!.amountFen]),
          ];
          for (const [backFen, wholeFen] of pairs) expect(backFen! >= 0n && backFen! <= wholeFen!).toBe(true);
        };
        for (const wish of wishes) next(wish < leftFen ? wish : leftFen);
        next(leftFen);
        expect(already).toEqual(given);
      }),
    );
  });
});
