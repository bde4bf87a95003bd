/** Keeps card numbers out of every text that leaves this program. */

/**
 * Thirteen to nineteen digits, also written in groups: whatever is as long as a card number is treated as
 * one.
 */
const CARD_LIKE = /\d(?:[ -]?\d){12,}/g;

/** `6222021234560005` → `622202******0005`. Anything from thirteen digits on, whatever it may be. */
export function maskDigits(text: string): string {
  return text.replace(CARD_LIKE, (found) => {
    const digits = found.replace(/\D/g, '');
    return `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}`;
  });
}

/** A value from outside as an error may show it: masked first, then at most `max` characters. */
export function shownText(text: string, max = 60): string {
  const masked = maskDigits(text.replace(/[^\P{C}]/gu, '?'));
  return masked.length <= max ? masked : `${masked.slice(0, max - 1)}…`;
}

/** Does the text hold what passes for a card number: 13 to 19 digits with a right check digit (Luhn)? */
export function holdsCardNumber(text: string): boolean {
  return [...text.matchAll(CARD_LIKE)].some(([found]) => {
    const digits = found.replace(/\D/g, '');
    return digits.length <= 19 && passesLuhn(digits);
  });
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** `****0005` of `620000******0005`: all that is shown of a card where nobody signed in. */
export const lastFour = (masked: string): string =>
  /\*\d{4}$/.test(masked) ? `****${masked.slice(-4)}` : masked;
