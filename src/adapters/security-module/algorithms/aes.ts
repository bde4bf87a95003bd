import { createSecretKey } from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';
import { type BlockCipher, blockCipherOf } from './block-cipher.ts';

/** AES with a key of 16, 24 or 32 bytes. The cipher keeps its own copy, so the caller may wipe the bytes. */
export function createAesCipher(key: Uint8Array): BlockCipher {
  if (![16, 24, 32].includes(key.length)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot set up an AES key of ${key.length} bytes: use 16, 24 or 32 bytes`,
    );
  }
  const bits = key.length * 8;
  return blockCipherOf({
    label: 'AES',
    blockBytes: 16,
    names: { ecb: `aes-${bits}-ecb`, cbc: `aes-${bits}-cbc` },
    key: createSecretKey(key),
  });
}
