/** Text out of bytes in few steps: the codec's time goes into making strings. */

const nibbles = '0123456789ABCDEF';

/** A byte as two digits or letters A–F. */
export const pairs: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => nibbles.charAt(byte >> 4) + nibbles.charAt(byte & 15),
);

/** A byte of two packed decimal digits as its value, 0 to 99; far above for a byte with another nibble. */
export const packedValue = Uint16Array.from({ length: 256 }, (_, byte) =>
  byte >> 4 < 10 && (byte & 15) < 10 ? (byte >> 4) * 10 + (byte & 15) : 0x4000,
);

/** Four digits as text, by their value: what two packed bytes say, at 100 × the first's value + the second's. */
export const fourDigits: readonly string[] = Array.from({ length: 10_000 }, (_, value) =>
  String(value).padStart(4, '0'),
);

const of = String.fromCharCode;

/** Bytes `at` to `end`, one character each. Eight at a time, for a call with eight costs little more than with one. */
export function latin(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  let at = from;
  for (; end - at >= 8; at += 8) {
    text += of(
      bytes[at]!,
      bytes[at + 1]!,
      bytes[at + 2]!,
      bytes[at + 3]!,
      bytes[at + 4]!,
      bytes[at + 5]!,
      bytes[at + 6]!,
      bytes[at + 7]!,
    );
  }
  switch (end - at) {
    case 0:
      return text;
    case 1:
      return text + of(bytes[at]!);
    case 2:
      return text + of(bytes[at]!, bytes[at + 1]!);
    case 3:
      return text + of(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!);
    case 4:
      return text + of(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
    case 5:
      return text + of(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!, bytes[at + 4]!);
    case 6:
      return (
        text + of(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!, bytes[at + 4]!, bytes[at + 5]!)
      );
    default:
      return (
        text +
        of(
          bytes[at]!,
          bytes[at + 1]!,
          bytes[at + 2]!,
          bytes[at + 3]!,
          bytes[at + 4]!,
          bytes[at + 5]!,
          bytes[at + 6]!,
        )
      );
  }
}

/** The value of one hex digit of either case, or -1. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}
