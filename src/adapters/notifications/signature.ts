/** Signatures as in Standard Webhooks 1.0.0: HMAC-SHA-256 over id, time and body. */
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** The specification asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** `v1,` and base64 over `id.seconds.body`. The secret is as `newSecret` made it. */
export function signature(secret: string, id: string, atS: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${atS}.${body}`, 'utf8').digest('base64')}`;
}

/** While a secret is being replaced both sign, the newer one first: a receiver is content with either. */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  nowMs: number,
  body: string,
): Readonly<Record<string, string>> {
  const atS = Math.floor(nowMs / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(atS),
    'webhook-signature': secrets.map((secret) => signature(secret, id, atS, body)).join(' '),
  };
}
