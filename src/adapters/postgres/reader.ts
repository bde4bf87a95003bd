/** Reading for people and programs: the API, the command line, reports. Its connections cannot write. */

import { type Cancellation, NO_END_YET } from '#domain/cancellation';
import { ACCOUNT_KINDS, type AccountKind } from '#domain/ledger';
import type { CancellationId, Payment, PaymentId } from '#domain/payment';
import {
  bucketOfBook,
  bucketOfId,
  type EntryRow,
  type EventRow,
  fromJson,
  isCancellationId,
  isPaymentId,
  type JournalRow,
} from '#engine';
import { ApiKeys } from './api-keys.ts';
import { listed, type ReaderOptions, ReadPool } from './read-pool.ts';
import { changeReading } from './reader-changes.ts';
import { closureReading } from './reader-closures.ts';
import { cancellationsSql, JOURNAL_COLUMNS, journalsSql, NEXT_CHECK, paymentsSql } from './reader-lists.ts';
import { lossReading } from './reader-losses.ts';
import { orderReading } from './reader-orders.ts';
import { requestReading } from './reader-requests.ts';
import { terminalReading } from './reader-terminals.ts';
import type {
  AccountEntry,
  JourneyRecord,
  Mismatch,
  PaymentEntry,
  PaymentRecord,
  Reader,
  Unresolved,
} from './reader-types.ts';
import { walletReading } from './reader-wallets.ts';
import { type AccountTableRow, accountOf, cancellationOf, wayBackText } from './rows.ts';

export type { ReaderOptions } from './read-pool.ts';
export type * from './reader-types.ts';

/** How much one reading may hold. A payment has a few dozen events; the bound is for the broken case. */
const JOURNEY_EVENTS_MAX = 2_000;
const UNRESOLVED_MAX = 500;
/** Payments without an outcome are among those that wait. */
const UNDER_WAY = 'payment_open o JOIN payment t ON t.bucket = o.bucket AND t.id = o.id';
const HANDED_PATH = '$.advices[*] ? (@.state == "handed")';

/** What two operators ended is no longer unresolved. */
const NOT_ENDED = `NOT EXISTS (SELECT FROM mismatch_end e WHERE e.clearing_day = m.clearing_day
  AND e.network_key = m.network_key AND e.kind = m.kind AND e.approved)`;

const orNull = (value: string | null): number | null => (value === null ? null : Number(value));

interface PaymentListRow {
  readonly body: string;
  readonly next_check_ms: string | null;
}
const entryOf = (row: PaymentListRow): PaymentEntry => ({
  payment: fromJson<Payment>(row.body),
  nextCheckMs: orNull(row.next_check_ms),
});

interface JournalTableRow {
  readonly book: string;
  readonly payment_id: string;
  readonly no: number;
  readonly kind: JournalRow['kind'];
  readonly cancellation_id: string | null;
  readonly mirrors_no: number | null;
  readonly at_ms: string;
  readonly entries: string | null;
}
const journalOf = (row: JournalTableRow): JournalRow => ({
  book: row.book,
  paymentId: row.payment_id as PaymentId,
  no: row.no,
  kind: row.kind,
  cancellationId: row.cancellation_id as CancellationId | null,
  mirrorsNo: row.mirrors_no,
  atMs: Number(row.at_ms),
  entries: row.entries === null ? [] : fromJson<EntryRow[]>(row.entries),
});

async function readPayment(pool: ReadPool, id: PaymentId): Promise<PaymentRecord | null> {
  const key = [bucketOfId(id), id];
  const [found, back] = await Promise.all([
    pool.rows<{ body: string; due_ms: string | null }>({
      text: 'SELECT body::text AS body, due_ms FROM payment WHERE bucket = $1::smallint AND id = $2',
      values: key,
    }),
    pool.rows<{ body: string; due_ms: string | null }>({
      text: `SELECT ${wayBackText('t')} AS body, due_ms FROM cancellation t
        WHERE bucket = $1::smallint AND payment_id = $2 ORDER BY id`,
      values: key,
    }),
  ]);
  const row = found[0];
  if (row === undefined) return null;
  const due = [row, ...back].flatMap((each) => (each.due_ms === null ? [] : [Number(each.due_ms)]));
  return {
    payment: fromJson<Payment>(row.body),
    cancellations: back.map(cancellationOf),
    nextCheckMs: due.length === 0 ? null : Math.min(...due),
  };
}

