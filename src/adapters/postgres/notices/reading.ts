/** The reader of events: what was made of a stretch and the move of its cursor are one transaction. */
import type { CancellationId, PaymentId } from '#domain/payment';
import { fromJson, toJson } from '#engine';
import type { HotConnection, Statement } from '../connection.ts';
import { ENDPOINT_COLUMNS, type EndpointTableRow, endpointOf } from './rows.ts';
import type { EventReading, Made, Notice, NumberedEvent, SmsRow, Stretch } from './types.ts';

const LAGGING = `SELECT c.bucket, c.seq, b.event_seq FROM notice_cursor c JOIN bucket b ON b.bucket = c.bucket
  WHERE c.bucket = ANY($1::smallint[]) AND b.event_seq > c.seq ORDER BY b.event_seq - c.seq DESC LIMIT $2::int`;
const LAG = `SELECT coalesce(sum(b.event_seq - c.seq), 0)::bigint AS lag FROM notice_cursor c
  JOIN bucket b ON b.bucket = c.bucket WHERE c.bucket = ANY($1::smallint[])`;
// Along the primary key, bucket by bucket. The numbers are given under the lock of the bucket's row: whoever sees
// event_seq sees every event up to it.
const EVENTS = `SELECT x.bucket, x.seq, x.book, x.payment_id, x.cancellation_id, x.order_id, x.at_ms, x.kind,
    x.body::text AS body
  FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS w(bucket, after, upto)
  CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.bucket = w.bucket AND e.seq > w.after AND e.seq <= w.upto
    AND (e.kind = ANY($4::text[]) OR EXISTS (SELECT FROM webhook_endpoint o
      WHERE o.book = e.book AND o.state <> 'removed')) ORDER BY e.seq) x
  ORDER BY x.bucket, x.seq`;
const ENDPOINTS = `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint e
  WHERE e.book = ANY($1::text[]) AND e.state <> 'removed' ORDER BY e.id`;

