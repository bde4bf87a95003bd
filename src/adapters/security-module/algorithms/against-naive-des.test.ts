import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { createPosEcbMac, posEcbMac } from './pos-ecb-mac.ts';
import { createTdesCipher, keyCheckValue, tdesEcbDecrypt, tdesEcbEncrypt } from './tdes.ts';
import { createX99CbcMac, x99CbcMac } from './x99-cbc-mac.ts';

/*
 * A second DES, bit by bit after the tables of FIPS 46-3, slow and plain, and both MACs written again on
 * top of it over text. It shares no code with the algorithms under test.
 */

const initial =
  table(`58 50 42 34 26 18 10 2 60 52 44 36 28 20 12 4 62 54 46 38 30 22 14 6 64 56 48 40 32 24 16 8
  57 49 41 33 25 17 9 1 59 51 43 35 27 19 11 3 61 53 45 37 29 21 13 5 63 55 47 39 31 23 15 7`);
const final =
  table(`40 8 48 16 56 24 64 32 39 7 47 15 55 23 63 31 38 6 46 14 54 22 62 30 37 5 45 13 53 21 61 29
  36 4 44 12 52 20 60 28 35 3 43 11 51 19 59 27 34 2 42 10 50 18 58 26 33 1 41 9 49 17 57 25`);
const expansion = table(`32 1 2 3 4 5 4 5 6 7 8 9 8 9 10 11 12 13 12 13 14 15 16 17
  16 17 18 19 20 21 20 21 22 23 24 25 24 25 26 27 28 29 28 29 30 31 32 1`);
const mixing = table(`16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10
  2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25`);
const keyChoice1 = table(`57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36
  63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4`);
const keyChoice2 = table(`14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2
  41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32`);
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
/** Eight boxes of four rows, one hexadecimal digit an entry. */
const boxes = [
  ['E4D12FB83A6C5907', '0F74E2D1A6CB9538', '41E8D62BFC973A50', 'FC8249175B3EA06D'],
  ['F18E6B34972DC05A', '3D47F28EC01A69B5', '0E7BA4D158C6932F', 'D8A13F42B67C05E9'],
  ['A09E63F51DC7B428', 'D709346A285ECBF1', 'D6498F30B12C5AE7', '1AD069874FE3B52C'],
  ['7DE3069A1285BC4F', 'D8B56F03472C1AE9', 'A690CB7DF13E5284', '3F06A1D8945BC72E'],
  ['2C417AB6853FD0E9', 'EB2C47D150FA3986', '421BAD78F9C5630E', 'B8C71E2D6F09A453'],
  ['C1AF92680D34E75B', 'AF427C9561DE0B38', '9EF528C3704A1DB6', '432C95FABE17608D'],
  ['4B2EF08D3C975A61', 'D0B7491AE35C2F86', '14BDC37EAF680592', '6BD814A7950FE23C'],
  ['D2846FB1A93E50C7', '1FD8A374C56B0E92', '7B419CE206ADF358', '21E74A8DFC90356B'],
];

function table(text: string): number[] {
  return text.split(/\s+/).map(Number);
}

