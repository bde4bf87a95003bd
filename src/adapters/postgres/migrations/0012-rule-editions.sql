-- Rules that persons publish. An edition is the state of all rule files that stand in the place of delivered ones, or
-- beside them; edition 0, the files as they were delivered, has no row. Proposals keep what they were proposed with.

CREATE TABLE rule_proposal (
  id              text PRIMARY KEY,
  -- The edition that it was made from and tried against.
  base            integer NOT NULL CHECK (base >= 0),
  -- The edition whose files it brings back.
  restores        integer CHECK (restores >= 0),
  state           text NOT NULL CHECK (state IN ('open', 'published', 'rejected', 'withdrawn')),
  effective       date NOT NULL,
  reason          text NOT NULL,
  -- All files of the edition that it would make, as [{"name": …, "text": …}].
  files           jsonb NOT NULL,
  -- SHA-256 of the delivered files that they stand in the place of, by name.
  delivered       jsonb NOT NULL,
  -- What changes, and what the trial against stored payments found.
  changes         jsonb NOT NULL,
  trial           jsonb NOT NULL,
  proposed_by     text NOT NULL,
  proposed_ms     bigint NOT NULL,
  decided_by      text,
  decided_ms      bigint,
  decision_reason text,
  CHECK ((state = 'open') = (decided_ms IS NULL)),
  CHECK (state NOT IN ('published', 'rejected') OR decided_by <> proposed_by)
);
CREATE INDEX rule_proposal_by_time ON rule_proposal (proposed_ms DESC, id);
CREATE INDEX rule_proposal_open ON rule_proposal (base) WHERE state = 'open';

CREATE TABLE rule_edition (
  no           integer PRIMARY KEY CHECK (no > 0),
  proposal_id  text NOT NULL UNIQUE REFERENCES rule_proposal,
  effective    date NOT NULL,
  published_ms bigint NOT NULL
);
CREATE TRIGGER rule_edition_append_only BEFORE UPDATE OR DELETE ON rule_edition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
