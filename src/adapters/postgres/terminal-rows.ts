/** Batches and acceptances in the database: written with their batch of commands, loaded by terminal. */
import { type Batch, needsPerson } from '#domain/terminal';
import { type AcceptanceRow, bucketOfBook, type ChangeSet, fromJson, type LoadKeys, toJson } from '#engine';
import { bucketOf, byKey, columns, statement } from './apply-tools.ts';
import type { Statement } from './connection.ts';

const NEW_BATCHES = `INSERT INTO batch (bucket, book, terminal_id, batch_no, settled_ms, merchant_id, version, state,
    open, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::int[],
    $8::text[], $9::boolean[], $10::jsonb[])`;
const OLD_BATCHES = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bigint[],
    $6::int[], $7::int[], $8::text[], $9::boolean[], $10::jsonb[])
    AS n(bucket, book, terminal_id, batch_no, settled_ms, expected, version, state, open, body)),
  u AS (UPDATE batch b SET version = n.version, state = n.state, open = n.open, body = n.body FROM n
        WHERE b.bucket = n.bucket AND b.book = n.book AND b.terminal_id = n.terminal_id
    AND b.batch_no = n.batch_no AND b.settled_ms = n.settled_ms AND b.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $11::bigint, 'batch')`;
const NEW_ACCEPTANCES = `INSERT INTO acceptance (bucket, book, terminal_id, product, version, merchant_id, state,
    at_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[],
    $8::bigint[], $9::jsonb[])`;

const BATCHES = `SELECT DISTINCT ON (b.bucket, b.book, b.terminal_id, b.batch_no) b.body::text AS body
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS k(bucket, book, terminal_id, batch_no)
  JOIN batch b ON b.bucket = k.bucket AND b.book = k.book AND b.terminal_id = k.terminal_id
    AND b.batch_no = k.batch_no
  ORDER BY b.bucket, b.book, b.terminal_id, b.batch_no, b.settled_ms DESC`;
// Six digits behind the prefix, in whatever order the database sorts text: the prefix is compared again.
const ONCE_BEGINNING = `SELECT o.book, o.key, o.print, o.subject_kind, o.subject_id, o.outcome, o.at_ms
  FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, prefix)
  JOIN once o ON o.bucket = k.bucket AND o.book = k.book
    AND o.key BETWEEN k.prefix || '000000' AND k.prefix || '999999' 
    AND starts_with(o.key, k.prefix) AND length(o.key) = length(k.prefix) + 6`;

export const batchOf = (row: { readonly body: string }): Batch => fromJson<Batch>(row.body);

/** Of the statement that brings batches; the other one brings once rows. */
export const BATCHES_NAME = 'load-batches';

/** The statements that bring the batches and the once rows of a terminal's batch, in this order. */
export const batchLoads = (keys: LoadKeys): Statement[] => [
  ...(keys.batches.length === 0
    ? []
    : [
        statement(
          BATCHES_NAME,
          BATCHES,
          ...columns(
            keys.batches,
            bucketOf,
            ({ book }) => book,
            ({ terminalId }) => terminalId,
            ({ batchNo }) => batchNo,
          ),
        ),
      ]),
  ...(keys.oncePrefixes.length === 0
    ? []
    : [
        statement(
          'load-once-prefixes',
          ONCE_BEGINNING,
          ...columns(
            keys.oncePrefixes,
            ({ book }) => bucketOfBook(book),
            ({ book }) => book,
            ({ prefix }) => prefix,
          ),
        ),
      ]),
];

export function batchStatements(all: ChangeSet['batches']): Statement[] {
  const sorted = [...all].sort(
    byKey(({ batch }) => `${batch.book}|${batch.terminalId}|${batch.batchNo}|${batch.settlement.atMs}`),
  );
  type Row = ChangeSet['batches'][number];
  const key: ((row: Row) => unknown)[] = [
    ({ batch }) => bucketOf(batch),
    ({ batch }) => batch.book,
    ({ batch }) => batch.terminalId,
    ({ batch }) => batch.batchNo,
    ({ batch }) => batch.settlement.atMs,
  ];
  const rest: ((row: Row) => unknown)[] = [
    ({ batch }) => batch.version,
    ({ batch }) => batch.state,
    ({ batch }) => needsPerson(batch),
    ({ batch }) => toJson(batch),
  ];
  const fresh = sorted.filter(({ expectedVersion }) => expectedVersion === 0);
  const known = sorted.filter(({ expectedVersion }) => expectedVersion !== 0);
  return [
    ...(fresh.length === 0
      ? []
      : [
          statement(
            'apply-new-batches',
            NEW_BATCHES,
            ...columns(fresh, ...key, ({ batch }) => batch.merchantId, ...rest),
          ),
        ]),
    ...(known.length === 0
      ? []
      : [
          statement(
            'apply-old-batches',
            OLD_BATCHES,
            ...columns(known, ...key, (row) => row.expectedVersion, ...rest),
            known.length,
          ),
        ]),
  ];
}

export function acceptanceStatements(rows: readonly AcceptanceRow[]): Statement[] {
  if (rows.length === 0) return [];
  return [
    statement(
      'apply-acceptances',
      NEW_ACCEPTANCES,
      ...columns(
        [...rows].sort(byKey((row) => `${row.book}|${row.terminalId}|${row.product}|${row.version}`)),
        bucketOf,
        (row) => row.book,
        (row) => row.terminalId,
        (row) => row.product,
        (row) => row.version,
        (row) => row.merchantId,
        (row) => row.state,
        (row) => row.atMs,
        (row) => toJson(row),
      ),
    ),
  ];
}
