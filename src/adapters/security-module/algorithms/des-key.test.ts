import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasEqualParts, hasWeakPart, macKeyInSlot, withOddParity } from './des-key.ts';
import { fromHex, toHex } from './hex.ts';

const bytes = (hex: string) => fromHex(hex)!;

test('odd parity leaves an odd number of ones in each byte and touches the lowest bit only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 24 }), (key) => {
      withOddParity(key).forEach((byte, i) => {
        expect(byte & 0xfe).toBe(key[i]! & 0xfe);
        expect([...byte.toString(2)].filter((bit) => bit === '1').length % 2).toBe(1);
      });
    }),
  );
});

test.each(['0000000000000000', '0101010101010101', 'FFFFFFFFFFFFFFFF', '1FE01FE00EF10EF1'])(
  '%s is weak',
  (key) => {
    expect(hasWeakPart(bytes(key))).toBe(true);
    expect(hasWeakPart(bytes(`0123456789ABCDEF${key}`))).toBe(true);
  },
);

test('an ordinary key is not weak, and equal parts are seen through the parity bits', () => {
  expect(hasWeakPart(bytes('0123456789ABCDEFFEDCBA9876543210'))).toBe(false);
  expect(hasEqualParts(bytes('0123456789ABCDEFFEDCBA9876543210'))).toBe(false);
  expect(hasEqualParts(bytes('0123456789ABCDEF0022446688AACCEE'))).toBe(true);
});

test.each([
  ['0123456789ABCDEF', '0123456789ABCDEF'],
  ['0123456789ABCDEF0000000000000000', '0123456789ABCDEF'],
  ['0123456789ABCDEF00000000000000000000000000000000', '0123456789ABCDEF'],
  ['0123456789ABCDEF0000000000000001', '0123456789ABCDEF0000000000000001'],
  ['00000000000000000000000000000000', '0000000000000000'],
])('the MAC key in the slot %s is %s', (slot, key) => {
  expect(toHex(macKeyInSlot(bytes(slot)))).toBe(key);
});

test('fromHex refuses what is not hexadecimal', () => {
  for (const text of ['0', '0G', ' 00', '00 ', '0x00']) expect(fromHex(text)).toBeUndefined();
  expect(fromHex('')).toEqual(new Uint8Array(0));
});
