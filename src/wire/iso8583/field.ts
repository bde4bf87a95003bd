/** What a field may hold. `n` digits, `z` track characters, `an` printable ASCII, `ans` any byte, `b` bytes. */
export type Content = 'n' | 'an' | 'ans' | 'z' | 'b';

/**
 * How the content lies on the wire. `bcd` packs two digits a byte; `ascii` is one byte a character, and for `b` two hex
 * characters a byte.
 */
export type Encoding = 'bcd' | 'ascii' | 'binary';

/** `LL` and `LLL` are two and three decimal length digits in front of the content. */
export type LengthPrefix = 'fixed' | 'LL' | 'LLL';

/** Decides what a dump and an error message may show. `private` may hold anything, so it is shortened. */
export type Sensitivity = 'public' | 'pan' | 'expiry' | 'track' | 'pin' | 'chip' | 'key' | 'mac' | 'private';

/** One row of a dialect. */
export interface FieldSpec {
  readonly content: Content;
  readonly encoding: Encoding;
  readonly length: LengthPrefix;
  /** How the length digits are written: BCD takes 1 byte for LL and 2 for LLL, ASCII takes 2 and 3. */
  readonly lengthDigits: 'bcd' | 'ascii';
  /** What the length digits count. Only packed digits differ: `digits` excludes the pad nibble. */
  readonly lengthCounts: 'digits' | 'bytes';
  /** Width of a fixed field, bound of a variable one; in digits for `bcd`, in characters for text, else in bytes. */
  readonly max: number;
  /** Which end of an odd BCD field the digits touch; the pad nibble takes the other end. */
  readonly justify: 'left' | 'right';
  /** Pad nibble of odd BCD, or pad character of fixed text shorter than its width. */
  readonly pad: '0' | 'F' | ' ';
  readonly zh: string;
  readonly en: string;
  readonly sensitivity: Sensitivity;
}

/** A private message set as a table: a new dialect needs no code. */
export interface Dialect {
  readonly id: string;
  readonly mtiEncoding: 'bcd' | 'ascii';
  /** `primary-only`: 64 fields, a set first bit is an error. `with-secondary`: 128 fields. */
  readonly bitmap: 'primary-only' | 'with-secondary';
  /** `hex`: each byte of the bitmap is two characters. */
  readonly bitmapEncoding: 'binary' | 'hex';
  readonly fields: Readonly<Record<number, FieldSpec>>;
  /** The field that carries the message authentication code; always the last one. */
  readonly macField: number;
}