async function readJourney(pool: ReadPool, id: PaymentId): Promise<JourneyRecord> {
  const key = [bucketOfId(id), id, JOURNEY_EVENTS_MAX + 1];
  const [events, journals] = await Promise.all([
    pool.rows<{
      seq: string;
      book: string;
      cancellation_id: string | null;
      at_ms: string;
      kind: string;
      body: string;
    }>({
      text: `SELECT seq, book, cancellation_id, at_ms, kind, body::text AS body FROM event
        WHERE bucket = $1::smallint AND payment_id = $2 ORDER BY seq LIMIT $3::int`,
      values: key,
    }),
    pool.rows<JournalTableRow>({
      text: `SELECT ${JOURNAL_COLUMNS} FROM journal t
        WHERE t.bucket = $1::smallint AND t.payment_id = $2 ORDER BY t.no LIMIT $3::int`,
      values: key,
    }),
  ]);
  return {
    events: events.slice(0, JOURNEY_EVENTS_MAX).map((row) => ({
      seq: BigInt(row.seq),
      book: row.book,
      paymentId: id,
      cancellationId: row.cancellation_id as CancellationId | null,
      atMs: Number(row.at_ms),
      kind: row.kind,
      body: fromJson<EventRow['body']>(row.body),
    })),
    journals: journals.slice(0, JOURNEY_EVENTS_MAX).map(journalOf),
    truncated: events.length > JOURNEY_EVENTS_MAX || journals.length > JOURNEY_EVENTS_MAX,
  };
}

async function readBalances(pool: ReadPool, book: string | null): Promise<AccountEntry[]> {
  const columns = [
    'version',
    'debit_pending_fen',
    'debit_posted_fen',
    'credit_pending_fen',
    'credit_posted_fen',
  ];
  const sums = columns.map((name) => `sum(${name})::text AS ${name}`).join(', ');
  const rows = await pool.rows<AccountTableRow>(
    book === null
      ? {
          text: `SELECT kind, ${sums} FROM account GROUP BY kind`,
          values: [],
        }
      : {
          text: `SELECT kind, ${columns.join(', ')} FROM account WHERE bucket = $1::smallint AND book = $2`,
          values: [bucketOfBook(book), book],
        },
  );
  const order = (kind: AccountKind): number => ACCOUNT_KINDS.indexOf(kind);
  return rows
    .map((row) => accountOf({ ...row, book: book ?? '' }))
    .map(({ key, balance }) => ({ book, account: key.kind, balance }))
    .sort((a, b) => order(a.account) - order(b.account));
}

const OPEN_BACKS = `cancellation_open o JOIN cancellation t
  ON t.bucket = o.bucket AND t.payment_id = o.payment_id AND t.id = o.id`;
const OPEN_BACK = `o.state IN (${NO_END_YET.map((state) => `'${state}'`).join(', ')})`;

async function readOpenCounts(pool: ReadPool): Promise<Unresolved['counts']> {
  const [count] = await pool.rows<Record<keyof Unresolved['counts'], string>>({
    text: `SELECT (SELECT count(*) FROM ${UNDER_WAY} WHERE t.state IN ('sent', 'unknown')) AS payments,
      (SELECT count(*) FROM cancellation_open o WHERE ${OPEN_BACK}) AS cancellations,
      (SELECT count(*) FROM cancellation_open o WHERE o.state IN ('handed', 'stranded')) AS handed,
      (SELECT coalesce(sum(jsonb_array_length(jsonb_path_query_array(body::jsonb, '${HANDED_PATH}'))), 0)
        FROM payment WHERE advice_handed) AS advices,
      (SELECT count(*) FROM mismatch m WHERE ${NOT_ENDED}) AS mismatches`,
    values: [],
  });
  const { payments, cancellations, handed, advices, mismatches } = count!;
  return {
    advices: Number(advices),
    payments: Number(payments),
    cancellations: Number(cancellations),
    handed: Number(handed) + Number(advices),
    mismatches: Number(mismatches),
  };
}

