-- Requests to cancel a payment, the papers handed in for them, and who may approve.

CREATE TABLE request (
  bucket     smallint NOT NULL,
  book       text NOT NULL,
  id         text NOT NULL,
  payment_id text NOT NULL,
  version    integer NOT NULL,
  state      text NOT NULL CHECK (state IN ('asked', 'escalated', 'papers', 'approval', 'review', 'waiting',
    'carrying', 'arriving', 'finished', 'refused', 'withdrawn', 'expired', 'overtaken', 'failed')),
  door       text NOT NULL CHECK (door IN ('payer', 'merchant', 'operator')),
  opened_ms  bigint NOT NULL,
  due_ms     bigint,
  body       jsonb NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX request_payment ON request (bucket, payment_id);
CREATE INDEX request_book ON request (book, id);
CREATE INDEX request_due ON request (bucket, due_ms) WHERE due_ms IS NOT NULL;

-- Content under its hash: the same paper twice is one row. sealed is AES-256-GCM under a data key of its own, which
-- the security module wraps; request and hash are authenticated with it. Kept as long as the request.
CREATE TABLE paper (
  bucket     smallint NOT NULL,
  book       text NOT NULL,
  request_id text NOT NULL,
  sha256     text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('png', 'jpeg', 'pdf')),
  size_bytes integer NOT NULL CHECK (size_bytes > 0),
  sealed     bytea NOT NULL,
  stored_ms  bigint NOT NULL,
  PRIMARY KEY (bucket, request_id, sha256)
);

-- What was asked under a key may have become a request.
ALTER TABLE once DROP CONSTRAINT once_subject_kind_check;
ALTER TABLE once ADD CONSTRAINT once_subject_kind_check
  CHECK (subject_kind IN ('payment', 'cancellation', 'request'));

-- A shop's key that may approve what another key of the shop accepted.
ALTER TABLE api_key ADD COLUMN supervisor boolean NOT NULL DEFAULT false;

-- A payer types the reference number and knows no book.
CREATE INDEX payment_reference ON payment (rrn);