const MOVE = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS n(bucket, after, upto)),
  u AS (UPDATE notice_cursor c SET seq = n.upto FROM n WHERE c.bucket = n.bucket AND c.seq = n.after RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $4::bigint, 'notice_cursor')`;
const MESSAGES = `INSERT INTO webhook_message (id, bucket, seq, book, subject, type, at_ms, payload)
  SELECT * FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
    $8::text[])`;
// An endpoint may have been disabled or removed since it was looked up: the row that is there now decides.
const DELIVERIES = `INSERT INTO webhook_delivery (endpoint_id, message_id, subject, seq, state, due_ms, attempts,
    round_from)
  SELECT n.endpoint_id, n.message_id, n.subject, n.seq, CASE WHEN e.state = 'active' THEN n.state ELSE 'held' END,
    n.due_ms, 0, 0
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[])
    AS n(endpoint_id, message_id, subject, seq, state, due_ms)
  JOIN webhook_endpoint e ON e.id = n.endpoint_id AND e.state <> 'removed'`;
const NOTICES = `INSERT INTO notice (id, audience, book, kind, subject, at_ms, body)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::jsonb[])`;
const TEXTS = `INSERT INTO sms_outbox (id, book, subject, kind, number_index, number_seal, number_mask, lang, text,
    state, created_ms, due_ms, attempts)
  SELECT *, 0 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[])`;

const columns = <T>(rows: readonly T[], ...read: readonly ((row: T) => unknown)[]): unknown[] =>
  read.map((column) => rows.map(column));

const stretchColumns = (stretches: readonly Stretch[]): unknown[] =>
  columns(
    stretches,
    ({ bucket }) => bucket,
    ({ after }) => after,
    ({ upTo }) => upTo,
  );

export const noticeStatement = (notices: readonly Notice[]): Statement => ({
  name: 'notices',
  text: NOTICES,
  values: columns(
    notices,
    ({ id }) => id,
    ({ audience }) => audience,
    ({ book }) => book,
    ({ kind }) => kind,
    ({ subject }) => subject,
    ({ atMs }) => atMs,
    ({ body }) => toJson(body),
  ),
});

const textStatement = (texts: readonly SmsRow[]): Statement => ({
  name: 'sms-texts',
  text: TEXTS,
  values: columns(
    texts,
    ({ id }) => id,
    ({ book }) => book,
    ({ subject }) => subject,
    ({ kind }) => kind,
    ({ numberIndex }) => numberIndex,
    ({ numberSeal }) => numberSeal,
    ({ numberMask }) => numberMask,
    ({ lang }) => lang,
    ({ text }) => text,
    ({ state }) => state,
    ({ createdMs }) => createdMs,
    ({ dueMs }) => dueMs,
  ),
});

function statementsOf({ stretches, messages, deliveries, notices, texts }: Made): Statement[] {
  const statements: Statement[] = [
    { name: 'notice-cursor', text: MOVE, values: [...stretchColumns(stretches), stretches.length] },
  ];
  if (messages.length > 0)
    statements.push({
      name: 'webhook-messages',
      text: MESSAGES,
      values: columns(
        messages,
        ({ id }) => id,
        ({ bucket }) => bucket,
        ({ seq }) => seq,
        ({ book }) => book,
        ({ subject }) => subject,
        ({ type }) => type,
        ({ atMs }) => atMs,
        ({ payload }) => payload,
      ),
    });
  if (deliveries.length > 0)
    statements.push({
      name: 'webhook-deliveries',
      text: DELIVERIES,
      values: columns(
        deliveries,
        ({ endpointId }) => endpointId,
        ({ messageId }) => messageId,
        ({ subject }) => subject,
        ({ seq }) => seq,
        ({ state }) => state,
        ({ dueMs }) => dueMs,
      ),
    });
  if (notices.length > 0) statements.push(noticeStatement(notices));
  if (texts.length > 0) statements.push(textStatement(texts));
  return statements;
}

interface EventTableRow {
  readonly bucket: number;
  readonly seq: string;
  readonly book: string;
  readonly payment_id: string | null;
  readonly cancellation_id: string | null;
  readonly order_id: string | null;
  readonly at_ms: string;
  readonly kind: string;
  readonly body: string;
}

const eventOf = (row: EventTableRow): NumberedEvent => ({
  bucket: row.bucket,
  seq: BigInt(row.seq),
  book: row.book,
  paymentId: row.payment_id as PaymentId | null,
  cancellationId: row.cancellation_id as CancellationId | null,
  orderId: (row.order_id ?? undefined) as NumberedEvent['orderId'],
  atMs: Number(row.at_ms),
  kind: row.kind,
  body: fromJson<NumberedEvent['body']>(row.body),
});

export function eventReading(connection: HotConnection): EventReading {
  const rows = async <T>(name: string, text: string, values: readonly unknown[]): Promise<T[]> => {
    const [result] = await connection.query([{ name, text, values }]);
    return result!.rows as T[];
  };
  return {
    async lagging(buckets, limit) {
      const found = await rows<{ bucket: number; seq: string; event_seq: string }>(
        'notice-lagging',
        LAGGING,
        [[...buckets], limit],
      );
      return found.map(({ bucket, seq, event_seq }) => ({
        bucket,
        after: BigInt(seq),
        upTo: BigInt(event_seq),
      }));
    },
    async events(stretches, kinds) {
      const values = [...stretchColumns(stretches), [...kinds]];
      return (await rows<EventTableRow>('notice-events', EVENTS, values)).map(eventOf);
    },
    async endpointsOf(books) {
      return (await rows<EndpointTableRow>('webhook-endpoints', ENDPOINTS, [[...books]])).map(endpointOf);
    },
    async store(made) {
      await connection.transaction(statementsOf(made));
    },
    async lag(buckets) {
      const [row] = await rows<{ lag: string }>('notice-lag', LAG, [[...buckets]]);
      return Number(row!.lag);
    },
  };
}
