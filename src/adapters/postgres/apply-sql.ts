/**
 * What writes a batch: one array per column each; `must_be` raises a clash when a row was not as expected. `payment%`
 * is a part of the payments, or all of them (months.ts).
 */

export const BUCKETS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[])
    AS n(bucket, added, epoch)),
  u AS (UPDATE bucket b SET event_seq = b.event_seq + n.added FROM n
        WHERE b.bucket = n.bucket AND b.epoch = n.epoch AND b.node = $4::smallint RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $5::bigint, 'bucket')`;

export const ONCE = `INSERT INTO once (bucket, book, key, print, subject_kind, subject_id, outcome, at_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::bigint[])`;

export const NEW_PAYMENTS = `INSERT INTO payment% (bucket, book, id, version, state, terminal_id, amount_fen, rrn,
    network_key, card_index, started_ms, due_ms, journals, post_no, body, card_tail, preauth_id, hold_code,
    advice_handed, release_asked)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::bigint[],
    $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::int[], $14::int[], $15::json[],
    $16::text[], $17::text[], $18::text[], $19::boolean[], $20::boolean[])`;
// Every key that ever went upstream stands in one table: two messages never share one, whatever they are.
export const PAYMENT_KEYS = `INSERT INTO network_key (bucket, book, payment_id, network_key, part)
  SELECT n.*, 'payment' FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS n`;
export const NEW_OPEN = `INSERT INTO payment_open (bucket, book, id, due_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[])`;
// Advices of a payment take keys of their own. One that is there already is its own; under another message it clashes.
export const ADVICE_KEYS = `INSERT INTO network_key (network_key, bucket, book, payment_id, part)
  SELECT n.network_key, n.bucket, n.book, n.id, 'advice'
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS n(bucket, book, id, network_key)
  WHERE NOT EXISTS (SELECT FROM network_key k WHERE k.network_key = n.network_key AND k.bucket = n.bucket
    AND k.payment_id = n.id AND k.part = 'advice')`;
export const OLD_PAYMENTS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[],
    $5::text[], $6::bigint[], $7::bigint[], $8::int[], $9::int[], $10::json[], $11::text[], $12::boolean[],
    $13::boolean[])
    AS n(bucket, id, expected, version, state, amount_fen, due_ms, journals, post_no, body, hold_code,
    advice_handed, release_asked)),
  u AS (UPDATE payment% p SET version = n.version, state = n.state, amount_fen = n.amount_fen,
    due_ms = n.due_ms, journals = n.journals, post_no = n.post_no, body = n.body,
    hold_code = n.hold_code, advice_handed = n.advice_handed, release_asked = n.release_asked FROM n
        WHERE p.bucket = n.bucket AND p.id = n.id AND p.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $14::bigint, 'payment')`;
export const STILL_OPEN = `INSERT INTO payment_open AS o (bucket, book, id, due_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (bucket, id) DO UPDATE SET due_ms = excluded.due_ms WHERE o.due_ms IS DISTINCT FROM excluded.due_ms`;
export const NO_LONGER_OPEN = `DELETE FROM payment_open o USING unnest($1::smallint[], $2::text[]) AS n(bucket, id)
  WHERE o.bucket = n.bucket AND o.id = n.id`;

export const NEW_CANCELLATIONS = `INSERT INTO cancellation% (bucket, book, id, payment_id, version, route, state,
    amount_fen, network_key, undo_key, opened_ms, due_ms, body, answer, rrn, cited)
  SELECT n.bucket, n.book, n.id, n.payment_id, n.version, n.route, n.state, n.amount_fen, n.network_key, n.undo_key,
    n.opened_ms, n.due_ms, n.body, n.answer, n.rrn, ($18::bigint[])[n.at + 1:n.at + n.cited]
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[],
    $8::bigint[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::json[], $14::json[], $15::text[],
    $16::int[], $17::int[])
    AS n(bucket, book, id, payment_id, version, route, state, amount_fen, network_key, undo_key, opened_ms, due_ms,
      body, answer, rrn, at, cited)`;
// Another lane may write the same words at the same time; both write them in the order of their keys.
export const RULE_WORDS = `INSERT INTO rule_words (key, words) SELECT * FROM unnest($1::bigint[], $2::json[])
  ON CONFLICT (key) DO NOTHING`;
