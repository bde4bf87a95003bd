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

CREATE FUNCTION pg_temp.words_of(rule json) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '{' || string_agg('"' || m.name || '":' || coalesce((rule->m.name)::text, 'null'), ',' ORDER BY m.at) || '}'
  FROM unnest(ARRAY['id', 'zh', 'en', 'source', 'certainty']) WITH ORDINALITY AS m(name, at) $$;
CREATE FUNCTION pg_temp.key_of(words text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT ('x' || encode(substr(sha256(convert_to(words, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint $$;

INSERT INTO rule_words (key, words)
  SELECT pg_temp.key_of(w.words), w.words::json FROM (SELECT DISTINCT pg_temp.words_of(r.rule) AS words
    FROM cancellation c CROSS JOIN LATERAL json_array_elements(c.answer->'rules') AS r(rule)) AS w;
UPDATE cancellation c SET (cited, answer) = (
  SELECT coalesce(array_agg(pg_temp.key_of(pg_temp.words_of(r.rule)) ORDER BY r.at), '{}'),
    (c.answer::jsonb || jsonb_build_object('rules', coalesce(json_agg(json_build_object('held', r.rule->'held',
      'parameters', r.rule->'parameters', 'facts', r.rule->'facts') ORDER BY r.at), '[]')))::json
  FROM json_array_elements(c.answer->'rules') WITH ORDINALITY AS r(rule, at));
ALTER TABLE cancellation ALTER COLUMN cited SET NOT NULL;
