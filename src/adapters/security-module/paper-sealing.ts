import { Buffer } from 'node:buffer';
import { type KeyObject, randomBytes } from 'node:crypto';
import { SecurityModuleError } from '#engine/ports';
import { openAesGcm, SEALING_OVERHEAD_BYTES, sealAesGcm } from './algorithms/aes-gcm.ts';

const VERSION = 1;
const DATA_KEY_BYTES = 32;
const WRAPPED_BYTES = DATA_KEY_BYTES + SEALING_OVERHEAD_BYTES;

const bound = (part: 'key' | 'paper', boundTo: string): Uint8Array =>
  Buffer.from(`yuanlu paper ${VERSION} ${part}|${boundTo}`, 'utf8');

/** One byte of version, the wrapped data key, the sealed paper. Both parts are bound to the row. */
export function sealPaper(wrapping: KeyObject, plain: Uint8Array, boundTo: string): Uint8Array {
  const dataKey = randomBytes(DATA_KEY_BYTES);
  try {
    const wrapped = sealAesGcm(wrapping, dataKey, bound('key', boundTo));
    const sealed = sealAesGcm(dataKey, plain, bound('paper', boundTo));
    return Buffer.concat([Buffer.from([VERSION]), wrapped, sealed]);
  } finally {
    dataKey.fill(0);
  }
}

export function openPaper(wrapping: KeyObject, sealed: Uint8Array, boundTo: string): Uint8Array {
  if (sealed[0] !== VERSION || sealed.length < 1 + WRAPPED_BYTES + SEALING_OVERHEAD_BYTES)
    throw new SecurityModuleError(
      'unreadable-cipher',
      'Cannot open the paper: it is not sealed in a known version; use the bytes as this module returned them',
    );
  const wrapped = sealed.subarray(1, 1 + WRAPPED_BYTES);
  const dataKey = openAesGcm(wrapping, wrapped, bound('key', boundTo));
  try {
    return openAesGcm(dataKey, sealed.subarray(1 + WRAPPED_BYTES), bound('paper', boundTo));
  } finally {
    dataKey.fill(0);
  }
}
