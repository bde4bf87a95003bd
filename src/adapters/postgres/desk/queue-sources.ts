/** The sources of the queue, each along an index over what is open. */
import { wayBackText } from '../rows.ts';

/** In the order in which a person would look. */
export const QUEUE_KINDS = [
  'way-back-handed',
  'advice-handed',
  'refund-stranded',
  'request-waiting',
  'account-named',
  'payout-ordered',
  'release-proposed',
  'clearing-mismatch',
  'batch-differs',
  'payment-unknown',
  'refund-bounced',
  'wallet-arrears',
  'arrival-overdue',
  'webhook-dead',
  'notice',
] as const;
export type QueueKind = (typeof QUEUE_KINDS)[number];

/** One source of the queue as SQL on `t`. `due` is a column of milliseconds; past it the item is pressing. */
interface Source {
  readonly from: string;
  readonly key: string;
  readonly since: string;
  readonly due?: string;
  readonly rank: string;
  readonly book?: string;
  readonly payment?: string;
  readonly body: string;
}

const ms = (path: string): string => `(${path})::bigint`;
const back = (state: string, parts: Partial<Source> & Pick<Source, 'since' | 'rank'>): Source => ({
  from: `cancellation_open o JOIN cancellation t ON t.bucket = o.bucket AND t.payment_id = o.payment_id AND t.id = o.id
      WHERE o.state = '${state}'`,
  key: 't.id',
  payment: 't.payment_id',
  body: wayBackText('t'),
  ...parts,
});
/** Told once that its time has passed, a row has no due time any more: that itself is pressing. */
const UNTIL_TOLD = `CASE WHEN t.body->>'dueMs' IS NULL THEN 0 ELSE 1 END`;
const NOTICES = `'asked-again', 'late-approval', 'dispute-meets-refund', 'notice-answer-unclear'`;

