/** Endpoints of merchants, and the log of what was sent to them. */
import type { HotConnection } from '../connection.ts';
import { HOLD } from './delivering.ts';
import {
  type DeliveryTableRow,
  deliveryOf,
  ENDPOINT_COLUMNS,
  type EndpointTableRow,
  endpointOf,
  part,
} from './rows.ts';
import type { Endpoints } from './types.ts';

// Counted under a lock of the book's own, so that two at once do not pass the bound together.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('webhook-endpoint ' || $1, 0))`;
const ADD = `INSERT INTO webhook_endpoint (id, book, url, wants, state, secret, created_ms)
  SELECT $1, $2, $3, $4::jsonb, 'active', $5, $6::bigint
  WHERE (SELECT count(*) FROM webhook_endpoint WHERE book = $2 AND state <> 'removed') < $7::int RETURNING id`;
const LIST_BOOK = `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint e WHERE e.book = $1 AND e.state <> 'removed'
  ORDER BY e.id`;
const LIST_ALL = `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint e WHERE e.state <> 'removed'
  ORDER BY e.id LIMIT 1000`;
const GET = `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint e WHERE e.id = $1 AND e.state <> 'removed'`;
// The secrets of what is removed go with it.
const STOP = `UPDATE webhook_endpoint SET state = $2, why = $3,
    secret = CASE WHEN $2 = 'removed' THEN '' ELSE secret END,
    previous_secret = CASE WHEN $2 = 'removed' THEN NULL ELSE previous_secret END,
    previous_until_ms = CASE WHEN $2 = 'removed' THEN NULL ELSE previous_until_ms END
  WHERE id = $1 AND state <> 'removed'`;
const ENABLE = `UPDATE webhook_endpoint SET state = 'active', why = NULL, failing_since_ms = NULL
  WHERE id = $1 AND state = 'disabled'`;
const ROTATE = `UPDATE webhook_endpoint SET previous_secret = secret, previous_until_ms = $3::bigint, secret = $2
  WHERE id = $1 AND state <> 'removed'`;
const DELIVERIES = `SELECT d.message_id, m.type, d.subject, m.at_ms, d.state, d.attempts, d.due_ms, d.last_ms,
    d.last_status, d.last_error, (SELECT json_agg(json_build_object('no', a.no, 'atMs', a.at_ms, 'tookMs', a.took_ms,
      'status', a.status, 'error', a.error) ORDER BY a.no)::text FROM webhook_attempt a
      WHERE a.endpoint_id = d.endpoint_id AND a.message_id = d.message_id) AS log
  FROM webhook_delivery d JOIN webhook_message m ON m.id = d.message_id
  WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.message_id < $2) AND ($3::text IS NULL OR d.state = $3)
  ORDER BY d.message_id DESC LIMIT $4::int`;
const RESEND_ONE = `WITH u AS (UPDATE webhook_delivery d
    SET state = 'pending', due_ms = $3::bigint, round_from = attempts
    WHERE d.endpoint_id = $1 AND d.message_id = $2 RETURNING 1) SELECT count(*) AS count FROM u`;
const RESEND_SINCE = `WITH old AS (SELECT d.message_id FROM webhook_delivery d
    JOIN webhook_message m ON m.id = d.message_id
    WHERE d.endpoint_id = $1 AND m.at_ms >= $2::bigint ORDER BY d.message_id LIMIT $4::int),
  u AS (UPDATE webhook_delivery d SET state = 'pending', due_ms = $3::bigint, round_from = attempts
    FROM old WHERE d.endpoint_id = $1 AND d.message_id = old.message_id RETURNING 1)
  SELECT count(*) AS count FROM u`;

const countOf = (result: { readonly rows: readonly unknown[] } | undefined): number =>
  Number((result?.rows[0] as { count: string } | undefined)?.count ?? 0);

export function endpoints(connection: HotConnection): Endpoints {
  const read = async <T>(name: string, text: string, ...values: unknown[]): Promise<T[]> => {
    const [result] = await connection.query([{ name, text, values }]);
    return result!.rows as T[];
  };
  const write = async (name: string, text: string, ...values: unknown[]): Promise<void> => {
    await connection.transaction([{ name, text, values }]);
  };
  return {
    async add({ id, book, url, wants, secret, createdMs }, maxPerBook) {
      const results = await connection.transaction([
        { name: 'webhook-lock', text: LOCK, values: [book] },
        {
          name: 'webhook-add',
          text: ADD,
          values: [id, book, url, JSON.stringify(wants), secret, createdMs, maxPerBook],
        },
      ]);
      return results[1]!.rows.length === 1;
    },
    async list(book) {
      const rows =
        book === null
          ? await read<EndpointTableRow>('webhook-list-all', LIST_ALL)
          : await read<EndpointTableRow>('webhook-list', LIST_BOOK, book);
      return rows.map(endpointOf);
    },
    async get(id) {
      const [row] = await read<EndpointTableRow>('webhook-get', GET, id);
      return row === undefined ? null : endpointOf(row);
    },
    async stop(id, state, why) {
      await connection.transaction([
        { name: 'webhook-stop', text: STOP, values: [id, state, why] },
        { name: 'webhook-hold-all', text: HOLD, values: [id] },
      ]);
    },
    enable: (id) => write('webhook-enable', ENABLE, id),
    rotate: (id, secret, previousUntilMs) => write('webhook-rotate', ROTATE, id, secret, previousUntilMs),
    async deliveries(id, { cursor, limit, state }) {
      const rows = await read<DeliveryTableRow>(
        'webhook-log',
        DELIVERIES,
        id,
        cursor,
        state ?? null,
        limit + 1,
      );
      return part(rows.map(deliveryOf), limit, ({ messageId }) => messageId);
    },
    async resend(id, what, nowMs, limit) {
      const [result] = await connection.transaction([
        'messageId' in what
          ? { name: 'webhook-resend', text: RESEND_ONE, values: [id, what.messageId, nowMs] }
          : { name: 'webhook-resend-since', text: RESEND_SINCE, values: [id, what.sinceMs, nowMs, limit] },
      ]);
      return countOf(result);
    },
  };
}
