/** The orders that a batch names, or that its payments pay. */
import type { Order } from '#domain/order';
import { bucketOfBook, fromJson, type Loaded, type LoadKeys } from '#engine';
import type { HotConnection } from './connection.ts';

const ORDERS = `SELECT o.body::text AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN "order" o ON o.bucket = k.bucket AND o.id = k.id`;

/** A batch without orders costs no question. */
export async function loadOrders(
  connection: HotConnection,
  keys: LoadKeys,
  loaded: Pick<Loaded, 'once' | 'payments'>,
): Promise<Order[]> {
  const wanted = new Map<string, string>(keys.orders.map(({ id, book }) => [id, book]));
  for (const { payment } of loaded.payments)
    if (payment.order !== undefined) wanted.set(payment.order.id, payment.book);
  for (const { subject, book } of loaded.once) if (subject?.kind === 'order') wanted.set(subject.id, book);
  if (wanted.size === 0) return [];
  const [found] = await connection.query([
    {
      name: 'load-orders',
      text: ORDERS,
      values: [[...wanted.values()].map(bucketOfBook), [...wanted.keys()]],
    },
  ]);
  return (found as unknown as { rows: { body: string }[] }).rows.map(({ body }) => fromJson<Order>(body));
}
