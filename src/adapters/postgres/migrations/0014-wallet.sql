-- Cardholders' wallets. A wallet is a book of its own and lives in the bucket of its book; the book has its name.

CREATE TABLE wallet (
  bucket        smallint NOT NULL,
  id            text NOT NULL,
  version       integer NOT NULL,
  state         text NOT NULL CHECK (state IN ('open', 'stopped', 'closing', 'closed')),
  account_class text NOT NULL CHECK (account_class IN ('I', 'II', 'III')),
  opened_ms     bigint NOT NULL,
  -- When the waiting time of a closing is over.
  due_ms        bigint,
  body          jsonb NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX wallet_due ON wallet (bucket, due_ms) WHERE due_ms IS NOT NULL;

-- How money of a wallet moved. Its journals stand among the others, under its id.
CREATE TABLE wallet_payment (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  id          text NOT NULL,
  version     integer NOT NULL,
  kind        text NOT NULL,
  state       text NOT NULL CHECK (state IN ('held', 'unknown', 'paid', 'declined', 'reversed', 'bounced')),
  -- Where the money came from or went to: the balance, or a bound card.
  source      text NOT NULL CHECK (source IN ('balance', 'card')),
  amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
  returned_fen bigint NOT NULL CHECK (returned_fen >= 0 AND returned_fen <= amount_fen),
  -- The key of the message that asked: that of the merchant's payment.
  network_key text,
  at_ms       bigint NOT NULL,
  due_ms      bigint,
  journals    integer NOT NULL,
  post_no     integer,
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX wallet_payment_book ON wallet_payment (book, id);
CREATE INDEX wallet_payment_due ON wallet_payment (bucket, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX wallet_payment_open ON wallet_payment (bucket, at_ms) WHERE state IN ('held', 'unknown');
CREATE UNIQUE INDEX wallet_payment_network ON wallet_payment (network_key) WHERE network_key IS NOT NULL;

-- Whose a number of our own is: that of a device card, or of a payment code that was shown. By the keyed index alone.
CREATE TABLE wallet_token (
  card_index text PRIMARY KEY,
  bucket     smallint NOT NULL,
  book       text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('device-card', 'pay-code')),
  -- The device card; NULL for a code.
  device_card_id text,
  -- Until when a code may be used.
  expires_ms bigint,
  body       jsonb NOT NULL,
  CHECK ((kind = 'device-card') = (device_card_id IS NOT NULL) AND (kind = 'pay-code') = (expires_ms IS NOT NULL))
);
CREATE INDEX wallet_token_book ON wallet_token (book);

ALTER TABLE once DROP CONSTRAINT once_subject_kind_check;
ALTER TABLE once ADD CONSTRAINT once_subject_kind_check
  CHECK (subject_kind IN ('payment', 'cancellation', 'request', 'order', 'wallet', 'wallet-payment'));

-- What happened to one wallet: its book among those of its bucket.
CREATE INDEX event_wallet ON event (bucket, book, seq) WHERE kind LIKE 'wallet-%';
