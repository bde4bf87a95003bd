/**
 * The SQL of lists. One book is read along its own index. All books together are read bucket by bucket, each
 * along its primary key, and merged: no list ever sorts a whole table.
 */

import type { OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { RequestId } from '#domain/request';
import { bucketOfBook, bucketOfId } from '#engine';
import type {
  CancellationFilter,
  JournalCursor,
  OrderFilter,
  Page,
  PaymentFilter,
  RequestFilter,
} from './reader-types.ts';
import { wayBackText } from './rows.ts';

export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Collects conditions and their values. */
export class Conditions {
  readonly #parts: string[] = [];
  readonly values: unknown[] = [];
  /** `?` in the text stands for the value. */
  add(text: string, value: unknown): this {
    this.values.push(value);
    this.#parts.push(text.replace('?', `$${this.values.length}`));
    return this;
  }
  addIf<T>(text: string, value: T | undefined | null): this {
    return value === undefined || value === null ? this : this.add(text, value);
  }
  get where(): string {
    return this.#parts.length === 0 ? 'true' : this.#parts.join(' AND ');
  }
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The smallest id that may be given at an instant: the time is the upper part of an id. */
export function lowestIdAt(prefix: string, atMs: number): string {
  let value = BigInt(Math.max(0, Math.min(atMs, 2 ** 48 - 1))) << 32n;
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return prefix + text;
}

/** Ids are never earlier than their row and at most this much later. */
const ID_AHEAD_MS = 60_000;

/** Per bucket along the primary key, then merged; `inner` is one bucket's part as SQL on `b.bucket`. */
export const merged = (inner: string, order: string, limit: string): string =>
  `SELECT x.* FROM generate_series(0, 255) AS b(bucket) CROSS JOIN LATERAL (${inner}) x
  ORDER BY ${order} LIMIT ${limit}`;

export const NEXT_CHECK = `least(t.due_ms, (SELECT min(c.due_ms) FROM cancellation c
  WHERE c.bucket = t.bucket AND c.payment_id = t.id)) AS next_check_ms`;

function list(
  table: 'payment' | 'cancellation' | 'request' | '"order"',
  columns: string,
  conditions: Conditions,
  page: Page<string>,
): Sql {
  if (page.book !== null) conditions.add('t.book = ?', page.book);
  const limit = `$${conditions.values.length + 1}`;
  const values = [...conditions.values, page.limit + 1];
  const own = (bucket: string): string =>
    `SELECT ${columns} FROM ${table} t WHERE ${bucket}${conditions.where} ORDER BY t.id DESC LIMIT ${limit}`;
  if (page.book !== null) return { text: own(''), values };
  return { text: merged(own('t.bucket = b.bucket AND '), 'x.id DESC', limit), values };
}

export function paymentsSql(page: Page<PaymentId> & PaymentFilter): Sql {
  const conditions = new Conditions()
    .addIf('t.id < ?', page.cursor)
    .addIf('t.state = ?', page.state)
    .addIf('t.terminal_id = ?', page.terminalId)
    .addIf('t.started_ms >= ?::bigint', page.fromMs)
    .addIf('t.started_ms <= ?::bigint', page.toMs);
  if (page.fromMs !== undefined) conditions.add('t.id >= ?', lowestIdAt('pay_', page.fromMs));
  if (page.toMs !== undefined) conditions.add('t.id < ?', lowestIdAt('pay_', page.toMs + ID_AHEAD_MS));
  if (page.rrn !== undefined) {
    conditions.add('t.rrn = ?', page.rrn);
    if (page.book !== null) conditions.add('t.bucket = ?::smallint', bucketOfBook(page.book));
  }
  return list('payment', `t.id, t.body::text AS body, ${NEXT_CHECK}`, conditions, page);
}

export function cancellationsSql(page: Page<CancellationId> & CancellationFilter): Sql {
  const conditions = new Conditions()
    .addIf('t.id < ?', page.cursor)
    .addIf('t.state = ?', page.state)
    .addIf('t.route = ?', page.route);
  if (page.paymentId !== undefined) {
    conditions
      .add('t.payment_id = ?', page.paymentId)
      .add('t.bucket = ?::smallint', bucketOfId(page.paymentId));
  }
  return list('cancellation', `t.id, ${wayBackText('t')} AS body`, conditions, page);
}

export function requestsSql(page: Page<RequestId> & RequestFilter): Sql {
  const conditions = new Conditions().addIf('t.id < ?', page.cursor).addIf('t.state = ?', page.state);
  if (page.paymentId !== undefined) {
    conditions
      .add('t.payment_id = ?', page.paymentId)
      .add('t.bucket = ?::smallint', bucketOfId(page.paymentId));
  }
  return list('request', 't.id, t.body::text AS body', conditions, page);
}

export function ordersSql(page: Page<OrderId> & OrderFilter): Sql {
  const conditions = new Conditions()
    .addIf('t.id < ?', page.cursor)
    .addIf('t.state = ?', page.state)
    .addIf('t.order_no = ?', page.orderNo);
  return list('"order"', 't.id, t.body::text AS body', conditions, page);
}

export const ENTRIES = `(SELECT json_agg(json_build_object('account', e.account, 'version', e.version,
    'debitPendingFen', e.debit_pending_fen::text, 'debitPostedFen', e.debit_posted_fen::text,
    'creditPendingFen', e.credit_pending_fen::text, 'creditPostedFen', e.credit_posted_fen::text,
    'after', json_build_object('version', e.version,
      'debitPendingFen', e.after_debit_pending_fen::text, 'debitPostedFen', e.after_debit_posted_fen::text,
      'creditPendingFen', e.after_credit_pending_fen::text,
      'creditPostedFen', e.after_credit_posted_fen::text))
    ORDER BY e.account)::text
  FROM entry e WHERE e.bucket = t.bucket AND e.payment_id = t.payment_id AND e.journal_no = t.no) AS entries`;

export const JOURNAL_COLUMNS = `t.book, t.payment_id, t.no, t.kind, t.cancellation_id, t.mirrors_no, t.at_ms,
  ${ENTRIES}`;

export function journalsSql(page: Page<JournalCursor>): Sql {
  const values: unknown[] = [page.limit + 1];
  let where = '';
  if (page.cursor !== null) {
    values.push(page.cursor.paymentId, page.cursor.no);
    where += ' AND (t.payment_id, t.no) < ($2, $3::int)';
  }
  const order = 't.payment_id DESC, t.no DESC';
  if (page.book === null) {
    const inner = `SELECT ${JOURNAL_COLUMNS} FROM journal t
      WHERE t.bucket = b.bucket${where} ORDER BY ${order} LIMIT $1`;
    return { text: merged(inner, 'x.payment_id DESC, x.no DESC', '$1'), values };
  }
  values.push(bucketOfBook(page.book), page.book);
  const own = `t.bucket = $${values.length - 1}::smallint AND t.book = $${values.length}`;
  return {
    text: `SELECT ${JOURNAL_COLUMNS} FROM journal t WHERE ${own}${where} ORDER BY ${order} LIMIT $1`,
    values,
  };
}
