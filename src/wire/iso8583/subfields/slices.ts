import { fail } from '../error.ts';

/** One part of a sub-field layout: what it is called and how many characters it takes. */
export type Part = readonly [name: string, width: number];

export function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** Exactly `width` decimal digits. @throws Iso8583Error `bad-subfield`. */
export function exactDigits(field: number, name: string, value: string, width: number): string {
  if (value.length === width && isDigits(value)) return value;
  return failSubfield(field, name, `${value.length} characters`, `${width} digits`);
}

/** An amount of fen as `width` digits. @throws Iso8583Error `bad-subfield` when negative or too large. */
export function amountDigits(field: number, name: string, fen: bigint, width: number): string {
  const digits = fen.toString().padStart(width, '0');
  if (fen >= 0n && digits.length === width) return digits;
  return failSubfield(field, name, 'an amount out of range', `0 to ${width} digits of fen`);
}

/** A count as `width` digits. @throws Iso8583Error `bad-subfield`. */
export function countDigits(field: number, name: string, count: number, width: number): string {
  const digits = String(count).padStart(width, '0');
  if (Number.isInteger(count) && count >= 0 && digits.length === width) return digits;
  return failSubfield(field, name, `${count}`, `a whole number of at most ${width} digits`);
}

/** Text in exactly `width` characters, space padded on the right. @throws Iso8583Error `bad-subfield`. */
export function paddedText(field: number, name: string, value: string, width: number): string {
  if (value.length <= width) return value.padEnd(width, ' ');
  return failSubfield(field, name, `${value.length} characters`, `at most ${width}`);
}

export function failSubfield(field: number, name: string, found: string, expected: string): never {
  return fail('bad-subfield', `field ${field} ${name}: found ${found}, expected ${expected}`, field);
}
