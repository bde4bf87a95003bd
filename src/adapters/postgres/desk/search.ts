/** Finding payments by what a slip, a statement or a caller has: each question along an index that fits it. */
import type { Payment, PaymentId, PaymentState } from '#domain/payment';
import {
  bucketOfBook,
  bucketOfId,
  fromJson,
  isCancellationId,
  isOrderId,
  isPaymentId,
  isRequestId,
} from '#engine';
import { listed, type ReadPool } from '../read-pool.ts';
import { Conditions, lowestIdAt, merged, NEXT_CHECK, type Sql } from '../reader-lists.ts';
import type { Listed, PaymentEntry } from '../reader-types.ts';

export interface SearchFilter {
  /** An id of a payment, way back, request or order; a reference number (F37); with `book` an order number. */
  readonly reference?: string | undefined;
  /** Keyed index of a full card number. */
  readonly cardIndex?: string | undefined;
  readonly last4?: string | undefined;
  readonly authCode?: string | undefined;
  readonly traceNo?: string | undefined;
  readonly terminalId?: string | undefined;
  readonly state?: PaymentState | undefined;
  readonly fromFen?: bigint | undefined;
  readonly toFen?: bigint | undefined;
  /** First and last millisecond of the start. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly book: string | null;
}
export interface FoundPayment extends PaymentEntry {
  readonly merchant: { readonly zh: string; readonly en: string } | null;
}
export interface SearchReading {
  /** Newest first. */
  search(
    ask: SearchFilter & { readonly cursor: PaymentId | null; readonly limit: number },
  ): Promise<Listed<FoundPayment, PaymentId>>;
}

interface TableRow {
  readonly body: string;
  readonly next_check_ms: string | null;
  readonly name_zh: string | null;
  readonly name_en: string | null;
}
const foundOf = (row: TableRow): FoundPayment => ({
  payment: fromJson<Payment>(row.body),
  nextCheckMs: row.next_check_ms === null ? null : Number(row.next_check_ms),
  merchant: row.name_zh === null ? null : { zh: row.name_zh, en: row.name_en ?? row.name_zh },
});

const idsBy = async (pool: ReadPool, text: string, ...values: readonly unknown[]): Promise<string[]> =>
  (await pool.rows<{ id: string | null }>({ text, values })).flatMap(({ id }) => (id === null ? [] : [id]));

/** How many payments one reference may lead to: reference numbers repeat after years, an order has few payments. */
const REFERRED_MAX = 500;

/** The payments that a reference leads to; it may be that of a way back of theirs. */
async function referred(pool: ReadPool, reference: string, book: string | null): Promise<readonly string[]> {
  if (isPaymentId(reference)) return [reference];
  const at = [isCancellationId(reference) || isRequestId(reference) ? bucketOfId(reference) : 0, reference];
  if (isCancellationId(reference))
    return idsBy(
      pool,
      'SELECT payment_id AS id FROM cancellation WHERE bucket = $1::smallint AND id = $2',
      ...at,
    );
  if (isRequestId(reference))
    return idsBy(pool, 'SELECT payment_id AS id FROM request WHERE bucket = $1::smallint AND id = $2', ...at);
  const byOrder = `SELECT DISTINCT e.payment_id AS id FROM "order" o
    JOIN event e ON e.bucket = o.bucket AND e.order_id = o.id AND e.payment_id IS NOT NULL WHERE`;
  if (isOrderId(reference))
    return idsBy(
      pool,
      `${byOrder} o.bucket = $1::smallint AND o.id = $2 LIMIT ${REFERRED_MAX}`,
      ...[bucketOfId(reference), reference],
    );
  const ids = await idsBy(
    pool,
    `(SELECT id FROM payment WHERE rrn = $1 LIMIT ${REFERRED_MAX})
      UNION (SELECT payment_id AS id FROM cancellation WHERE rrn = $1 LIMIT ${REFERRED_MAX})`,
    reference,
  );
  if (book === null) return ids;
  const ordered = await idsBy(
    pool,
    `${byOrder} o.bucket = $1::smallint AND o.book = $2 AND o.order_no = $3 LIMIT ${REFERRED_MAX}`,
    ...[bucketOfBook(book), book, reference],
  );
  return [...ids, ...ordered];
}

const COLUMNS = `t.id, t.body::text AS body, ${NEXT_CHECK}, m.name_zh, m.name_en`;
const FROM = 'payment t LEFT JOIN merchant m ON m.book = t.book';

function searchSql(
  ask: SearchFilter & { readonly cursor: PaymentId | null; readonly limit: number },
  ids: readonly string[] | null,
): Sql {
  const conditions = new Conditions()
    .addIf('t.id < ?', ask.cursor)
    .addIf('t.card_index = ?', ask.cardIndex)
    .addIf(`t.card_tail = ?`, ask.last4)
    .addIf(`t.body->'approval'->>'authCode' = ?`, ask.authCode)
    .addIf(`t.body->'terminal'->>'stan' = ?`, ask.traceNo)
    .addIf('t.terminal_id = ?', ask.terminalId)
    .addIf('t.state = ?', ask.state)
    .addIf('t.amount_fen >= ?::bigint', ask.fromFen?.toString())
    .addIf('t.amount_fen <= ?::bigint', ask.toFen?.toString())
    .addIf('t.started_ms >= ?::bigint', ask.fromMs)
    .addIf('t.started_ms <= ?::bigint', ask.toMs)
    .addIf('t.book = ?', ask.book);
  if (ids !== null) conditions.add('t.id = ANY(?::text[])', ids);
  if (ids !== null)
    conditions.add('t.bucket = ANY(?::smallint[])', [
      ...new Set(ids.map((id) => bucketOfId(id as PaymentId))),
    ]);
  // Ids sort by time: a range of time is a range of every bucket's key.
  if (ask.fromMs !== undefined) conditions.add('t.id >= ?', lowestIdAt('pay_', ask.fromMs));
  if (ask.toMs !== undefined) conditions.add('t.id < ?', lowestIdAt('pay_', ask.toMs + 60_000));
  const limit = `$${conditions.values.length + 1}`;
  const values = [...conditions.values, ask.limit + 1];
  const narrow = ids !== null || ask.book !== null || ask.cardIndex !== undefined || ask.last4 !== undefined;
  const order = `ORDER BY t.id DESC LIMIT ${limit}`;
  if (narrow) return { text: `SELECT ${COLUMNS} FROM ${FROM} WHERE ${conditions.where} ${order}`, values };
  // The newest of every bucket are merged by their ids alone; rows are read for those that are left.
  const keys = merged(
    `SELECT t.bucket, t.id FROM payment t WHERE t.bucket = b.bucket AND ${conditions.where} ${order}`,
    'x.id DESC',
    limit,
  );
  return {
    text: `SELECT ${COLUMNS} FROM (${keys}) k JOIN (${FROM}) ON t.bucket = k.bucket AND t.id = k.id ORDER BY t.id DESC`,
    values,
  };
}

export const searchReading = (pool: ReadPool): SearchReading => ({
  async search(ask) {
    const ids = ask.reference === undefined ? null : await referred(pool, ask.reference, ask.book);
    if (ids?.length === 0) return { items: [], next: null };
    const rows = await pool.rows<TableRow>(searchSql(ask, ids));
    return listed(rows, ask.limit, foundOf, ({ payment }) => payment.id);
  },
});
