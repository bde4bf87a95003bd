-- Reports of loss: what was told, what is claimed, papers, decisions. A case lives in the bucket of its wallet.

CREATE TABLE loss_case (
  bucket    smallint NOT NULL,
  book      text NOT NULL,
  id        text NOT NULL,
  version   integer NOT NULL,
  state     text NOT NULL CHECK (state IN ('noted', 'papers', 'review', 'escalated', 'approval', 'covered', 'refused',
    'withdrawn', 'lapsed', 'closed')),
  what      text NOT NULL CHECK (what IN ('phone', 'card', 'payment')),
  door      text NOT NULL CHECK (door IN ('app', 'public', 'staff')),
  opened_ms bigint NOT NULL,
  due_ms    bigint,
  body      jsonb NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX loss_case_book ON loss_case (bucket, book, opened_ms);
CREATE INDEX loss_case_due ON loss_case (bucket, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX loss_case_newest ON loss_case (id);
-- One open case of a wallet: what is told later is added to it.
CREATE UNIQUE INDEX loss_case_open ON loss_case (bucket, book)
  WHERE state IN ('noted', 'papers', 'review', 'escalated', 'approval');
