-- An order is rewritten on its own page: what changes of it stands in no index any more, and its body is kept as it was
-- written. When it must be looked at again stands in a row of its own, which goes when there is nothing to wait for.
DROP INDEX order_due;
ALTER TABLE "order" ALTER COLUMN body TYPE json;
ALTER TABLE "order" SET (fillfactor = 50);
CREATE TABLE order_due (
  bucket smallint NOT NULL,
  id     text NOT NULL,
  book   text NOT NULL,
  due_ms bigint NOT NULL,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX order_due_at ON order_due (bucket, due_ms);
INSERT INTO order_due (bucket, id, book, due_ms)
  SELECT bucket, id, book, due_ms FROM "order" WHERE due_ms IS NOT NULL;
