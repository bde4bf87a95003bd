import { SecurityModuleError } from '#engine/ports';

/** A clear PIN as digits 0 to 9, one a byte: bytes can be wiped, text cannot. Whoever holds it wipes it. */
export type PinDigits = Uint8Array;

export const PIN_DIGITS_MIN = 4;
export const PIN_DIGITS_MAX = 12;

/** @throws SecurityModuleError `bad-pin-block`, which does not quote the text. */
export function pinDigits(pin: string): PinDigits {
  if (!/^[0-9]{4,12}$/.test(pin)) {
    throw new SecurityModuleError(
      'bad-pin-block',
      `Cannot build a PIN block: expected ${PIN_DIGITS_MIN} to ${PIN_DIGITS_MAX} decimal digits of PIN`,
    );
  }
  return Uint8Array.from(pin, (digit) => digit.charCodeAt(0) - 48);
}

export const pinText = (digits: PinDigits): string => digits.join('');

export function nibbleAt(bytes: Uint8Array, position: number): number {
  const byte = bytes[position >> 1]!;
  return position % 2 === 0 ? byte >> 4 : byte & 15;
}

export function setNibble(bytes: Uint8Array, position: number, value: number): void {
  const byte = bytes[position >> 1]!;
  bytes[position >> 1] = position % 2 === 0 ? (byte & 0x0f) | (value << 4) : (byte & 0xf0) | value;
}
