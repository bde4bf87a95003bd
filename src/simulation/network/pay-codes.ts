/**
 * Payers' codes as the wallets of this network make them: 62, a mark of this network, the place of the card among all
 * cards, a serial number, a check digit. Every code is good for one payment.
 */
import type { Card } from './config.ts';

const HEAD = '629';
const PLACE_DIGITS = 3;
const SERIAL_DIGITS = 12;
const SERIALS = 10n ** BigInt(SERIAL_DIGITS);

/** Luhn over the digits before it, one more than a card number has: a code never passes for one. */
function checkDigit(digits: string): string {
  let sum = 1;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const part = at % 2 === 0 ? digit * 2 : digit;
    sum += part > 9 ? part - 9 : part;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The code that the holder of this card shows; another serial is another code of the same card. */
export function payCodeFor(cards: readonly Card[], cardId: string, serial: bigint): string {
  const place = cards.findIndex(({ id }) => id === cardId);
  if (place < 0)
    throw new RangeError(`Cannot make a payment code: no card has the id ${cardId.slice(0, 40)}`);
  const digits =
    HEAD + String(place).padStart(PLACE_DIGITS, '0') + String(serial % SERIALS).padStart(SERIAL_DIGITS, '0');
  return digits + checkDigit(digits);
}

/** The card behind a code; `null` for what no wallet here made. */
export function cardOfPayCode(cards: readonly Card[], code: string): Card | null {
  if (!/^\d{19}$/.test(code) || !code.startsWith(HEAD)) return null;
  if (checkDigit(code.slice(0, -1)) !== code.slice(-1)) return null;
  return cards[Number(code.slice(HEAD.length, HEAD.length + PLACE_DIGITS))] ?? null;
}
