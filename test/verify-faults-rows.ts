/** Faults between rows: columns, keys, open batches, events. */
import { OTHER_SHOP, SHOP } from './http-api-world.ts';
import { idOf, is, of, type Plan, set } from './verify-faults-world.ts';

export const COLUMNS: readonly Plan[] = [
  [
    'a sale under way lost its deadline',
    () => `UPDATE payment SET due_ms = NULL WHERE state = 'sent'`,
    'row-columns',
    /differ: due_ms$/,
  ],
  [
    'a sale under way is not among what waits',
    () => `DELETE FROM payment_open WHERE id = (SELECT id FROM payment WHERE state = 'sent' LIMIT 1)`,
    'row-columns',
    'stands otherwise among what is open',
  ],
  [
    'a payment that ended is among what waits',
    () => `INSERT INTO payment_open SELECT bucket, id, book, 1 FROM payment WHERE ${is('stands')}`,
    'row-columns',
    'stands otherwise among what is open',
  ],
  [
    'a way back under way is not among what waits',
    () => `DELETE FROM cancellation_open WHERE ${of('being refunded')}`,
    'row-columns',
    'what it waits for',
  ],
  [
    'a void that ended is among what waits',
    () => `INSERT INTO cancellation_open SELECT bucket, id, book, payment_id, state, opened_ms, due_ms
      FROM cancellation WHERE ${of('voided')}`,
    'row-columns',
    'what it waits for',
  ],
  ...(['state', 'book', 'payment_id'] as const).map(
    (column): Plan => [
      `the ${column} among what waits differs`,
      () => `UPDATE cancellation_open SET ${column} = 'x' WHERE ${of('being reversed')}`,
      'row-columns',
      'what it waits for',
    ],
  ),
  [
    'something is due for an order that there is not',
    () => `INSERT INTO order_due (bucket, id, book, due_ms) VALUES (7, 'ord_gone', '${SHOP}', 1)`,
    'row-columns',
    'stands otherwise among what is due',
  ],
  [
    'a reversal lost its deadline',
    () => `UPDATE cancellation SET due_ms = NULL WHERE ${of('unknown')}`,
    'row-columns',
    /differ: due_ms$/,
  ],
  [
    'a deadline was moved',
    () => `UPDATE cancellation SET due_ms = due_ms + 1 WHERE ${of('being reversed')}`,
    'row-columns',
    /differ: due_ms$/,
  ],
  ...(['rrn', 'terminal_id', 'card_index', 'card_tail', 'hold_code', 'network_key', 'book'] as const).map(
    (column): Plan => [
      `the payment's ${column} differs`,
      () => `UPDATE payment SET ${column} = 'x' WHERE ${is('stands')}`,
      'row-columns',
      column,
    ],
  ),
  ...(['started_ms', 'version', 'amount_fen'] as const).map(
    (column): Plan => [
      `the payment's ${column} differs`,
      () => `UPDATE payment SET ${column} = ${column} + 1 WHERE ${is('stands')}`,
      'row-columns',
      column,
    ],
  ),
  ...(['rrn', 'network_key', 'undo_key', 'book', 'payment_id'] as const).map(
    (column): Plan => [
      `the cancellation's ${column} differs`,
      () =>
        `UPDATE cancellation SET ${column} = '${column === 'payment_id' ? idOf('voided') : 'x'}'
          WHERE ${of('void being undone')}`,
      'row-columns',
      column,
    ],
  ),
  ...(['amount_fen', 'opened_ms', 'version'] as const).map(
    (column): Plan => [
      `the cancellation's ${column} differs`,
      () => `UPDATE cancellation SET ${column} = ${column} + 1 WHERE ${of('unknown')}`,
      'row-columns',
      column,
    ],
  ),
  [
    'the terminal has another batch',
    () => `UPDATE terminal SET batch_no = '000009' WHERE book = '${SHOP}'`,
    'row-columns',
    'batch_no',
  ],
  [
    'the terminal has another version',
    () => `UPDATE terminal SET version = version + 1 WHERE book = '${SHOP}'`,
    'row-columns',
    'version',
  ],
  [
    'a body lost what it needs',
    () => `UPDATE payment SET body = body::jsonb - 'terminal' WHERE ${is('stands')}`,
    'row-columns',
    'cannot be read',
  ],
];

