/** What was told against what happened. */
import type { TableLaw } from './table-laws.ts';

export const NOTICE_LAWS: readonly TableLaw[] = [
  {
    law: 'event-numbers',
    text: 'more was told of the bucket than happened in it, or nobody reads it',
    sql: `SELECT 'bucket ' || b.bucket AS subject FROM bucket b
      LEFT JOIN notice_cursor c ON c.bucket = b.bucket WHERE c.seq IS NULL OR c.seq > b.event_seq`,
  },
  {
    law: 'orphan',
    text: 'the message tells of no event of its book',
    sql: (of) => `SELECT 'message ' || m.id AS subject FROM ${of.messages} m
      LEFT JOIN event e ON e.bucket = m.bucket AND e.seq = m.seq AND e.book = m.book WHERE e.seq IS NULL`,
  },
  {
    law: 'orphan',
    text: 'the delivery has no message, or is of another merchant than its endpoint',
    sql: (of) => `SELECT 'delivery of ' || d.message_id AS subject FROM ${of.deliveries} d
      LEFT JOIN webhook_message m ON m.id = d.message_id AND m.subject = d.subject AND m.seq = d.seq
      LEFT JOIN webhook_endpoint o ON o.id = d.endpoint_id AND o.book = m.book
      WHERE m.id IS NULL OR o.id IS NULL`,
  },
];
