/** Laws over the record of key operations. */
import type { TableLaw } from './table-laws.ts';

const RECORD = `array_to_string(ARRAY[hash_before, seq::text, at_ms::text, who, command, subject, purpose, algorithm,
  check_value, under_purpose, under_check_value, master_key_id, result], E'\\n', '')`;

export const KEY_LAWS: readonly TableLaw[] = [
  {
    law: 'key-audit',
    text: 'the record was changed: its hash is not that of what it says',
    sql: `SELECT 'key operation ' || seq AS subject FROM key_audit
      WHERE hash IS DISTINCT FROM encode(sha256(convert_to(${RECORD}, 'UTF8')), 'hex')`,
  },
  {
    law: 'key-audit',
    text: 'the record before it is missing, or is another one',
    sql: `SELECT 'key operation ' || seq AS subject FROM (
        SELECT seq, hash_before, lag(seq, 1, 0::bigint) OVER w AS seq0, lag(hash, 1, '') OVER w AS hash0
        FROM key_audit WINDOW w AS (ORDER BY seq)) AS chain
      WHERE seq <> seq0 + 1 OR hash_before <> hash0`,
  },
  {
    law: 'key-audit',
    text: 'the end of the chain is not where it was written last',
    sql: `SELECT 'key operation ' || coalesce(h.seq, a.seq) AS subject FROM key_audit_head h
      FULL JOIN (SELECT seq, hash FROM key_audit ORDER BY seq DESC LIMIT 1) a ON true
      WHERE (h.seq, h.hash) IS DISTINCT FROM (a.seq, a.hash)`,
  },
];
