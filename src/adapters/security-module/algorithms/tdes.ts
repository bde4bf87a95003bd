import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type Decipheriv,
  type KeyObject,
} from 'node:crypto';
import { SecurityModuleError } from '#engine';

const BLOCK_BYTES = 8;

/** One DES or triple DES key made ready. Every call stands alone: no state is carried from call to call. */
export interface TdesCipher {
  /** ECB without padding. */
  encrypt(data: Uint8Array): Uint8Array;
  decrypt(data: Uint8Array): Uint8Array;
  /** Last block of CBC with a zero start value over data that already fills whole blocks. */
  lastCbcBlock(data: Uint8Array): Uint8Array;
}

/**
 * Setting a key up costs about ten times one encryption, therefore the OpenSSL objects are made once, on
 * first use, and kept.
 */
export function createTdesCipher(key: Uint8Array): TdesCipher {
  const tripleKey = toTripleLength(key);
  let encryptor: Cipheriv | undefined;
  let decryptor: Decipheriv | undefined;
  let chain: ((data: Uint8Array) => Uint8Array) | undefined;
  return {
    encrypt(data) {
      requireWholeBlocks(data, 'encrypt');
      encryptor ??= createCipheriv('des-ede3-ecb', tripleKey, null).setAutoPadding(false);
      return encryptor.update(data);
    },
    decrypt(data) {
      requireWholeBlocks(data, 'decrypt');
      decryptor ??= createDecipheriv('des-ede3-ecb', tripleKey, null).setAutoPadding(false);
      return decryptor.update(data);
    },
    lastCbcBlock(data) {
      requireWholeBlocks(data, 'chain');
      chain ??= createChain(tripleKey);
      return chain(data);
    },
  };
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

/** The check value of a key that is already set up. */
export function checkValueUnder(cipher: TdesCipher): Uint8Array {
  return new Uint8Array(cipher.encrypt(new Uint8Array(BLOCK_BYTES)).subarray(0, 4));
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

/**
 * A CBC object goes on chaining from its last output. Cancelling that output out of the next first block
 * equals a zero start value, and saves setting the key up for every message.
 */
function createChain(tripleKey: KeyObject): (data: Uint8Array) => Uint8Array {
  const encryptor = createCipheriv('des-ede3-cbc', tripleKey, new Uint8Array(BLOCK_BYTES)).setAutoPadding(
    false,
  );
  let last = new Uint8Array(BLOCK_BYTES);
  return (data) => {
    const input = Uint8Array.from(data);
    for (let i = 0; i < BLOCK_BYTES; i++) input[i]! ^= last[i]!;
    const output = encryptor.update(input);
    last = new Uint8Array(output.subarray(output.length - BLOCK_BYTES));
    return last.slice();
  };
}

function requireWholeBlocks(data: Uint8Array, action: string): void {
  if (data.length > 0 && data.length % BLOCK_BYTES === 0) return;
  throw new SecurityModuleError(
    'bad-length',
    `Cannot ${action} ${data.length} bytes with DES: use a multiple of ${BLOCK_BYTES} bytes, not zero`,
  );
}
