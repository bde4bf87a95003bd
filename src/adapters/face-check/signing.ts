/** HMAC-SHA256 over what is said, with the time; both sides share the key. docs/face-check.md has the protocol. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FaceResult } from '#engine';

/** Another clock may be so far away; an older result is none. */
export const TIME_AROUND_MS = 5 * 60_000;

export const signatureOf = (key: Uint8Array, time: string, said: string): string =>
  createHmac('sha256', key).update(`${time}.${said}`, 'utf8').digest('hex');

/** One line; none of its parts can hold the dot that parts them. */
export const resultLine = ({ checkId, nonce, passed, reference }: FaceResult): string =>
  [checkId, nonce, passed ? 'passed' : 'failed', Buffer.from(reference, 'utf8').toString('base64url')].join(
    '.',
  );

export function isSigned(
  key: Uint8Array,
  said: string,
  given: { readonly time: string; readonly signature: string },
  nowMs: number,
): boolean {
  const atMs = /^\d{13}$/.test(given.time) ? Number(given.time) : Number.NaN;
  if (!(Math.abs(nowMs - atMs) <= TIME_AROUND_MS) || !/^[0-9a-f]{64}$/.test(given.signature)) return false;
  const right = Buffer.from(signatureOf(key, given.time, said), 'hex');
  return timingSafeEqual(right, Buffer.from(given.signature, 'hex'));
}
