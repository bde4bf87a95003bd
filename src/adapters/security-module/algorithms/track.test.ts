import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveTdes } from '../../../../test/naive-ciphers.ts';
import { bytesOf, readSecurityVectors, refusal, type VectorFile } from '../../../../test/security-vectors.ts';
import { createTdesCipher } from './tdes.ts';
import { decryptTrack, encryptTrack } from './track.ts';

interface Track {
  readonly key: string;
  readonly enciphered: string;
}
const vectors = readSecurityVectors<VectorFile<Track & { readonly clear: string }, Track>>('track');

test.each(vectors.valid)('$name', ({ key, clear, enciphered }) => {
  const cipher = createTdesCipher(bytesOf(key));
  expect(encryptTrack(cipher, clear)).toBe(enciphered);
  expect(encryptTrack(cipher, clear.replaceAll('D', '='))).toBe(enciphered);
  expect(decryptTrack(cipher, enciphered)).toBe(clear);
  const even = clear.length + (clear.length % 2);
  const block = naiveTdes(key, clear.slice(even - 18, even - 2));
  expect(clear.slice(0, even - 18) + block + clear.slice(even - 2)).toBe(enciphered);
});

test.each(vectors.invalid)('refused: $name', ({ key, enciphered, error }) => {
  expect(() => decryptTrack(createTdesCipher(bytesOf(key)), enciphered)).toThrow(
    expect.objectContaining(refusal(error) as object),
  );
});

test('any track comes back with its length', () => {
  const cipher = createTdesCipher(bytesOf('0123456789ABCDEFFEDCBA9876543210'));
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
  fc.assert(
    fc.property(digits(12, 19), digits(7, 17), (pan, rest) => {
      const enciphered = encryptTrack(cipher, `${pan}D${rest}`);
      expect(enciphered.length).toBe(pan.length + 1 + rest.length);
      expect(decryptTrack(cipher, enciphered)).toBe(`${pan}D${rest}`);
    }),
  );
});

test('a refusal does not show the track', () => {
  const cipher = createTdesCipher(bytesOf('0123456789ABCDEF'));
  for (const track of ['62000000', '6200000000000005D301220100000000000G']) {
    expect(() => decryptTrack(cipher, track)).toThrow(/^(?!.*62000000).*$/);
  }
});