async function readUnresolved(pool: ReadPool): Promise<Unresolved> {
  const [payments, cancellations, mismatches, advised, counts] = await Promise.all([
    pool.rows<PaymentListRow>({
      text: `SELECT t.body::text AS body, ${NEXT_CHECK}
        FROM ${UNDER_WAY} WHERE t.state IN ('sent', 'unknown') ORDER BY t.started_ms, t.id LIMIT $1::int`,
      values: [UNRESOLVED_MAX],
    }),
    pool.rows<{ body: string }>({
      text: `SELECT ${wayBackText('t')} AS body FROM ${OPEN_BACKS}
        WHERE ${OPEN_BACK} ORDER BY o.opened_ms, o.id LIMIT $1::int`,
      values: [UNRESOLVED_MAX],
    }),
    pool.rows<{
      clearing_day: string;
      network_key: string;
      kind: string;
      payment_id: string | null;
      amount_fen: string | null;
      found_ms: string;
    }>({
      text: `SELECT clearing_day, network_key, kind, payment_id, amount_fen, found_ms
        FROM mismatch m WHERE ${NOT_ENDED} ORDER BY id LIMIT $1::int`,
      values: [UNRESOLVED_MAX],
    }),
    pool.rows<{ body: string }>({
      text: `SELECT body::text AS body FROM payment WHERE advice_handed ORDER BY started_ms, id LIMIT $1::int`,
      values: [UNRESOLVED_MAX],
    }),
    readOpenCounts(pool),
  ]);
  return {
    payments: payments.map(entryOf),
    cancellations: cancellations.map(cancellationOf),
    mismatches: mismatches.map(
      (row): Mismatch => ({
        clearingDay: row.clearing_day,
        networkKey: row.network_key,
        kind: row.kind,
        paymentId: row.payment_id as PaymentId | null,
        amountFen: row.amount_fen === null ? null : BigInt(row.amount_fen),
        foundMs: Number(row.found_ms),
      }),
    ),
    advised: advised.map((row) => fromJson<Payment>(row.body)),
    counts,
  };
}

/** Ids that are no ids of ours are simply unknown: they never reach the database. */
export function createReader(options: ReaderOptions): Reader {
  const pool = new ReadPool(options);
  const keys = new ApiKeys(options.url, pool);
  return {
    async payments(page) {
      const rows = await pool.rows<PaymentListRow>(paymentsSql(page));
      return listed(rows, page.limit, entryOf, ({ payment }) => payment.id);
    },
    async paymentCount(book, max) {
      const [row] = await pool.rows<{ n: number }>({
        text: 'SELECT count(*)::int AS n FROM (SELECT FROM payment WHERE $1::text IS NULL OR book = $1 LIMIT $2) AS p',
        values: [book, max],
      });
      return row?.n ?? 0;
    },
    payment: async (id) => (isPaymentId(id) ? readPayment(pool, id) : null),
    journey: (id) => readJourney(pool, id),
    async cancellations(page) {
      const rows = await pool.rows<{ body: string }>(cancellationsSql(page));
      return listed(rows, page.limit, cancellationOf, (cancellation: Cancellation) => cancellation.id);
    },
    async cancellation(id) {
      if (!isCancellationId(id)) return null;
      const [row] = await pool.rows<{ body: string }>({
        text: `SELECT ${wayBackText('t')} AS body FROM cancellation t WHERE bucket = $1::smallint AND id = $2`,
        values: [bucketOfId(id), id],
      });
      return row === undefined ? null : cancellationOf(row);
    },
    balances: (book) => readBalances(pool, book),
    async journals(page) {
      const rows = await pool.rows<JournalTableRow>(journalsSql(page));
      return listed(rows, page.limit, journalOf, ({ paymentId, no }) => ({ paymentId, no }));
    },
    apiKey: (sha256) => keys.find(sha256),
    ...requestReading(pool),
    ...orderReading(pool),
    ...terminalReading(pool),
    ...walletReading(pool),
    ...lossReading(pool),
    ...closureReading(pool),
    ...changeReading(pool),
    unresolved: () => readUnresolved(pool),
    openCounts: () => readOpenCounts(pool),
    ping: () =>
      pool.rows({ text: 'SELECT 1', values: [] }).then(
        () => true,
        () => false,
      ),
    async close() {
      await Promise.all([keys.close(), pool.close()]);
    },
  };
}
