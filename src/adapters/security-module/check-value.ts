/** Check values: two sides that compare them know that they hold the same key, and nobody learns the key. */
import type { KeyAlgorithm } from '#engine/ports';
import { checkValueUnder } from './algorithms/block-cipher.ts';
import { createCmac } from './algorithms/cmac.ts';
import { createKeyCipher } from './algorithms/key-cipher.ts';

export const CHECK_VALUE_BYTES = 4;
const BLOCK_BYTES = 16;

/**
 * Four bytes. Triple DES and SM4: the left part of encrypting a block of zeros. AES: the left part of the CMAC over a
 * block of zeros, as X9.24-1 has it since a block of zeros may be a message.
 */
export function checkValueOf(algorithm: KeyAlgorithm, key: Uint8Array): Uint8Array {
  const cipher = createKeyCipher(algorithm, key);
  if (algorithm !== 'aes') return checkValueUnder(cipher);
  return createCmac(cipher)(new Uint8Array(BLOCK_BYTES)).slice(0, CHECK_VALUE_BYTES);
}
