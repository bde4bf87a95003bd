/**
 * What a catch-up looks at, listed in temporary tables that its scope joins.
 *
 * Events name payments, ways back and orders that changed. What waits may be repeated without an event: it is looked at
 * each time. Of movements, wallets, terminals, switches, batches, requests and what was told, no event names every
 * change: there the row itself says that it was written behind the mark, by the age of the transaction that wrote it.
 */
import type pg from 'pg';
import { PAYMENT_KINDS } from '#domain/payment';
import { type Mark, MarkError } from './mark.ts';
import { type Rings, slices } from './rings.ts';

/** Made before the snapshot is taken: its transaction writes to nothing but them. */
const LISTS = `
  CREATE TEMP TABLE judged_row (bucket smallint, id text, PRIMARY KEY (bucket, id));
  CREATE TEMP TABLE judged_way_back (bucket smallint, id text, PRIMARY KEY (bucket, id));
  CREATE TEMP TABLE judged_order (bucket smallint, id text, PRIMARY KEY (bucket, id));
  CREATE TEMP TABLE judged_key (bucket smallint, book text, key text, PRIMARY KEY (bucket, book, key));
  CREATE TEMP TABLE judged_network_key (network_key text PRIMARY KEY);
  CREATE TEMP TABLE judged_terminal (bucket smallint, book text, terminal_id text,
    PRIMARY KEY (bucket, book, terminal_id));
  CREATE TEMP TABLE batch_payment (bucket smallint, id text, PRIMARY KEY (bucket, id));
  CREATE TEMP TABLE batch_way_back (bucket smallint, id text, PRIMARY KEY (bucket, id));
  CREATE TEMP TABLE judged_book (bucket smallint, book text, PRIMARY KEY (bucket, book));
  CREATE TEMP TABLE base_account (bucket smallint, book text, account text, version bigint, debit_pending_fen bigint,
    debit_posted_fen bigint, credit_pending_fen bigint, credit_posted_fen bigint)`;

/** @throws MarkError where nothing can be written, not even a list */
export async function makeLists(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
  if (rows[0]!.standby) throw new MarkError('read-only', 'a standby keeps no marks of its own');
  // Plans for a handful of rows: compiling them costs more than running them.
  await client.query(`SET jit = off; ${LISTS}`);
}

const EVENTS = `bucket b LEFT JOIN verify_mark_bucket m ON m.bucket = b.bucket
  JOIN event e ON e.bucket = b.bucket AND e.seq > coalesce(m.seq, 0)`;

const list = (into: string, rows: string): string => `INSERT INTO ${into} ${rows} ON CONFLICT DO NOTHING`;

/** Events behind the mark, and what waits. */
const NAMED: readonly string[] = [
  list('judged_row', `SELECT e.bucket, e.payment_id FROM ${EVENTS} WHERE e.payment_id IS NOT NULL`),
  list(
    'judged_way_back',
    `SELECT e.bucket, e.cancellation_id FROM ${EVENTS} WHERE e.cancellation_id IS NOT NULL`,
  ),
  list('judged_order', `SELECT e.bucket, e.order_id FROM ${EVENTS} WHERE e.order_id IS NOT NULL`),
  list('judged_row', 'SELECT bucket, id FROM payment_open'),
  list('judged_row', 'SELECT bucket, payment_id FROM cancellation_open'),
  list('judged_way_back', 'SELECT bucket, id FROM cancellation_open'),
  list('judged_order', 'SELECT bucket, id FROM order_due'),
];

/** Movements with the payments that they are the other side of. */
const MOVEMENTS: readonly string[] = [
  list(
    'judged_row',
    `SELECT k.bucket, k.payment_id FROM judged_row j JOIN wallet_payment w ON w.bucket = j.bucket AND w.id = j.id
      JOIN network_key k ON k.network_key = w.network_key`,
  ),
  list(
    'judged_row',
    `SELECT w.bucket, w.id FROM judged_row j JOIN payment p ON p.bucket = j.bucket AND p.id = j.id
      JOIN wallet_payment w ON w.network_key = p.network_key`,
  ),
];

/** An order is judged with all its payments, a hold with what raised and completed it, a payment with its ways back. */
const TOGETHER: readonly string[] = [
  list(
    'judged_order',
    `SELECT p.bucket, p.body->'order'->>'id' FROM judged_row k JOIN payment p ON p.bucket = k.bucket AND p.id = k.id
      WHERE p.body->'order' IS NOT NULL`,
  ),
  list(
    'judged_row',
    `SELECT e.bucket, e.payment_id FROM judged_order k JOIN event e ON e.bucket = k.bucket AND e.order_id = k.id
      WHERE e.payment_id IS NOT NULL`,
  ),
  list(
    'judged_row',
    `SELECT p.bucket, p.preauth_id FROM judged_row k JOIN payment p ON p.bucket = k.bucket AND p.id = k.id
      WHERE p.preauth_id IS NOT NULL`,
  ),
  list(
    'judged_row',
    `SELECT p.bucket, p.id FROM judged_row k JOIN payment p ON p.bucket = k.bucket AND p.preauth_id = k.id`,
  ),
  list(
    'judged_way_back',
    `SELECT c.bucket, c.id FROM judged_row k JOIN cancellation c ON c.bucket = k.bucket AND c.payment_id = k.id`,
  ),
];