const pick = (bits: string, order: number[]) => order.map((position) => bits[position - 1]!).join('');
const xorBits = (a: string, b: string) => [...a].map((bit, i) => (bit === b[i] ? '0' : '1')).join('');
const toBits = (hex: string) =>
  [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
const fromBits = (bits: string) =>
  bits.replace(/[01]{4}/g, (four) => Number.parseInt(four, 2).toString(16)).toUpperCase();

function naiveDes(keyHex: string, blockHex: string, direction: 'encrypt' | 'decrypt'): string {
  let [c, d] = [pick(toBits(keyHex), keyChoice1).slice(0, 28), pick(toBits(keyHex), keyChoice1).slice(28)];
  const roundKeys = shifts.map((by) => {
    [c, d] = [c.slice(by) + c.slice(0, by), d.slice(by) + d.slice(0, by)];
    return pick(c + d, keyChoice2);
  });
  if (direction === 'decrypt') roundKeys.reverse();
  const start = pick(toBits(blockHex), initial);
  let [left, right] = [start.slice(0, 32), start.slice(32)];
  for (const roundKey of roundKeys) {
    const mixed = xorBits(pick(right, expansion), roundKey);
    const boxed = boxes.map((box, i) => {
      const six = mixed.slice(6 * i, 6 * i + 6);
      return box[Number.parseInt(six[0]! + six[5]!, 2)]![Number.parseInt(six.slice(1, 5), 2)]!;
    });
    [left, right] = [right, xorBits(left, pick(toBits(boxed.join('')), mixing))];
  }
  return fromBits(pick(right + left, final));
}

function naiveTdes(keyHex: string, blockHex: string): string {
  const [k1, k2 = k1, k3 = k1] = keyHex.match(/.{16}/g)!;
  return naiveDes(k3!, naiveDes(k2!, naiveDes(k1!, blockHex, 'encrypt'), 'decrypt'), 'encrypt');
}

const blocksOf = (hex: string) => hex.padEnd(Math.ceil(hex.length / 16) * 16, '0').match(/.{16}/g) ?? [];
const xorHex = (a: string, b: string) => fromBits(xorBits(toBits(a), toBits(b)));
const ZEROS = '0'.repeat(16);

function naiveX99(keyHex: string, dataHex: string): string {
  return blocksOf(dataHex).reduce((chain, block) => naiveTdes(keyHex, xorHex(chain, block)), ZEROS);
}

function naivePosEcb(keyHex: string, dataHex: string): string {
  const text = Buffer.from(blocksOf(dataHex).reduce(xorHex, ZEROS), 'ascii').toString('hex');
  const first = naiveTdes(keyHex, text.slice(0, 16));
  return naiveTdes(keyHex, xorHex(first, text.slice(16))).slice(0, 8);
}

interface DesVectors {
  encrypt: { name: string; key: string; plain: string; cipher: string }[];
  checkValue: { key: string; checkValue: string }[];
}
interface MacVectors {
  vectors: { name: string; algorithm: string; key: string; data: string; mac: string }[];
}
const readVectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../../vectors/security/${name}`, import.meta.url), 'utf8'));
const desVectors = readVectors<DesVectors>('des.json');
const macVectors = readVectors<MacVectors>('mac.json');
const bytes = (hex: string) => fromHex(hex)!;
const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'ascii'));

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

  test.each(desVectors.checkValue)('check value $checkValue', ({ key, checkValue }) => {
    expect(toHex(keyCheckValue(bytes(key)))).toBe(checkValue);
  });

  test.each(macVectors.vectors)('$algorithm: $name', ({ algorithm, key, data, mac }) => {
    const dataHex = toHex(ascii(data));
    const naiveKey = key.replace(/0{16}$/, '');
    if (algorithm === 'pos-ecb') {
      expect(naivePosEcb(naiveKey, dataHex)).toBe(mac);
      expect(posEcbMac(bytes(key), ascii(data))).toEqual(ascii(mac));
    } else {
      expect(naiveX99(naiveKey, dataHex)).toBe(mac);
      expect(toHex(x99CbcMac(bytes(key), ascii(data)))).toBe(mac);
    }
  });
});

describe('properties', () => {
  const part = fc.uint8Array({ minLength: 8, maxLength: 8 }).filter((key) => key.some((byte) => byte !== 0));
  const key = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => new Uint8Array(Buffer.concat(parts)));
  const data = fc.uint8Array({ minLength: 1, maxLength: 60 });

  test('both MACs equal the naive ones, on the first call and on later ones', () => {
    fc.assert(
      fc.property(key, fc.array(data, { minLength: 1, maxLength: 3 }), (macKey, messages) => {
        const [pos, x99] = [createPosEcbMac(macKey), createX99CbcMac(macKey)];
        for (const message of messages) {
          expect(Buffer.from(pos(message)).toString('ascii')).toBe(
            naivePosEcb(toHex(macKey), toHex(message)),
          );
          expect(toHex(x99(message))).toBe(naiveX99(toHex(macKey), toHex(message)));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a changed byte changes both MACs', () => {
    const posMac = createPosEcbMac(bytes('0123456789ABCDEF'));
    const x99Mac = createX99CbcMac(bytes('0123456789ABCDEFFEDCBA9876543210'));
    fc.assert(
      fc.property(data, fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, change) => {
        const changed = Uint8Array.from(message);
        changed[at % message.length]! ^= change;
        expect(posMac(changed)).not.toEqual(posMac(message));
        expect(x99Mac(changed)).not.toEqual(x99Mac(message));
      }),
    );
  });

  test('decrypting gives back what was encrypted, and calls do not disturb each other', () => {
    const blocks = fc
      .array(part, { minLength: 1, maxLength: 6 })
      .map((parts) => new Uint8Array(Buffer.concat(parts)));
    fc.assert(
      fc.property(key, blocks, blocks, (desKey, one, other) => {
        const cipher = createTdesCipher(desKey);
        const sealed = cipher.encrypt(one);
        cipher.lastCbcBlock(other);
        expect(Uint8Array.from(cipher.decrypt(cipher.encrypt(other)))).toEqual(other);
        expect(Uint8Array.from(cipher.decrypt(sealed))).toEqual(one);
      }),
    );
  });

  test('the inputs stay as they were', () => {
    const [macKey, message] = [bytes('0123456789ABCDEFFEDCBA9876543210'), ascii('0200 purchase')];
    posEcbMac(macKey, message);
    x99CbcMac(macKey, message);
    expect(toHex(macKey)).toBe('0123456789ABCDEFFEDCBA9876543210');
    expect(message).toEqual(ascii('0200 purchase'));
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
