-- One payment in few rows: what the hot path writes again and again stands in no index, and what belongs to one row
-- is no longer spread over many (docs/decisions/0052).

-- The chart by number, so that a journal names its accounts in two bytes each. The program knows the same numbers.
CREATE TABLE chart (
  no      smallint PRIMARY KEY,
  account text NOT NULL UNIQUE
);
INSERT INTO chart (no, account) VALUES
  (1, 'network_clearing'), (2, 'merchant_payable'), (3, 'fee_income'), (4, 'issuer_fee_expense'),
  (5, 'network_fee_expense'), (6, 'suspense'), (7, 'merchant_reserve'), (8, 'bank'), (9, 'discount_scheme'),
  (10, 'discount_issuer'), (11, 'discount_institution'), (12, 'bank_fee_expense'), (13, 'loss_cover'),
  (14, 'wallet_balance'), (15, 'on_us_clearing'), (16, 'payout_in_transit');

-- Entries stand in their journal: for each account its number, and nine figures: the account's version after it, what
-- it adds to the four columns, and the four columns after it. The view `entry` shows them as rows.
ALTER TABLE journal ADD COLUMN accounts smallint[], ADD COLUMN figures bigint[];
ALTER TABLE journal DISABLE TRIGGER journal_append_only;
UPDATE journal j SET accounts = e.accounts, figures = e.figures FROM (
    SELECT e.bucket, e.payment_id, e.journal_no, array_agg(c.no ORDER BY c.no) AS accounts,
      (SELECT array_agg(f.figure ORDER BY f.account, f.n) FROM entry o JOIN chart oc ON oc.account = o.account
        CROSS JOIN LATERAL (VALUES (1, oc.no, o.version), (2, oc.no, o.debit_pending_fen),
          (3, oc.no, o.debit_posted_fen), (4, oc.no, o.credit_pending_fen), (5, oc.no, o.credit_posted_fen),
          (6, oc.no, o.after_debit_pending_fen), (7, oc.no, o.after_debit_posted_fen),
          (8, oc.no, o.after_credit_pending_fen), (9, oc.no, o.after_credit_posted_fen)) AS f(n, account, figure)
        WHERE o.bucket = e.bucket AND o.payment_id = e.payment_id AND o.journal_no = e.journal_no) AS figures
    FROM entry e JOIN chart c ON c.account = e.account
    GROUP BY e.bucket, e.payment_id, e.journal_no) AS e
  WHERE j.bucket = e.bucket AND j.payment_id = e.payment_id AND j.no = e.journal_no;
UPDATE journal SET accounts = '{}', figures = '{}' WHERE accounts IS NULL;
ALTER TABLE journal ENABLE TRIGGER journal_append_only;
ALTER TABLE journal ALTER COLUMN accounts SET NOT NULL, ALTER COLUMN figures SET NOT NULL,
  ADD CONSTRAINT journal_figures CHECK (cardinality(figures) = 9 * cardinality(accounts));
DROP TABLE entry;
CREATE VIEW entry AS
  SELECT j.bucket, j.book, c.account, j.figures[9 * a.n - 8] AS version, j.payment_id, j.no AS journal_no,
    j.figures[9 * a.n - 7] AS debit_pending_fen, j.figures[9 * a.n - 6] AS debit_posted_fen,
    j.figures[9 * a.n - 5] AS credit_pending_fen, j.figures[9 * a.n - 4] AS credit_posted_fen,
    j.figures[9 * a.n - 3] AS after_debit_pending_fen, j.figures[9 * a.n - 2] AS after_debit_posted_fen,
    j.figures[9 * a.n - 1] AS after_credit_pending_fen, j.figures[9 * a.n] AS after_credit_posted_fen
  FROM journal j CROSS JOIN LATERAL unnest(j.accounts) WITH ORDINALITY AS a(no, n)
  LEFT JOIN chart c ON c.no = a.no;

