-- Keys that belong to no terminal, what was done with every key, and how often it was used. Keys stand under a
-- master key of the security module, never in clear.

-- `root`: what the module's own keys are derived from. `zmk`, `imk-ac/620000`: keys loaded in ceremonies.
CREATE TABLE stored_key (
  name       text PRIMARY KEY,
  wrapped    text NOT NULL,
  created_ms bigint NOT NULL
);

-- One row per act with a key, chained by hashes in the order of seq, which has no gap.
CREATE TABLE key_audit (
  seq               bigint PRIMARY KEY,
  at_ms             bigint NOT NULL,
  who               text NOT NULL,
  command           text NOT NULL,
  subject           text NOT NULL,
  purpose           text,
  algorithm         text,
  check_value       text,
  under_purpose     text,
  under_check_value text,
  master_key_id     text,
  result            text NOT NULL,
  hash_before       text NOT NULL,
  hash              text NOT NULL
);
CREATE INDEX key_audit_subject ON key_audit (subject, seq);
CREATE TRIGGER key_audit_append_only BEFORE UPDATE OR DELETE ON key_audit
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The end of the chain: rows cut off behind it are missed.
CREATE TABLE key_audit_head (
  one  boolean PRIMARY KEY CHECK (one),
  seq  bigint NOT NULL,
  hash text NOT NULL
);

-- Appends acts, each an object with the names of the columns. One at a time: the chain has one end.
CREATE FUNCTION append_key_audit(acts jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  act jsonb;
  head key_audit_head;
  next_seq bigint;
  made text;
BEGIN
  PERFORM pg_advisory_xact_lock(72018524);
  SELECT * INTO head FROM key_audit_head;
  next_seq := coalesce(head.seq, 0);
  made := coalesce(head.hash, '');
  FOR act IN SELECT * FROM jsonb_array_elements(acts) LOOP
    next_seq := next_seq + 1;
    INSERT INTO key_audit VALUES (next_seq, (act->>'at_ms')::bigint, act->>'who', act->>'command', act->>'subject',
      act->>'purpose', act->>'algorithm', act->>'check_value', act->>'under_purpose', act->>'under_check_value',
      act->>'master_key_id', act->>'result', made,
      encode(sha256(convert_to(array_to_string(ARRAY[made, next_seq::text, act->>'at_ms', act->>'who',
        act->>'command', act->>'subject', act->>'purpose', act->>'algorithm', act->>'check_value',
        act->>'under_purpose', act->>'under_check_value', act->>'master_key_id', act->>'result'], E'\n', ''),
        'UTF8')), 'hex'))
    RETURNING hash INTO made;
  END LOOP;
  INSERT INTO key_audit_head VALUES (true, next_seq, made)
    ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
  RETURN next_seq;
END $$;

-- Uses of keys on the hot path, counted by minute.
CREATE TABLE key_use (
  minute_ms   bigint NOT NULL,
  command     text NOT NULL,
  purpose     text NOT NULL,
  check_value text NOT NULL,
  done        bigint NOT NULL,
  refused     bigint NOT NULL,
  PRIMARY KEY (minute_ms, command, purpose, check_value)
);
