import { timingSafeEqual } from 'node:crypto';
import { type CardCheckRequest, SecurityModuleError } from '#engine/ports';
import { decimalised, requireLength } from './bytes.ts';
import { fromHex, toHex } from './hex.ts';
import { requirePan } from './pan.ts';
import { createTdesCipher } from './tdes.ts';

const DIGITS = 3;

/**
 * Card verification value (CVN, CVV): three digits over number, expiry and service code, in two keys of eight
 * bytes. The printed value takes service code 000, the chip's 999.
 */
export function makeCardCheck(key: Uint8Array, request: CardCheckRequest): string {
  const { pan, expiry, serviceCode } = request;
  requirePan(pan, 'make a card check');
  requireLength('a card verification key', key, 16);
  if (!/^[0-9]{4}$/.test(expiry) || !/^[0-9]{3}$/.test(serviceCode)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot make a card check: expiry of ${expiry.length} and service code of ${serviceCode.length} ` +
        'characters, expected four and three decimal digits',
    );
  }
  const bytes = fromHex(`${pan}${expiry}${serviceCode}`.padEnd(32, '0'))!;
  const [first, second] = [bytes.subarray(0, 8), bytes.slice(8, 16)];
  const chained = createTdesCipher(key.subarray(0, 8)).encrypt(first);
  for (let i = 0; i < 8; i++) second[i]! ^= chained[i]!;
  const result = createTdesCipher(key).encrypt(second);
  return decimalised(toHex(result)).slice(0, DIGITS);
}

/** Compares in constant time; a value of another length is wrong. */
export function cardCheckFits(key: Uint8Array, request: CardCheckRequest, given: string): boolean {
  const [expected, found] = [Buffer.from(makeCardCheck(key, request)), Buffer.from(given)];
  return expected.length === found.length && timingSafeEqual(expected, found);
}