export const KEYS: readonly Plan[] = [
  [
    'the key of a sale is lost',
    () => `DELETE FROM once WHERE subject_id = '${idOf('stands')}'`,
    'once-keys',
    /its key sale\/\S+ is missing/,
  ],
  [
    'the key of a void is lost',
    () => `DELETE FROM once WHERE key LIKE 'void/%/000102'`,
    'once-keys',
    /its key void\/\S+ is missing/,
  ],
  [
    'the key of a refund is lost, and the one it was asked for again under is not',
    () => `DELETE FROM once WHERE key LIKE 'refund/%/000012'`,
    'once-keys',
    /its key refund\/\S+ is missing/,
  ],
  [
    'the key of the back office is lost',
    () => `DELETE FROM once WHERE key = 'api/k1'`,
    'once-keys',
    'no key remembers',
  ],
  [
    'a key points to another sale',
    () => `UPDATE once SET subject_id = '${idOf('voided')}' WHERE subject_id = '${idOf('stands')}'`,
    'once-keys',
    'points to pay_',
  ],
  [
    'a key points to nothing',
    () => `UPDATE once SET subject_id = 'can_0000000000000000' WHERE key LIKE 'refund/%/000013'`,
    'once-keys',
    'what the key points to is missing',
  ],
];

export const NETWORK_KEYS: readonly Plan[] = [
  [
    'the key of a sale towards the network is lost',
    () => `DELETE FROM network_key WHERE part = 'payment' AND ${of('unknown')}`,
    'network-keys',
    /pay_\w+: the key of its message is missing/,
  ],
  [
    'the key of the undoing of a void leads elsewhere',
    () => `UPDATE network_key SET part = 'message' WHERE part = 'undo' AND ${of('void being undone')}`,
    'network-keys',
    /can_\w+: the key of its message is missing/,
  ],
  [
    'a key leads to a payment that is missing',
    () => `DELETE FROM payment WHERE ${is('declined')}`,
    'network-keys',
    'what the key leads to is missing',
  ],
];

export const BATCHES: readonly Plan[] = [
  ...(['debitFen', 'creditFen', 'hostVoidFen'] as const).map(
    (name): Plan => [
      `${name} of an open batch was altered`,
      () => `UPDATE terminal SET ${set(`totals,${name}`, '"999"')} WHERE book = '${SHOP}'`,
      'terminal-totals',
      '999',
    ],
  ),
  ...(['debitCount', 'creditCount', 'hostVoidCount'] as const).map(
    (name): Plan => [
      `${name} of an open batch was altered`,
      () => `UPDATE terminal SET ${set(`totals,${name}`, '77')} WHERE book = '${OTHER_SHOP}'`,
      'terminal-totals',
      '77',
    ],
  ),
  [
    'the open batch does not follow the settled one',
    () =>
      `UPDATE terminal SET batch_no = '000007', ${set('batchNo', '"000007"')} WHERE book = '${OTHER_SHOP}'`,
    'terminal-totals',
    'the last settled one 000001',
  ],
  [
    'a terminal with payments is lost',
    () => `DELETE FROM terminal WHERE book = '${SHOP}'`,
    'orphan',
    'its terminal is missing',
  ],
  [
    'a merchant is lost',
    () => `DELETE FROM merchant WHERE book = '${SHOP}'`,
    'orphan',
    'its merchant is missing',
  ],
];

const MESSAGE = `INSERT INTO webhook_message (id, bucket, seq, book, subject, type, at_ms, payload)
  SELECT 'msg_1', bucket, %SEQ%, book, payment_id, 'payment.sent', at_ms, '{}' FROM event
  WHERE kind = 'payment-sent' AND `;
const message = (seq: string): string => MESSAGE.replace('%SEQ%', seq) + of('stands');

export const TOLD: readonly Plan[] = [
  [
    'the reader of events is ahead of them',
    () => `UPDATE notice_cursor c SET seq = b.event_seq + 1 FROM bucket b WHERE b.bucket = c.bucket`,
    'event-numbers',
    /bucket \d+: more was told/,
  ],
  [
    'a bucket is read by nobody',
    () => 'DELETE FROM notice_cursor WHERE bucket = 7',
    'event-numbers',
    'bucket 7: ',
  ],
  ['a message of no event', () => message('seq + 1000000'), 'orphan', 'message msg_1: '],
  [
    'a message went to another merchant',
    () => [
      message('seq'),
      `INSERT INTO webhook_endpoint (id, book, url, wants, state, secret, created_ms)
        VALUES ('we_1', '${OTHER_SHOP}', 'https://other.example', '["*"]', 'active', '', 0)`,
      `INSERT INTO webhook_delivery (endpoint_id, message_id, subject, seq, state, attempts, round_from, due_ms)
        SELECT 'we_1', id, subject, seq, 'pending', 0, 0, 0 FROM webhook_message`,
    ],
    'orphan',
    'delivery of msg_1: ',
  ],
];

