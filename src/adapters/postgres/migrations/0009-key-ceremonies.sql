-- Keys that several operators bring in parts. A component is sealed by the security module until all are there; then
-- the key stands under the master key until somebody confirms its check value.

CREATE TABLE key_ceremony (
  id          text PRIMARY KEY,
  purpose     text NOT NULL,
  algorithm   text NOT NULL,
  -- Whose key it is: merchant/terminal, or a name; null for the keys of the zone.
  of_name     text,
  components  smallint NOT NULL CHECK (components IN (2, 3)),
  state       text NOT NULL CHECK (state IN ('open', 'complete', 'loaded', 'abandoned')),
  wrapped     text,
  check_value text,
  opened_by   text NOT NULL,
  opened_ms   bigint NOT NULL,
  CHECK ((wrapped IS NOT NULL) = (state = 'complete'))
);

CREATE TABLE key_component (
  ceremony_id text NOT NULL REFERENCES key_ceremony,
  no          smallint NOT NULL,
  entered_by  text NOT NULL,
  check_value text NOT NULL,
  -- Null when it is needed no more.
  sealed      text,
  at_ms       bigint NOT NULL,
  PRIMARY KEY (ceremony_id, no),
  UNIQUE (ceremony_id, entered_by)
);
