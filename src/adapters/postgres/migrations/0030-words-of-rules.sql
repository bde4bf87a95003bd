-- Half of an answer are the words of the rules that it cites, and the next answer cites them again. They are written
-- once, under a key that is made of them; an answer names its keys (docs/decisions/0055).

CREATE TABLE rule_words (
  -- The first eight bytes of the SHA-256 of the text.
  key   bigint PRIMARY KEY,
  words json NOT NULL
);
CREATE TRIGGER rule_words_append_only BEFORE UPDATE OR DELETE ON rule_words
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- `cited`: the words of each of the answer's rules, in their order.
ALTER TABLE cancellation ADD COLUMN cited bigint[];
CREATE TEMP TABLE told ON COMMIT DROP AS
  SELECT c.bucket, c.id, r.at, w.words,
    ('x' || encode(substr(sha256(convert_to(w.words, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint AS key,
    json_build_object('held', r.rule->'held', 'parameters', r.rule->'parameters',
      'facts', r.rule->'facts') AS rest
  FROM cancellation c CROSS JOIN LATERAL json_array_elements(c.answer->'rules') WITH ORDINALITY AS r(rule, at)
  CROSS JOIN LATERAL (SELECT '{"id":' || (r.rule->'id')::text || ',"zh":' || (r.rule->'zh')::text || ',"en":'
    || (r.rule->'en')::text || ',"source":' || (r.rule->'source')::text || ',"certainty":'
    || (r.rule->'certainty')::text || '}') AS w(words);
CREATE INDEX ON told (bucket, id);
INSERT INTO rule_words (key, words) SELECT key, min(words)::json FROM told GROUP BY key;
UPDATE cancellation c SET
  cited = coalesce((SELECT array_agg(t.key ORDER BY t.at) FROM told t WHERE t.bucket = c.bucket AND t.id = c.id), '{}'),
  answer = (c.answer::jsonb || jsonb_build_object('rules', coalesce((SELECT json_agg(t.rest ORDER BY t.at) FROM told t
    WHERE t.bucket = c.bucket AND t.id = c.id), '[]')))::json;
ALTER TABLE cancellation ALTER COLUMN cited SET NOT NULL;
