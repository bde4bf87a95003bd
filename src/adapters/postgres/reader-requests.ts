/** Reading requests, and finding a payment by what its receipt shows. */
import type { PaymentId } from '#domain/payment';
import type { CancelRequest, RequestId } from '#domain/request';
import { bucketOfId, isRequestId } from '#engine';
import { listed, type ReadPool } from './read-pool.ts';
import { requestsSql } from './reader-lists.ts';
import type { Reader, Typed } from './reader-types.ts';
import { requestOf } from './requests.ts';

/** Two rows tell that it is not the only one. */
const TYPED = `SELECT id FROM payment WHERE rrn = $1 AND amount_fen = $2::bigint
    AND started_ms >= $3::bigint AND started_ms < $4::bigint AND body->'card'->>'masked' LIKE $5 LIMIT 2`;

const REQUESTED = `SELECT k.id FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  WHERE EXISTS (SELECT FROM request r WHERE r.bucket = k.bucket AND r.payment_id = k.id)`;

async function paymentTyped(pool: ReadPool, typed: Typed): Promise<PaymentId | null> {
  const { reference, amountFen, fromMs, toMs, last4 } = typed;
  const values = [reference, String(amountFen), fromMs, toMs, `%${last4}`];
  const rows = await pool.rows<{ id: PaymentId }>({ text: TYPED, values });
  return rows.length === 1 ? rows[0]!.id : null;
}

export const requestReading = (
  pool: ReadPool,
): Pick<Reader, 'requests' | 'request' | 'requestsOf' | 'requested' | 'paymentTyped'> => ({
  async requests(page) {
    const rows = await pool.rows<{ body: string }>(requestsSql(page));
    return listed(rows, page.limit, requestOf, (request: CancelRequest): RequestId => request.id);
  },
  async request(id) {
    if (!isRequestId(id)) return null;
    const [row] = await pool.rows<{ body: string }>({
      text: 'SELECT body::text AS body FROM request WHERE bucket = $1::smallint AND id = $2',
      values: [bucketOfId(id), id],
    });
    return row === undefined ? null : requestOf(row);
  },
  async requestsOf(id) {
    const rows = await pool.rows<{ body: string }>({
      text: `SELECT body::text AS body FROM request WHERE bucket = $1::smallint AND payment_id = $2
        ORDER BY id DESC`,
      values: [bucketOfId(id), id],
    });
    return rows.map(requestOf);
  },
  async requested(ids) {
    if (ids.length === 0) return new Set();
    const rows = await pool.rows<{ id: PaymentId }>({ text: REQUESTED, values: [ids.map(bucketOfId), ids] });
    return new Set(rows.map(({ id }) => id));
  },
  paymentTyped: (typed) => paymentTyped(pool, typed),
});
