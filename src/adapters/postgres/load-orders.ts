/** The orders that a batch names, or that its payments pay: out of what the lane keeps, or read. */
import type { Order } from '#domain/order';
import { bucketOfBook, fromJson, type Loaded, type LoadKeys } from '#engine';
import type { KeptRows } from './kept-rows.ts';
import { type Ask, ask } from './load-payments.ts';

const ORDERS = `SELECT o.body::text AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN "order" o ON o.bucket = k.bucket AND o.id = k.id`;

type Wanted = LoadKeys['orders'][number];

/** What brings these orders; nothing where all are kept or known already. */
export function orderAsks(
  found: Map<string, Order>,
  wanted: readonly Pick<Wanted, 'id' | 'book'>[],
  kept: KeptRows,
): Ask[] {
  const missing = new Map<string, string>();
  for (const { id, book } of wanted) {
    if (found.has(id)) continue;
    const order = kept.order(id);
    if (order !== undefined && order.book === book) found.set(id, order);
    else missing.set(id, book);
  }
  if (missing.size === 0) return [];
  const values = [[...missing.values()].map(bucketOfBook), [...missing.keys()]];
  return [
    ask<{ body: string }>('load-orders', ORDERS, values, (rows) => {
      for (const { body } of rows) {
        const order = fromJson<Order>(body);
        found.set(order.id, order);
      }
    }),
  ];
}

/** The orders to which what was loaded leads. */
export function ordersOf({
  once,
  payments,
}: Pick<Loaded, 'once' | 'payments'>): Pick<Wanted, 'id' | 'book'>[] {
  const named: Pick<Wanted, 'id' | 'book'>[] = [];
  for (const { payment } of payments)
    if (payment.order !== undefined) named.push({ id: payment.order.id as Order['id'], book: payment.book });
  for (const { subject, book } of once)
    if (subject?.kind === 'order') named.push({ id: subject.id as Order['id'], book });
  return named;
}
