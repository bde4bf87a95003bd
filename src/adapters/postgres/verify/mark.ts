/**
 * What a verification without a fault leaves behind: up to which event of each bucket, and with which figures of each
 * book. The newest is in force. It is written by a connection of its own, in one transaction, after all was judged.
 */
import pg from 'pg';
import { pagesOf } from './cursor.ts';
import { RINGS_AT_START, type Rings } from './rings.ts';

/** So many are kept to be read; figures are kept of the newest alone. */
const MARKS_KEPT = 50;
/** Two that end together write one after the other. The number is arbitrary and ours. */
const MARK_LOCK = 72_018_524;
/** A transaction number comes around after 2³¹ others; before half of that a mark is too old to compare ages. */
const UNSEEN_MAX = 2 ** 30;

export interface MarkCounts {
  readonly payments: number;
  readonly cancellations: number;
  readonly journals: number;
  readonly entries: number;
}

export interface Mark {
  readonly id: number;
  readonly kind: 'whole' | 'since-last';
  readonly buildsOn: number | null;
  /** The whole verification at the beginning of its chain. */
  readonly wholeId: number;
  readonly atMs: number;
  readonly counts: MarkCounts;
  readonly rings: Rings;
}

/** Why a catch-up has nothing to begin from: somebody must verify the whole first. */
export class MarkError extends Error {
  override readonly name = 'MarkError';
  readonly why: 'none' | 'other-database' | 'other-schema' | 'too-old' | 'read-only';

  constructor(why: MarkError['why'], text: string) {
    super(text);
    this.why = why;
  }
}

interface MarkRow {
  readonly id: string;
  readonly kind: Mark['kind'];
  readonly builds_on: string | null;
  readonly whole_id: string;
  readonly at_ms: string;
  readonly database: string;
  readonly schema_number: number;
  readonly unseen_from: string;
  readonly rings: Rings;
  readonly counts: MarkCounts;
}

/** Of the snapshot: where it is, and what a mark of it says. */
export interface Snapshot {
  readonly database: string;
  readonly schemaNumber: number;
  readonly atMs: number;
  /** The oldest transaction whose writes it may not see. */
  readonly unseenFrom: string;
  /** The next transaction number. */
  readonly next: string;
  readonly isStandby: boolean;
}

export async function readSnapshot(client: pg.Client): Promise<Snapshot> {
  const { rows: may } = await client.query<{ may: boolean }>(
    `SELECT has_function_privilege('pg_control_system()', 'execute') AS may`,
  );
  // Where somebody else keeps the server it may not say who it is: its name has to do then.
  const server = may[0]!.may
    ? '(SELECT system_identifier::text FROM pg_control_system())'
    : `current_setting('cluster_name')`;
  const { rows } = await client.query<
    Record<'database' | 'at_ms' | 'unseen' | 'next', string> & {
      readonly schema_number: number;
      readonly standby: boolean;
    }
  >(`SELECT ${server} || '/' || d.oid AS database,
      (SELECT coalesce(max(number), 0) FROM schema_migration) AS schema_number,
      floor(extract(epoch FROM now()) * 1000)::bigint AS at_ms, pg_snapshot_xmin(s)::text AS unseen,
      pg_snapshot_xmax(s)::text AS next, pg_is_in_recovery() AS standby
    FROM pg_database d, pg_current_snapshot() s WHERE d.datname = current_database()`);
  const row = rows[0]!;
  return {
    ...{ database: row.database, schemaNumber: row.schema_number, atMs: Number(row.at_ms) },
    ...{ unseenFrom: row.unseen, next: row.next, isStandby: row.standby },
  };
}

const NEWEST = `SELECT id, kind, builds_on, whole_id, at_ms, database, schema_number, unseen_from, rings, counts
  FROM verify_mark ORDER BY id DESC LIMIT 1`;

const markOf = (row: MarkRow): Mark => ({
  id: Number(row.id),
  kind: row.kind,
  buildsOn: row.builds_on === null ? null : Number(row.builds_on),
  wholeId: Number(row.whole_id),
  atMs: Number(row.at_ms),
  counts: row.counts,
  rings: row.rings,
});

/**
 * The mark in force, as this snapshot sees it, with the age of the oldest transaction that it may not have seen.
 * @throws MarkError
 */
export async function readMark(
  client: pg.Client,
  snapshot: Snapshot,
): Promise<{ readonly mark: Mark; readonly writtenWithin: number }> {
  const { rows: kept } = await client.query(`SELECT FROM pg_class WHERE oid = to_regclass('verify_mark')`);
  if (kept.length === 0)
    throw new MarkError('other-schema', 'this database is of a schema that keeps no marks');
  const { rows } = await client.query<MarkRow>(NEWEST);
  const [row] = rows;
  if (row === undefined) throw new MarkError('none', 'no whole verification has ended without a fault yet');
  if (row.database !== snapshot.database)
    throw new MarkError(
      'other-database',
      'the last mark was made in another database, of which this is a copy',
    );
  if (row.schema_number !== snapshot.schemaNumber)
    throw new MarkError(
      'other-schema',
      `the last mark was made under schema ${row.schema_number}, this is schema ${snapshot.schemaNumber}`,
    );
  // A server that may not say who it is: transactions go on counting, so one that is behind the mark is another.
  if (BigInt(snapshot.next) < BigInt(row.unseen_from))
    throw new MarkError(
      'other-database',
      'the last mark is ahead of this database: it was made in another one, of which this is a copy',
    );
  if (BigInt(snapshot.next) - BigInt(row.unseen_from) > BigInt(UNSEEN_MAX))
    throw new MarkError(
      'too-old',
      'the last mark is too old: more than a thousand million transactions were made since',
    );
  const { rows: ages } = await client.query<{ age: number }>(
    'SELECT age((($1::bigint) % 4294967296)::text::xid) AS age',
    [row.unseen_from],
  );
  return { mark: markOf(row), writtenWithin: ages[0]!.age };
}

