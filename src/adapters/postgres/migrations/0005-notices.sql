-- What leaves this platform for others to know: signed messages to endpoints of merchants, notices for people, and
-- texts for telephones. All of it is made from the events, bucket by bucket and in their order.

-- Up to which event of a bucket everything was made. It moves in the transaction that stores what was made, so that
-- an event is neither passed over nor told twice.
CREATE TABLE notice_cursor (
  bucket smallint PRIMARY KEY,
  seq    bigint NOT NULL
);
INSERT INTO notice_cursor SELECT bucket, event_seq FROM bucket;

CREATE TABLE webhook_endpoint (
  id                text PRIMARY KEY,
  book              text NOT NULL,
  url               text NOT NULL,
  -- Types of messages it wants: a list of texts, each a type, a noun with .* or * for all.
  wants             jsonb NOT NULL,
  state             text NOT NULL CHECK (state IN ('active', 'disabled', 'removed')),
  why               text CHECK (why IN ('gone', 'failing', 'switched-off')),
  -- Sealed by the security module and bound to the id. The one before signs too until its time is over.
  secret            text NOT NULL,
  previous_secret   text,
  previous_until_ms bigint,
  created_ms        bigint NOT NULL,
  -- Since when nothing at all arrived; null while the last attempt did.
  failing_since_ms  bigint,
  CHECK ((previous_secret IS NULL) = (previous_until_ms IS NULL)),
  CHECK ((state = 'disabled') = (why IS NOT NULL))
);
CREATE INDEX webhook_endpoint_book ON webhook_endpoint (book) WHERE state <> 'removed';

-- One message for each event that somebody wants to know; its payload is the same for every endpoint and attempt.
CREATE TABLE webhook_message (
  id      text PRIMARY KEY,
  bucket  smallint NOT NULL,
  seq     bigint NOT NULL,
  book    text NOT NULL,
  subject text NOT NULL,
  type    text NOT NULL,
  at_ms   bigint NOT NULL,
  payload text NOT NULL,
  UNIQUE (bucket, seq)
);
CREATE INDEX webhook_message_age ON webhook_message (at_ms);

CREATE TABLE webhook_delivery (
  endpoint_id text NOT NULL,
  message_id  text NOT NULL,
  -- Messages of one subject go to an endpoint one after the other, in the order of their events.
  subject     text NOT NULL,
  seq         bigint NOT NULL,
  state       text NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'held')),
  -- Attempts ever, and how many there had been when this round of them began.
  attempts    integer NOT NULL,
  round_from  integer NOT NULL,
  due_ms      bigint NOT NULL,
  last_ms     bigint,
  last_status integer,
  last_error  text,
  PRIMARY KEY (endpoint_id, message_id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, due_ms) WHERE state = 'pending';
CREATE INDEX webhook_delivery_order ON webhook_delivery (endpoint_id, subject, seq) WHERE state = 'pending';

CREATE TABLE webhook_attempt (
  endpoint_id text NOT NULL,
  message_id  text NOT NULL,
  no          integer NOT NULL,
  at_ms       bigint NOT NULL,
  took_ms     integer NOT NULL,
  status      integer,
  error       text,
  PRIMARY KEY (endpoint_id, message_id, no)
);

-- What a person must know. The book is whose matter it is; the audience who reads it.
CREATE TABLE notice (
  id       text PRIMARY KEY,
  audience text NOT NULL CHECK (audience IN ('merchant', 'operator')),
  book     text NOT NULL,
  kind     text NOT NULL,
  subject  text NOT NULL,
  at_ms    bigint NOT NULL,
  body     jsonb NOT NULL,
  read_ms  bigint
);
CREATE INDEX notice_list ON notice (audience, book, id);
CREATE INDEX notice_unread ON notice (audience, book, id) WHERE read_ms IS NULL;

-- Texts for telephones. The number is sealed; its keyed index counts how many went there on a day.
CREATE TABLE sms_outbox (
  id           text PRIMARY KEY,
  book         text NOT NULL,
  subject      text NOT NULL,
  kind         text NOT NULL,
  number_index text NOT NULL,
  number_seal  text NOT NULL,
  number_mask  text NOT NULL,
  lang         text NOT NULL CHECK (lang IN ('zh', 'en')),
  text         text NOT NULL,
  state        text NOT NULL CHECK (state IN ('waiting', 'sent', 'kept', 'dropped', 'failed')),
  attempts     integer NOT NULL,
  created_ms   bigint NOT NULL,
  due_ms       bigint NOT NULL,
  ended_ms     bigint,
  error        text
);
CREATE INDEX sms_outbox_due ON sms_outbox (due_ms) WHERE state = 'waiting';
CREATE INDEX sms_outbox_number ON sms_outbox (number_index, created_ms);
