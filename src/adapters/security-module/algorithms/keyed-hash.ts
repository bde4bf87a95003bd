import { createHmac, type KeyObject } from 'node:crypto';

/** Characters of an index or fingerprint: 128 bits, far beyond any chance meeting of two values. */
export const KEYED_HASH_CHARACTERS = 32;

/** HMAC-SHA-256 of the text, cut to 32 lower-case hexadecimal characters. */
export function keyedHash(key: Uint8Array | KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex').slice(0, KEYED_HASH_CHARACTERS);
}
