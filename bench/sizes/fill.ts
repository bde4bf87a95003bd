/** Fills the tables with payments over thirteen months, by the rows that the product itself writes for one. */
import { statfs } from 'node:fs/promises';
import { makeMonths } from '#adapters/postgres';
import { type CalendarDay, calendarDayOf, calendarDayStartMs, SHANGHAI } from '#domain/calendar';
import type { Merchant } from '#engine';
import { bucketOfBook } from '#engine';
import type { BenchDatabase } from '../switch/database.ts';
import { FILLED_TABLES, type Sample, takeSample } from './sample.ts';

/** Mean months of the calendar. */
const SPAN_MS = Math.round((13 * 365.25 * 86_400_000) / 12);
const MONTH_MS = 28 * 86_400_000;
const CHUNK = 50_000;
/** Beyond so many it is quicker to make the indexes anew. */
const INDEXES_ANEW_FROM = 200_000;
/** Log, and what the making of an index takes for a while. */
const ROOM_BESIDE_BYTES = 8e9;
/** Until a fill has shown how much it is. */
const BYTES_OF_ONE = 7_000;
/** Ids of the product carry the number of the process that made them; the fill has numbers that no bench engine has. */
const FIRST_NODE = 900;

const BOOKKEEPING = `
  CREATE SCHEMA IF NOT EXISTS bench;
  CREATE TABLE IF NOT EXISTS bench.fill (round int PRIMARY KEY, payments bigint NOT NULL, done bigint NOT NULL,
    began_ms bigint NOT NULL, over boolean NOT NULL DEFAULT false);
  CREATE TABLE IF NOT EXISTS bench.book (round int, no int, book text NOT NULL, bucket smallint NOT NULL,
    rank int NOT NULL, in_bucket int NOT NULL, n0 bigint NOT NULL, seq0 bigint NOT NULL, PRIMARY KEY (round, no));
  CREATE TABLE IF NOT EXISTS bench.dropped (kind text, on_table text, name text PRIMARY KEY, definition text NOT NULL);
  CREATE OR REPLACE FUNCTION bench.letters(v bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT ${Array.from(
    { length: 8 },
    (_, index) => `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((v >> ${35 - 5 * index}) & 31)::int + 1, 1)`,
  ).join(' || ')} $$;`;

export interface Filled {
  /** In the tables now. */
  readonly payments: number;
  readonly seconds: number;
}

/** Says why not, where the disk has no room. */
export interface NoRoom {
  readonly noRoom: string;
}

export class Fill {
  readonly #database: BenchDatabase;
  readonly #merchants: readonly Merchant[];
  readonly #sample: Sample;
  readonly #emptyBytes: number;
  readonly #say: (text: string) => void;
  /** Of a payment, as the first fill left them: what is measured between two fills is in the tables as well. */
  #ofOne: number | null = null;

  private constructor(
    database: BenchDatabase,
    merchants: readonly Merchant[],
    sample: Sample,
    emptyBytes: number,
    say: (text: string) => void,
  ) {
    this.#database = database;
    this.#merchants = merchants;
    this.#sample = sample;
    this.#emptyBytes = emptyBytes;
    this.#say = say;
  }

  /** The last merchant of the database serves as sample; the others are filled. */
  static async open(database: BenchDatabase, say: (text: string) => void): Promise<Fill> {
    await database.query(BOOKKEEPING);
    await makePastMonths(database);
    // An interrupted fill has left its tables without indexes, and nothing is found quickly in them.
    await restoreIndexes(database, say);
    const merchants = database.merchants.slice(0, -1);
    const sample = await takeSample(database, database.merchants.at(-1)!);
    const total = await totalOf(database);
    const emptyBytes = total === 0 ? await sizeOf(database) : 0;
    return new Fill(database, merchants, sample, emptyBytes, say);
  }

  get merchants(): readonly Merchant[] {
    return this.#merchants;
  }

