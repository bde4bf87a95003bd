/** Reading orders, and everything that happened to one. */
import type { Order, OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import { bucketOfId, type EventRow, fromJson, isOrderId } from '#engine';
import { listed, type ReadPool } from './read-pool.ts';
import { ordersSql } from './reader-lists.ts';
import type { Reader } from './reader-types.ts';

const EVENTS_MAX = 2_000;

const orderOf = ({ body }: { body: string }): Order => fromJson<Order>(body);

type OrderReading = Pick<Reader, 'orders' | 'order' | 'orderByNo' | 'orderEvents' | 'merchantOf'>;

export const orderReading = (pool: ReadPool): OrderReading => ({
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
  merchantOf: merchantsByBook(pool),
});

const MERCHANTS_KEPT_MAX = 10_000;

/** A book stays its merchant's for ever: what was read once is not asked again. */
function merchantsByBook(pool: ReadPool): Reader['merchantOf'] {
  const kept = new Map<string, string>();
  return async (book) => {
    const known = kept.get(book);
    if (known !== undefined) return known;
    const text = 'SELECT merchant_id FROM merchant WHERE book = $1';
    const [row] = await pool.rows<{ merchant_id: string }>({ text, values: [book] });
    if (row === undefined) return null;
    if (kept.size >= MERCHANTS_KEPT_MAX) kept.clear();
    kept.set(book, row.merchant_id);
    return row.merchant_id;
  };
}
