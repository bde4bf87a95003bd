/** The stored form of a key under a master key, as text. It names purpose, cipher and master key. */
import { Buffer } from 'node:buffer';
import {
  KEY_ALGORITHMS,
  KEY_PURPOSES,
  type KeyAlgorithm,
  type KeyPurpose,
  SecurityModuleError,
  type WrappedKey,
} from '#engine/ports';

/** A key in clear, with what it is for. Whoever holds it wipes `key`. */
export interface KeyMaterial {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly key: Uint8Array;
}

/** A wrapped key taken apart. `masterKeyId` is null in the oldest form, which did not name it. */
export interface WrappedParts {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly masterKeyId: string | null;
  readonly sealed: Uint8Array;
  /** What is authenticated with the key: a purpose or cipher edited in the text makes it unreadable. */
  readonly associated: Uint8Array;
}

/** A key of 32 bytes needs under 130 characters; anything longer is not ours and is not worth decoding. */
const CHARACTERS_MAX = 240;
const FIRST = /^yk1\.(tmk|pik|mak|zpk|zak)\.([A-Za-z0-9_-]+)$/;
const SECOND = new RegExp(
  `^yk2\\.(${KEY_PURPOSES.join('|')}|root)\\.(${KEY_ALGORITHMS.join('|')})\\.([a-z0-9-]{1,40})\\.([A-Za-z0-9_-]+)$`,
);

/** What a key is authenticated with. */
export const associatedData = (purpose: string, algorithm: string, masterKeyId: string): Uint8Array =>
  Buffer.from(`yk2.${purpose}.${algorithm}.${masterKeyId}`, 'ascii');

/** `yk2.<purpose>.<cipher>.<master key>.<base64url of what the master key sealed>` */
export function writeWrapped(
  purpose: string,
  algorithm: string,
  masterKeyId: string,
  sealed: Uint8Array,
): WrappedKey {
  const text = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('base64url');
  return `yk2.${purpose}.${algorithm}.${masterKeyId}.${text}` as WrappedKey;
}

/** @throws SecurityModuleError `unreadable-key` */
export function readWrapped(wrapped: string): WrappedParts {
  const text = wrapped.length <= CHARACTERS_MAX ? wrapped : '';
  const second = SECOND.exec(text);
  if (second !== null) {
    const [, purpose, algorithm, masterKeyId, sealed] = second as unknown as string[];
    return {
      purpose: purpose as KeyPurpose,
      algorithm: algorithm as KeyAlgorithm,
      masterKeyId: masterKeyId!,
      sealed: canonical(sealed!),
      associated: associatedData(purpose!, algorithm!, masterKeyId!),
    };
  }
  const first = FIRST.exec(text);
  if (first === null) throw unreadableKey('it is not of the form yk2.<purpose>.<cipher>.<master key>.<key>');
  const purpose = first[1] as KeyPurpose;
  return {
    purpose,
    algorithm: 'tdes',
    masterKeyId: null,
    sealed: canonical(first[2]!),
    associated: Buffer.from(`yk1.${purpose}`, 'ascii'),
  };
}

/** Several texts decode to the same bytes; only one of them is what the module gave out. */
function canonical(text: string): Uint8Array {
  const sealed = Buffer.from(text, 'base64url');
  if (sealed.toString('base64url') !== text) throw unreadableKey('its base64url is not in canonical form');
  return sealed;
}

export function unreadableKey(why: string): SecurityModuleError {
  return new SecurityModuleError(
    'unreadable-key',
    `Cannot unwrap the key: ${why}; use the text as this module returned it`,
  );
}