-- All accounts of a book in one row, five figures each: the version and the four columns. `version` is the sum of
-- theirs: it grows with every journal and decides races. The view `account` shows them as rows.
CREATE TABLE ledger (
  bucket   smallint NOT NULL,
  book     text NOT NULL,
  version  bigint NOT NULL,
  accounts smallint[] NOT NULL,
  figures  bigint[] NOT NULL,
  PRIMARY KEY (bucket, book),
  CONSTRAINT ledger_figures CHECK (cardinality(figures) = 5 * cardinality(accounts)),
  CONSTRAINT ledger_not_negative CHECK (0 <= ALL (figures))
) WITH (fillfactor = 40);
INSERT INTO ledger (bucket, book, version, accounts, figures)
  SELECT a.bucket, a.book, sum(a.version), array_agg(c.no ORDER BY c.no),
    (SELECT array_agg(f.figure ORDER BY f.account, f.n) FROM account o JOIN chart oc ON oc.account = o.kind
      CROSS JOIN LATERAL (VALUES (1, oc.no, o.version), (2, oc.no, o.debit_pending_fen),
        (3, oc.no, o.debit_posted_fen), (4, oc.no, o.credit_pending_fen), (5, oc.no, o.credit_posted_fen))
        AS f(n, account, figure)
      WHERE o.bucket = a.bucket AND o.book = a.book)
  FROM account a JOIN chart c ON c.account = a.kind GROUP BY a.bucket, a.book;
DROP TABLE account;
CREATE VIEW account AS
  SELECT l.bucket, l.book, c.account AS kind, l.figures[5 * a.n - 4] AS version,
    l.figures[5 * a.n - 3] AS debit_pending_fen, l.figures[5 * a.n - 2] AS debit_posted_fen,
    l.figures[5 * a.n - 1] AS credit_pending_fen, l.figures[5 * a.n] AS credit_posted_fen
  FROM ledger l CROSS JOIN LATERAL unnest(l.accounts) WITH ORDINALITY AS a(no, n)
  LEFT JOIN chart c ON c.no = a.no;

-- Payments that wait for an outcome or for a deadline. A payment's own row changes with every step; because nothing
-- that changes is in an index of it, a step rewrites the row on its page and touches no index.
DROP INDEX payment_due, payment_open;
CREATE TABLE payment_open (
  bucket smallint NOT NULL,
  id     text NOT NULL,
  book   text NOT NULL,
  due_ms bigint,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX payment_open_due ON payment_open (bucket, due_ms) WHERE due_ms IS NOT NULL;
INSERT INTO payment_open (bucket, id, book, due_ms)
  SELECT bucket, id, book, due_ms FROM payment WHERE due_ms IS NOT NULL OR state IN ('sent', 'unknown');

-- What is searched for is a column of its own. All stand still while a payment takes its course, but for those of
-- pre-authorisations and of what waits for a person, which most payments leave empty.
DROP INDEX payment_hold, payment_of_hold, payment_advice_handed, payment_release, payment_slip, payment_rrn,
  payment_reference;
ALTER TABLE payment ADD COLUMN card_tail text, ADD COLUMN hold_code text, ADD COLUMN preauth_id text,
  ADD COLUMN advice_handed boolean, ADD COLUMN release_asked boolean;
UPDATE payment SET card_tail = right(body->'card'->>'masked', 4),
  hold_code = CASE WHEN body->>'kind' = 'preauthorisation' THEN body->'approval'->>'authCode' END,
  preauth_id = body->'preauth'->>'id',
  advice_handed = CASE WHEN body @? '$.advices[*] ? (@.state == "handed")' THEN true END,
  release_asked = CASE WHEN body @? '$.releases[*]' THEN true END;
ALTER TABLE payment ALTER COLUMN card_tail SET NOT NULL;
-- Bodies are kept as they were written: checked once and read back without being taken apart.
ALTER TABLE payment ALTER COLUMN body TYPE json;
ALTER TABLE event ALTER COLUMN body TYPE json;
ALTER TABLE payment SET (fillfactor = 45);
CREATE INDEX payment_hold ON payment (bucket, book, card_index, hold_code) WHERE hold_code IS NOT NULL;
CREATE INDEX payment_of_hold ON payment (bucket, preauth_id) WHERE preauth_id IS NOT NULL;
CREATE INDEX payment_advice_handed ON payment (bucket, started_ms) WHERE advice_handed;
CREATE INDEX payment_release ON payment (bucket, started_ms) WHERE release_asked;
-- Whoever knows a whole number knows its last four digits: one index for both, and for a list of the newest.
DROP INDEX payment_card;
CREATE INDEX payment_card ON payment (card_tail, card_index, id);
CREATE INDEX payment_rrn ON payment (rrn, book);

ALTER TABLE terminal SET (fillfactor = 40);
ALTER TABLE bucket SET (fillfactor = 20);
