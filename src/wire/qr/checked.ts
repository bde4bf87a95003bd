/** The frame of every merchant-presented text: its length, its check digits at the end, its parts. */
import { crcText } from './crc16.ts';
import { QrError } from './error.ts';
import { type Part, partsOf } from './parts.ts';

/** EMV allows no more. */
export const MERCHANT_CODE_LENGTH_MAX = 512;

const CHECK_HEAD = '6304';
const CHECK_CHARACTERS = 4;

export interface CheckedText {
  /** All but the check, in order. */
  readonly parts: readonly Part[];
  /** Seen in the field: the check digits in small letters. */
  readonly lowerCaseCheck: boolean;
}

/**
 * The check covers the UTF-8 bytes of all characters before its digits, its own tag and length included. Digits in
 * small letters are read: printed codes carry them, and they name the same check.
 *
 * @throws QrError `too-long`, `missing`, `wrong-check`, `malformed`
 */
export function readChecked(text: string): CheckedText {
  if (text.length > MERCHANT_CODE_LENGTH_MAX)
    throw new QrError(
      'too-long',
      `Cannot read the merchant code: ${text.length} characters, at most ${MERCHANT_CODE_LENGTH_MAX} are allowed`,
    );
  const body = text.slice(0, -CHECK_CHARACTERS);
  const digits = text.slice(-CHECK_CHARACTERS);
  if (!body.endsWith(CHECK_HEAD))
    throw new QrError('missing', 'Cannot read the merchant code: it does not end with its check, tag 63');
  if (crcText(body) !== digits.toUpperCase())
    throw new QrError('wrong-check', 'Cannot read the merchant code: its check, tag 63, is another one');
  const parts = partsOf(text, 'the merchant code');
  // The last eight characters may look like a check and still belong to the value before them.
  const last = parts.at(-1);
  if (last?.tag !== '63' || last.value !== digits)
    throw new QrError('missing', 'Cannot read the merchant code: its last part is not its check, tag 63');
  return { parts: parts.slice(0, -1), lowerCaseCheck: digits !== digits.toUpperCase() };
}

export function writeChecked(parts: string): string {
  const body = parts + CHECK_HEAD;
  return body + crcText(body);
}
