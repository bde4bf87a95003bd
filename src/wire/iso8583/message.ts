/**
 * A field's content. Text fields (n, an, ans, z) are strings, binary fields (b) are bytes.
 *
 * - `n`: digits. Fixed fields hold every digit (`'000000000001'`), variable ones hold no pad.
 * - `z`: track characters 0–9, A–F; the separator is `'D'` after decoding, `'='` is accepted on input.
 * - `an`, `ans`: one character per byte, code points 0–255 (Latin-1), so no byte is ever lost. Chinese
 *   text stays in its GB 18030 bytes here; converting it is another room's work. Fixed fields keep their
 *   full width with trailing spaces after decoding; see {@link trimmed}.
 */
export type FieldValue = string | Uint8Array;

/** One message without its frame: MTI as four digits, fields by number. Field 1 (bitmap) is implied. */
export interface Iso8583Message {
  readonly mti: string;
  readonly fields: Readonly<Record<number, FieldValue>>;
}

/** The field as text, or undefined when it is absent or binary. */
export function textOf(message: Iso8583Message, field: number): string | undefined {
  const value = message.fields[field];
  return typeof value === 'string' ? value : undefined;
}

/** The field as bytes, or undefined when it is absent or text. */
export function bytesOf(message: Iso8583Message, field: number): Uint8Array | undefined {
  const value = message.fields[field];
  return value instanceof Uint8Array ? value : undefined;
}

/** Text without its trailing spaces: the pad of a fixed an/ans field. */
export function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end -= 1;
  return text.slice(0, end);
}

/** One character a byte, code points 0–255: how text fields hold bytes, and how text travels in F62. */
export function latinText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The bytes of a text of code points 0–255; null when it has others. */
export function latinBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 255) return null;
    bytes[i] = code;
  }
  return bytes;
}

const HEX = '0123456789ABCDEF';

/** Bytes as upper-case hex, two characters a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX.charAt(byte >> 4) + HEX.charAt(byte & 15);
  return text;
}

/** Hex digits of either case, spaces ignored, as bytes; null when the text is not whole bytes of hex. */
export function fromHex(text: string): Uint8Array | null {
  const digits: number[] = [];
  for (const character of text.toUpperCase()) {
    if (character === ' ') continue;
    const digit = HEX.indexOf(character);
    if (digit < 0) return null;
    digits.push(digit);
  }
  if (digits.length % 2 !== 0) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = (digits[2 * i]! << 4) | digits[2 * i + 1]!;
  return bytes;
}
