import { SecurityModuleError } from '#engine/ports';
import type { BlockCipher } from './block-cipher.ts';
import { fromHex, toHex } from './hex.ts';

const BLOCK_DIGITS = 16;
/** What follows the enciphered digits, counting the half byte that makes the number of digits even. */
const TAIL_DIGITS = 2;
const DIGITS_MIN = BLOCK_DIGITS + TAIL_DIGITS - 1;
const DIGITS_MAX = 104;

/**
 * Track 2 or 3 with sixteen of its digits enciphered (F35, F36 where the third digit of F53 is 1): the sixteen
 * that end two digits before the end, after an odd number is made even. The length stays, and any of the sixteen
 * may be A to F. Source: two public programs of which one enciphers and the other deciphers.
 */
export function encryptTrack(cipher: BlockCipher, track: string): string {
  return exchange(track, 'encrypt', (block) => cipher.encrypt(block));
}

/** The track as the stripe has it, with `D` as separator. The text never shows in an error. */
export function decryptTrack(cipher: BlockCipher, track: string): string {
  const clear = exchange(track, 'decrypt', (block) => cipher.decrypt(block));
  if (/^[0-9]{10,21}D[0-9D]*$/.test(clear)) return clear;
  throw new SecurityModuleError(
    'unreadable-cipher',
    'Cannot decrypt the track: the result is not a card number, a separator and digits; check the track key',
  );
}

function exchange(track: string, action: string, run: (block: Uint8Array) => Uint8Array): string {
  const digits = track.replaceAll('=', 'D').toUpperCase();
  if (!/^[0-9A-F]+$/.test(digits) || digits.length < DIGITS_MIN || digits.length > DIGITS_MAX) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot ${action} a track of ${digits.length} characters: ` +
        `use ${DIGITS_MIN} to ${DIGITS_MAX} digits and separators`,
    );
  }
  const evenEnd = digits.length + (digits.length % 2);
  const [start, end] = [evenEnd - TAIL_DIGITS - BLOCK_DIGITS, evenEnd - TAIL_DIGITS];
  const block = fromHex(digits.slice(start, end))!;
  const exchanged = run(block);
  const result = digits.slice(0, start) + toHex(exchanged) + digits.slice(end);
  block.fill(0);
  exchanged.fill(0);
  return result;
}
