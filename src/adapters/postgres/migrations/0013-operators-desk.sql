-- The operator's desk. What waits for a person is found along small indexes over what is open; a payment along what a
-- slip or a statement shows of it.

-- Of one card, and by the last four digits with the authorisation code (the second alone by skipping over the first).
CREATE INDEX payment_card ON payment (card_index, id);
CREATE INDEX payment_slip ON payment (right(body->'card'->>'masked', 4), (body->'approval'->>'authCode'), id);
-- The reference number of a way back stands on its own slip.
CREATE INDEX cancellation_reference ON cancellation ((body->>'rrn'));

-- One operator wants a hold taken off.
CREATE INDEX payment_release ON payment (bucket, started_ms) WHERE body @? '$.releases[*]';
CREATE INDEX cancellation_overdue ON cancellation (bucket, opened_ms)
  WHERE state = 'done' AND body->'arrival'->>'state' = 'overdue';
CREATE INDEX request_desk ON request (bucket, opened_ms) WHERE state IN ('escalated', 'review');
CREATE INDEX webhook_delivery_failed ON webhook_delivery (endpoint_id, last_ms) WHERE state = 'failed';

-- Journals come in the order of time, so the blocks of a day lie together.
CREATE INDEX journal_at ON journal USING brin (at_ms);

-- What two operators found out about a disagreement with a clearing file. The mismatch itself is the file's and is made
-- anew with every file of its day; what was found out stays.
CREATE TABLE mismatch_end (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clearing_day text NOT NULL,
  network_key  text NOT NULL,
  kind         text NOT NULL,
  verdict      text NOT NULL CHECK (verdict IN ('network-right', 'books-right', 'made-good')),
  evidence     text NOT NULL,
  proposed_by  text NOT NULL,
  proposed_ms  bigint NOT NULL,
  decided_by   text,
  decided_ms   bigint,
  approved     boolean,
  CHECK ((decided_by IS NULL) = (decided_ms IS NULL) AND (decided_by IS NULL) = (approved IS NULL)),
  CHECK (NOT approved OR decided_by <> proposed_by)
);
-- One finding waits, and one stands.
CREATE UNIQUE INDEX mismatch_end_one ON mismatch_end (clearing_day, network_key, kind) WHERE approved IS NOT false;

-- Verifications that were asked for at the desk, and what they found.
CREATE TABLE verify_run (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_ms bigint NOT NULL,
  started_by text NOT NULL,
  ended_ms   bigint,
  -- NULL while it runs; of one whose process died for ever.
  ok         boolean,
  report     jsonb,
  CHECK ((ended_ms IS NULL) = (report IS NULL))
);
