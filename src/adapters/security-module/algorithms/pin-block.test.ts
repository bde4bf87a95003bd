import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PIN_BLOCK_FORMATS, type PinBlockFormat } from '#engine';
import { naiveSm4, naiveTdes, xorHex } from '../../../../test/naive-ciphers.ts';
import { bytesOf, readSecurityVectors, refusal, type VectorFile } from '../../../../test/security-vectors.ts';
import { toHex } from './hex.ts';
import { createKeyCipher } from './key-cipher.ts';
import { decodePinBlockIso0, decryptPin, encodePinBlockIso0, encryptPin } from './pin-block.ts';
import { mayTranslate, type PinFormatRules, pinFormats } from './pin-format.ts';

interface Block {
  readonly format: PinBlockFormat;
  readonly key: string;
  readonly pan: string;
  readonly block: string;
}
const vectors =
  readSecurityVectors<VectorFile<Block & { readonly pin: string; readonly fill: string }, Block>>(
    'pin-block',
  );
const cipherFor = (format: PinBlockFormat, key: string) =>
  createKeyCipher(pinFormats[format].cipher, bytesOf(key));

/** The half bytes that a vector names, where the format draws them. */
function drawing(format: PinBlockFormat, pin: string, fill: string) {
  return (bytes: number) => {
    const drawn = new Uint8Array(bytes);
    for (const [i, digit] of [...fill].entries()) {
      const nibble = Number.parseInt(digit, 16);
      drawn[(format === 'iso-4' ? 16 : 2 + pin.length) + i] = format === 'iso-3' ? nibble - 10 : nibble;
    }
    return drawn;
  };
}

/** Once more as text; format 4 stands on published vectors. */
function naiveBlock(
  format: PinBlockFormat,
  key: string,
  pin: string,
  pan: string,
  fill: string,
): string | null {
  const length = pin.length.toString(16).toUpperCase();
  const digits = pan.slice(0, -1).slice(-12).padStart(12, '0');
  switch (format) {
    case 'iso-0':
      return naiveTdes(key, xorHex(`0${length}${pin}`.padEnd(16, 'F'), `0000${digits}`));
    case 'iso-1':
      return naiveTdes(key, `1${length}${pin}${fill}`);
    case 'iso-3':
      return naiveTdes(key, xorHex(`3${length}${pin}${fill}`, `0000${digits}`));
    case 'x9.8-no-pan':
      return naiveTdes(key, `0${length}${pin}`.padEnd(16, 'F'));
    case 'x9.8-sm4':
      return naiveSm4(key, xorHex(`0${length}${pin}`.padEnd(32, 'F'), digits.padStart(32, '0')));
    case 'iso-4':
      return null;
  }
}

describe('vectors', () => {
  test.each(vectors.valid)('$format: $name', ({ format, key, pin, pan, fill, block }) => {
    const cipher = cipherFor(format, key);
    expect(decryptPin(format, cipher, bytesOf(block), pan)).toBe(pin);
    expect(toHex(encryptPin(format, cipher, pin, pan, drawing(format, pin, fill)))).toBe(block);
    const naive = naiveBlock(format, key, pin, pan, fill);
    if (naive !== null) expect(naive).toBe(block);
  });

  test.each(vectors.invalid)('$format refused: $name', ({ format, key, pan, block, error }) => {
    expect(() => decryptPin(format, cipherFor(format, key), bytesOf(block), pan)).toThrow(
      expect.objectContaining(refusal(error) as object),
    );
  });

  test('the SM4 block of the public example, in clear', () => {
    const { key, block } = vectors.valid.find(({ source }) => source.includes('M_Kerry'))!;
    const clear = cipherFor('x9.8-sm4', key).decrypt(bytesOf(block));
    expect(toHex(clear)).toBe('06123654FFFFFFFFFFFF99FEFF88D977');
  });
});

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
const KEY = '0123456789ABCDEFFEDCBA9876543210';

