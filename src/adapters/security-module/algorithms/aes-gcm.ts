import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';
import { drawBytes } from './random.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** How much longer the sealed form is than what was sealed. */
export const SEALING_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** Encrypts and authenticates; `associated` is authenticated only. Result: nonce, cipher text, tag. */
export function sealAesGcm(
  key: Uint8Array | KeyObject,
  plain: Uint8Array,
  associated: Uint8Array,
): Uint8Array {
  const nonce = drawBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, toKeyObject(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const sealed = new Uint8Array(plain.length + SEALING_OVERHEAD_BYTES);
  sealed.set(nonce);
  sealed.set(cipher.update(plain), NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + plain.length);
  return sealed;
}

/** Gives the plain bytes, or refuses when key, associated data or any bit of the sealed form differs. */
export function openAesGcm(
  key: Uint8Array | KeyObject,
  sealed: Uint8Array,
  associated: Uint8Array,
): Uint8Array {
  if (sealed.length < SEALING_OVERHEAD_BYTES) {
    throw new SecurityModuleError(
      'unreadable-cipher',
      `Cannot decrypt ${sealed.length} bytes: a sealed value has at least ${SEALING_OVERHEAD_BYTES} bytes`,
    );
  }
  const tagStart = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, toKeyObject(key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(tagStart));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, tagStart));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new SecurityModuleError(
      'unreadable-cipher',
      'Cannot decrypt: the value was changed, or was sealed under another key',
    );
  }
  return plain;
}

function toKeyObject(key: Uint8Array | KeyObject): KeyObject {
  if (!(key instanceof Uint8Array)) return key;
  if (key.length === KEY_BYTES) return createSecretKey(key);
  throw new SecurityModuleError(
    'bad-length',
    `Cannot set up an AES-256 key of ${key.length} bytes: use ${KEY_BYTES} bytes`,
  );
}
