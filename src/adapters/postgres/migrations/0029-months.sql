-- Payments with their ways back and journals stand in tables of a month each, that of the payment's creation, which its
-- id tells (docs/decisions/0058). What there was becomes the first part; the months that follow are made ahead of time by
-- the program. What belongs to no month that was made goes to `…_other`, so that nothing is ever refused or lost.

-- The bounds are ids: 48 bits of milliseconds and nothing behind them. Letters of ids sort alike in every collation.
CREATE FUNCTION pg_temp.first_id_at(prefix text, at_ms bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT prefix || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
    (CASE WHEN n < 9 THEN (at_ms >> (43 - 5 * n)) & 31 WHEN n = 9 THEN (at_ms & 7) << 2 ELSE 0 END)::int + 1, 1), ''
    ORDER BY n) FROM generate_series(0, 15) AS n $$;

DROP VIEW entry;
DROP TRIGGER journal_append_only ON journal;
ALTER TABLE payment RENAME TO payment_first;
ALTER TABLE cancellation RENAME TO cancellation_first;
ALTER TABLE journal RENAME TO journal_first;
-- Their indexes leave their names to those of the whole.
DO $$
DECLARE
  old record;
BEGIN
  FOR old IN SELECT indexname, tablename FROM pg_indexes WHERE schemaname = current_schema()
      AND tablename IN ('payment_first', 'cancellation_first', 'journal_first') LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I', old.indexname,
      regexp_replace(old.indexname, '^(payment|cancellation|journal)_', '\1_first_'));
  END LOOP;
END $$;

CREATE TABLE payment (LIKE payment_first INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
  PARTITION BY RANGE (id);
-- A way back goes with its payment: whoever has one asks for all of it.
CREATE TABLE cancellation (LIKE cancellation_first INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
  PARTITION BY RANGE (payment_id);
CREATE TABLE journal (LIKE journal_first INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
  PARTITION BY RANGE (payment_id);
CREATE TABLE payment_other (LIKE payment_first INCLUDING ALL) WITH (fillfactor = 45);
CREATE TABLE cancellation_other (LIKE cancellation_first INCLUDING ALL) WITH (fillfactor = 45);
CREATE TABLE journal_other (LIKE journal_first INCLUDING ALL);
-- Movements of wallets have journals too, few beside those of payments.
CREATE TABLE journal_wallet (LIKE journal_first INCLUDING ALL);
WITH moved AS (DELETE FROM journal_first WHERE payment_id >= 'wpm_' AND payment_id < 'wpn' RETURNING *)
  INSERT INTO journal_wallet SELECT * FROM moved;

-- Up to the end of this month, or of the month of the newest payment where a clock was ahead.
DO $$
DECLARE
  newest text := (SELECT max(m.id) FROM generate_series(0, 255) AS b
    CROSS JOIN LATERAL (SELECT max(id) AS id FROM payment_first WHERE bucket = b) AS m);
  month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC' + interval '8 hours');
  bound text;
BEGIN
  LOOP
    month := month + interval '1 month';
    bound := pg_temp.first_id_at('pay_', (extract(epoch FROM month - interval '8 hours') * 1000)::bigint);
    EXIT WHEN newest IS NULL OR newest < bound OR month > now() AT TIME ZONE 'UTC' + interval '100 years';
  END LOOP;
  EXECUTE format('ALTER TABLE payment ATTACH PARTITION payment_first FOR VALUES FROM (MINVALUE) TO (%L)', bound);
  EXECUTE format('ALTER TABLE cancellation ATTACH PARTITION cancellation_first FOR VALUES FROM (MINVALUE) TO (%L)',
    bound);
  EXECUTE format('ALTER TABLE journal ATTACH PARTITION journal_first FOR VALUES FROM (MINVALUE) TO (%L)', bound);
END $$;
ALTER TABLE journal ATTACH PARTITION journal_wallet FOR VALUES FROM ('wpm_') TO ('wpn');
ALTER TABLE payment ATTACH PARTITION payment_other DEFAULT;
ALTER TABLE cancellation ATTACH PARTITION cancellation_other DEFAULT;
ALTER TABLE journal ATTACH PARTITION journal_other DEFAULT;

-- Of the whole: every part has them, and those that there are become parts of them. A way back is found by its own id
-- in each part; that no two have one the maker of ids sees to, and within a part its key.
ALTER TABLE payment ADD CONSTRAINT payment_pkey PRIMARY KEY (bucket, id);
CREATE INDEX payment_book_started ON payment (book, id);
CREATE INDEX payment_card ON payment (card_tail, card_index, id);
CREATE INDEX payment_rrn ON payment (rrn, book);
CREATE INDEX payment_hold ON payment (bucket, book, card_index, hold_code) WHERE hold_code IS NOT NULL;
CREATE INDEX payment_of_hold ON payment (bucket, preauth_id) WHERE preauth_id IS NOT NULL;
CREATE INDEX payment_advice_handed ON payment (bucket, started_ms) WHERE advice_handed;
CREATE INDEX payment_release ON payment (bucket, started_ms) WHERE release_asked;
CREATE INDEX cancellation_payment ON cancellation (bucket, payment_id);
CREATE INDEX cancellation_book ON cancellation (book, id);
CREATE INDEX cancellation_reference ON cancellation (rrn);
ALTER TABLE journal ADD CONSTRAINT journal_pkey PRIMARY KEY (bucket, payment_id, no);
CREATE INDEX journal_at ON journal USING brin (at_ms);
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE VIEW entry AS
  SELECT j.bucket, j.book, c.account, j.figures[9 * a.n - 8] AS version, j.payment_id, j.no AS journal_no,
    j.figures[9 * a.n - 7] AS debit_pending_fen, j.figures[9 * a.n - 6] AS debit_posted_fen,
    j.figures[9 * a.n - 5] AS credit_pending_fen, j.figures[9 * a.n - 4] AS credit_posted_fen,
    j.figures[9 * a.n - 3] AS after_debit_pending_fen, j.figures[9 * a.n - 2] AS after_debit_posted_fen,
    j.figures[9 * a.n - 1] AS after_credit_pending_fen, j.figures[9 * a.n] AS after_credit_posted_fen
  FROM journal j CROSS JOIN LATERAL unnest(j.accounts) WITH ORDINALITY AS a(no, n)
  LEFT JOIN chart c ON c.no = a.no;
