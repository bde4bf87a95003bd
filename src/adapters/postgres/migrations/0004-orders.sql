-- Orders that are paid by a code. "order" is a reserved word of SQL, and the word of the trade.

CREATE TABLE "order" (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  id          text NOT NULL,
  version     integer NOT NULL,
  state       text NOT NULL CHECK (state IN ('unpaid', 'paying', 'unknown', 'paid', 'closing', 'closed')),
  order_no    text NOT NULL,
  payable_fen bigint NOT NULL CHECK (payable_fen > 0),
  created_ms  bigint NOT NULL,
  -- When the order must be looked at again: expiry, the next enquiry, the next try of a close.
  due_ms      bigint,
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, id),
  UNIQUE (bucket, book, order_no)
);
CREATE INDEX order_due ON "order" (bucket, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX order_book ON "order" (book, id);

-- The order that an event tells of, or that its payment pays: the journey of an order is read along it.
ALTER TABLE event ADD COLUMN order_id text;
CREATE INDEX event_order ON event (bucket, order_id, seq) WHERE order_id IS NOT NULL;

ALTER TABLE once DROP CONSTRAINT once_subject_kind_check;
ALTER TABLE once ADD CONSTRAINT once_subject_kind_check
  CHECK (subject_kind IN ('payment', 'cancellation', 'request', 'order'));
