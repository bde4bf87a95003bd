/** Requests in the database: written with their batch, loaded with their payment. */
import { type CancelRequest, dueOfRequest } from '#domain/request';
import { bucketOfId, type ChangeSet, fromJson, toJson } from '#engine';
import { byKey, columns, statement } from './apply-tools.ts';
import type { Statement } from './connection.ts';

const NEW_REQUESTS = `INSERT INTO request (bucket, book, id, payment_id, version, state, door, opened_ms, due_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::jsonb[])`;
const OLD_REQUESTS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[],
    $5::text[], $6::bigint[], $7::jsonb[]) AS n(bucket, id, expected, version, state, due_ms, body)),
  u AS (UPDATE request r SET version = n.version, state = n.state, due_ms = n.due_ms, body = n.body FROM n
        WHERE r.bucket = n.bucket AND r.id = n.id AND r.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'request')`;

export function requestStatements(all: ChangeSet['requests']): Statement[] {
  const fresh = all.filter(({ expectedVersion }) => expectedVersion === 0).map(({ request }) => request);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey((row) => row.request.id));
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    const values = columns(
      fresh,
      (row) => bucketOfId(row.id),
      (row) => row.book,
      (row) => row.id,
      (row) => row.paymentId,
      (row) => row.version,
      (row) => row.state,
      (row) => row.asked.door,
      (row) => row.asked.atMs,
      dueOfRequest,
      (row) => toJson(row),
    );
    statements.push(statement('apply-new-requests', NEW_REQUESTS, ...values));
  }
  if (known.length > 0) {
    const values = columns(
      known,
      ({ request }) => bucketOfId(request.id),
      ({ request }) => request.id,
      ({ expectedVersion }) => expectedVersion,
      ({ request }) => request.version,
      ({ request }) => request.state,
      ({ request }) => dueOfRequest(request),
      ({ request }) => toJson(request),
    );
    statements.push(statement('apply-old-requests', OLD_REQUESTS, ...values, known.length));
  }
  return statements;
}

/** Along the payments of a batch, given as two arrays: bucket and id. */
export const REQUESTS_OF_PAYMENTS = `SELECT r.body::text AS body
  FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN request r ON r.bucket = k.bucket AND r.payment_id = k.id`;
export const PAYMENTS_OF_REQUESTS = `SELECT r.bucket, r.payment_id AS id
  FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN request r ON r.bucket = k.bucket AND r.id = k.id`;

export const requestOf = (row: { readonly body: string }): CancelRequest => fromJson<CancelRequest>(row.body);
