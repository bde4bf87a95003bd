/**
 * Laws over whole tables, each a query whose rows are faults. The database sorts and joins, on disk if it
 * must.
 */
import type pg from 'pg';
import { NO_END_YET } from '#domain/cancellation';
import { ONLINE_TERMINAL_ID } from '#domain/payment';
import { ANSWER_LAWS } from './answer-laws.ts';
import type { Fault } from './fault.ts';
import { HOLD_LAWS } from './hold-laws.ts';
import { KEY_LAWS } from './key-laws.ts';
import { NOTICE_LAWS } from './notice-laws.ts';
import { REQUEST_LAWS } from './request-laws.ts';
import type { Scope } from './scope.ts';
import { WALLET_LAWS } from './wallet-laws.ts';

export interface TableLaw {
  readonly law: Fault['law'];
  /** What it is asked of: all rows, or those of a scope. */
  readonly sql: string | ((of: Scope) => string);
  readonly text: string;
}

const BOOKS: readonly TableLaw[] = [
  {
    law: 'journal-balance',
    text: 'debits and credits of the journal differ',
    sql: (of) => `SELECT payment_id || ' journal ' || journal_no AS subject FROM ${of.entries} e
      GROUP BY bucket, payment_id, journal_no
      HAVING sum(debit_pending_fen) <> sum(credit_pending_fen)
        OR sum(debit_posted_fen) <> sum(credit_posted_fen)`,
  },
  {
    law: 'account-chain',
    text: 'the balance after the entry is not the balance before it plus the entry',
    sql: (of) => `SELECT book || '/' || account || ' version ' || version AS subject FROM (
        SELECT book, account, version, is_base,
          debit_pending_fen, debit_posted_fen, credit_pending_fen, credit_posted_fen,
          after_debit_pending_fen a1, after_debit_posted_fen a2,
          after_credit_pending_fen a3, after_credit_posted_fen a4,
          lag(version, 1, 0::bigint) OVER w AS v0,
          lag(after_debit_pending_fen, 1, 0::bigint) OVER w AS b1,
          lag(after_debit_posted_fen, 1, 0::bigint) OVER w AS b2,
          lag(after_credit_pending_fen, 1, 0::bigint) OVER w AS b3,
          lag(after_credit_posted_fen, 1, 0::bigint) OVER w AS b4
        FROM ${of.walk} e WINDOW w AS (PARTITION BY bucket, book, account ORDER BY version)) AS chain
      WHERE NOT is_base AND (version <> v0 + 1 OR a1 <> b1 + debit_pending_fen OR a2 <> b2 + debit_posted_fen
        OR a3 <> b3 + credit_pending_fen OR a4 <> b4 + credit_posted_fen)`,
  },
  {
    law: 'account-balance',
    text: 'the account is not what its last entry says',
    sql: (of) => `SELECT coalesce(a.book, e.book) || '/' || coalesce(a.kind, e.account) AS subject
      FROM ${of.accounts} a FULL JOIN (
        SELECT DISTINCT ON (bucket, book, account) * FROM ${of.walk} w
          ORDER BY bucket, book, account, version DESC) e
        ON e.bucket = a.bucket AND e.book = a.book AND e.account = a.kind
      WHERE (a.version, a.debit_pending_fen, a.debit_posted_fen, a.credit_pending_fen, a.credit_posted_fen)
        IS DISTINCT FROM (e.version, e.after_debit_pending_fen, e.after_debit_posted_fen,
          e.after_credit_pending_fen, e.after_credit_posted_fen)`,
  },
  {
    law: 'journal-numbers',
    text: 'the journals of the payment are not numbered 1 to its count',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p LEFT JOIN (
        SELECT bucket, payment_id, count(*) AS n, max(no) AS last FROM ${of.journals} r GROUP BY bucket, payment_id) j
        ON j.bucket = p.bucket AND j.payment_id = p.id
      WHERE p.journals <> coalesce(j.n, 0) OR p.journals <> coalesce(j.last, 0)`,
  },
];

const NO_END = NO_END_YET.map((each) => `'${each}'`).join(', ');
const OPEN: readonly TableLaw[] = [
  {
    law: 'row-columns',
    text: 'whether and until when it waits stands otherwise among what is open',
    sql: (of) => `SELECT coalesce(p.id, o.id) AS subject FROM (SELECT * FROM ${of.payments} r
          WHERE due_ms IS NOT NULL OR state IN ('sent', 'unknown')) p
        FULL JOIN payment_open o ON o.bucket = p.bucket AND o.id = p.id
        WHERE (o.id, o.book, o.due_ms) IS DISTINCT FROM (p.id, p.book, p.due_ms)`,
  },
  {
    law: 'row-columns',
    text: 'what it waits for, or until when, stands otherwise among what is open',
    sql: (
      of,
    ) => `SELECT coalesce(c.id, o.id) AS subject FROM (SELECT bucket, id, book, payment_id, opened_ms, due_ms,
          CASE WHEN state = 'done' AND body->'arrival'->>'state' = 'overdue' THEN 'overdue' ELSE state END AS state
          FROM ${of.cancellations} r WHERE due_ms IS NOT NULL OR state IN (${NO_END})
            OR (state = 'done' AND body->'arrival'->>'state' = 'overdue')) c
        FULL JOIN cancellation_open o ON o.bucket = c.bucket AND o.id = c.id
        WHERE (o.id, o.book, o.payment_id, o.state, o.opened_ms, o.due_ms)
          IS DISTINCT FROM (c.id, c.book, c.payment_id, c.state, c.opened_ms, c.due_ms)`,
  },
  {
    law: 'row-columns',
    text: 'when it must be looked at again stands otherwise among what is due',
    sql: (
      of,
    ) => `SELECT coalesce(r.id, d.id) AS subject FROM (SELECT * FROM ${of.orders} o WHERE due_ms IS NOT NULL) r
        FULL JOIN order_due d ON d.bucket = r.bucket AND d.id = r.id
        WHERE (d.id, d.book, d.due_ms) IS DISTINCT FROM (r.id, r.book, r.due_ms)`,
  },
];

const OWNERS: readonly TableLaw[] = [
  {
    law: 'orphan',
    text: 'it belongs to no payment of its book',
    sql: (of) => `SELECT 'cancellation ' || c.id AS subject FROM ${of.cancellations} c
        LEFT JOIN payment p ON p.bucket = c.bucket AND p.id = c.payment_id AND p.book = c.book
          WHERE p.id IS NULL
      UNION ALL SELECT 'journal ' || j.no || ' of ' || j.payment_id FROM ${of.journals} j
        LEFT JOIN payment p ON p.bucket = j.bucket AND p.id = j.payment_id AND p.book = j.book
        LEFT JOIN wallet_payment w ON w.bucket = j.bucket AND w.id = j.payment_id AND w.book = j.book
          WHERE p.id IS NULL AND w.id IS NULL`,
  },
  {
    law: 'orphan',
    text: 'the journal has no entry, or one of an account that the chart does not know',
    sql: (of) => `SELECT j.payment_id || ' journal ' || j.no AS subject FROM ${of.journals} j
        WHERE j.accounts = '{}' OR EXISTS (SELECT FROM unnest(j.accounts) AS a(no)
          LEFT JOIN chart c ON c.no = a.no WHERE c.no IS NULL)`,
  },
  {
    law: 'orphan',
    text: 'its terminal is missing',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p
        LEFT JOIN terminal t ON t.bucket = p.bucket AND t.book = p.book AND t.terminal_id = p.terminal_id
        WHERE t.terminal_id IS NULL AND p.terminal_id <> '${ONLINE_TERMINAL_ID}'`,
  },
  {
    law: 'orphan',
    text: 'the order that it pays is missing',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p
        LEFT JOIN "order" r ON r.bucket = p.bucket AND r.id = p.body->'order'->>'id' AND r.book = p.book
        WHERE p.terminal_id = '${ONLINE_TERMINAL_ID}' AND r.id IS NULL`,
  },
  {
    law: 'orphan',
    text: 'its merchant is missing, or has another book',
    sql: `SELECT 'terminal ' || t.merchant_id || '/' || t.terminal_id AS subject FROM terminal t
        LEFT JOIN merchant m ON m.merchant_id = t.merchant_id AND m.book = t.book
          WHERE m.merchant_id IS NULL`,
  },
];

const ONCE: readonly TableLaw[] = [
  {
    law: 'once-keys',
    text: 'what the key points to is missing, or is of another kind or book',
    sql: (of) => `SELECT 'key ' || o.key || ' of ' || o.book AS subject FROM ${of.onceKeys} o
        LEFT JOIN payment p ON o.subject_kind = 'payment' AND p.bucket = o.bucket AND p.id = o.subject_id
          AND p.book = o.book
        LEFT JOIN cancellation c ON o.subject_kind = 'cancellation' AND c.bucket = o.bucket
          AND c.id = o.subject_id AND c.book = o.book
        LEFT JOIN request r ON o.subject_kind = 'request' AND r.bucket = o.bucket
          AND r.id = o.subject_id AND r.book = o.book
        LEFT JOIN "order" d ON o.subject_kind = 'order' AND d.bucket = o.bucket AND d.id = o.subject_id
          AND d.book = o.book
        LEFT JOIN wallet_payment w ON o.subject_kind = 'wallet-payment' AND w.bucket = o.bucket
          AND w.id = o.subject_id AND w.book = o.book
        LEFT JOIN wallet h ON o.subject_kind = 'wallet' AND h.bucket = o.bucket AND h.id = o.book
        WHERE o.subject_kind IS NOT NULL
          AND ((p.id IS NULL AND c.id IS NULL AND r.id IS NULL AND d.id IS NULL AND w.id IS NULL AND h.id IS NULL)
            OR (o.subject_kind = 'payment') <> (split_part(o.key, '/', 1)
              IN ('sale', 'advice', 'qr', 'order-pay', 'preauthorisation', 'increment', 'completion'))
            OR (o.subject_kind = 'order') <> (split_part(o.key, '/', 1) IN ('order', 'order-open')))`,
  },
  {
    law: 'once-keys',
    text: 'no terminal asked for it, and no key remembers it: asked again, it would be made again',
    sql: (of) => `SELECT c.id AS subject FROM ${of.cancellations} c
        LEFT JOIN once o ON o.bucket = c.bucket AND o.book = c.book AND o.subject_kind = 'cancellation'
          AND o.subject_id = c.id AND split_part(o.key, '/', 1) IN ('api', 'return')
        WHERE c.route <> 'REVERSAL' AND c.body->>'terminal' IS NULL AND o.key IS NULL`,
  },
];

const NETWORK_KEYS: readonly TableLaw[] = [
  {
    law: 'network-keys',
    text: 'the key of its message is missing, or leads elsewhere: an answer of the network would not find it',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p
        LEFT JOIN network_key k ON k.network_key = p.network_key AND k.bucket = p.bucket AND k.book = p.book
          AND k.payment_id = p.id AND k.part = 'payment'
        WHERE k.network_key IS NULL
      UNION ALL SELECT p.id FROM ${of.payments} p
        CROSS JOIN LATERAL json_array_elements(p.body->'advices') AS a(advice)
        CROSS JOIN LATERAL (SELECT a.advice->'network') AS n(key)
        LEFT JOIN network_key k ON k.network_key = concat(n.key->>'year', n.key->>'transmission', '/', n.key->>'stan',
            '/', n.key->>'acquirerId', '/', n.key->>'forwarderId')
          AND k.bucket = p.bucket AND k.book = p.book AND k.payment_id = p.id AND k.part = 'advice'
        WHERE p.body->'advices' IS NOT NULL AND k.network_key IS NULL
      UNION ALL SELECT c.id FROM ${of.cancellations} c
        CROSS JOIN LATERAL (VALUES (c.network_key, 'message'), (c.undo_key, 'undo')) AS own(key, part)
        LEFT JOIN network_key k ON k.network_key = own.key AND k.bucket = c.bucket AND k.book = c.book
          AND k.payment_id = c.payment_id AND k.cancellation_id = c.id AND k.part = own.part
        WHERE own.key IS NOT NULL AND k.network_key IS NULL`,
  },
  {
    law: 'network-keys',
    text: 'what the key leads to is missing',
    sql: (of) => `SELECT 'key ' || k.network_key AS subject FROM ${of.networkKeys} k
        LEFT JOIN payment p ON p.bucket = k.bucket AND p.id = k.payment_id
        LEFT JOIN cancellation c ON c.bucket = k.bucket AND c.id = k.cancellation_id
          AND c.payment_id = k.payment_id
        WHERE p.id IS NULL OR (k.cancellation_id IS NOT NULL AND c.id IS NULL)`,
  },
];

