-- Closings of services, bindings, device cards and accounts, in the bucket of their wallet's book.

CREATE TABLE closure (
  bucket       smallint NOT NULL,
  book         text NOT NULL,
  id           text NOT NULL,
  version      integer NOT NULL,
  state        text NOT NULL CHECK (state IN ('begun', 'proved', 'done', 'stepped-back', 'expired', 'overtaken', 'refused')),
  subject_kind text NOT NULL CHECK (subject_kind IN ('service', 'binding', 'device-card', 'account')),
  subject_id   text NOT NULL,
  begun_ms     bigint NOT NULL,
  -- When an open one expires.
  due_ms       bigint,
  body         jsonb NOT NULL,
  PRIMARY KEY (bucket, id),
  CHECK ((state IN ('begun', 'proved')) = (due_ms IS NOT NULL))
);
-- Whoever begins a closing again resumes it: one is open for each subject.
CREATE UNIQUE INDEX closure_open ON closure (bucket, book, subject_kind, subject_id) WHERE due_ms IS NOT NULL;
CREATE INDEX closure_due ON closure (bucket, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX closure_book ON closure (bucket, book, id);
