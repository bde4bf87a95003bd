/**
 * Which rows the laws are asked of. A law names its rows by the relation of a scope: all of a table, or those of it
 * that a temporary table lists. What it compares them with it reads from the tables themselves, in both cases.
 */

/** Relations, each with the columns of the table that it is named after, for the place behind `FROM`. */
export interface Scope {
  readonly payments: string;
  readonly cancellations: string;
  readonly journals: string;
  readonly entries: string;
  /** Entries in the order of their accounts' versions; `is_base`: where the walk begins, and no entry itself. */
  readonly walk: string;
  /** Of every account that the walk is about. */
  readonly accounts: string;
  readonly orders: string;
  readonly movements: string;
  readonly events: string;
  /** `bucket`, how many events it has, and the number of the last one. */
  readonly eventsCounted: string;
  readonly onceKeys: string;
  readonly networkKeys: string;
  readonly terminals: string;
  readonly batches: string;
  /** What the open batches of these terminals may count. */
  readonly paymentsOfBatches: string;
  readonly cancellationsOfBatches: string;
  readonly wallets: string;
  readonly tokens: string;
  readonly requests: string;
  readonly messages: string;
  readonly deliveries: string;
}

export const WHOLE: Scope = {
  payments: 'payment',
  cancellations: 'cancellation',
  journals: 'journal',
  entries: 'entry',
  walk: '(SELECT *, false AS is_base FROM entry)',
  accounts: 'account',
  orders: '"order"',
  movements: 'wallet_payment',
  events: 'event',
  eventsCounted: '(SELECT bucket, count(*) AS n, max(seq) AS last FROM event GROUP BY bucket)',
  onceKeys: 'once',
  networkKeys: 'network_key',
  terminals: 'terminal',
  batches: 'batch',
  paymentsOfBatches: 'payment',
  cancellationsOfBatches: 'cancellation',
  wallets: 'wallet',
  tokens: 'wallet_token',
  requests: 'request',
  messages: 'webhook_message',
  deliveries: 'webhook_delivery',
};

/** What a temporary table lists of a table, by the columns that both have. */
const listed = (table: string, list: string, ...columns: readonly string[]): string =>
  `(SELECT r.* FROM ${list} k JOIN ${table} r ON ${columns.map((name) => `r.${name} = k.${name}`).join(' AND ')})`;

const WALK = `(SELECT bucket, book, account, version, NULL::text AS payment_id, NULL::int AS journal_no,
    0::bigint AS debit_pending_fen, 0::bigint AS debit_posted_fen, 0::bigint AS credit_pending_fen,
    0::bigint AS credit_posted_fen, debit_pending_fen AS after_debit_pending_fen,
    debit_posted_fen AS after_debit_posted_fen, credit_pending_fen AS after_credit_pending_fen,
    credit_posted_fen AS after_credit_posted_fen, true AS is_base FROM base_account
  UNION ALL SELECT e.bucket, e.book, e.account, e.version, e.payment_id, e.journal_no,
    e.debit_pending_fen, e.debit_posted_fen, e.credit_pending_fen, e.credit_posted_fen,
    e.after_debit_pending_fen, e.after_debit_posted_fen, e.after_credit_pending_fen, e.after_credit_posted_fen, false
  FROM judged_row k JOIN entry e ON e.bucket = k.bucket AND e.payment_id = k.id
  LEFT JOIN base_account m ON m.bucket = e.bucket AND m.book = e.book AND m.account = e.account
  WHERE e.version > coalesce(m.version, 0))`;

/** Events behind the mark are counted, those before it are as many as its number says. */
const EVENTS_COUNTED = `(SELECT coalesce(b.bucket, m.bucket) AS bucket, coalesce(m.seq, 0) + count(e.seq) AS n,
    coalesce(max(e.seq), m.seq, 0) AS last
  FROM bucket b FULL JOIN verify_mark_bucket m ON m.bucket = b.bucket
  LEFT JOIN event e ON e.bucket = coalesce(b.bucket, m.bucket) AND e.seq > coalesce(m.seq, 0)
  GROUP BY b.bucket, m.bucket, m.seq)`;

/**
 * What the temporary tables of `changed.ts` list, and of tables whose changes no event tells every row that was
 * written behind the mark.
 *
 * @param writtenWithin age of the oldest transaction that may have written behind the mark
 */
export function changedScope(writtenWithin: number): Scope {
  const written = (table: string): string => `(SELECT * FROM ${table} WHERE age(xmin) <= ${writtenWithin})`;
  return {
    payments: listed('payment', 'judged_row', 'bucket', 'id'),
    cancellations: listed('cancellation', 'judged_way_back', 'bucket', 'id'),
    journals: '(SELECT r.* FROM judged_row k JOIN journal r ON r.bucket = k.bucket AND r.payment_id = k.id)',
    entries: '(SELECT r.* FROM judged_row k JOIN entry r ON r.bucket = k.bucket AND r.payment_id = k.id)',
    walk: WALK,
    accounts: listed('account', 'judged_book', 'bucket', 'book'),
    orders: listed('"order"', 'judged_order', 'bucket', 'id'),
    movements: listed('wallet_payment', 'judged_row', 'bucket', 'id'),
    events: `(SELECT e.* FROM bucket b LEFT JOIN verify_mark_bucket m ON m.bucket = b.bucket
      JOIN event e ON e.bucket = b.bucket AND e.seq > coalesce(m.seq, 0))`,
    eventsCounted: EVENTS_COUNTED,
    onceKeys: listed('once', 'judged_key', 'bucket', 'book', 'key'),
    networkKeys: listed('network_key', 'judged_network_key', 'network_key'),
    terminals: listed('terminal', 'judged_terminal', 'bucket', 'book', 'terminal_id'),
    batches: written('batch'),
    paymentsOfBatches: listed('payment', 'batch_payment', 'bucket', 'id'),
    cancellationsOfBatches: listed('cancellation', 'batch_way_back', 'bucket', 'id'),
    wallets: written('wallet'),
    tokens: written('wallet_token'),
    requests: written('request'),
    messages: written('webhook_message'),
    deliveries: written('webhook_delivery'),
  };
}
