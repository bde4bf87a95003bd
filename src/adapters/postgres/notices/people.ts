/** Notices for people, and texts for telephones. */
import type { HotConnection } from '../connection.ts';
import { type NoticeTableRow, noticeOf, part, type SmsTableRow, smsOf } from './rows.ts';
import type { Notices, Texts } from './types.ts';

const WHOSE = `n.audience = $1 AND ($2::text IS NULL OR n.book = $2)`;
const LIST = `SELECT n.id, n.audience, n.book, n.kind, n.subject, n.at_ms, n.body::text AS body, n.read_ms
  FROM notice n WHERE ${WHOSE} AND ($3::text IS NULL OR n.id < $3) ORDER BY n.id DESC LIMIT $4::int`;
const LIST_UNREAD = LIST.replace(WHOSE, `${WHOSE} AND n.read_ms IS NULL`);
const UNREAD = `SELECT count(*) AS count FROM (SELECT FROM notice n
  WHERE ${WHOSE} AND n.read_ms IS NULL LIMIT 10000) x`;
const READ_ONE = `WITH u AS (UPDATE notice n SET read_ms = $4::bigint WHERE ${WHOSE} AND n.id = $3 AND n.read_ms IS NULL
  RETURNING 1) SELECT count(*) AS count FROM u`;
const READ_UP_TO = READ_ONE.replace('n.id = $3', 'n.id <= $3');

const TEXT_COLUMNS = `s.id, s.book, s.subject, s.kind, s.number_index, s.number_seal, s.number_mask, s.lang, s.text,
  s.state, s.attempts, s.created_ms, s.due_ms, s.ended_ms, s.error, s.secret_seal, s.until_ms`;
const TEXTS = `SELECT ${TEXT_COLUMNS} FROM sms_outbox s WHERE ($1::text IS NULL OR s.id < $1)
  ORDER BY s.id DESC LIMIT $2::int`;
const TEXTS_DUE = `SELECT ${TEXT_COLUMNS} FROM sms_outbox s WHERE s.state = 'waiting' AND s.due_ms <= $1::bigint
  ORDER BY s.due_ms LIMIT $2::int`;
const TEXT_ENDED = `UPDATE sms_outbox SET state = $2, attempts = $3::int, due_ms = $4::bigint, error = $5,
    ended_ms = CASE WHEN $2 = 'waiting' THEN NULL ELSE $6::bigint END, 
    provider_id = $7,
    secret_seal = CASE WHEN $2 IN ('waiting', 'kept') THEN secret_seal END
  WHERE id = $1 AND state = 'waiting'`;
const RECEIPT = `WITH u AS (UPDATE sms_outbox SET state = $2, error = $3, ended_ms = $4::bigint
  WHERE provider_id = $1 AND state = 'sent' RETURNING 1) SELECT count(*) AS count FROM u`;
const FORGET_SECRETS = `UPDATE sms_outbox SET secret_seal = NULL
  WHERE secret_seal IS NOT NULL AND until_ms < $1::bigint`;
// A code is bounded by its own rates: what a payer is told of a refund is not used up by signing in.
const COUNT = `SELECT s.number_index, count(*) AS count FROM sms_outbox s
  WHERE s.number_index = ANY($1::text[]) AND s.created_ms >= $2::bigint AND s.state <> 'dropped'
    AND s.kind <> 'wallet-code'
  GROUP BY s.number_index`;

export function notices(connection: HotConnection): Notices {
  const count = (rows: readonly unknown[]): number =>
    Number((rows[0] as { count: string } | undefined)?.count ?? 0);
  return {
    async list({ audience, book, unread, cursor, limit }) {
      const [result] = await connection.query([
        {
          name: unread ? 'notice-list-unread' : 'notice-list',
          text: unread ? LIST_UNREAD : LIST,
          values: [audience, book, cursor, limit + 1],
        },
      ]);
      return part((result!.rows as NoticeTableRow[]).map(noticeOf), limit, ({ id }) => id);
    },
    async unread(audience, book) {
      const [result] = await connection.query([
        { name: 'notice-unread', text: UNREAD, values: [audience, book] },
      ]);
      return count(result!.rows);
    },
    async read(audience, book, which, nowMs) {
      const [result] = await connection.transaction([
        'id' in which
          ? { name: 'notice-read', text: READ_ONE, values: [audience, book, which.id, nowMs] }
          : { name: 'notice-read-up-to', text: READ_UP_TO, values: [audience, book, which.upTo, nowMs] },
      ]);
      return count(result!.rows);
    },
  };
}

export function texts(connection: HotConnection): Texts {
  return {
    async list({ cursor, limit }) {
      const [result] = await connection.query([
        { name: 'sms-list', text: TEXTS, values: [cursor, limit + 1] },
      ]);
      return part((result!.rows as SmsTableRow[]).map(smsOf), limit, ({ id }) => id);
    },
    async due(nowMs, limit) {
      const [result] = await connection.query([{ name: 'sms-due', text: TEXTS_DUE, values: [nowMs, limit] }]);
      return (result!.rows as SmsTableRow[]).map(smsOf);
    },
    async ended(id, { state, attempts, dueMs, error, providerId = null }, nowMs) {
      await connection.transaction([
        {
          ...{ name: 'sms-ended', text: TEXT_ENDED },
          values: [id, state, attempts, dueMs, error, nowMs, providerId],
        },
      ]);
    },
    async receipt({ providerId, state, error }, nowMs) {
      const [result] = await connection.transaction([
        { name: 'sms-receipt', text: RECEIPT, values: [providerId, state, error, nowMs] },
      ]);
      return Number((result!.rows[0] as { count: string }).count) > 0;
    },
    async forgetSecrets(nowMs) {
      await connection.transaction([{ name: 'sms-secrets', text: FORGET_SECRETS, values: [nowMs] }]);
    },
    async countSince(numberIndexes, sinceMs) {
      if (numberIndexes.length === 0) return new Map();
      const [result] = await connection.query([
        { name: 'sms-count', text: COUNT, values: [[...numberIndexes], sinceMs] },
      ]);
      const rows = result!.rows as { number_index: string; count: string }[];
      return new Map(rows.map(({ number_index, count }) => [number_index, Number(count)]));
    },
  };
}
