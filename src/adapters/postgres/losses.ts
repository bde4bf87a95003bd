/** Reports of loss in the database: written with a batch, loaded with their wallet. */
import { dueOfLoss, type LossCase, type LossCaseId } from '#domain/loss';
import type { WalletId } from '#domain/wallet';
import { bucketOfBook, bucketOfId, type DueLoss, fromJson, type LossChange, toJson } from '#engine';
import { byKey, columns, statement } from './apply-tools.ts';
import type { Statement } from './connection.ts';

const NEW_LOSSES = `INSERT INTO loss_case (bucket, book, id, version, state, what, door, opened_ms, due_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::jsonb[])`;
const OLD_LOSSES = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[],
    $6::bigint[], $7::jsonb[]) AS n(bucket, id, expected, version, state, due_ms, body)),
  u AS (UPDATE loss_case l SET version = n.version, state = n.state, due_ms = n.due_ms, body = n.body FROM n
        WHERE l.bucket = n.bucket AND l.id = n.id AND l.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'report of loss')`;

export function lossStatements(all: readonly LossChange[]): Statement[] {
  const sorted = [...all].sort(byKey(({ loss }) => loss.id));
  const fresh = sorted.filter(({ expectedVersion }) => expectedVersion === 0).map(({ loss }) => loss);
  const known = sorted.filter(({ expectedVersion }) => expectedVersion !== 0);
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    const values = columns(
      fresh,
      ({ book }) => bucketOfBook(book),
      ({ book }) => book,
      ({ id }) => id,
      ({ version }) => version,
      ({ state }) => state,
      ({ report }) => report.what,
      ({ report }) => report.door,
      ({ report }) => report.atMs,
      dueOfLoss,
      (loss) => toJson(loss),
    );
    statements.push(statement('apply-new-losses', NEW_LOSSES, ...values));
  }
  if (known.length > 0) {
    const values = columns(
      known,
      ({ loss }) => bucketOfBook(loss.book),
      ({ loss }) => loss.id,
      ({ expectedVersion }) => expectedVersion,
      ({ loss }) => loss.version,
      ({ loss }) => loss.state,
      ({ loss }) => dueOfLoss(loss),
      ({ loss }) => toJson(loss),
    );
    statements.push(statement('apply-old-losses', OLD_LOSSES, ...values, known.length));
  }
  return statements;
}

/** Cases of these wallets, given as two arrays: bucket and book. */
export const LOSSES_OF_BOOKS = `SELECT l.body::text AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, book)
  JOIN loss_case l ON l.bucket = k.bucket AND l.book = k.book`;
export const loadLosses = (books: readonly WalletId[]): Statement =>
  statement('load-losses', LOSSES_OF_BOOKS, books.map(bucketOfBook), books);

export const lossOf = (row: { readonly body: string }): LossCase => fromJson<LossCase>(row.body);

export const DUE_LOSSES = `SELECT book, id FROM loss_case WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint
  ORDER BY due_ms LIMIT $3::int`;
export const dueLossOf = (row: { readonly book: string; readonly id: string }): DueLoss => ({
  ...{ book: row.book as WalletId, lossId: row.id as LossCaseId },
});

export const LOSS_BY_ID = 'SELECT body::text AS body FROM loss_case WHERE bucket = $1::smallint AND id = $2';
export const keyOfLoss = (id: LossCaseId): unknown[] => [bucketOfId(id), id];
