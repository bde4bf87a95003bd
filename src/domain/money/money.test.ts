import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AMOUNT_FEN_MAX,
  CURRENCIES,
  currencyByNumeric,
  formatFen,
  isPayableFen,
  parseYuan,
  proportionFen,
  shareOfPartFen,
} from './index.ts';

describe('a fee is rounded half up to the fen', () => {
  test.each([
    // amount fen, parts per million, fee fen
    [10_000n, 6_000n, 60n],
    [1n, 6_000n, 0n],
    [83n, 6_000n, 0n], // 0.498
    [84n, 6_000n, 1n], // 0.504
    [250n, 6_000n, 2n], // 1.5 exactly
    [249n, 6_000n, 1n], // 1.494
    [25n, 20_000n, 1n], // 0.5 exactly
    [0n, 6_000n, 0n],
    [AMOUNT_FEN_MAX, 1_000_000n, AMOUNT_FEN_MAX],
  ])('%d fen at %d ppm cost %d fen', (amountFen, ppm, feeFen) => {
    expect(proportionFen(amountFen, ppm, 1_000_000n)).toBe(feeFen);
  });

  test('what is negative or divides by nothing is refused by name', () => {
    expect(() => proportionFen(-1n, 1n, 2n)).toThrow('-1 fen');
    expect(() => proportionFen(1n, -1n, 2n)).toThrow('-1/2');
    expect(() => proportionFen(1n, 1n, 0n)).toThrow('denominator 0');
    expect(() => proportionFen(1n, 1n, -3n)).toThrow('denominator -3');
  });
});

/** Gives an amount back in parts and returns the share of each part. */
function sharesOfParts(amountFen: bigint, wholeShareFen: bigint, partsFen: readonly bigint[]): bigint[] {
  let alreadyBackFen = 0n;
  let alreadyShareFen = 0n;
  return partsFen.map((backFen) => {
    const shareFen = shareOfPartFen({ amountFen, wholeShareFen, alreadyBackFen, alreadyShareFen, backFen });
    alreadyBackFen += backFen;
    alreadyShareFen += shareFen;
    return shareFen;
  });
}

describe('a share that goes back in parts', () => {
  test.each([
    ['one whole part', 10_000n, 60n, [10_000n], [60n]],
    ['thirds: the last takes the remainder', 10_000n, 61n, [3_333n, 3_333n, 3_334n], [20n, 20n, 21n]],
    ['halves that both round up: the last gives way', 2n, 1n, [1n, 1n], [1n, 0n]],
    ['many small parts never pass the whole', 10n, 3n, [1n, 1n, 1n, 1n, 1n, 5n], [0n, 0n, 0n, 0n, 0n, 3n]],
    ['rounding up stops at the whole', 6n, 3n, [1n, 1n, 1n, 1n, 1n, 1n], [1n, 1n, 1n, 0n, 0n, 0n]],
    ['no fee, nothing to share', 500n, 0n, [200n, 300n], [0n, 0n]],
  ])('%s', (_what, amountFen, wholeFen, partsFen, expected) => {
    expect(sharesOfParts(amountFen, wholeFen, partsFen)).toEqual(expected);
  });

  test('FEE-09: whatever the parts, their shares sum to the whole and none is negative', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 1_000_000n), { minLength: 1, maxLength: 12 }),
        fc.bigInt(0n, 1_000_000n),
        (partsFen, ppm) => {
          const amountFen = partsFen.reduce((sum, part) => sum + part, 0n);
          const wholeFen = proportionFen(amountFen, ppm, 1_000_000n);
          const shares = sharesOfParts(amountFen, wholeFen, partsFen);
          expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(wholeFen);
          expect(shares.every((share) => share >= 0n)).toBe(true);
        },
      ),
    );
  });
});

describe('amounts as people and messages write them', () => {
  test.each([
    ['123.45', 12_345n],
    ['123.4', 12_340n],
    ['123', 12_300n],
    ['0.01', 1n],
    ['0', 0n],
    [' 8.80 ', 880n],
    ['9999999999.99', AMOUNT_FEN_MAX],
  ])('%s yuan', (text, fen) => expect(parseYuan(text)).toBe(fen));

  test.each([
    '',
    '-1',
    '+1',
    '1.234',
    '1,000',
    '.5',
    '5.',
    '1e3',
    '12345678901',
    '0x10',
    'NaN',
    '1 2',
    '１２',
  ])('"%s" is no amount', (text) => expect(parseYuan(text)).toBeUndefined());

  test.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [99n, '0.99'],
    [12_345n, '123.45'],
    [-60n, '-0.60'],
  ])('%d fen is shown as %s', (fen, text) => expect(formatFen(fen)).toBe(text));

  test('what is shown can be read back', () => {
    fc.assert(fc.property(fc.bigInt(0n, AMOUNT_FEN_MAX), (fen) => parseYuan(formatFen(fen)) === fen));
  });

  test.each([
    [0n, false],
    [-1n, false],
    [1n, true],
    [AMOUNT_FEN_MAX, true],
    [AMOUNT_FEN_MAX + 1n, false],
  ])('a payment of %d fen: %s', (fen, payable) => expect(isPayableFen(fen)).toBe(payable));

  test('currencies are found by the number in F49', () => {
    expect(currencyByNumeric('156')).toBe('CNY');
    expect(currencyByNumeric('840')).toBeUndefined();
    expect(CURRENCIES.CNY.decimals).toBe(2);
  });
});
