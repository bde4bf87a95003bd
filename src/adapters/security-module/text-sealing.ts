import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject } from 'node:crypto';
import { type SealUse, SecurityModuleError } from '#engine/ports';
import { openAesGcm, SEALING_OVERHEAD_BYTES, sealAesGcm } from './algorithms/aes-gcm.ts';

const VERSION = 'ys1';
const PLAIN_BYTES_MAX = 1_024;
/** Base64url of the longest text; longer ones are not ours and are not worth decoding. */
const CHARACTERS_MAX = Math.ceil((4 * (PLAIN_BYTES_MAX + SEALING_OVERHEAD_BYTES)) / 3) + 40;
const PATTERN = /^ys1\.([a-z-]+)\.([A-Za-z0-9_-]+)$/;

/** `ys1.<use>.<base64url of nonce, cipher text, tag>`; version, use and the row it belongs to are authenticated. */
export function sealText(key: KeyObject, use: SealUse, plain: string, boundTo: string): string {
  const bytes = Buffer.from(plain, 'utf8');
  if (bytes.length > PLAIN_BYTES_MAX) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot seal ${bytes.length} bytes for ${use}: at most ${PLAIN_BYTES_MAX} are taken`,
    );
  }
  const sealed = sealAesGcm(rowKey(key, boundTo), bytes, associated(use, boundTo));
  bytes.fill(0);
  return `${VERSION}.${use}.${Buffer.from(sealed).toString('base64url')}`;
}

export function openText(key: KeyObject, use: SealUse, sealed: string, boundTo: string): string {
  const match = sealed.length <= CHARACTERS_MAX ? PATTERN.exec(sealed) : null;
  if (match?.[1] !== use) throw unreadable(use, `it is not of the form ${VERSION}.${use}.<base64url>`);
  const bytes = Buffer.from(match[2]!, 'base64url');
  // Several texts decode to the same bytes; only one of them is what the module gave out.
  if (bytes.toString('base64url') !== match[2])
    throw unreadable(use, 'its base64url is not in canonical form');
  try {
    const plain = openAesGcm(rowKey(key, boundTo), bytes, associated(use, boundTo));
    const text = Buffer.from(plain).toString('utf8');
    plain.fill(0);
    return text;
  } catch {
    throw unreadable(use, 'it was changed, moved to another row, or sealed under another master key');
  }
}

/** A key for each row, as for card numbers: random nonces never come near their bound. */
const rowKey = (key: KeyObject, boundTo: string): Uint8Array =>
  createHmac('sha256', key).update(boundTo).digest();

const associated = (use: SealUse, boundTo: string): Uint8Array =>
  Buffer.from(`${VERSION}.${use}.${boundTo}`, 'utf8');

const unreadable = (use: SealUse, why: string): SecurityModuleError =>
  new SecurityModuleError(
    'unreadable-cipher',
    `Cannot open the text sealed for ${use}: ${why}; use it as this module returned it`,
  );