  /** Goes on with a fill that was interrupted. Whole rounds: every merchant has as many. */
  async to(payments: number): Promise<Filled | NoRoom> {
    const database = this.#database;
    const startedMs = performance.now();
    const open = await database.query('SELECT round, payments, done FROM bench.fill WHERE NOT over');
    let missing = payments - (await totalOf(database));
    if (open.rowCount === 0) {
      if (missing <= 0) return { payments: await totalOf(database), seconds: 0 };
      const noRoom = await this.#room(missing);
      if (noRoom !== null) return { noRoom };
      await this.#begin(Math.ceil(missing / this.#merchants.length) * this.#merchants.length);
    }
    const { rows } = await database.query('SELECT round, payments, done FROM bench.fill WHERE NOT over');
    const { round, payments: wanted, done } = rows[0] as Record<'round' | 'payments' | 'done', string>;
    if (Number(wanted) - Number(done) >= INDEXES_ANEW_FROM) await dropIndexes(database);
    await this.#go(Number(round), Number(done), Number(wanted));
    await restoreIndexes(database, this.#say);
    this.#say('vacuuming …');
    for (const table of FILLED_TABLES) await database.query(`VACUUM (ANALYZE) ${table}`);
    await database.query('CHECKPOINT');
    missing = payments - (await totalOf(database));
    if (missing > 0) return this.to(payments);
    const total = await totalOf(database);
    if (this.#emptyBytes > 0 && total >= 10_000)
      this.#ofOne ??= ((await sizeOf(database)) - this.#emptyBytes) / total;
    return { payments: total, seconds: (performance.now() - startedMs) / 1_000 };
  }

  /** Null where the payments fit. */
  async #room(missing: number): Promise<string | null> {
    const ofOne = this.#ofOne ?? BYTES_OF_ONE;
    const { bavail, bsize } = await statfs(this.#database.folder);
    const free = bavail * bsize;
    const needed = missing * ofOne + ROOM_BESIDE_BYTES;
    if (needed <= free) return null;
    const fit = Math.max(0, Math.floor((free - ROOM_BESIDE_BYTES) / ofOne / 100_000) / 10);
    return (
      `${missing.toLocaleString('en')} more payments need about ${gigabytes(needed)} (${Math.round(ofOne)} bytes ` +
      `each), ${gigabytes(free)} are free: about ${fit} million more fit. Choose another disk: --keep-data FOLDER`
    );
  }

  async #begin(payments: number): Promise<void> {
    const database = this.#database;
    const { rows } = await database.query('SELECT coalesce(max(round), 0) + 1 AS round FROM bench.fill');
    const { round } = rows[0] as { round: number };
    const books = this.#merchants.map(({ book }) => ({ book, bucket: bucketOfBook(book) }));
    await database.query('BEGIN');
    await database.query(
      `INSERT INTO bench.fill (round, payments, done, began_ms) VALUES ($1, $2, 0, extract(epoch FROM now()) * 1000)`,
      [round, payments],
    );
    await database.query(
      `INSERT INTO bench.book SELECT $1, b.no - 1, b.book, b.bucket,
          row_number() OVER (PARTITION BY b.bucket ORDER BY b.no) - 1, count(*) OVER (PARTITION BY b.bucket),
          coalesce((SELECT ${this.#sample.paymentsOfVersion} FROM ledger l WHERE l.book = b.book), 0),
          coalesce((SELECT event_seq FROM bucket k WHERE k.bucket = b.bucket), 0)
        FROM unnest($2::text[], $3::smallint[]) WITH ORDINALITY AS b(book, bucket, no)`,
      [round, books.map(({ book }) => book), books.map(({ bucket }) => bucket)],
    );
    await database.query('COMMIT');
  }

  async #go(round: number, done: number, wanted: number): Promise<void> {
    const database = this.#database;
    await database.query('SET synchronous_commit = off');
    let toldAt = performance.now();
    for (let from = done; from < wanted; from += CHUNK) {
      const to = Math.min(from + CHUNK, wanted);
      await database.query('BEGIN');
      await database.query(this.#source(round, wanted, from, to));
      for (const insert of this.#sample.inserts) await database.query(insert);
      await database.query('UPDATE bench.fill SET done = $2 WHERE round = $1', [round, to]);
      await database.query('COMMIT');
      if (performance.now() - toldAt > 15_000) {
        toldAt = performance.now();
        this.#say(`filled ${to.toLocaleString('en')} of ${wanted.toLocaleString('en')} …`);
      }
    }
    const rounds = wanted / this.#merchants.length;
    const { eventsOfEach, ledgerVersion, ledgerAccounts, ledgerFigures } = this.#sample;
    await database.query('BEGIN');
    await database.query(
      `INSERT INTO ledger (bucket, book, version, accounts, figures)
        SELECT bucket, book, ${ledgerVersion}, ${ledgerAccounts}, ${ledgerFigures}
          FROM (SELECT bucket, book, n0 + $2::int AS n FROM bench.book WHERE round = $1) AS b
        ON CONFLICT (bucket, book) DO UPDATE SET version = excluded.version, figures = excluded.figures`,
      [round, rounds],
    );
    await database.query(
      `INSERT INTO bucket (bucket, node, epoch, lease_until_ms, event_seq)
        SELECT bucket, 1, 1, 0, max(seq0) + count(*) * $2::int FROM bench.book WHERE round = $1 GROUP BY bucket
        ON CONFLICT (bucket) DO UPDATE SET event_seq = excluded.event_seq`,
      [round, rounds * eventsOfEach],
    );
    await database.query('UPDATE bench.fill SET over = true WHERE round = $1', [round]);
    await database.query('COMMIT');
    await database.query('SET synchronous_commit = on');
  }

  /** What differs between payments, a row each: `g` counts them, `n` those of their book. */
  #source(round: number, wanted: number, from: number, to: number): string {
    const count = this.#merchants.length;
    const step = SPAN_MS / wanted;
    return `CREATE TEMP TABLE source ON COMMIT DROP AS
      SELECT t.*, 'pay_' || bench.letters(at_ms / 256) || bench.letters(((at_ms % 256) << 32) | (bucket::bigint << 24)
            | (${FIRST_NODE + round}::bigint << 14) | (g % 16384)) AS id,
          to_char(local, 'HH24MISS') || network_stan AS rrn,
          to_char(local, 'YYYYMMDDHH24MISS') || '/' || network_stan || '/48021000/48021000' AS network_key,
          to_char(local, 'YYYY') AS year, to_char(local, 'MMDDHH24MISS') AS transmission,
          to_char(local + interval '1 hour', 'YYYY-MM-DD') AS day
        FROM (SELECT g, b.book, b.bucket, b.n0 + g / ${count} + 1 AS n,
            b.seq0 + (g / ${count} * b.in_bucket + b.rank) * ${this.#sample.eventsOfEach} AS seq0,
            a.at_ms, to_timestamp(a.at_ms / 1000) AT TIME ZONE 'UTC' + interval '8 hours' AS local,
            md5((g * 7919 % 2000003)::text) AS card_index, lpad((g % 10000)::text, 4, '0') AS tail,
            lpad((g / ${count} % 999999 + 1)::text, 6, '0') AS stan,
            ${quotedBatch(round)} AS batch_no, lpad((g % 1000000)::text, 6, '0') AS network_stan
          FROM generate_series(${from}::bigint, ${to - 1}) AS g
          JOIN bench.book b ON b.round = ${round} AND b.no = g % ${count}
          JOIN bench.fill f ON f.round = ${round}
          CROSS JOIN LATERAL (SELECT f.began_ms - ${SPAN_MS} + (g * ${step})::bigint AS at_ms) AS a) AS t`;
  }
}

/** Of each fill a batch of its own, none of which is open. */
const quotedBatch = (round: number): string => `'${String(900_000 + round)}'`;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(0)} GB`;

/** A new database has tables of the months to come; those of the span come before them, each its own too. */
async function makePastMonths({ query, url }: BenchDatabase): Promise<void> {
  const { rows } = await query('SELECT NOT EXISTS (SELECT FROM payment) AS fresh');
  if (!(rows[0] as { fresh: boolean }).fresh) return;
  const day = `${calendarDayOf(Date.now() - SPAN_MS, SHANGHAI).slice(0, 8)}01` as CalendarDay;
  const beginMs = calendarDayStartMs(day, SHANGHAI);
  const bound = `bench.letters(${Math.floor(beginMs / 256)}) || bench.letters(${(beginMs % 256) * 2 ** 32})`;
  const { rows: first } = await query(`SELECT 'pay_' || ${bound} AS id`);
  const { id } = first[0] as { id: string };
  for (const table of ['payment', 'cancellation', 'journal']) {
    await query(`ALTER TABLE ${table} DETACH PARTITION ${table}_first`);
    await query(
      `ALTER TABLE ${table} ATTACH PARTITION ${table}_first FOR VALUES FROM (MINVALUE) TO ('${id}')`,
    );
  }
  for (let ms = beginMs; ms <= Date.now(); ms += MONTH_MS) await makeMonths(url, ms);
}

async function totalOf({ query }: BenchDatabase): Promise<number> {
  const { rows } = await query('SELECT coalesce(sum(done), 0) AS done FROM bench.fill');
  return Number((rows[0] as { done: string }).done);
}

async function sizeOf({ query }: BenchDatabase): Promise<number> {
  const { rows } = await query('SELECT pg_database_size(current_database()) AS size');
  return Number((rows[0] as { size: string }).size);
}

/** Notes what it drops, in the same transaction: whoever goes on after a break finds it. */
async function dropIndexes({ query }: BenchDatabase): Promise<void> {
  await query('BEGIN');
  await query(
    `INSERT INTO bench.dropped SELECT CASE WHEN c.oid IS NULL THEN 'index' ELSE 'constraint' END, i.tablename,
        i.indexname, CASE WHEN c.oid IS NULL THEN replace(i.indexdef, ' ON ONLY ', ' ON ')
          ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', i.tablename, i.indexname, pg_get_constraintdef(c.oid)) END
      FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname AND c.conrelid = i.tablename::regclass
      WHERE i.schemaname = 'public' AND i.tablename = ANY ($1) ON CONFLICT DO NOTHING`,
    [FILLED_TABLES],
  );
  const { rows } = await query('SELECT kind, on_table, name FROM bench.dropped');
  for (const { kind, on_table, name } of rows as { kind: string; on_table: string; name: string }[])
    await query(kind === 'index' ? `DROP INDEX ${name}` : `ALTER TABLE ${on_table} DROP CONSTRAINT ${name}`);
  await query('COMMIT');
}

async function restoreIndexes({ query }: BenchDatabase, say: (text: string) => void): Promise<void> {
  const { rows } = await query('SELECT name, definition FROM bench.dropped ORDER BY kind, name');
  await query(`SET maintenance_work_mem = '1GB'`);
  for (const { name, definition } of rows as { name: string; definition: string }[]) {
    say(`making ${name} …`);
    await query('BEGIN');
    await query(definition);
    await query('DELETE FROM bench.dropped WHERE name = $1', [name]);
    await query('COMMIT');
  }
}
