/** Reading orders, and everything that happened to one. */
import type { Order, OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import { bucketOfId, type EventRow, fromJson, isOrderId } from '#engine';
import { listed, type ReadPool } from './read-pool.ts';
import { ordersSql } from './reader-lists.ts';
import type { Reader } from './reader-types.ts';

const EVENTS_MAX = 2_000;

const orderOf = ({ body }: { body: string }): Order => fromJson<Order>(body);

export const orderReading = (
  pool: ReadPool,
): Pick<Reader, 'orders' | 'order' | 'orderByNo' | 'orderEvents' | 'merchantOf'> => ({
  async orders(page) {
    const rows = await pool.rows<{ body: string }>(ordersSql(page));
    return listed(rows, page.limit, orderOf, (order: Order): OrderId => order.id);
  },
  async order(id) {
    if (!isOrderId(id)) return null;
    const [row] = await pool.rows<{ body: string }>({
      text: 'SELECT body::text AS body FROM "order" WHERE bucket = $1::smallint AND id = $2',
      values: [bucketOfId(id), id],
    });
    return row === undefined ? null : orderOf(row);
  },
  async orderByNo(book, orderNo) {
    const [row] = await pool.rows<{ body: string }>({
      text: 'SELECT body::text AS body FROM "order" WHERE book = $1 AND order_no = $2',
      values: [book, orderNo],
    });
    return row === undefined ? null : orderOf(row);
  },
  async orderEvents(id) {
    const rows = await pool.rows<{
      seq: string;
      book: string;
      payment_id: string | null;
      cancellation_id: string | null;
      at_ms: string;
      kind: string;
      body: string;
    }>({
      text: `SELECT seq, book, payment_id, cancellation_id, at_ms, kind, body::text AS body FROM event
        WHERE bucket = $1::smallint AND order_id = $2 ORDER BY seq LIMIT $3::int`,
      values: [bucketOfId(id), id, EVENTS_MAX + 1],
    });
    return {
      truncated: rows.length > EVENTS_MAX,
      events: rows.slice(0, EVENTS_MAX).map((row) => ({
        seq: BigInt(row.seq),
        book: row.book,
        paymentId: row.payment_id as PaymentId | null,
        cancellationId: row.cancellation_id as CancellationId | null,
        orderId: id,
        atMs: Number(row.at_ms),
        kind: row.kind,
        body: fromJson<EventRow['body']>(row.body),
      })),
    };
  },
  async merchantOf(book) {
    const text = 'SELECT merchant_id FROM merchant WHERE book = $1';
    const [row] = await pool.rows<{ merchant_id: string }>({ text, values: [book] });
    return row?.merchant_id ?? null;
  },
});
