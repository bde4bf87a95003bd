/** Answers of ways back against the words of the rules that they cite, which stand apart. */
import type { TableLaw } from './table-laws.ts';

export const ANSWER_LAWS: readonly TableLaw[] = [
  {
    law: 'orphan',
    text: 'the words of a rule that its answer cites are missing',
    sql: (
      of,
    ) => `SELECT DISTINCT c.id AS subject FROM ${of.cancellations} c CROSS JOIN LATERAL unnest(c.cited) AS k(key)
        LEFT JOIN rule_words w ON w.key = k.key WHERE w.key IS NULL`,
  },
  {
    law: 'row-columns',
    text: 'its answer cites fewer or more rules than it has keys of words',
    sql: (of) => `SELECT c.id AS subject FROM ${of.cancellations} c
      WHERE cardinality(c.cited) <> json_array_length(c.answer->'rules')`,
  },
  {
    law: 'row-columns',
    text: 'the words of a rule are not those that its key was made of',
    sql: `SELECT 'words ' || key AS subject FROM rule_words WHERE key
        <> ('x' || encode(substr(sha256(convert_to(words::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint`,
  },
];