export const SOURCES: { readonly [K in QueueKind]: Source } = {
  'way-back-handed': back('handed', { since: ms(`t.body->>'sinceMs'`), rank: '0' }),
  'advice-handed': {
    from: `payment t CROSS JOIN LATERAL json_array_elements(t.body->'advices') WITH ORDINALITY AS a(advice, no)
      WHERE t.advice_handed AND a.advice->>'state' = 'handed'`,
    key: `t.id || '~' || a.no`,
    since: ms(`a.advice->>'sinceMs'`),
    rank: '0',
    payment: 't.id',
    body: 't.body',
  },
  'refund-stranded': back('stranded', { since: ms(`t.body->>'sinceMs'`), rank: '0' }),
  'request-waiting': {
    from: `request t WHERE t.state IN ('escalated', 'review')`,
    key: 't.id',
    since: 't.opened_ms',
    due: 't.due_ms',
    rank: 'CASE WHEN t.due_ms IS NULL THEN 0 ELSE 1 END',
    payment: 't.payment_id',
    body: 't.body',
  },
  'account-named': back('account-named', {
    since: ms(`t.body->>'namedMs'`),
    due: ms(`t.body->>'dueMs'`),
    rank: UNTIL_TOLD,
  }),
  'payout-ordered': back('payout-ordered', {
    since: ms(`t.body->'order'->>'orderedMs'`),
    due: ms(`CASE WHEN t.body->>'deliveredMs' IS NOT NULL THEN t.body->>'dueMs' END`),
    rank: UNTIL_TOLD,
  }),
  'release-proposed': {
    from: `payment t CROSS JOIN LATERAL json_array_elements(t.body->'releases') AS r(release)
      WHERE t.release_asked`,
    key: `t.id || '~' || (r.release->>'name')`,
    since: ms(`r.release->>'atMs'`),
    rank: '1',
    payment: 't.id',
    body: 't.body',
  },
  'clearing-mismatch': {
    from: `mismatch t LEFT JOIN mismatch_end e ON e.clearing_day = t.clearing_day
        AND e.network_key = t.network_key AND e.kind = t.kind AND e.approved IS NOT false
      LEFT JOIN network_key k ON k.network_key = t.network_key
      WHERE e.approved IS NOT true`,
    key: 't.id::text',
    since: 't.found_ms',
    rank: '1',
    book: 'k.book',
    payment: 't.payment_id',
    body: `jsonb_build_object('id', t.id, 'clearingDay', t.clearing_day, 'networkKey', t.network_key,
      'kind', t.kind, 'paymentId', t.payment_id, 'amountFen', t.amount_fen::text, 'foundMs', t.found_ms,
      'proposal', CASE WHEN e.id IS NOT NULL THEN jsonb_build_object('verdict', e.verdict, 'evidence', e.evidence,
        'by', e.proposed_by, 'atMs', e.proposed_ms) END)`,
  },
  'batch-differs': {
    from: 'batch t WHERE t.open',
    key: `t.merchant_id || '~' || t.terminal_id || '~' || t.batch_no || '~' || t.settled_ms`,
    since: 't.settled_ms',
    rank: '1',
    body: 't.body',
  },
  'payment-unknown': {
    from: `payment_open o JOIN payment t ON t.bucket = o.bucket AND t.id = o.id
      LEFT JOIN LATERAL (SELECT c.state, c.due_ms, (${wayBackText('c')})::json AS body FROM cancellation c
        WHERE c.bucket = t.bucket AND c.payment_id = t.id AND c.id = t.body->>'cancellationId') c ON true
      WHERE t.state IN ('sent', 'unknown') AND t.started_ms < $1::bigint AND c.state IS DISTINCT FROM 'handed'`,
    key: 't.id',
    since: 't.started_ms',
    due: `CASE WHEN c.state = 'awaiting-file' THEN c.due_ms END`,
    rank: '2',
    payment: 't.id',
    body: `jsonb_build_object('payment', t.body, 'cancellation', c.body)`,
  },
  'refund-bounced': back('bounced', { since: ms(`t.body->'bounce'->>'atMs'`), rank: '2' }),
  // An open account fills it by itself with what comes in; of a closed one somebody follows up.
  'wallet-arrears': {
    from: `(SELECT p.bucket, p.book, max((p.body->>'endedAtMs')::bigint) AS since_ms,
          jsonb_agg(p.body ORDER BY p.id) AS payments
        FROM wallet_payment p WHERE p.body ? 'uncoveredFen' GROUP BY p.bucket, p.book) u
      JOIN wallet w ON w.bucket = u.bucket AND w.id = u.book
      JOIN account t ON t.bucket = u.bucket AND t.book = u.book
      WHERE t.kind IN ('wallet_balance', 'suspense') AND t.debit_posted_fen > t.credit_posted_fen`,
    key: 't.book',
    since: 'u.since_ms',
    rank: `CASE WHEN w.state = 'closed' THEN 1 ELSE 2 END`,
    body: `jsonb_build_object('walletId', t.book, 'state', w.state,
      'owedFen', (t.debit_posted_fen - t.credit_posted_fen)::text, 'payments', u.payments)`,
  },
  'arrival-overdue': back('overdue', { since: ms(`t.body->'arrival'->>'latestMs'`), rank: '2' }),
  'webhook-dead': {
    from: `webhook_endpoint t CROSS JOIN LATERAL (SELECT count(*) AS failed, min(m.at_ms) AS first_ms
        FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
        WHERE d.endpoint_id = t.id AND d.state = 'failed') f
      WHERE t.state = 'disabled' AND t.why IN ('gone', 'failing') OR t.state = 'active' AND f.failed > 0`,
    key: 't.id',
    since: 'coalesce(t.failing_since_ms, f.first_ms, t.created_ms)',
    rank: '2',
    body: `jsonb_build_object('id', t.id, 'url', t.url, 'state', t.state, 'why', t.why, 'failed', f.failed,
      'firstMs', f.first_ms)`,
  },
  notice: {
    from: `notice t WHERE t.audience = 'operator' AND t.read_ms IS NULL AND t.kind IN (${NOTICES})`,
    key: 't.id',
    since: 't.at_ms',
    rank: '2',
    payment: `CASE WHEN t.subject LIKE 'pay\\_%' THEN t.subject
      ELSE (SELECT c.payment_id FROM cancellation c WHERE c.book = t.book AND c.id = t.subject) END`,
    body: `jsonb_build_object('id', t.id, 'audience', t.audience, 'book', t.book, 'kind', t.kind,
      'subject', t.subject, 'atMs', t.at_ms, 'body', t.body, 'readMs', t.read_ms)`,
  },
};
