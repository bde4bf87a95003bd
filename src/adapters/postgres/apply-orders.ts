/** Orders of a batch: new rows, changed ones under the version that they were read at, and what of them waits. */
import { dueMsOfOrder, type Order } from '#domain/order';
import { bucketOfId, type ChangeSet, toJson } from '#engine';
import { byKey, columns, statement } from './apply-tools.ts';
import type { Statement } from './connection.ts';

const NEW_ORDERS = `INSERT INTO "order" (bucket, book, id, version, state, order_no, payable_fen, created_ms,
    due_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[],
    $7::bigint[], $8::bigint[], $9::bigint[], $10::json[])`;
const OLD_ORDERS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[],
    $6::bigint[], $7::json[]) AS n(bucket, id, expected, version, state, due_ms, body)),
  u AS (UPDATE "order" o SET version = n.version, state = n.state, due_ms = n.due_ms, body = n.body FROM n
        WHERE o.bucket = n.bucket AND o.id = n.id AND o.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'order')`;
const NEW_DUE = `INSERT INTO order_due (bucket, book, id, due_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[])`;
const STILL_DUE = `INSERT INTO order_due AS o (bucket, book, id, due_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (bucket, id) DO UPDATE SET due_ms = excluded.due_ms WHERE o.due_ms <> excluded.due_ms`;
const NO_LONGER_DUE = `DELETE FROM order_due o USING unnest($1::smallint[], $2::text[]) AS n(bucket, id)
  WHERE o.bucket = n.bucket AND o.id = n.id`;

const bucket = ({ id }: Order): number => bucketOfId(id);
const idOf = ({ id }: Order): string => id;

function waiting(name: string, text: string, orders: readonly Order[]): Statement[] {
  const due = orders.filter((order) => dueMsOfOrder(order) !== null);
  if (due.length === 0) return [];
  return [statement(name, text, ...columns(due, bucket, ({ book }) => book, idOf, dueMsOfOrder))];
}

const newOrders = (orders: readonly Order[]): Statement =>
  statement(
    'apply-new-orders',
    NEW_ORDERS,
    ...columns(
      orders,
      bucket,
      ({ book }) => book,
      idOf,
      ({ version }) => version,
      ({ state }) => state,
      ({ orderNo }) => orderNo,
      ({ payableFen }) => payableFen,
      ({ createdMs }) => createdMs,
      dueMsOfOrder,
      toJson,
    ),
  );

const oldOrders = (rows: ChangeSet['orders']): Statement =>
  statement(
    'apply-old-orders',
    OLD_ORDERS,
    ...columns(
      rows,
      ({ order }) => bucketOfId(order.id),
      ({ order }) => order.id,
      ({ expectedVersion }) => expectedVersion,
      ({ order }) => order.version,
      ({ order }) => order.state,
      ({ order }) => dueMsOfOrder(order),
      ({ order }) => toJson(order),
    ),
    rows.length,
  );

export function orderStatements(all: ChangeSet['orders']): Statement[] {
  if (all.length === 0) return [];
  const fresh = all.filter(({ expectedVersion }) => expectedVersion === 0).map(({ order }) => order);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey(({ order }) => order.id));
  const statements: Statement[] = [];
  if (fresh.length > 0) statements.push(newOrders(fresh), ...waiting('apply-new-due', NEW_DUE, fresh));
  if (known.length > 0) {
    const orders = known.map(({ order }) => order);
    const quiet = orders.filter((order) => dueMsOfOrder(order) === null);
    statements.push(oldOrders(known), ...waiting('apply-still-due', STILL_DUE, orders));
    if (quiet.length > 0)
      statements.push(statement('apply-no-longer-due', NO_LONGER_DUE, ...columns(quiet, bucket, idOf)));
  }
  return statements;
}
