-- Batches after their settlement, and the versions of what a terminal accepts.

CREATE TABLE batch (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  terminal_id text NOT NULL,
  batch_no    text NOT NULL,
  -- Batch numbers begin again after 999999: the settlement tells two of them apart.
  settled_ms  bigint NOT NULL,
  merchant_id text NOT NULL,
  version     integer NOT NULL,
  state       text NOT NULL CHECK (state IN ('balanced', 'awaiting-upload', 'ended', 'compared')),
  -- Somebody has to look: its list did not come, or a difference is open.
  open        boolean NOT NULL,
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, book, terminal_id, batch_no, settled_ms)
);
CREATE INDEX batch_open ON batch (merchant_id, terminal_id, settled_ms) WHERE open;
CREATE INDEX batch_terminal ON batch (merchant_id, terminal_id, settled_ms);

CREATE TABLE acceptance (
  bucket      smallint NOT NULL,
  book        text NOT NULL,
  terminal_id text NOT NULL,
  product     text NOT NULL,
  version     integer NOT NULL,
  merchant_id text NOT NULL,
  state       text NOT NULL CHECK (state IN ('on', 'off', 'barred')),
  at_ms       bigint NOT NULL,
  -- Who switched it and why, with the answer that allowed it.
  body        jsonb NOT NULL,
  PRIMARY KEY (bucket, book, terminal_id, product, version)
);
CREATE TRIGGER acceptance_append_only BEFORE UPDATE OR DELETE ON acceptance FOR EACH ROW EXECUTE FUNCTION refuse_change();
