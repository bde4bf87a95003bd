/** What is due to be sent, what came of it, and forgetting what is old. */
import type { HotConnection, Statement } from '../connection.ts';
import { noticeStatement } from './reading.ts';
import { ENDPOINT_COLUMNS, type EndpointTableRow, endpointOf } from './rows.ts';
import type { Attempted, Delivering } from './types.ts';

// Endpoint by endpoint along its own index, so that one with a long queue keeps nobody else waiting. A message waits
// for the earlier ones of its subject, whatever their time.
const DUE = `SELECT ${ENDPOINT_COLUMNS}, x.message_id, x.attempts, x.round_from, m.type, m.payload
  FROM webhook_endpoint e
  CROSS JOIN LATERAL (SELECT * FROM webhook_delivery d
    WHERE d.endpoint_id = e.id AND d.state = 'pending' AND d.due_ms <= $1::bigint
      AND NOT EXISTS (SELECT FROM webhook_delivery p WHERE p.endpoint_id = d.endpoint_id AND p.subject = d.subject
        AND p.state = 'pending' AND p.seq < d.seq)
    ORDER BY d.due_ms LIMIT CASE WHEN e.failing_since_ms IS NULL THEN $2::int ELSE 1 END) x
  JOIN webhook_message m ON m.id = x.message_id
  WHERE e.state = 'active' AND e.id <> ALL($4::text[])
  ORDER BY x.due_ms LIMIT $3::int`;

const ATTEMPT = `INSERT INTO webhook_attempt (endpoint_id, message_id, no, at_ms, took_ms, status, error)
  VALUES ($1, $2, $3::int, $4::bigint, $5::int, $6::int, $7) ON CONFLICT DO NOTHING`;
// One that was resent or held meanwhile keeps its new state; only the log of the attempt is added.
const DELIVERY = `UPDATE webhook_delivery SET state = $4, attempts = $3::int, due_ms = $5::bigint, last_ms = $6::bigint,
    last_status = $7::int, last_error = $8
  WHERE endpoint_id = $1 AND message_id = $2 AND state = 'pending' AND attempts = $3::int - 1`;
const ARRIVED =
  'UPDATE webhook_endpoint SET failing_since_ms = NULL WHERE id = $1 AND failing_since_ms IS NOT NULL';
const FAILED =
  'UPDATE webhook_endpoint SET failing_since_ms = $2::bigint WHERE id = $1 AND failing_since_ms IS NULL';
const DISABLE = `UPDATE webhook_endpoint SET state = 'disabled', why = $2 WHERE id = $1 AND state = 'active'`;
export const HOLD = `UPDATE webhook_delivery SET state = 'held' WHERE endpoint_id = $1 AND state = 'pending'`;

const PENDING = `SELECT count(*) AS count FROM webhook_delivery d
  JOIN webhook_endpoint e ON e.id = d.endpoint_id AND e.state = 'active' WHERE d.state = 'pending'`;

const FORGET: readonly (readonly [name: string, text: string])[] = [
  [
    'forget-messages',
    `WITH old AS (SELECT m.id FROM webhook_message m WHERE m.at_ms < $1::bigint
        AND NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.message_id = m.id AND d.state = 'pending')
        ORDER BY m.at_ms LIMIT $2::int),
      a AS (DELETE FROM webhook_attempt a USING old WHERE a.message_id = old.id),
      d AS (DELETE FROM webhook_delivery d USING old WHERE d.message_id = old.id),
      m AS (DELETE FROM webhook_message m USING old WHERE m.id = old.id RETURNING 1)
      SELECT count(*) AS count FROM m`,
  ],
  [
    'forget-notices',
    `WITH n AS (DELETE FROM notice WHERE id IN (SELECT id FROM notice
      WHERE read_ms < $1::bigint OR at_ms < $3::bigint LIMIT $2::int)
      RETURNING 1) SELECT count(*) AS count FROM n`,
  ],
  [
    'forget-texts',
    `WITH s AS (DELETE FROM sms_outbox WHERE id IN (SELECT id FROM sms_outbox WHERE state <> 'waiting'
      AND created_ms < $1::bigint LIMIT $2::int) RETURNING 1) SELECT count(*) AS count FROM s`,
  ],
];

interface DueTableRow extends EndpointTableRow {
  readonly message_id: string;
  readonly attempts: number;
  readonly round_from: number;
  readonly type: string;
  readonly payload: string;
}

function statementsOf(attempt: Attempted): Statement[] {
  const { endpointId, messageId, no, atMs, tookMs, status, error, state, dueMs, disable } = attempt;
  const plain = (name: string, text: string, values: readonly unknown[]): Statement => ({
    name,
    text,
    values,
  });
  const statements = [
    plain('webhook-attempt', ATTEMPT, [endpointId, messageId, no, atMs, tookMs, status, error]),
    plain('webhook-outcome', DELIVERY, [endpointId, messageId, no, state, dueMs, atMs, status, error]),
    state === 'delivered'
      ? plain('webhook-arrived', ARRIVED, [endpointId])
      : plain('webhook-failing', FAILED, [endpointId, atMs]),
  ];
  if (disable !== null) {
    statements.push(
      plain('webhook-disable', DISABLE, [endpointId, disable.why]),
      plain('webhook-hold', HOLD, [endpointId]),
      noticeStatement(disable.notices),
    );
  }
  return statements;
}

export function delivering(connection: HotConnection): Delivering {
  return {
    async due(nowMs, perEndpoint, limit, busy) {
      const values = [nowMs, perEndpoint, limit, [...busy]];
      const [result] = await connection.query([{ name: 'webhook-due', text: DUE, values }]);
      return (result!.rows as DueTableRow[]).map((row) => ({
        endpoint: endpointOf(row),
        messageId: row.message_id,
        type: row.type,
        payload: row.payload,
        attempts: row.attempts,
        roundFrom: row.round_from,
      }));
    },
    async attempted(attempts) {
      await connection.transaction(attempts.flatMap(statementsOf));
    },
    async pendingCount() {
      const [result] = await connection.query([{ name: 'webhook-pending', text: PENDING, values: [] }]);
      return Number((result!.rows[0] as { count: string }).count);
    },
    async forget({ beforeMs, unreadBeforeMs }, limit) {
      let count = 0;
      for (const [name, text] of FORGET) {
        const [result] = await connection.transaction([
          { name, text, values: [beforeMs, limit, ...(text.includes('$3') ? [unreadBeforeMs] : [])] },
        ]);
        count += Number((result!.rows[0] as { count: string }).count);
      }
      return count;
    },
  };
}
