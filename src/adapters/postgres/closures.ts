/** Closings in the database: written with their batch, loaded with the wallet that they are about. */
import { type Closure, dueOfClosure } from '#domain/closure';
import type { WalletId, WalletPayment } from '#domain/wallet';
import {
  bucketOfBook,
  bucketOfId,
  type ChangeSet,
  type ClosureRows,
  fromJson,
  isClosureId,
  type Loaded,
  type LoadKeys,
  type Store,
  toJson,
} from '#engine';
import { byKey, columns, statement } from './apply-tools.ts';
import type { HotConnection, Statement } from './connection.ts';

const NEW_CLOSURES = `INSERT INTO closure (bucket, book, id, version, state, subject_kind, subject_id, begun_ms,
    due_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::jsonb[])`;
const OLD_CLOSURES = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[],
    $6::bigint[], $7::jsonb[]) AS n(bucket, id, expected, version, state, due_ms, body)),
  u AS (UPDATE closure c SET version = n.version, state = n.state, due_ms = n.due_ms, body = n.body FROM n
        WHERE c.bucket = n.bucket AND c.id = n.id AND c.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'closure')`;

/** Ended ones first: the place of an open one is free then for the next of its subject. */
export function closureStatements(all: NonNullable<ChangeSet['closures']>): Statement[] {
  const fresh = all.filter(({ expectedVersion }) => expectedVersion === 0).map(({ closure }) => closure);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey((row) => row.closure.id));
  const statements: Statement[] = [];
  if (known.length > 0) {
    const values = columns(
      known,
      ({ closure }) => bucketOfId(closure.id),
      ({ closure }) => closure.id,
      ({ expectedVersion }) => expectedVersion,
      ({ closure }) => closure.version,
      ({ closure }) => closure.state,
      ({ closure }) => dueOfClosure(closure),
      ({ closure }) => toJson(closure),
    );
    statements.push(statement('apply-old-closures', OLD_CLOSURES, ...values, known.length));
  }
  if (fresh.length > 0) {
    const values = columns(
      fresh,
      (row) => bucketOfId(row.id),
      (row) => row.book,
      (row) => row.id,
      (row) => row.version,
      (row) => row.state,
      (row) => row.subject.kind,
      (row) => row.subject.id,
      (row) => row.begunAtMs,
      dueOfClosure,
      (row) => toJson(row),
    );
    statements.push(statement('apply-new-closures', NEW_CLOSURES, ...values));
  }
  return statements;
}

const LOAD = `SELECT c.body::text AS body FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, id)
  JOIN closure c ON c.bucket = k.bucket AND c.book = k.book AND (c.due_ms IS NOT NULL OR c.id = k.id)`;
const OPEN_MOVEMENTS = `SELECT p.body::text AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, book)
  JOIN wallet_payment p ON p.bucket = k.bucket AND p.book = k.book AND p.state IN ('held', 'unknown')`;

type Bodies = { readonly rows: readonly { readonly body: string }[] };

/**
 * The open ones of each wallet, those that are named or that a key stands for, and the movements that have no end. A
 * batch without closings costs no question.
 */
export async function loadClosures(
  connection: HotConnection,
  { closures: keys = [] }: LoadKeys,
  once: Loaded['once'],
): Promise<ClosureRows | undefined> {
  if (keys.length === 0) return undefined;
  const done = once.flatMap(({ book, subject }) =>
    subject?.kind === 'wallet' && isClosureId(subject.id) ? [{ book, id: subject.id }] : [],
  );
  const named = columns(
    [...keys, ...done],
    ({ book }) => bucketOfBook(book),
    ({ book }) => book,
    ({ id }) => id,
  );
  const books = [...new Set(keys.map(({ book }) => book))];
  const [closures, movements] = (await connection.query([
    { name: 'load-closures', text: LOAD, values: named },
    { name: 'load-open-movements', text: OPEN_MOVEMENTS, values: [books.map(bucketOfBook), books] },
  ])) as unknown as [Bodies, Bodies];
  const found = closures.rows.map(closureOf);
  return {
    closures: [...new Map(found.map((closure) => [closure.id, closure])).values()],
    openMovements: movements.rows.map(({ body }) => fromJson<WalletPayment>(body)),
  };
}

export const closureOf = (row: { readonly body: string }): Closure => fromJson<Closure>(row.body);

const DUE_CLOSURES = `SELECT book, id FROM closure WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint
  ORDER BY due_ms LIMIT $3::int`;

export const CLOSURES_OF_BOOK = `SELECT c.body::text AS body FROM closure c WHERE c.bucket = $1 AND c.book = $2
  AND ($3::text IS NULL OR c.id < $3) ORDER BY c.id DESC LIMIT $4::int`;

type One = (name: string, text: string, ...values: unknown[]) => Promise<unknown[]>;

export const closureLookups = (one: One, buckets: () => readonly number[]): Pick<Store, 'dueClosures'> => ({
  async dueClosures(nowMs, limit) {
    const rows = (await one('due-closures', DUE_CLOSURES, buckets(), nowMs, limit)) as {
      book: string;
      id: string;
    }[];
    return rows.map(({ book, id }) => ({ book: book as WalletId, closureId: id as Closure['id'] }));
  },
});
