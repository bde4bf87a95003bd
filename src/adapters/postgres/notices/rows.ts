/** Rows of the tables of notifications and their values, both ways. */
import type { Delivery, Endpoint, Notice, SmsRow } from './types.ts';

export const ENDPOINT_COLUMNS = `e.id, e.book, e.url, e.wants::text AS wants, e.state, e.why, e.secret,
  e.previous_secret, e.previous_until_ms, e.created_ms, e.failing_since_ms`;

export interface EndpointTableRow {
  readonly id: string;
  readonly book: string;
  readonly url: string;
  readonly wants: string;
  readonly state: Endpoint['state'];
  readonly why: Endpoint['why'];
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_until_ms: string | null;
  readonly created_ms: string;
  readonly failing_since_ms: string | null;
}

export const orNull = (value: string | null): number | null => (value === null ? null : Number(value));

export const endpointOf = (row: EndpointTableRow): Endpoint => ({
  id: row.id,
  book: row.book,
  url: row.url,
  wants: JSON.parse(row.wants) as string[],
  state: row.state,
  why: row.why,
  secret: row.secret,
  previous:
    row.previous_secret === null
      ? null
      : { secret: row.previous_secret, untilMs: Number(row.previous_until_ms) },
  createdMs: Number(row.created_ms),
  failingSinceMs: orNull(row.failing_since_ms),
});

export interface DeliveryTableRow {
  readonly message_id: string;
  readonly type: string;
  readonly subject: string;
  readonly at_ms: string;
  readonly state: Delivery['state'];
  readonly attempts: number;
  readonly due_ms: string;
  readonly last_ms: string | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly log: string | null;
}

export const deliveryOf = (row: DeliveryTableRow): Delivery => ({
  messageId: row.message_id,
  type: row.type,
  subject: row.subject,
  eventMs: Number(row.at_ms),
  state: row.state,
  attempts: row.attempts,
  dueMs: Number(row.due_ms),
  lastMs: orNull(row.last_ms),
  lastStatus: row.last_status,
  lastError: row.last_error,
  log: row.log === null ? [] : (JSON.parse(row.log) as Delivery['log']),
});

export interface NoticeTableRow {
  readonly id: string;
  readonly audience: Notice['audience'];
  readonly book: string;
  readonly kind: string;
  readonly subject: string;
  readonly at_ms: string;
  readonly body: string;
  readonly read_ms: string | null;
}

export const noticeOf = (row: NoticeTableRow): Notice => ({
  id: row.id,
  audience: row.audience,
  book: row.book,
  kind: row.kind,
  subject: row.subject,
  atMs: Number(row.at_ms),
  body: JSON.parse(row.body) as Notice['body'],
  readMs: orNull(row.read_ms),
});

export interface SmsTableRow {
  readonly id: string;
  readonly book: string;
  readonly subject: string;
  readonly kind: string;
  readonly number_index: string;
  readonly number_seal: string;
  readonly number_mask: string;
  readonly lang: SmsRow['lang'];
  readonly text: string;
  readonly state: SmsRow['state'];
  readonly attempts: number;
  readonly created_ms: string;
  readonly due_ms: string;
  readonly ended_ms: string | null;
  readonly error: string | null;
  readonly secret_seal: string | null;
  readonly until_ms: string | null;
}

export const smsOf = (row: SmsTableRow): SmsRow => ({
  id: row.id,
  book: row.book,
  subject: row.subject,
  kind: row.kind,
  numberIndex: row.number_index,
  numberSeal: row.number_seal,
  numberMask: row.number_mask,
  lang: row.lang,
  text: row.text,
  state: row.state,
  attempts: row.attempts,
  createdMs: Number(row.created_ms),
  dueMs: Number(row.due_ms),
  endedMs: orNull(row.ended_ms),
  error: row.error,
  secretSeal: row.secret_seal,
  untilMs: orNull(row.until_ms),
});

/** One more row than asked for was read: it says that there is more. */
export function part<T>(rows: readonly T[], limit: number, position: (item: T) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? position(last) : null };
}
