import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyAlgorithm, MacAlgorithm, MacForm } from '#engine';
import { naiveDes, naiveSm4, naiveTdes, naiveTdesDecrypt, xorHex } from '../../../../test/naive-ciphers.ts';
import { bytesOf, readSecurityVectors, type VectorFile } from '../../../../test/security-vectors.ts';
import { createPosEcbMac, posEcbMac, x99CbcMac } from '../index.ts';
import { toHex } from './hex.ts';
import { createMac, usualForm } from './mac.ts';

interface Mac {
  readonly algorithm: MacAlgorithm;
  readonly cipher: KeyAlgorithm;
  readonly key: string;
  readonly data: string;
}
const vectors =
  readSecurityVectors<VectorFile<Mac & { readonly form: MacForm; readonly mac: string }, Mac>>('mac');

/** The procedures once more, over hexadecimal text and the plain ciphers. CMAC stands on NIST's own examples. */
const blocksOf = (hex: string, digits: number): string[] =>
  hex.padEnd(Math.ceil(hex.length / digits) * digits, '0').match(new RegExp(`.{${digits}}`, 'g')) ?? [];
const naiveCbc = (encrypt: (block: string) => string, hex: string, digits: number): string =>
  blocksOf(hex, digits).reduce((chain, block) => encrypt(xorHex(chain, block)), '0'.repeat(digits));
function naivePosEcb(encrypt: (block: string) => string, hex: string, digits: number): string {
  const folded = blocksOf(hex, digits).reduce(xorHex, '0'.repeat(digits));
  const text = Buffer.from(folded, 'ascii').toString('hex');
  return encrypt(xorHex(encrypt(text.slice(0, digits)), text.slice(digits)));
}
function naiveMac(algorithm: MacAlgorithm, cipher: KeyAlgorithm, key: string, data: string): string | null {
  const slot = key.replace(/(0{16})+$/, '');
  switch (algorithm) {
    case 'pos-ecb':
      return cipher === 'sm4'
        ? naivePosEcb((block) => naiveSm4(key, block), data, 32)
        : naivePosEcb((block) => naiveTdes(slot, block), data, 16);
    case 'x9.9-cbc':
      return naiveCbc((block) => naiveTdes(slot, block), data, 16);
    case 'x9.19': {
      const [left, right] = [key.slice(0, 16), key.slice(16)];
      const chained = naiveCbc((block) => naiveDes(left, block, 'encrypt'), data, 16);
      return naiveDes(left, naiveDes(right, chained, 'decrypt'), 'encrypt');
    }
    case 'sm4-cbc':
      return naiveCbc((block) => naiveSm4(key, block), data, 32);
    case 'cmac':
      return null;
  }
}
const inField = (macHex: string, form: MacForm): string =>
  form === 'raw' ? macHex.slice(0, 16) : toHex(Buffer.from(macHex.slice(0, 8), 'ascii'));

test.each(vectors.valid)(
  '$algorithm, $cipher, $form: $name',
  ({ algorithm, cipher, key, data, form, mac }) => {
    const keyed = createMac(algorithm, { algorithm: cipher, bytes: bytesOf(key) }, form);
    expect(toHex(keyed(bytesOf(data)))).toBe(mac);
    // Again with the same cipher: nothing of the first call is left in it.
    expect(toHex(keyed(bytesOf(data)))).toBe(mac);
    const naive = naiveMac(algorithm, cipher, key, data);
    if (naive !== null) expect(inField(naive, form)).toBe(mac);
  },
);

test.each(vectors.invalid)('refused: $name', ({ algorithm, cipher, key, data, error }) => {
  expect(() => createMac(algorithm, { algorithm: cipher, bytes: bytesOf(key) })(bytesOf(data))).toThrow(
    expect.objectContaining({ name: 'SecurityModuleError', code: error }),
  );
});

describe('properties', () => {
  const part = fc.uint8Array({ minLength: 8, maxLength: 8 }).filter((key) => key.some((byte) => byte !== 0));
  const key = (min: number, max: number) =>
    fc.array(part, { minLength: min, maxLength: max }).map((parts) => new Uint8Array(Buffer.concat(parts)));
  const data = fc.uint8Array({ minLength: 1, maxLength: 60 });
  const cases = [
    ['pos-ecb', 'tdes', 1, 3],
    ['pos-ecb', 'sm4', 2, 2],
    ['x9.9-cbc', 'tdes', 1, 3],
    ['x9.19', 'tdes', 2, 2],
    ['sm4-cbc', 'sm4', 2, 2],
  ] as const;

  test.each(cases)('%s over %s equals the plain one', (algorithm, cipher, min, max) => {
    fc.assert(
      fc.property(key(min, max), fc.array(data, { minLength: 1, maxLength: 2 }), (bytes, messages) => {
        const keyed = createMac(algorithm, { algorithm: cipher, bytes }, 'raw');
        for (const message of messages) {
          const naive = naiveMac(algorithm, cipher, toHex(bytes), toHex(message))!;
          expect(toHex(keyed(message))).toBe(naive.slice(0, 16));
        }
      }),
      { numRuns: 15 },
    );
  });

  test.each([...cases, ['cmac', 'tdes', 2, 3], ['cmac', 'aes', 2, 2]] as const)(
    '%s over %s: a changed byte changes the MAC, and key and data stay as they were',
    (algorithm, cipher, min) => {
      const bytes = bytesOf('0123456789ABCDEFFEDCBA9876543210').subarray(0, 8 * min);
      const keyed = createMac(algorithm, { algorithm: cipher, bytes }, 'raw');
      fc.assert(
        fc.property(data, fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, change) => {
          const changed = Uint8Array.from(message);
          changed[at % message.length]! ^= change;
          const before = toHex(message);
          expect(keyed(changed)).not.toEqual(keyed(message));
          expect(toHex(message)).toBe(before);
        }),
      );
      expect(toHex(bytes)).toBe('0123456789ABCDEFFEDCBA9876543210'.slice(0, 16 * min));
    },
  );
});

test('the usual forms, and the short ways to them', () => {
  const [bytes, data] = [bytesOf('0123456789ABCDEFFEDCBA9876543210'), bytesOf('0200')];
  const usual = (algorithm: MacAlgorithm) => createMac(algorithm, { algorithm: 'tdes', bytes })(data);
  expect(usualForm('pos-ecb')).toBe('hex');
  expect(posEcbMac(bytes, data)).toEqual(usual('pos-ecb'));
  expect(createPosEcbMac(bytes)(data)).toEqual(usual('pos-ecb'));
  expect(usualForm('x9.9-cbc')).toBe('raw');
  expect(x99CbcMac(bytes, data)).toEqual(usual('x9.9-cbc'));
});

test('the plain ciphers undo themselves, so an error in one direction shows', () => {
  const [key, block] = ['0123456789ABCDEFFEDCBA9876543210', '4E6F772069732074'];
  expect(naiveTdesDecrypt(key, naiveTdes(key, block))).toBe(block);
});
