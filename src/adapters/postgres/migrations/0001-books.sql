-- The books, the journeys and who may write them. Every hot key begins bucket, book: a bucket is the unit of
-- ownership, a book holds one owner's money. Amounts are fen. Instants are milliseconds since 1970, UTC.

CREATE TABLE institution (
  id           text PRIMARY KEY,
  acquirer_id  text NOT NULL,
  forwarder_id text NOT NULL,
  name_zh      text NOT NULL,
  name_en      text NOT NULL,
  -- Keys shared with the network, under the security module's master key.
  zone_mac_key text NOT NULL,
  zone_pin_key text NOT NULL
);

-- Who owns a bucket: the epoch grows with every change of hands and every apply proves it. event_seq numbers
-- the events of the bucket without gaps; being updated by every apply it is also the row that two owners
-- would meet on.
CREATE TABLE bucket (
  bucket         smallint PRIMARY KEY,
  node           smallint NOT NULL,
  epoch          bigint   NOT NULL,
  lease_until_ms bigint   NOT NULL,
  event_seq      bigint   NOT NULL
);
INSERT INTO bucket SELECT n, 0, 0, 0, 0 FROM generate_series(0, 255) AS n;

CREATE TABLE merchant (
  merchant_id text PRIMARY KEY,
  book        text NOT NULL UNIQUE,
  name_zh     text NOT NULL,
  name_en     text NOT NULL,
  mcc         text NOT NULL,
  status      text NOT NULL CHECK (status IN ('active', 'blocked')),
  contract    jsonb NOT NULL
);

CREATE TABLE terminal (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  terminal_id text NOT NULL,
  merchant_id text NOT NULL,
  version     integer NOT NULL,
  batch_no    text NOT NULL,
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, book, terminal_id),
  UNIQUE (merchant_id, terminal_id)
);

