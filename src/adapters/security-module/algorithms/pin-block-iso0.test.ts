import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from './hex.ts';
import { decodePinBlockIso0, encodePinBlockIso0, requirePinBlockIso0 } from './pin-block-iso0.ts';

interface PinBlockVectors {
  valid: { name: string; pin: string; pan: string; block: string }[];
  invalid: { name: string; pan: string; block: string }[];
}
const vectors: PinBlockVectors = JSON.parse(
  readFileSync(new URL('../../../../vectors/security/pin-block.json', import.meta.url), 'utf8'),
);

test.each(vectors.valid)('valid: $name', ({ pin, pan, block }) => {
  expect(toHex(encodePinBlockIso0(pin, pan))).toBe(block);
  expect(decodePinBlockIso0(fromHex(block)!, pan)).toBe(pin);
  expect(() => requirePinBlockIso0(fromHex(block)!, pan)).not.toThrow();
});

test.each(vectors.invalid)('invalid: $name', ({ pan, block }) => {
  const refusal = expect.objectContaining({ code: 'bad-pin-block' });
  expect(() => decodePinBlockIso0(fromHex(block)!, pan)).toThrow(refusal);
  expect(() => requirePinBlockIso0(fromHex(block)!, pan)).toThrow(refusal);
});

test('decode gives back every PIN of every card', () => {
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
  fc.assert(
    fc.property(digits(4, 12), digits(12, 19), (pin, pan) => {
      expect(decodePinBlockIso0(encodePinBlockIso0(pin, pan), pan)).toBe(pin);
    }),
  );
});

test.each(['123', '1234567890123', '12a4', ''])('the PIN %j is refused without being named', (pin) => {
  expect(() => encodePinBlockIso0(pin, '6200000000000005')).toThrow(
    'Cannot build a PIN block: expected 4 to 12 decimal digits of PIN',
  );
});

test('a block of another length and a card number of another shape are refused', () => {
  expect(() => decodePinBlockIso0(new Uint8Array(7), '6200000000000005')).toThrow(/7 bytes/);
  expect(() => encodePinBlockIso0('1234', '62000000000')).toThrow(/11 characters, expected 12 to 19/);
});
