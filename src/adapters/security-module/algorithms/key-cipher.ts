import type { KeyAlgorithm } from '#engine/ports';
import { createAesCipher } from './aes.ts';
import type { BlockCipher } from './block-cipher.ts';
import { createSm4Cipher } from './sm4.ts';
import { createTdesCipher } from './tdes.ts';

const makers: Record<KeyAlgorithm, (key: Uint8Array) => BlockCipher> = {
  tdes: createTdesCipher,
  aes: createAesCipher,
  sm4: createSm4Cipher,
};

/** @throws SecurityModuleError `bad-length` when the algorithm has no key of this length. */
export function createKeyCipher(algorithm: KeyAlgorithm, key: Uint8Array): BlockCipher {
  return makers[algorithm](key);
}
