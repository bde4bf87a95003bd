import { createSecretKey, type KeyObject } from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';
import { type BlockCipher, blockCipherOf, checkValueUnder } from './block-cipher.ts';

/** DES or triple DES with a key of 8, 16 or 24 bytes. */
export function createTdesCipher(key: Uint8Array): BlockCipher {
  return blockCipherOf({
    label: 'DES',
    blockBytes: 8,
    names: { ecb: 'des-ede3-ecb', cbc: 'des-ede3-cbc' },
    key: toTripleLength(key),
  });
}

export function tdesEcbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createTdesCipher(key).encrypt(data));
}

export function tdesEcbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createTdesCipher(key).decrypt(data));
}

/** First four bytes of encrypting eight zero bytes: shows that two sides hold the same key. */
export function keyCheckValue(key: Uint8Array): Uint8Array {
  return checkValueUnder(createTdesCipher(key));
}

/**
 * OpenSSL 3 offers no single DES; triple DES with the same key three times gives the same result. The key
 * object keeps its own copy outside the heap, so the caller may wipe the bytes.
 */
function toTripleLength(key: Uint8Array): KeyObject {
  const triple = new Uint8Array(24);
  if (key.length === 8) {
    for (const offset of [0, 8, 16]) triple.set(key, offset);
  } else if (key.length === 16) {
    triple.set(key);
    triple.set(key.subarray(0, 8), 16);
  } else if (key.length === 24) {
    triple.set(key);
  } else {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot set up a DES key of ${key.length} bytes: use 8, 16 or 24 bytes`,
    );
  }
  const tripleKey = createSecretKey(triple);
  triple.fill(0);
  return tripleKey;
}
