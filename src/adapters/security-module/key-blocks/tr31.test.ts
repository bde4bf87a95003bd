import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSecurityVectors, type VectorFile } from '../../../../test/security-vectors.ts';
import { fromHex, toHex } from '../algorithms/hex.ts';
import { checkValueOf } from '../check-value.ts';
import { readKeyBlockHeader, unwrapKeyBlock, wrapKeyBlock } from './tr31.ts';

interface Vector {
  readonly protection: string;
  readonly block: string;
  readonly key: string;
  readonly fill?: string;
  readonly checkValue?: string;
}
const vectors = readSecurityVectors<VectorFile<Vector, Vector>>('key-blocks');
const bytes = (hex: string): Uint8Array => fromHex(hex)!;
const unreadable = expect.objectContaining({ name: 'SecurityModuleError', code: 'unreadable-key' });

describe('published key blocks', () => {
  test.each(vectors.valid)('$name', ({ protection, block, key, fill, checkValue }) => {
    const { header, key: found } = unwrapKeyBlock(bytes(protection), block);
    expect(toHex(found)).toBe(key);
    if (checkValue !== undefined) {
      const algorithm = header.algorithm === 'A' ? 'aes' : 'tdes';
      expect(toHex(checkValueOf(algorithm, found)).slice(0, 6)).toBe(checkValue);
    }
    if (fill !== undefined)
      expect(wrapKeyBlock(bytes(protection), header, found, { fill: bytes(fill) })).toBe(block);
  });

  test.each(vectors.invalid)('refused: $name', ({ protection, block }) => {
    expect(() => unwrapKeyBlock(bytes(protection), block)).toThrow(unreadable);
  });
});

describe('any key block', () => {
  const key = (...lengths: number[]) =>
    fc.constantFrom(...lengths).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
  const cases = fc.oneof(
    fc.record({ version: fc.constant('B' as const), protection: key(16, 24), key: key(8, 16, 24) }),
    fc.record({ version: fc.constant('D' as const), protection: key(16, 24, 32), key: key(8, 16, 24, 32) }),
  );
  const header = (version: 'B' | 'D', length: number) => ({
    version,
    usage: 'P0',
    algorithm: length === 32 ? 'A' : 'T',
    mode: 'B',
    keyVersion: '00',
    exportability: 'E',
  });

  test('gives back its key, and blocks of one cipher have one length whatever the length of the key', () => {
    fc.assert(
      fc.property(cases, ({ version, protection, key: clear }) => {
        const block = wrapKeyBlock(protection, header(version, clear.length), clear);
        expect(readKeyBlockHeader(block)).toMatchObject(header(version, clear.length));
        expect(unwrapKeyBlock(protection, block).key).toEqual(clear);
        expect(block.length).toBe(version === 'B' ? 96 : clear.length === 32 ? 144 : 112);
      }),
    );
  });

  test('is refused with any one character changed, wherever it is', () => {
    const protection = new Uint8Array(16).fill(0x2b);
    for (const version of ['B', 'D'] as const) {
      const block = wrapKeyBlock(protection, header(version, 16), bytes('0123456789ABCDEFFEDCBA9876543210'));
      for (let at = 0; at < block.length; at += 1) {
        const other = block[at] === '0' ? '1' : '0';
        const changed = block.slice(0, at) + other + block.slice(at + 1);
        expect(() => unwrapKeyBlock(protection, changed), `${version} at ${at}`).toThrow(
          expect.objectContaining({ name: 'SecurityModuleError' }),
        );
      }
    }
  });

  test('whatever text is given, it is a key or a refusal in our own words', () => {
    const protection = new Uint8Array(16).fill(0x2b);
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc
        .string({ unit: fc.constantFrom(...'BD0123456789PKTAEN'), maxLength: 200 })
        .map((rest) => `B0080P0TE00E01${rest}`),
    );
    fc.assert(
      fc.property(text, (block) => {
        expect(() => unwrapKeyBlock(protection, block)).toThrow(
          expect.objectContaining({ name: 'SecurityModuleError' }),
        );
      }),
    );
  });
});