CREATE TABLE payment (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  id          text NOT NULL,
  version     integer NOT NULL,
  state       text NOT NULL CHECK (state IN ('sent', 'unknown', 'approved', 'declined', 'reversed', 'voided')),
  terminal_id text NOT NULL,
  amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
  rrn         text NOT NULL,
  network_key text NOT NULL,
  card_index  text NOT NULL,
  started_ms  bigint NOT NULL,
  -- When the state must be looked at again; no row without a deadline is waited for.
  due_ms      bigint,
  journals    integer NOT NULL,
  -- The journal that booked the sale last: the one that mirrors name.
  post_no     integer,
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX payment_rrn ON payment (bucket, book, rrn);
CREATE INDEX payment_due ON payment (bucket, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX payment_book_started ON payment (book, id);
CREATE INDEX payment_open ON payment (bucket, started_ms) WHERE state IN ('sent', 'unknown');

CREATE TABLE cancellation (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  id          text NOT NULL,
  payment_id  text NOT NULL,
  version     integer NOT NULL,
  route       text NOT NULL CHECK (route IN ('REVERSAL', 'VOID', 'REFUND')),
  state       text NOT NULL CHECK (state IN ('sending', 'undoing', 'awaiting-file', 'done', 'refused', 'undone', 'overruled', 'handed')),
  amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
  network_key text NOT NULL,
  undo_key    text,
  opened_ms   bigint NOT NULL,
  due_ms      bigint,
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX cancellation_payment ON cancellation (bucket, payment_id);
CREATE INDEX cancellation_due ON cancellation (bucket, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX cancellation_open ON cancellation (bucket, opened_ms) WHERE state IN ('sending', 'undoing', 'awaiting-file', 'handed');
CREATE INDEX cancellation_book ON cancellation (book, id);

-- Every key that a message of ours carried upstream, and to which message it belongs: one key, one message. A void
-- that is tried again takes a new key; the earlier one stays, so that nobody takes it again.
CREATE TABLE network_key (
  network_key     text PRIMARY KEY,
  bucket          smallint NOT NULL,
  book            text NOT NULL,
  payment_id      text NOT NULL,
  cancellation_id text,
  part            text NOT NULL CHECK (part IN ('payment', 'message', 'undo')),
  CHECK ((part = 'payment') = (cancellation_id IS NULL))
);

-- The memory of what was asked and what came of it. A row without subject and print is the tombstone that an
-- early reversal leaves for its sale.
CREATE TABLE once (
  bucket       smallint NOT NULL,
  book         text NOT NULL,
  key          text NOT NULL,
  print        text,
  subject_kind text CHECK (subject_kind IN ('payment', 'cancellation')),
  subject_id   text,
  outcome      text,
  at_ms        bigint NOT NULL,
  PRIMARY KEY (bucket, book, key)
);

CREATE TABLE account (
  bucket             smallint NOT NULL,
  book               text NOT NULL,
  kind               text NOT NULL,
  version            bigint NOT NULL,
  debit_pending_fen  bigint NOT NULL CHECK (debit_pending_fen >= 0),
  debit_posted_fen   bigint NOT NULL CHECK (debit_posted_fen >= 0),
  credit_pending_fen bigint NOT NULL CHECK (credit_pending_fen >= 0),
  credit_posted_fen  bigint NOT NULL CHECK (credit_posted_fen >= 0),
  PRIMARY KEY (bucket, book, kind)
);

CREATE TABLE journal (
  bucket          smallint NOT NULL,
  book            text NOT NULL,
  payment_id      text NOT NULL,
  no              integer NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('hold', 'post', 'release', 'mirror')),
  cancellation_id text,
  mirrors_no      integer,
  at_ms           bigint NOT NULL,
  PRIMARY KEY (bucket, payment_id, no)
);

-- One row per account that a journal touched, with the account's version and balance after it: an auditor can
-- walk the chain of each account from 1 without a gap.
CREATE TABLE entry (
  bucket                   smallint NOT NULL,
  book                     text NOT NULL,
  account                  text NOT NULL,
  version                  bigint NOT NULL,
  payment_id               text NOT NULL,
  journal_no               integer NOT NULL,
  debit_pending_fen        bigint NOT NULL,
  debit_posted_fen         bigint NOT NULL,
  credit_pending_fen       bigint NOT NULL,
  credit_posted_fen        bigint NOT NULL,
  after_debit_pending_fen  bigint NOT NULL,
  after_debit_posted_fen   bigint NOT NULL,
  after_credit_pending_fen bigint NOT NULL,
  after_credit_posted_fen  bigint NOT NULL,
  PRIMARY KEY (bucket, book, account, version)
);
CREATE INDEX entry_journal ON entry (bucket, payment_id, journal_no);

-- The journey, step by step, and the outbox: readers keep a cursor per bucket.
CREATE TABLE event (
  bucket          smallint NOT NULL,
  seq             bigint NOT NULL,
  book            text NOT NULL,
  payment_id      text,
  cancellation_id text,
  at_ms           bigint NOT NULL,
  kind            text NOT NULL,
  body            jsonb NOT NULL,
  PRIMARY KEY (bucket, seq)
);
CREATE INDEX event_payment ON event (bucket, payment_id, seq);

-- What the network said about its day, newest last.
CREATE TABLE cut_over (
  clearing_day text PRIMARY KEY,
  at_ms        bigint NOT NULL
);

-- Clearing files that were read: a file is matched once, whatever name it comes under.
CREATE TABLE clearing_file (
  sha256       text PRIMARY KEY,
  name         text NOT NULL,
  clearing_day text NOT NULL,
  row_count    integer NOT NULL,
  read_ms      bigint NOT NULL
);

-- Where the clearing file and the books disagree: for a person.
CREATE TABLE mismatch (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clearing_day text NOT NULL,
  network_key  text NOT NULL,
  kind         text NOT NULL,
  payment_id   text,
  amount_fen   bigint,
  found_ms     bigint NOT NULL,
  UNIQUE (clearing_day, network_key, kind)
);

-- Keys of merchants and operators for the API, only as hashes.
CREATE TABLE api_key (
  id         text PRIMARY KEY,
  sha256     text NOT NULL UNIQUE,
  role       text NOT NULL CHECK (role IN ('merchant', 'operator')),
  book       text,
  created_ms bigint NOT NULL,
  CHECK (role = 'operator' OR book IS NOT NULL)
);

-- Nothing in the books, the journeys and the memory of requests is ever changed or removed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are only ever added to: correct them by a new journal', TG_TABLE_NAME USING ERRCODE = '55000';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Raises 40001 when a statement of a batch changed another number of rows than it had to: somebody else wrote first.
CREATE FUNCTION must_be(changed bigint, expected bigint, what text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  IF changed <> expected THEN
    RAISE EXCEPTION '% % rows changed, % expected', changed, what, expected
      USING ERRCODE = CASE WHEN what = 'bucket' THEN 'YL001' ELSE '40001' END;
  END IF;
  RETURN changed;
END $$;
