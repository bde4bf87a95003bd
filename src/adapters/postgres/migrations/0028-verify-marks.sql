-- What a verification without a fault leaves behind: the next one may begin there. The newest row is the one in force;
-- `verify_mark_bucket` and `verify_mark_book` are its figures and nobody else's.
CREATE TABLE verify_mark (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('whole', 'since-last')),
  -- The mark that this one continues, and the whole verification at the beginning of the chain.
  builds_on bigint,
  whole_id bigint NOT NULL,
  at_ms bigint NOT NULL,
  -- Where it holds: database, schema, and the oldest transaction whose writes the snapshot may not have seen.
  database text NOT NULL,
  schema_number integer NOT NULL,
  unseen_from bigint NOT NULL,
  -- Behind what the next slices begin, and how often each has come around.
  rings jsonb NOT NULL,
  counts jsonb NOT NULL,
  CHECK ((kind = 'whole') = (builds_on IS NULL))
);
CREATE TABLE verify_mark_bucket (
  bucket smallint PRIMARY KEY,
  seq bigint NOT NULL
);
CREATE TABLE verify_mark_book (
  bucket smallint NOT NULL,
  book text NOT NULL,
  version bigint NOT NULL,
  accounts smallint[] NOT NULL,
  figures bigint[] NOT NULL,
  PRIMARY KEY (bucket, book)
);
-- The accounts of the marked books, as `account` shows those of today.
CREATE VIEW verify_mark_account AS
SELECT l.bucket, l.book, c.account,
  l.figures[5 * a.n - 4] AS version, l.figures[5 * a.n - 3] AS debit_pending_fen,
  l.figures[5 * a.n - 2] AS debit_posted_fen, l.figures[5 * a.n - 1] AS credit_pending_fen,
  l.figures[5 * a.n] AS credit_posted_fen
FROM verify_mark_book l CROSS JOIN LATERAL unnest(l.accounts) WITH ORDINALITY AS a(no, n)
LEFT JOIN chart c ON c.no = a.no;

-- A way back that no terminal asked for is remembered by a key; a catch-up looks for it by what it points to.
CREATE INDEX once_way_back ON once (bucket, subject_id)
  WHERE subject_kind = 'cancellation' AND split_part(key, '/', 1) IN ('api', 'return');
