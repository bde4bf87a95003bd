/**
 * Issuer application data, 9F10. Its layout belongs to the issuer; cards of PBOC and of the Visa family share this
 * one: a length byte, key index, cryptogram version, four bytes of card verification results and, for PBOC, an
 * algorithm byte. Discretionary data with a length byte of its own may follow.
 * Source: JR/T 0025 as quoted publicly for PBOC; the Visa form as three public libraries read it.
 */
import { EmvError, fail } from './error.ts';
import { joined } from './tlv.ts';

export interface IssuerApplicationData {
  readonly keyIndex: number;
  /** Cryptogram version as the byte stands: 01, 0A (CVN 10), 11 (CVN 17), 12 (CVN 18) … */
  readonly cryptogramVersion: number;
  /** Four bytes; the first one counts the three that follow. */
  readonly cvr: Uint8Array;
  /** PBOC: 01 triple DES, 04 SM4. Null where the first part ends before it. */
  readonly algorithm: number | null;
  /** Without its length byte; null when that byte is missing too. */
  readonly discretionary: Uint8Array | null;
}

export const IAD_BYTES_MAX = 32;
const CVR_BYTES = 4;
const HEAD_BYTES = 2 + CVR_BYTES;

/** @throws EmvError `bad-value` for data of another layout */
export function readIad(bytes: Uint8Array): IssuerApplicationData {
  const length = bytes[0] ?? 0;
  const algorithmFits = length === HEAD_BYTES || length === HEAD_BYTES + 1;
  if (!algorithmFits || bytes.length <= length || bytes[3] !== CVR_BYTES - 1 || bytes.length > IAD_BYTES_MAX)
    fail('bad-value', `read tag 9F10: ${bytes.length} bytes are not of the layout of PBOC and Visa`, '9F10');
  const rest = bytes.subarray(1 + length);
  if (rest.length > 0 && rest[0] !== rest.length - 1)
    fail(
      'bad-value',
      `read tag 9F10: its discretionary part has ${rest.length - 1} bytes, not as it says`,
      '9F10',
    );
  return {
    keyIndex: bytes[1]!,
    cryptogramVersion: bytes[2]!,
    cvr: bytes.subarray(3, 3 + CVR_BYTES),
    algorithm: length === HEAD_BYTES ? null : bytes[1 + HEAD_BYTES]!,
    discretionary: rest.length === 0 ? null : rest.subarray(1),
  };
}

/** Whether {@link readIad} reads it: its own length byte fits, and its card results are four bytes. */
export function hasUsualLayout(bytes: Uint8Array): boolean {
  try {
    readIad(bytes);
    return true;
  } catch (error) {
    if (error instanceof EmvError) return false;
    throw error;
  }
}

/**
 * Whether data of the shared layout end before their first byte, which counts what follows it, says. No issuer of that
 * layout can read its card then; data of another layout begin with no length and are never at fault.
 */
export function isCutIad(bytes: Uint8Array): boolean {
  const length = bytes[0];
  const isShared = (length === HEAD_BYTES || length === HEAD_BYTES + 1) && bytes[3] === CVR_BYTES - 1;
  return isShared && bytes.length <= length;
}

/** @throws EmvError `not-possible` */
export function writeIad(iad: IssuerApplicationData): Uint8Array {
  const { keyIndex, cryptogramVersion, cvr, algorithm, discretionary } = iad;
  if (cvr.length !== CVR_BYTES || cvr[0] !== CVR_BYTES - 1)
    fail(
      'not-possible',
      `write tag 9F10: card results of ${cvr.length} bytes, expected 03 and three more`,
      '9F10',
    );
  const bytes = joined([
    [HEAD_BYTES + (algorithm === null ? 0 : 1), keyIndex, cryptogramVersion],
    cvr,
    algorithm === null ? [] : [algorithm],
    discretionary === null ? [] : [discretionary.length],
    discretionary ?? [],
  ]);
  if (bytes.length > IAD_BYTES_MAX)
    fail(
      'not-possible',
      `write tag 9F10: ${bytes.length} bytes, at most ${IAD_BYTES_MAX} are possible`,
      '9F10',
    );
  return bytes;
}
