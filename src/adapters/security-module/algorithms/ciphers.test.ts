import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naiveSm4, naiveTdes } from '../../../../test/naive-ciphers.ts';
import { bytesOf as bytes, readSecurityVectors, type VectorFile } from '../../../../test/security-vectors.ts';
import { checkValueUnder } from './block-cipher.ts';
import { x99CbcMac } from './cbc-mac.ts';
import { toHex } from './hex.ts';
import { createSm4Cipher } from './sm4.ts';
import { createTdesCipher, keyCheckValue, tdesEcbDecrypt, tdesEcbEncrypt } from './tdes.ts';

interface DesVectors {
  encrypt: { name: string; key: string; plain: string; cipher: string }[];
  checkValue: { name: string; key: string; checkValue: string }[];
  invalid: { name: string; key: string; plain: string; error: string }[];
}
interface Sm4Block {
  readonly key: string;
  readonly plain: string;
}
const desVectors = readSecurityVectors<DesVectors>('des');
const sm4Vectors = readSecurityVectors<
  VectorFile<Sm4Block & { readonly times: number; readonly cipher: string }, Sm4Block> & {
    readonly checkValue: readonly {
      name: string;
      masterKey: string;
      enciphered: string;
      checkValue: string;
    }[];
  }
>('sm4');
const blocksOf = (hex: string) => hex.match(/.{16}/g)!;

describe('vectors', () => {
  test.each(desVectors.encrypt)('DES: $name', ({ key, plain, cipher }) => {
    expect(
      blocksOf(plain)
        .map((block) => naiveTdes(key, block))
        .join(''),
    ).toBe(cipher);
    expect(toHex(tdesEcbEncrypt(bytes(key), bytes(plain)))).toBe(cipher);
    expect(toHex(tdesEcbDecrypt(bytes(key), bytes(cipher)))).toBe(plain);
  });

  test.each(desVectors.invalid)('DES refused: $name', ({ key, plain, error }) => {
    expect(() => tdesEcbEncrypt(bytes(key), bytes(plain))).toThrow(
      expect.objectContaining({ name: 'SecurityModuleError', code: error }),
    );
  });

  test.each(desVectors.checkValue)('check value: $name', ({ key, checkValue }) => {
    expect(toHex(keyCheckValue(bytes(key)))).toBe(checkValue);
  });

  test.each(sm4Vectors.valid)('SM4: $name', ({ key, plain, times, cipher }) => {
    const sm4 = createSm4Cipher(bytes(key));
    // Chained over zeros, each block is the encryption of the one before.
    const chained = new Uint8Array(16 * times);
    chained.set(bytes(plain));
    expect(toHex(sm4.lastCbcBlock(chained))).toBe(cipher);
    if (times > 1) return;
    expect(naiveSm4(key, plain)).toBe(cipher);
    expect(toHex(sm4.encrypt(bytes(plain)))).toBe(cipher);
    expect(toHex(sm4.decrypt(bytes(cipher)))).toBe(plain);
  });

  test.each(sm4Vectors.checkValue)('SM4 check value: $name', ({ masterKey, enciphered, checkValue }) => {
    const key = createSm4Cipher(bytes(masterKey)).decrypt(bytes(enciphered));
    expect(toHex(checkValueUnder(createSm4Cipher(key)))).toBe(checkValue.slice(0, 8));
  });

  test.each(sm4Vectors.invalid)('SM4 refused: $name', ({ key, plain, error }) => {
    expect(() => createSm4Cipher(bytes(key)).encrypt(bytes(plain))).toThrow(
      expect.objectContaining({ name: 'SecurityModuleError', code: error }),
    );
  });
});

describe('properties', () => {
  const part = fc.uint8Array({ minLength: 8, maxLength: 8 });
  const parts = (min: number, max: number) =>
    fc.array(part, { minLength: min, maxLength: max }).map((all) => new Uint8Array(Buffer.concat(all)));

  test('triple DES and SM4 equal the plain ones', () => {
    fc.assert(
      fc.property(parts(1, 3), parts(2, 2), parts(2, 2), (desKey, sm4Key, block) => {
        expect(toHex(tdesEcbEncrypt(desKey, block))).toBe(
          blocksOf(toHex(block))
            .map((half) => naiveTdes(toHex(desKey), half))
            .join(''),
        );
        expect(toHex(createSm4Cipher(sm4Key).encrypt(block))).toBe(naiveSm4(toHex(sm4Key), toHex(block)));
      }),
      { numRuns: 20 },
    );
  });

  test('decrypting gives back what was encrypted, and calls do not disturb each other', () => {
    fc.assert(
      fc.property(parts(1, 3), parts(1, 6), parts(1, 6), (desKey, one, other) => {
        const cipher = createTdesCipher(desKey);
        const sealed = cipher.encrypt(one);
        cipher.lastCbcBlock(other);
        expect(Uint8Array.from(cipher.decrypt(cipher.encrypt(other)))).toEqual(other);
        expect(Uint8Array.from(cipher.decrypt(sealed))).toEqual(one);
      }),
    );
  });
});

test.each([0, 7, 9, 15, 17, 25])('a key of %i bytes is refused', (length) => {
  expect(() => keyCheckValue(new Uint8Array(length))).toThrow(/use 8, 16 or 24 bytes/);
});

test('incomplete blocks and a CBC-MAC over nothing are refused', () => {
  const key = bytes('0123456789ABCDEF');
  expect(() => tdesEcbEncrypt(key, new Uint8Array(7))).toThrow(/multiple of 8/);
  expect(() => tdesEcbDecrypt(key, new Uint8Array(0))).toThrow(/multiple of 8/);
  expect(() => x99CbcMac(key, new Uint8Array(0))).toThrow(/at least one byte/);
});
