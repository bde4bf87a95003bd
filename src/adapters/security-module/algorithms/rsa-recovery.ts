/** What RSA signatures of EMV hold: recovered with the public key, between marks and with a hash inside. */
import { constants, createHash, createPublicKey, publicEncrypt } from 'node:crypto';

export interface RsaPublicKey {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/** Where the chain broke. */
export type OfflineStep =
  | 'issuer-certificate'
  | 'card-certificate'
  | 'static-data'
  | 'dynamic-data'
  | 'transaction-data';

/**
 * Why it broke.
 * - `length` not as long as the key that signed it
 * - `form` recovered, it has not the marks of its kind: another key signed it
 * - `algorithm` hash or key of another kind than SHA-1 and RSA
 * - `hash` something that it covers was changed
 * - `card` it belongs to another issuer or card
 * - `expired`, `revoked`
 */
export type OfflineReason = 'length' | 'form' | 'algorithm' | 'hash' | 'card' | 'expired' | 'revoked';

export type OfflineResult<T> =
  | { readonly state: 'good'; readonly value: T }
  | { readonly state: 'failed'; readonly step: OfflineStep; readonly reason: OfflineReason };

const HEADER = 0x6a;
const TRAILER = 0xbc;
export const HASH_BYTES = 20;
/** Its number in certificates and signatures; EMV has no other hash for RSA. */
export const SHA_1 = 1;

/** What a signature holds, with header, format and trailer as they must be. */
export function recover(
  key: RsaPublicKey,
  signed: Uint8Array,
  format: number,
  head: number,
  step: OfflineStep,
): OfflineResult<Uint8Array> {
  if (signed.length !== key.modulus.length || signed.length < head + HASH_BYTES + 1)
    return failed(step, 'length');
  const bytes = publicOperation(key, signed);
  if (bytes === undefined) return failed(step, 'form');
  const sound = bytes[0] === HEADER && bytes[1] === format && bytes.at(-1) === TRAILER;
  return sound ? good(bytes) : failed(step, 'form');
}

/** Undefined for a number that is not below the modulus, and for a modulus that is none. */
function publicOperation({ modulus, exponent }: RsaPublicKey, signed: Uint8Array): Uint8Array | undefined {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  try {
    const key = createPublicKey({
      key: { kty: 'RSA', n: text(modulus), e: text(exponent) },
      format: 'jwk',
    });
    return new Uint8Array(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, signed));
  } catch {
    return undefined;
  }
}

/** The hash stands before the trailer; it covers everything between header and itself, and what follows outside. */
export function hashFits(bytes: Uint8Array, covered: readonly Uint8Array[]): boolean {
  const start = bytes.length - HASH_BYTES - 1;
  return equal(bytes.subarray(start, start + HASH_BYTES), sha1(bytes.subarray(1, start), ...covered));
}

export function sha1(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
export const good = <T>(value: T): OfflineResult<T> => ({ state: 'good', value });
export const failed = (step: OfflineStep, reason: OfflineReason): OfflineResult<never> => ({
  state: 'failed',
  step,
  reason,
});
