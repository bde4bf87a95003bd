import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { type KeyPurpose, SecurityModuleError, type WrappedKey } from '#engine';
import { openAesGcm, sealAesGcm } from './algorithms/aes-gcm.ts';

const VERSION = 'yk1';
/** A triple length key needs under 90 characters; anything longer is not ours and is not worth decoding. */
const CHARACTERS_MAX = 200;
const PATTERN = /^yk1\.(tmk|pik|mak|zpk|zak)\.([A-Za-z0-9_-]+)$/;

/**
 * `yk1.<purpose>.<base64url of nonce, cipher text, tag>`; version and purpose are authenticated with the
 * key.
 */
export function wrapKey(wrappingKey: KeyObject, purpose: KeyPurpose, key: Uint8Array): WrappedKey {
  const sealed = sealAesGcm(wrappingKey, key, associatedData(purpose));
  return `${VERSION}.${purpose}.${Buffer.from(sealed).toString('base64url')}` as WrappedKey;
}

/** The key and the purpose it was wrapped for. A purpose edited in the text makes the key unreadable. */
export function unwrapKey(
  wrappingKey: KeyObject,
  wrapped: string,
): { readonly purpose: KeyPurpose; readonly key: Uint8Array } {
  const match = wrapped.length <= CHARACTERS_MAX ? PATTERN.exec(wrapped) : null;
  if (match === null) throw unreadable('it is not of the form yk1.<purpose>.<base64url>');
  const purpose = match[1] as KeyPurpose;
  const sealed = Buffer.from(match[2]!, 'base64url');
  // Several texts decode to the same bytes; only one of them is what the module gave out.
  if (sealed.toString('base64url') !== match[2]) throw unreadable('its base64url is not in canonical form');
  try {
    return { purpose, key: openAesGcm(wrappingKey, sealed, associatedData(purpose)) };
  } catch {
    throw unreadable('it was changed, or was wrapped under another master key');
  }
}

function associatedData(purpose: KeyPurpose): Uint8Array {
  return Buffer.from(`${VERSION}.${purpose}`, 'ascii');
}

function unreadable(why: string): SecurityModuleError {
  return new SecurityModuleError(
    'unreadable-key',
    `Cannot unwrap the key: ${why}; use the text as this module returned it`,
  );
}
