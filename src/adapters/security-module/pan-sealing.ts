import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type SealedPan, SecurityModuleError } from '#engine/ports';
import { openAesGcm, SEALING_OVERHEAD_BYTES, sealAesGcm } from './algorithms/aes-gcm.ts';
import { keyedHash } from './algorithms/keyed-hash.ts';
import { maskPan, requirePan } from './algorithms/pan.ts';

const VERSION = 1;
const INDEX_BYTES = 16;
const HEADER_BYTES = 1 + INDEX_BYTES;
const PAN_DIGITS_MAX = 19;
/** Base64 of the longest card number; longer text is not ours and is not worth decoding. */
const CHARACTERS_MAX = 4 * Math.ceil((HEADER_BYTES + SEALING_OVERHEAD_BYTES + PAN_DIGITS_MAX) / 3);

export interface PanKeys {
  readonly data: KeyObject;
  readonly index: KeyObject;
}

/**
 * The cipher carries version, index and the sealed digits. The index is authenticated with the digits,
 * and stands in front because the card number has to be found again from the cipher alone.
 */
export function sealPan(keys: PanKeys, pan: string): SealedPan {
  requirePan(pan, 'seal the card number');
  const index = keyedHash(keys.index, pan);
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = VERSION;
  header.write(index, 1, 'hex');
  const digits = Buffer.from(pan, 'ascii');
  const sealed = sealAesGcm(cardKey(keys.data, header), digits, header);
  digits.fill(0);
  return { index, cipher: Buffer.concat([header, sealed]).toString('base64'), masked: maskPan(pan) };
}

export function openPan(keys: PanKeys, cipher: string): string {
  const bytes = cipher.length <= CHARACTERS_MAX ? Buffer.from(cipher, 'base64') : Buffer.alloc(0);
  // Several texts decode to the same bytes; only one of them is what the module gave out.
  if (bytes.length <= HEADER_BYTES || bytes[0] !== VERSION || bytes.toString('base64') !== cipher) {
    throw unreadable('it is not a sealed card number of a known version');
  }
  const header = bytes.subarray(0, HEADER_BYTES);
  const pan = openDigits(keys, header, bytes.subarray(HEADER_BYTES));
  const index = Buffer.from(keyedHash(keys.index, pan), 'hex');
  if (!timingSafeEqual(index, header.subarray(1)))
    throw unreadable('its index belongs to another card number');
  return pan;
}

function openDigits(keys: PanKeys, header: Uint8Array, sealed: Uint8Array): string {
  try {
    const digits = openAesGcm(cardKey(keys.data, header), sealed, header);
    const pan = Buffer.from(digits).toString('ascii');
    digits.fill(0);
    return pan;
  } catch {
    throw unreadable('it was changed, or was sealed under another master key');
  }
}

/**
 * A key for each card number. Random nonces under one key are safe for some four thousand million values,
 * which a busy acquirer reaches in weeks; under a key for each card they never come near that.
 */
function cardKey(dataKey: KeyObject, header: Uint8Array): Uint8Array {
  return createHmac('sha256', dataKey).update(header).digest();
}

function unreadable(why: string): SecurityModuleError {
  return new SecurityModuleError(
    'unreadable-cipher',
    `Cannot open the card number: ${why}; use the cipher as this module returned it`,
  );
}
