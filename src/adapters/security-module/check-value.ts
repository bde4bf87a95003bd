/** Check values: two sides that compare them know that they hold the same key, and nobody learns the key. */
import { createCipheriv } from 'node:crypto';
import type { KeyAlgorithm } from '#engine';
import { keyCheckValue } from './algorithms/tdes.ts';
import { aesCmac } from './key-blocks/cmac.ts';

export const CHECK_VALUE_BYTES = 4;
const BLOCK_BYTES = 16;

/**
 * Four bytes. Triple DES and SM4: the left part of encrypting a block of zeros. AES: the left part of the CMAC over a
 * block of zeros, as X9.24-1 has it since a block of zeros may be a message.
 */
export function checkValueOf(algorithm: KeyAlgorithm, key: Uint8Array): Uint8Array {
  if (algorithm === 'tdes') return keyCheckValue(key);
  const zeros = new Uint8Array(BLOCK_BYTES);
  if (algorithm === 'aes') return aesCmac(key, zeros).slice(0, CHECK_VALUE_BYTES);
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  return new Uint8Array(cipher.update(zeros)).slice(0, CHECK_VALUE_BYTES);
}
