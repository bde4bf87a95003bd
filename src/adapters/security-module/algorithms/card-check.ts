import { timingSafeEqual } from 'node:crypto';
import { type CardCheckRequest, SecurityModuleError } from '#engine/ports';
import { decimalised, requireLength } from './bytes.ts';
import { fromHex, toHex } from './hex.ts';
import { requirePan } from './pan.ts';
import { createTdesCipher } from './tdes.ts';

const DIGITS = 3;

/** The card checks of one issuer, with its keys set up. */
export type CardCheck = (request: CardCheckRequest) => string;

/**
 * Card verification value (CVN, CVV): three digits over number, expiry and service code, in two keys of eight
 * bytes. The printed value takes service code 000, the chip's 999. Keep the function where many cards are checked.
 */
export function createCardCheck(key: Uint8Array): CardCheck {
  requireLength('a card verification key', key, 16);
  const left = createTdesCipher(key.subarray(0, 8));
  const whole = createTdesCipher(key);
  return ({ pan, expiry, serviceCode }) => {
    requirePan(pan, 'make a card check');
    if (!/^[0-9]{4}$/.test(expiry) || !/^[0-9]{3}$/.test(serviceCode)) {
      throw new SecurityModuleError(
        'bad-length',
        `Cannot make a card check: expiry of ${expiry.length} and service code of ${serviceCode.length} ` +
          'characters, expected four and three decimal digits',
      );
    }
    const bytes = fromHex(`${pan}${expiry}${serviceCode}`.padEnd(32, '0'))!;
    const [first, second] = [bytes.subarray(0, 8), bytes.slice(8, 16)];
    const chained = left.encrypt(first);
    for (let i = 0; i < 8; i++) second[i]! ^= chained[i]!;
    return decimalised(toHex(whole.encrypt(second))).slice(0, DIGITS);
  };
}

/** One check under a key that is set up for it. */
export const makeCardCheck = (key: Uint8Array, request: CardCheckRequest): string =>
  createCardCheck(key)(request);

/** Compares in constant time; a value of another length is wrong. */
export function fitsCheck(check: CardCheck, request: CardCheckRequest, given: string): boolean {
  const [expected, found] = [Buffer.from(check(request)), Buffer.from(given)];
  return expected.length === found.length && timingSafeEqual(expected, found);
}

export const cardCheckFits = (key: Uint8Array, request: CardCheckRequest, given: string): boolean =>
  fitsCheck(createCardCheck(key), request, given);
