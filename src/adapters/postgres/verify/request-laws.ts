/** Requests and their papers against the rows that they belong to. */
import type { TableLaw } from './table-laws.ts';

export const REQUEST_LAWS: readonly TableLaw[] = [
  {
    law: 'orphan',
    text: 'it belongs to no payment of its book',
    sql: (of) => `SELECT 'request ' || r.id AS subject FROM ${of.requests} r
      LEFT JOIN payment p ON p.bucket = r.bucket AND p.id = r.payment_id AND p.book = r.book
      WHERE p.id IS NULL`,
  },
  {
    law: 'orphan',
    text: 'the way back that it names is missing, or is of another payment',
    sql: (of) => `SELECT 'request ' || r.id AS subject FROM ${of.requests} r
      CROSS JOIN LATERAL (VALUES (r.body->>'cancellationId'), (r.body->>'wonBy')) AS named(id)
      LEFT JOIN cancellation c ON c.bucket = r.bucket AND c.id = named.id AND c.payment_id = r.payment_id
      WHERE named.id IS NOT NULL AND c.id IS NULL`,
  },
  {
    law: 'orphan',
    text: 'the content of a paper is missing',
    sql: (of) => `SELECT 'request ' || r.id AS subject FROM ${of.requests} r
      CROSS JOIN LATERAL jsonb_array_elements(r.body->'papers') AS named(paper)
      LEFT JOIN paper p ON p.bucket = r.bucket AND p.request_id = r.id AND p.sha256 = named.paper->>'sha256'
      WHERE p.sha256 IS NULL`,
  },
  {
    law: 'row-columns',
    text: 'the columns of the row and its body differ',
    sql: (of) => `SELECT 'request ' || id AS subject FROM ${of.requests} r
      WHERE (bucket::text, book, id, payment_id, version::text, state, door, opened_ms::text, due_ms::text)
        IS DISTINCT FROM (bucket::text, body->>'book', body->>'id', body->>'paymentId', body->>'version',
          body->>'state', body->'asked'->>'door', body->'asked'->>'atMs', body->>'dueMs')`,
  },
];