interface BookRow {
  readonly bucket: number;
  readonly book: string;
  /** `null`: the book has no ledger any more. */
  readonly version: string | null;
  readonly accounts: string | null;
  readonly figures: string | null;
}

const COLUMNS = 'l.version::text AS version, l.accounts::text AS accounts, l.figures::text AS figures';
const ALL_BOOKS = `SELECT l.bucket, l.book, ${COLUMNS} FROM ledger l`;
const MOVED_BOOKS = `SELECT k.bucket, k.book, ${COLUMNS} FROM judged_book k
  LEFT JOIN ledger l ON l.bucket = k.bucket AND l.book = k.book`;

async function writeBooks(writer: pg.Client, snapshot: pg.Client, base: Mark | null): Promise<void> {
  if (base === null) await writer.query('DELETE FROM verify_mark_book');
  for await (const rows of pagesOf<BookRow>(snapshot, 'books', base === null ? ALL_BOOKS : MOVED_BOOKS)) {
    if (base !== null)
      await writer.query(
        `DELETE FROM verify_mark_book m USING unnest($1::smallint[], $2::text[]) AS n(bucket, book)
         WHERE m.bucket = n.bucket AND m.book = n.book`,
        [rows.map(({ bucket }) => bucket), rows.map(({ book }) => book)],
      );
    const kept = rows.filter(({ version }) => version !== null);
    await writer.query(
      `INSERT INTO verify_mark_book (bucket, book, version, accounts, figures)
       SELECT bucket, book, version, accounts::smallint[], figures::bigint[]
       FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::text[], $5::text[])
         AS n(bucket, book, version, accounts, figures)`,
      [
        kept.map(({ bucket }) => bucket),
        kept.map(({ book }) => book),
        kept.map(({ version }) => version),
        kept.map(({ accounts }) => accounts),
        kept.map(({ figures }) => figures),
      ],
    );
  }
}

async function writeBuckets(writer: pg.Client, snapshot: pg.Client): Promise<void> {
  const { rows } = await snapshot.query<{ bucket: number; seq: string }>(
    'SELECT bucket, event_seq AS seq FROM bucket',
  );
  await writer.query('DELETE FROM verify_mark_bucket');
  await writer.query(
    'INSERT INTO verify_mark_bucket (bucket, seq) SELECT * FROM unnest($1::smallint[], $2::bigint[])',
    [rows.map(({ bucket }) => bucket), rows.map(({ seq }) => seq)],
  );
}

export interface NewMark {
  readonly url: string;
  readonly client: pg.Client;
  readonly snapshot: Snapshot;
  /** What it continues; `null`: it is whole. */
  readonly base: Mark | null;
  readonly rings: Rings;
  readonly counts: MarkCounts;
}

/**
 * Writes the mark of a snapshot that is still open. A whole one always stands, for it owes nothing to another; an
 * catch-up only while nobody else has put a newer mark behind the one that it began from.
 * @returns `null`: another verification was quicker
 */
export async function writeMark({
  url,
  client,
  snapshot,
  base,
  rings,
  counts,
}: NewMark): Promise<Mark | null> {
  const writer = new pg.Client({ connectionString: url, application_name: 'yuanlu verify' });
  await writer.connect();
  try {
    await writer.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    await writer.query('SELECT pg_advisory_xact_lock($1)', [MARK_LOCK]);
    const newest = await writer.query<MarkRow>(NEWEST);
    if (base !== null && Number(newest.rows[0]?.id ?? 0) !== base.id) return null;
    const { rows } = await writer.query<MarkRow>(
      `WITH n AS (SELECT nextval(pg_get_serial_sequence('verify_mark', 'id')) AS id)
       INSERT INTO verify_mark (id, kind, builds_on, whole_id, at_ms, database, schema_number, unseen_from, rings,
         counts)
       OVERRIDING SYSTEM VALUE
       SELECT n.id, $1, $2, coalesce($3, n.id), $4, $5, $6, $7, $8::jsonb, $9::jsonb FROM n
       RETURNING id, kind, builds_on, whole_id, at_ms, rings, counts`,
      [
        ...[base === null ? 'whole' : 'since-last', base?.id ?? null, base?.wholeId ?? null],
        ...[snapshot.atMs, snapshot.database, snapshot.schemaNumber, snapshot.unseenFrom],
        ...[JSON.stringify(base === null ? RINGS_AT_START : rings), JSON.stringify(counts)],
      ],
    );
    const mark = markOf(rows[0]!);
    await writeBuckets(writer, client);
    await writeBooks(writer, client, base);
    await writer.query('DELETE FROM verify_mark WHERE id <= $1::bigint - $2::int AND id <> $3::bigint', [
      ...[mark.id, MARKS_KEPT, mark.wholeId],
    ]);
    await writer.query('COMMIT');
    return mark;
  } finally {
    await writer.end();
  }
}