const EVENTS: readonly TableLaw[] = [
  {
    law: 'event-numbers',
    text: 'the events of the bucket have a hole or an end that differs',
    sql: (of) => `SELECT 'bucket ' || coalesce(b.bucket, e.bucket) AS subject
      FROM bucket b FULL JOIN ${of.eventsCounted} e ON e.bucket = b.bucket
      WHERE coalesce(b.event_seq, -1) <> coalesce(e.n, 0) OR b.event_seq <> coalesce(e.last, 0)`,
  },
  {
    law: 'journey-events',
    text: 'events tell of it, and it is missing',
    sql: (of) => `SELECT DISTINCT coalesce(e.cancellation_id, e.payment_id) AS subject FROM ${of.events} e
        LEFT JOIN payment p ON p.bucket = e.bucket AND p.id = e.payment_id
        LEFT JOIN cancellation c ON c.bucket = e.bucket AND c.id = e.cancellation_id
          AND c.payment_id = e.payment_id
        WHERE (e.payment_id IS NOT NULL AND p.id IS NULL) OR (e.cancellation_id IS NOT NULL
          AND c.id IS NULL)`,
  },
  {
    law: 'journey-events',
    text: 'no event tells how it began, or more than one does',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p LEFT JOIN event e ON e.bucket = p.bucket
      AND e.payment_id = p.id
        AND e.kind IN ('payment-sent', 'payment-refused') GROUP BY p.bucket, p.id HAVING count(e.seq) <> 1
      UNION ALL SELECT c.id FROM ${of.cancellations} c LEFT JOIN event e ON e.bucket = c.bucket
        AND e.payment_id = c.payment_id AND e.cancellation_id = c.id AND e.kind = 'cancellation-opened'
        GROUP BY c.bucket, c.id HAVING count(e.seq) <> 1`,
  },
];

/** Faults of all laws over tables, at most `max` of each. */
export async function tableFaults(client: pg.Client, of: Scope, max: number): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const { law, sql, text } of [
    ...BOOKS,
    ...OPEN,
    ...OWNERS,
    ...ONCE,
    ...NETWORK_KEYS,
    ...EVENTS,
    ...REQUEST_LAWS,
    ...HOLD_LAWS,
    ...ANSWER_LAWS,
    ...NOTICE_LAWS,
    ...KEY_LAWS,
    ...WALLET_LAWS,
  ]) {
    const asked = typeof sql === 'string' ? sql : sql(of);
    const { rows } = await client.query<{ subject: string }>(`${asked} LIMIT ${max}`);
    for (const { subject } of rows) faults.push({ law, subject, text });
  }
  return faults;
}
