import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  type Decipheriv,
  type KeyObject,
} from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';

/** One key of a block cipher made ready. Every call stands alone: no state is carried from call to call. */
export interface BlockCipher {
  readonly blockBytes: 8 | 16;
  /** ECB without padding. The result may share memory with nothing else, and is the caller's to wipe. */
  encrypt(data: Uint8Array): Uint8Array;
  decrypt(data: Uint8Array): Uint8Array;
  /** Last block of CBC with a zero start value over data that already fills whole blocks. */
  lastCbcBlock(data: Uint8Array): Uint8Array;
}

/** First four bytes of encrypting one block of zeros: shows that two sides hold the same key. */
export function checkValueUnder(cipher: BlockCipher): Uint8Array {
  return new Uint8Array(cipher.encrypt(new Uint8Array(cipher.blockBytes)).subarray(0, 4));
}

/**
 * Setting a key up costs about ten times one encryption, therefore the OpenSSL objects are made once, on
 * first use, and kept. `names` are OpenSSL's, `label` is the one of error texts.
 */
export function blockCipherOf(parts: {
  readonly label: string;
  readonly blockBytes: 8 | 16;
  readonly names: { readonly ecb: string; readonly cbc: string };
  readonly key: KeyObject;
}): BlockCipher {
  const { label, blockBytes, names, key } = parts;
  let encryptor: Cipheriv | undefined;
  let decryptor: Decipheriv | undefined;
  let chain: ((data: Uint8Array) => Uint8Array) | undefined;
  const requireWholeBlocks = (data: Uint8Array, action: string): void => {
    if (data.length > 0 && data.length % blockBytes === 0) return;
    throw new SecurityModuleError(
      'bad-length',
      `Cannot ${action} ${data.length} bytes with ${label}: use a multiple of ${blockBytes} bytes, not zero`,
    );
  };
  return {
    blockBytes,
    encrypt(data) {
      requireWholeBlocks(data, 'encrypt');
      encryptor ??= createCipheriv(names.ecb, key, null).setAutoPadding(false);
      return encryptor.update(data);
    },
    decrypt(data) {
      requireWholeBlocks(data, 'decrypt');
      decryptor ??= createDecipheriv(names.ecb, key, null).setAutoPadding(false);
      return decryptor.update(data);
    },
    lastCbcBlock(data) {
      requireWholeBlocks(data, 'chain');
      chain ??= createChain(names.cbc, key, blockBytes);
      return chain(data);
    },
  };
}

/**
 * A CBC object goes on chaining from its last output. Cancelling that output out of the next first block
 * equals a zero start value, and saves setting the key up for every message.
 */
function createChain(name: string, key: KeyObject, blockBytes: number): (data: Uint8Array) => Uint8Array {
  const encryptor = createCipheriv(name, key, new Uint8Array(blockBytes)).setAutoPadding(false);
  const last = new Uint8Array(blockBytes);
  return (data) => {
    const input = new Uint8Array(data);
    for (let i = 0; i < blockBytes; i++) input[i]! ^= last[i]!;
    const output = encryptor.update(input);
    const from = output.length - blockBytes;
    const result = new Uint8Array(blockBytes);
    for (let i = 0; i < blockBytes; i++) result[i] = last[i] = output[from + i]!;
    return result;
  };
}