test.each(PIN_BLOCK_FORMATS)('%s: every PIN of every card comes back, and of no other card', (format) => {
  const cipher = cipherFor(format, KEY);
  const { pan: bound, fill } = pinFormats[format] as PinFormatRules;
  fc.assert(
    fc.property(digits(4, 12), digits(12, 19), (pin, pan) => {
      const block = encryptPin(format, cipher, pin, pan);
      expect(decryptPin(format, cipher, block, pan)).toBe(pin);
      // Over filler that may be any letter, another digit of the card can give another letter.
      if (bound === null || fill === 'A-F') return;
      const nextDigit = String((Number(pan.at(-4)) + 5) % 10);
      const other = pan.slice(0, -4) + nextDigit + pan.slice(-3);
      let found: string | null = null;
      try {
        found = decryptPin(format, cipher, block, other);
      } catch {}
      // A digit of the card that lies over a digit of the PIN may turn it into another digit, never leave it.
      expect(found).not.toBe(pin);
    }),
  );
});

test('formats that draw make another block each time', () => {
  for (const format of ['iso-1', 'iso-3', 'iso-4'] as const) {
    const blocks = Array.from({ length: 20 }, () =>
      toHex(encryptPin(format, cipherFor(format, KEY), '1234', '6200000000000005')),
    );
    expect(new Set(blocks).size).toBe(20);
  }
});

test('no block is made of fewer random bytes than it needs, and one that draws nothing asks for none', () => {
  for (const format of PIN_BLOCK_FORMATS) {
    const { fill } = pinFormats[format] as PinFormatRules;
    const make = () =>
      encryptPin(format, cipherFor(format, KEY), '1234', '6200000000000005', () => new Uint8Array(7));
    if (fill === 'F') expect(make).not.toThrow();
    else expect(make).toThrow(/7 random bytes were drawn, expected (16|32)$/);
  }
});

test('translation never takes a block off its card', () => {
  const allowed = PIN_BLOCK_FORMATS.flatMap((from) =>
    PIN_BLOCK_FORMATS.filter((to) => mayTranslate(from, to)).map((to) => `${from} to ${to}`),
  );
  const bound = ['iso-0', 'iso-3', 'iso-4', 'x9.8-sm4'];
  expect(allowed).toEqual([
    ...bound.slice(0, 1).flatMap((from) => bound.map((to) => `${from} to ${to}`)),
    ...['iso-0', 'iso-1', 'iso-3', 'iso-4', 'x9.8-sm4'].map((to) => `iso-1 to ${to}`),
    ...bound.map((to) => `iso-3 to ${to}`),
    ...bound.map((to) => `iso-4 to ${to}`),
    ...['iso-0', 'iso-1', 'iso-3', 'iso-4', 'x9.8-sm4'].map((to) => `x9.8-no-pan to ${to}`),
    ...bound.map((to) => `x9.8-sm4 to ${to}`),
  ]);
});

test('clear blocks of format 0', () => {
  const block = encodePinBlockIso0('1234', '43219876543210987');
  expect(toHex(block)).toBe('0412AC89ABCDEF67');
  expect(decodePinBlockIso0(block, '43219876543210987')).toBe('1234');
  expect(toHex(block)).toBe('0412AC89ABCDEF67');
  expect(() => decodePinBlockIso0(block, '43219876543210077')).toThrow(
    expect.objectContaining(refusal('bad-pin-block') as object),
  );
  expect(() => decodePinBlockIso0(new Uint8Array(7), '6200000000000005')).toThrow(/7 bytes/);
  expect(() => encodePinBlockIso0('1234', '62000000000')).toThrow(/11 characters, expected 12 to 19/);
});

test.each(['123', '1234567890123', '12a4', ''])('the PIN %j is refused without being named', (pin) => {
  for (const format of PIN_BLOCK_FORMATS) {
    expect(() => encryptPin(format, cipherFor(format, KEY), pin, '6200000000000005')).toThrow(
      'Cannot build a PIN block: expected 4 to 12 decimal digits of PIN',
    );
  }
});
