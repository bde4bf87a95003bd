/** Orders of a batch: new rows, and changed ones under the version that they were read at. */
import { dueMsOfOrder } from '#domain/order';
import { bucketOfId, type ChangeSet, toJson } from '#engine';
import type { Statement } from './connection.ts';

const NEW_ORDERS = `INSERT INTO "order" (bucket, book, id, version, state, order_no, payable_fen, created_ms,
    due_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[],
    $7::bigint[], $8::bigint[], $9::bigint[], $10::jsonb[])`;
const OLD_ORDERS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[],
    $6::bigint[], $7::jsonb[]) AS n(bucket, id, expected, version, state, due_ms, body)),
  u AS (UPDATE "order" o SET version = n.version, state = n.state, due_ms = n.due_ms, body = n.body FROM n
        WHERE o.bucket = n.bucket AND o.id = n.id AND o.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'order')`;

export function orderStatements(all: ChangeSet['orders']): Statement[] {
  const sorted = [...all].sort((a, b) => (a.order.id < b.order.id ? -1 : 1));
  const fresh = sorted.filter(({ expectedVersion }) => expectedVersion === 0).map(({ order }) => order);
  const known = sorted.filter(({ expectedVersion }) => expectedVersion !== 0);
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    statements.push({
      name: 'apply-new-orders',
      text: NEW_ORDERS,
      values: [
        fresh.map(({ id }) => bucketOfId(id)),
        fresh.map(({ book }) => book),
        fresh.map(({ id }) => id),
        fresh.map(({ version }) => version),
        fresh.map(({ state }) => state),
        fresh.map(({ orderNo }) => orderNo),
        fresh.map(({ payableFen }) => String(payableFen)),
        fresh.map(({ createdMs }) => createdMs),
        fresh.map(dueMsOfOrder),
        fresh.map(toJson),
      ],
    });
  }
  if (known.length > 0) {
    const rows = known.map(({ order }) => order);
    statements.push({
      name: 'apply-old-orders',
      text: OLD_ORDERS,
      values: [
        rows.map(({ id }) => bucketOfId(id)),
        rows.map(({ id }) => id),
        known.map(({ expectedVersion }) => expectedVersion),
        rows.map(({ version }) => version),
        rows.map(({ state }) => state),
        rows.map(dueMsOfOrder),
        rows.map(toJson),
        known.length,
      ],
    });
  }
  return statements;
}
