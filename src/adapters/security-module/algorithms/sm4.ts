import { createSecretKey } from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';
import { type BlockCipher, blockCipherOf } from './block-cipher.ts';

const KEY_BYTES = 16;

/** SM4 (GM/T 0002, ISO/IEC 18033-3). The cipher keeps its own copy, so the caller may wipe the bytes. */
export function createSm4Cipher(key: Uint8Array): BlockCipher {
  if (key.length !== KEY_BYTES) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot set up an SM4 key of ${key.length} bytes: use ${KEY_BYTES} bytes`,
    );
  }
  return blockCipherOf({
    label: 'SM4',
    blockBytes: 16,
    names: { ecb: 'sm4-ecb', cbc: 'sm4-cbc' },
    key: createSecretKey(key),
  });
}