export const SWITCHES: readonly Plan[] = [
  [
    'a version of a switch is lost',
    () => `DELETE FROM acceptance WHERE version = 1`,
    'acceptance-versions',
    'tap has 1 versions, and the last is 2',
  ],
  [
    'a switch was moved without a version',
    () => `UPDATE terminal SET ${set('acceptances,tap,state', '"off"')} WHERE book = '${OTHER_SHOP}'`,
    'acceptance-versions',
    'tap is off in version 2; kept is on in 2',
  ],
  [
    'a switch was never told to its terminal',
    () => `UPDATE terminal SET body = body - 'acceptances' WHERE book = '${OTHER_SHOP}'`,
    'acceptance-versions',
    'does not know it',
  ],
  ...(['batch_no', 'merchant_id', 'book'] as const).map(
    (column): Plan => [
      `the ${column} of a settled batch differs`,
      () => `UPDATE batch SET ${column} = 'x'`,
      'row-columns',
      column,
    ],
  ),
  [
    'a settled batch is open and nobody is needed',
    () => `UPDATE batch SET open = true`,
    'row-columns',
    /differ: open$/,
  ],
  [
    'a batch names a way back that there is not',
    () =>
      `UPDATE batch SET state = 'compared', body = body || '{"state": "compared", "end": {"code": "202", "count": 0,
        "atMs": 0}, "differences": [{"no": 1, "resolution": {"state": "by-rule", "cancellationId": "can_1"}}]}'`,
    'batch-differences',
    '1 of its ways back are missing',
  ],
  [
    'the body of a batch lost what it needs',
    () => `UPDATE batch SET body = body - 'settlement'`,
    'row-columns',
    'cannot be read',
  ],
];

export const ANSWERS: readonly Plan[] = [
  [
    'the words of a rule are lost',
    () =>
      `DELETE FROM rule_words WHERE key = (SELECT cited[1] FROM cancellation WHERE ${of('voided')} LIMIT 1)`,
    'orphan',
    /can_\w+: the words of a rule/,
  ],
  [
    'the words of a rule were changed',
    () => `UPDATE rule_words SET words = replace(words::text, '"en"', '"fr"')::json
      WHERE key = (SELECT cited[1] FROM cancellation WHERE ${of('voided')} LIMIT 1)`,
    'row-columns',
    /words -?\d+: the words of a rule are not those/,
  ],
  [
    'an answer lost the key of a rule that it cites',
    () => `UPDATE cancellation SET cited = cited[2:] WHERE ${of('voided')}`,
    'row-columns',
    'cites fewer or more rules',
  ],
];

export const EVENTS: readonly Plan[] = [
  [
    'a declined payment is lost with all its rows',
    () => [
      `DELETE FROM payment WHERE ${is('declined')}`,
      `DELETE FROM journal WHERE ${of('declined')}`,
      `DELETE FROM once WHERE subject_id = '${idOf('declined')}'`,
    ],
    'journey-events',
    'events tell of it, and it is missing',
  ],
  [
    'a cancellation is lost',
    () => `DELETE FROM cancellation WHERE ${of('being refunded')}`,
    'journey-events',
    /can_\w+: events tell of it/,
  ],
  [
    'the last event of a bucket is lost, and its count put right',
    () => [
      `DELETE FROM event WHERE kind = 'payment-sent' AND ${of('declined')}`,
      `UPDATE event e SET seq = -n.new
        FROM (SELECT bucket, seq, row_number() OVER (PARTITION BY bucket ORDER BY seq) AS new
          FROM event) n
        WHERE n.bucket = e.bucket AND n.seq = e.seq`,
      'UPDATE event SET seq = -seq',
      'UPDATE bucket b SET event_seq = (SELECT count(*) FROM event e WHERE e.bucket = b.bucket)',
    ],
    'journey-events',
    'no event tells how it began',
  ],
  [
    'an event is lost',
    () => `DELETE FROM event WHERE kind = 'payment-approved' AND ${of('stands')}`,
    'event-numbers',
    'a hole',
  ],
];