const OF_TILL = `t.bucket = k.bucket AND t.book = k.book AND t.terminal_id = k.terminal_id`;
/** A till's keys name what it did in its open batch; six digits, in whatever order the database sorts text. */
const inOpenBatch = (kinds: readonly string[]): string => `
  FROM judged_terminal k JOIN terminal t ON ${OF_TILL}
  CROSS JOIN unnest(ARRAY[${kinds.map((kind) => `'${kind}'`).join(', ')}]) AS kind
  CROSS JOIN LATERAL (SELECT kind || '/' || t.merchant_id || '/' || t.terminal_id || '/' || t.batch_no || '/' AS is) p
  JOIN once o ON o.bucket = t.bucket AND o.book = t.book AND o.key BETWEEN p.is || '000000' AND p.is || '999999'
    AND starts_with(o.key, p.is)`;

/** Terminals with what their open batches may count: what the till's keys name, and what is judged anyway. */
const TERMINALS: readonly string[] = [
  list(
    'judged_terminal',
    `SELECT p.bucket, p.book, p.terminal_id FROM judged_row k JOIN payment p ON p.bucket = k.bucket AND p.id = k.id
      JOIN terminal t ON t.bucket = p.bucket AND t.book = p.book AND t.terminal_id = p.terminal_id`,
  ),
  list(
    'judged_terminal',
    `SELECT t.bucket, t.book, t.terminal_id FROM judged_way_back k
      JOIN cancellation c ON c.bucket = k.bucket AND c.id = k.id
      JOIN terminal t ON t.bucket = c.bucket AND t.book = c.book
        AND t.terminal_id = c.body->'terminal'->>'terminalId'`,
  ),
  list('batch_payment', 'SELECT bucket, id FROM judged_row'),
  list(
    'batch_payment',
    `SELECT o.bucket, o.subject_id ${inOpenBatch(PAYMENT_KINDS)} WHERE o.subject_kind = 'payment'`,
  ),
  list('batch_way_back', 'SELECT bucket, id FROM judged_way_back'),
  list(
    'batch_way_back',
    `SELECT o.bucket, o.subject_id ${inOpenBatch(['void', 'refund'])} WHERE o.subject_kind = 'cancellation'`,
  ),
  list(
    'batch_way_back',
    `SELECT c.bucket, c.id FROM batch_payment k JOIN cancellation c ON c.bucket = k.bucket AND c.payment_id = k.id`,
  ),
];

/** Books whose figures moved, and those of everything that is judged; the figures from which their walk goes on. */
const BOOKS: readonly string[] = [
  list(
    'judged_book',
    `SELECT coalesce(l.bucket, m.bucket), coalesce(l.book, m.book) FROM ledger l
      FULL JOIN verify_mark_book m ON m.bucket = l.bucket AND m.book = l.book
      WHERE (l.version, l.accounts, l.figures) IS DISTINCT FROM (m.version, m.accounts, m.figures)`,
  ),
  list(
    'judged_book',
    `SELECT j.bucket, j.book FROM judged_row k JOIN journal j ON j.bucket = k.bucket AND j.payment_id = k.id`,
  ),
  `INSERT INTO base_account SELECT a.* FROM judged_book k
    JOIN verify_mark_account a ON a.bucket = k.bucket AND a.book = k.book`,
];

const LISTED = ['judged_row', 'judged_way_back', 'judged_order', 'judged_key', 'judged_network_key'];
const OF_SHOPS = ['judged_terminal', 'judged_book', 'base_account', 'batch_payment', 'batch_way_back'];
const analyzed = (tables: readonly string[]): string => `ANALYZE ${tables.join(', ')}`;

export interface Changed {
  /** Rows that the slices took, and where they ended. */
  readonly sliced: number;
  readonly rings: Rings;
}

/** Fills the lists, within the snapshot. `writtenWithin`: as {@link changedScope} takes it. */
export async function listChanged(
  client: pg.Client,
  mark: Mark,
  { writtenWithin, slice }: { readonly writtenWithin: number; readonly slice: number },
): Promise<Changed> {
  const written = (into: string, columns: string, table: string): string =>
    list(into, `SELECT ${columns} FROM ${table} WHERE age(xmin) <= ${writtenWithin}`);
  const run = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await client.query(statement);
  };
  await run([
    ...NAMED,
    written('judged_row', 'bucket, id', 'wallet_payment'),
    analyzed(LISTED),
    ...MOVEMENTS,
    ...TOGETHER,
    written('judged_terminal', 'bucket, book, terminal_id', 'terminal'),
    written('judged_terminal', 'bucket, book, terminal_id', 'acceptance'),
    ...TERMINALS,
  ]);
  // Behind the terminals: what is old brings no till whose batch it may have been in.
  const changed = await slices(client, mark.rings, slice);
  await run([analyzed(LISTED), ...TOGETHER, ...BOOKS, analyzed([...LISTED, ...OF_SHOPS])]);
  return changed;
}
