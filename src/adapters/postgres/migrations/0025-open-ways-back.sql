-- Ways back cost what payments cost: the answer that allowed one is written once, and nothing that changes stands in an
-- index of its row (docs/decisions/0055).

-- The answer never changes after the opening: in a column of its own, a later step leaves it where it is.
ALTER TABLE cancellation ADD COLUMN answer json, ADD COLUMN rrn text;
ALTER TABLE cancellation ALTER COLUMN answer SET STORAGE EXTERNAL;
DROP INDEX cancellation_due, cancellation_open, cancellation_overdue, cancellation_reference;
UPDATE cancellation SET answer = body->'answer', rrn = body->>'rrn', body = (body::jsonb - 'answer')::json;
ALTER TABLE cancellation ALTER COLUMN answer SET NOT NULL, ALTER COLUMN rrn SET NOT NULL;
ALTER TABLE cancellation SET (fillfactor = 55);
CREATE INDEX cancellation_reference ON cancellation (rrn);

-- Ways back that wait: for the network, for a deadline, or for a person. `state` is that of the way back; `overdue` is
-- one that is done and whose money nobody has by the day it was promised.
CREATE TABLE cancellation_open (
  bucket     smallint NOT NULL,
  id         text NOT NULL,
  book       text NOT NULL,
  payment_id text NOT NULL,
  state      text NOT NULL,
  opened_ms  bigint NOT NULL,
  due_ms     bigint,
  PRIMARY KEY (bucket, id)
) WITH (fillfactor = 70);
CREATE INDEX cancellation_open_due ON cancellation_open (bucket, due_ms) WHERE due_ms IS NOT NULL;
-- Most of what is done waits only for its arrival: nobody looks for it.
CREATE INDEX cancellation_open_state ON cancellation_open (state, opened_ms) WHERE state <> 'done';
INSERT INTO cancellation_open (bucket, id, book, payment_id, state, opened_ms, due_ms)
  SELECT bucket, id, book, payment_id,
    CASE WHEN state = 'done' AND body->'arrival'->>'state' = 'overdue' THEN 'overdue' ELSE state END, opened_ms, due_ms
  FROM cancellation
  WHERE due_ms IS NOT NULL OR state NOT IN ('done', 'refused', 'undone', 'overruled', 'paid-out')
    OR (state = 'done' AND body->'arrival'->>'state' = 'overdue');
