/** Laws over the tables of wallets as wholes. */
import { OWN_BIN } from '#engine';
import type { TableLaw } from './table-laws.ts';

const SHOWN = OWN_BIN.slice(0, 6);

export const WALLET_LAWS: readonly TableLaw[] = [
  {
    law: 'journal-numbers',
    text: 'the journals of the movement are not numbered 1 to its count',
    sql: (of) => `SELECT w.id AS subject FROM ${of.movements} w LEFT JOIN (
        SELECT bucket, payment_id, count(*) AS n, max(no) AS last FROM ${of.journals} r GROUP BY bucket, payment_id) j
        ON j.bucket = w.bucket AND j.payment_id = w.id
      WHERE w.journals <> coalesce(j.n, 0) OR w.journals <> coalesce(j.last, 0)`,
  },
  {
    law: 'orphan',
    text: 'its wallet is missing',
    sql: (of) => `SELECT w.id AS subject FROM ${of.movements} w
        LEFT JOIN wallet o ON o.bucket = w.bucket AND o.id = w.book WHERE o.id IS NULL
      UNION ALL SELECT 'token ' || t.card_index FROM ${of.tokens} t
        LEFT JOIN wallet o ON o.bucket = t.bucket AND o.id = t.book WHERE o.id IS NULL`,
  },
  {
    law: 'wallet-arrears',
    text: 'more was taken than it has, beyond what voids that were undone explain',
    sql: (of) => `SELECT a.book AS subject FROM ${of.accounts} a
        LEFT JOIN (SELECT bucket, book, sum((body->>'uncoveredFen')::bigint) AS fen FROM wallet_payment
          WHERE body ? 'uncoveredFen' GROUP BY bucket, book) u ON u.bucket = a.bucket AND u.book = a.book
      WHERE a.book LIKE 'wal\\_%' AND a.kind IN ('wallet_balance', 'suspense')
      GROUP BY a.book, u.fen
      HAVING sum(greatest(a.debit_posted_fen + a.debit_pending_fen - a.credit_posted_fen, 0)) > coalesce(u.fen, 0)`,
  },
  {
    law: 'wallet-arrears',
    text: 'something is owed, and its holder was never told',
    sql: (of) => `SELECT DISTINCT a.book AS subject FROM ${of.accounts} a
      WHERE a.book LIKE 'wal\\_%' AND a.kind IN ('wallet_balance', 'suspense')
        AND a.debit_posted_fen > a.credit_posted_fen
        AND NOT EXISTS (SELECT FROM event e
          WHERE e.bucket = a.bucket AND e.book = a.book AND e.kind = 'wallet-arrears')`,
  },
  {
    law: 'wallet-payments',
    text: 'a merchant was paid with one of our numbers, and no wallet paid it',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p
        LEFT JOIN wallet_payment w ON w.network_key = p.network_key
      WHERE p.state IN ('approved', 'voided') AND p.body->'card'->>'masked' LIKE '${SHOWN}%' AND w.id IS NULL`,
  },
];
