/**
 * The link to the public view of a cancellation: sixteen characters of its id and 128 bits that only the security
 * module can make. Nothing is stored, and a copy of the database opens no link.
 */
import type { CancellationId } from '#domain/payment';
import { isCancellationId, type SecurityModule } from '#engine';

type Marks = Pick<SecurityModule, 'mark' | 'verifyMark'>;

const TOKEN = /^([0-9A-HJKMNP-TV-Z]{16})([A-Za-z0-9_-]{22})$/;
/** As good an id as any: a token that is none is checked like one that is. */
const NOBODY = '0'.repeat(16);

/** `01H4S9X2M8K3P7QR` and 22 characters of base64url. */
export async function trackingToken(security: Marks, id: CancellationId): Promise<string> {
  const mark = await security.mark('tracking', id);
  return id.slice(4) + Buffer.from(mark, 'hex').toString('base64url');
}

export const trackingUrl = async (security: Marks, base: string, id: CancellationId): Promise<string> =>
  `${base.replace(/\/+$/, '')}/v1/track/${await trackingToken(security, id)}`;

/** Which cancellation a token opens; `null` for every other text. A wrong one costs the same work as a right one. */
export async function cancellationOfToken(security: Marks, token: string): Promise<CancellationId | null> {
  const [, part = NOBODY, secret = ''] = TOKEN.exec(token) ?? [];
  const bytes = Buffer.from(secret, 'base64url');
  const right = await security.verifyMark('tracking', `can_${part}`, bytes.toString('hex'));
  const id = `can_${part}`;
  // Several texts decode to the same bytes; only one of them is what was given out.
  return right && bytes.toString('base64url') === secret && isCancellationId(id) ? id : null;
}