export const CANCELLATION_KEYS = `INSERT INTO network_key (bucket, book, payment_id, cancellation_id, network_key, part)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`;
// Before the rows change: a void that is tried again, and one that is undone, take keys that they did not have.
export const MORE_KEYS = `INSERT INTO network_key (network_key, bucket, book, payment_id, cancellation_id, part)
  SELECT more.key, c.bucket, c.book, c.payment_id, c.id, more.part
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS n(bucket, id, network_key, undo_key)
  JOIN cancellation% c ON c.bucket = n.bucket AND c.id = n.id
  CROSS JOIN LATERAL (VALUES (n.network_key, c.network_key, 'message'), (n.undo_key, c.undo_key,
    'undo')) AS more(key, before, part)
  WHERE more.key IS NOT NULL AND more.key IS DISTINCT FROM more.before`;
export const OLD_CANCELLATIONS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[],
    $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::json[])
    AS n(bucket, id, expected, version, state, network_key, undo_key, due_ms, body)),
  u AS (UPDATE cancellation% c SET version = n.version, state = n.state, network_key = n.network_key,
    undo_key = n.undo_key, due_ms = n.due_ms, body = n.body FROM n
        WHERE c.bucket = n.bucket AND c.id = n.id AND c.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $10::bigint, 'cancellation')`;
export const NEW_OPEN_BACKS = `INSERT INTO cancellation_open (bucket, book, id, payment_id, state, opened_ms, due_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])`;
export const STILL_OPEN_BACKS = `INSERT INTO cancellation_open AS o
    (bucket, book, id, payment_id, state, opened_ms, due_ms)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
  ON CONFLICT (bucket, id) DO UPDATE SET state = excluded.state, due_ms = excluded.due_ms
    WHERE (o.state, o.due_ms) IS DISTINCT FROM (excluded.state, excluded.due_ms)`;
export const NO_LONGER_OPEN_BACKS = `DELETE FROM cancellation_open o USING unnest($1::smallint[], $2::text[])
    AS n(bucket, id) WHERE o.bucket = n.bucket AND o.id = n.id`;

export const TERMINALS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[],
    $5::int[], $6::text[], $7::jsonb[])
    AS n(bucket, book, terminal_id, expected, version, batch_no, body)),
  u AS (UPDATE terminal t SET version = n.version, batch_no = n.batch_no, body = n.body FROM n
        WHERE t.bucket = n.bucket AND t.book = n.book AND t.terminal_id = n.terminal_id
    AND t.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $8::bigint, 'terminal')`;

// Figures of all rows come as one array each; a row takes its part of them.
export const NEW_LEDGERS = `INSERT INTO ledger (bucket, book, version, accounts, figures)
  SELECT n.bucket, n.book, n.version, ($5::smallint[])[n.at + 1:n.at + n.accounts],
    ($6::bigint[])[5 * n.at + 1:5 * (n.at + n.accounts)]
  FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::int[], $7::int[])
    AS n(bucket, book, version, at, accounts)`;
export const OLD_LEDGERS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::int[],
    $7::int[], $8::bigint[]) AS n(bucket, book, version, at, accounts, expected)),
  u AS (UPDATE ledger l SET version = n.version, accounts = ($5::smallint[])[n.at + 1:n.at + n.accounts],
    figures = ($6::bigint[])[5 * n.at + 1:5 * (n.at + n.accounts)] FROM n
        WHERE l.bucket = n.bucket AND l.book = n.book AND l.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $9::bigint, 'account')`;

export const JOURNALS = `INSERT INTO journal% (bucket, book, payment_id, no, kind, cancellation_id, mirrors_no,
    at_ms, accounts, figures)
  SELECT n.bucket, n.book, n.payment_id, n.no, n.kind, n.cancellation_id, n.mirrors_no, n.at_ms,
    ($11::smallint[])[n.at + 1:n.at + n.entries], ($12::bigint[])[9 * n.at + 1:9 * (n.at + n.entries)]
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[],
    $7::int[], $8::bigint[], $9::int[], $10::int[])
    AS n(bucket, book, payment_id, no, kind, cancellation_id, mirrors_no, at_ms, at, entries)`;

// The bucket row was moved on by this transaction; counting back from it numbers the events without a gap. Each bucket
// is read once: an event names its place in the list of them.
export const EVENTS = `WITH b AS MATERIALIZED (SELECT array_agg(b.event_seq ORDER BY n.at) AS last
    FROM unnest($10::smallint[]) WITH ORDINALITY AS n(bucket, at) JOIN bucket b ON b.bucket = n.bucket)
  INSERT INTO event (bucket, seq, book, payment_id, cancellation_id, at_ms, kind, body, order_id)
  SELECT ($10::smallint[])[e.at], ((SELECT last FROM b))[e.at] - e.back, e.book, e.payment_id, e.cancellation_id,
    e.at_ms, e.kind, e.body, e.order_id
  FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
    $8::json[], $9::text[])
    AS e(at, back, book, payment_id, cancellation_id, at_ms, kind, body, order_id)`;
