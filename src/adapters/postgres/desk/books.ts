/** The books for a bookkeeper: each shop's balances, the journals of some days, the trial balance of a day. */
import { ACCOUNT_KINDS, type AccountKind, type JournalKind } from '#domain/ledger';
import type { CancellationId } from '#domain/payment';
import { type EntryRow, fromJson, type JournalRow } from '#engine';
import { listed, type ReadPool } from '../read-pool.ts';
import { Conditions, JOURNAL_COLUMNS } from '../reader-lists.ts';
import type { AccountEntry, Listed } from '../reader-types.ts';
import { type AccountTableRow, accountOf } from '../rows.ts';

export interface BookRow {
  readonly book: string;
  readonly merchant: { readonly id: string; readonly zh: string; readonly en: string } | null;
  readonly accounts: readonly AccountEntry[];
}

/** In the order of time: the number of a journal counts within its payment. */
export interface JournalPosition {
  readonly atMs: number;
  readonly paymentId: string;
  readonly no: number;
}
export interface JournalFilter {
  readonly book: string | null;
  /** First millisecond, and the first one behind the last. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly account?: AccountKind | undefined;
  readonly kind?: JournalKind | undefined;
  readonly paymentId?: JournalRow['paymentId'] | undefined;
}

/** Posted sums of one account: up to the day, within it, and at its end. What is pending stands beside. */
export interface TrialRow {
  readonly account: AccountKind;
  readonly openingDebitFen: bigint;
  readonly openingCreditFen: bigint;
  readonly debitFen: bigint;
  readonly creditFen: bigint;
  readonly pendingDebitFen: bigint;
  readonly pendingCreditFen: bigint;
}

export interface BooksReading {
  /** By the name of the book. */
  books(page: { readonly after: string | null; readonly limit: number }): Promise<Listed<BookRow, string>>;
  /** Oldest first. */
  journalsOf(
    ask: JournalFilter & { readonly cursor: JournalPosition | null; readonly limit: number },
  ): Promise<Listed<JournalRow, JournalPosition>>;
  trialBalance(ask: Pick<JournalFilter, 'book' | 'fromMs' | 'toMs'>): Promise<readonly TrialRow[]>;
}

interface BookTableRow {
  readonly book: string;
  readonly merchant_id: string | null;
  readonly name_zh: string | null;
  readonly name_en: string | null;
  readonly accounts: string;
}

const BOOKS = `SELECT a.book, m.merchant_id, m.name_zh, m.name_en,
    json_agg(json_build_object('kind', a.kind, 'version', a.version::text,
      'debit_pending_fen', a.debit_pending_fen::text, 'debit_posted_fen', a.debit_posted_fen::text,
      'credit_pending_fen', a.credit_pending_fen::text,
      'credit_posted_fen', a.credit_posted_fen::text))::text AS accounts
  FROM account a LEFT JOIN merchant m ON m.book = a.book
  WHERE $1::text IS NULL OR a.book > $1
  GROUP BY a.book, m.merchant_id, m.name_zh, m.name_en ORDER BY a.book LIMIT $2::int`;

const orderOf = ({ account }: AccountEntry): number => ACCOUNT_KINDS.indexOf(account);
function bookOf({ book, merchant_id, name_zh, name_en, accounts }: BookTableRow): BookRow {
  const rows = JSON.parse(accounts) as Omit<AccountTableRow, 'book'>[];
  return {
    book,
    merchant: merchant_id === null ? null : { id: merchant_id, zh: name_zh ?? '', en: name_en ?? '' },
    accounts: rows
      .map((row) => accountOf({ ...row, book }))
      .map(({ key, balance }) => ({ book, account: key.kind, balance }))
      .sort((a, b) => orderOf(a) - orderOf(b)),
  };
}

interface JournalTableRow {
  readonly book: string;
  readonly payment_id: string;
  readonly no: number;
  readonly kind: JournalKind;
  readonly cancellation_id: string | null;
  readonly mirrors_no: number | null;
  readonly at_ms: string;
  readonly entries: string | null;
}
const journalOf = (row: JournalTableRow): JournalRow => ({
  book: row.book,
  paymentId: row.payment_id as JournalRow['paymentId'],
  no: row.no,
  kind: row.kind,
  cancellationId: row.cancellation_id as CancellationId | null,
  mirrorsNo: row.mirrors_no,
  atMs: Number(row.at_ms),
  entries: row.entries === null ? [] : fromJson<EntryRow[]>(row.entries),
});

const SUMS = ['debit_posted', 'credit_posted', 'debit_pending', 'credit_pending'] as const;
const within = (name: string, filter: string): string =>
  `coalesce(sum(e.${name}_fen) FILTER (WHERE ${filter}), 0)`;
/** One statement, so that balances and what moved them are of one moment. */
const TRIAL = `WITH moved AS (
    SELECT e.account AS kind,
      ${SUMS.map((name) => `${within(name, 'j.at_ms >= $2::bigint')} AS ${name}_later`).join(', ')},
      ${within('debit_posted', 'j.at_ms < $2::bigint')} AS debit_day,
      ${within('credit_posted', 'j.at_ms < $2::bigint')} AS credit_day
    FROM journal j JOIN entry e ON e.bucket = j.bucket AND e.payment_id = j.payment_id AND e.journal_no = j.no
    WHERE j.at_ms >= $1::bigint AND ($3::text IS NULL OR j.book = $3) GROUP BY e.account),
  stands AS (SELECT kind, ${SUMS.map((name) => `sum(${name}_fen) AS ${name}`).join(', ')}
    FROM account WHERE $3::text IS NULL OR book = $3 GROUP BY kind)
  SELECT s.kind, ${SUMS.map((name) => `(s.${name} - coalesce(m.${name}_later, 0))::text AS ${name}`).join(', ')},
    coalesce(m.debit_day, 0)::text AS debit_day, coalesce(m.credit_day, 0)::text AS credit_day
  FROM stands s LEFT JOIN moved m ON m.kind = s.kind`;

interface TrialTableRow {
  readonly kind: AccountKind;
  readonly debit_posted: string;
  readonly credit_posted: string;
  readonly debit_pending: string;
  readonly credit_pending: string;
  readonly debit_day: string;
  readonly credit_day: string;
}
function trialOf(row: TrialTableRow): TrialRow {
  const [debitFen, creditFen] = [BigInt(row.debit_day), BigInt(row.credit_day)];
  return {
    account: row.kind,
    openingDebitFen: BigInt(row.debit_posted) - debitFen,
    openingCreditFen: BigInt(row.credit_posted) - creditFen,
    debitFen,
    creditFen,
    pendingDebitFen: BigInt(row.debit_pending),
    pendingCreditFen: BigInt(row.credit_pending),
  };
}

export const booksReading = (pool: ReadPool): BooksReading => ({
  async books({ after, limit }) {
    const rows = await pool.rows<BookTableRow>({ text: BOOKS, values: [after, limit + 1] });
    return listed(rows, limit, bookOf, ({ book }) => book);
  },
  async journalsOf({ cursor, limit, book, fromMs, toMs, account, kind, paymentId }) {
    const conditions = new Conditions()
      .add('t.at_ms >= ?::bigint', fromMs)
      .add('t.at_ms < ?::bigint', toMs)
      .addIf('t.book = ?', book)
      .addIf('t.kind = ?', kind)
      .addIf('t.payment_id = ?', paymentId)
      .addIf(
        `EXISTS (SELECT FROM entry e WHERE e.bucket = t.bucket AND e.payment_id = t.payment_id
          AND e.journal_no = t.no AND e.account = ?)`,
        account,
      );
    if (cursor !== null) {
      // A row of one value: the three parts of the position are compared in their order.
      const position = JSON.stringify([cursor.atMs, cursor.paymentId, cursor.no]);
      conditions.add(
        `(t.at_ms, t.payment_id, t.no) > (SELECT (p->>0)::bigint, p->>1, (p->>2)::int FROM (SELECT ?::jsonb AS p) v)`,
        position,
      );
    }
    const values = [...conditions.values, limit + 1];
    const rows = await pool.rows<JournalTableRow>({
      text: `SELECT ${JOURNAL_COLUMNS} FROM journal t WHERE ${conditions.where}
        ORDER BY t.at_ms, t.payment_id, t.no LIMIT $${values.length}::int`,
      values,
    });
    return listed(rows, limit, journalOf, (row) => ({
      atMs: row.atMs,
      paymentId: row.paymentId,
      no: row.no,
    }));
  },
  async trialBalance({ book, fromMs, toMs }) {
    const rows = await pool.rows<TrialTableRow>({ text: TRIAL, values: [fromMs, toMs, book] });
    return rows
      .map(trialOf)
      .sort((a, b) => ACCOUNT_KINDS.indexOf(a.account) - ACCOUNT_KINDS.indexOf(b.account));
  },
});
