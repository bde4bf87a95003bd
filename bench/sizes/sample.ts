/** Two payments of one book that the product itself made, with all their rows: the fill goes on from them. */
import type pg from 'pg';
import type { Merchant } from '#engine';
import { type BenchDatabase, TERMINAL_ID } from '../switch/database.ts';
import { startEngine } from '../switch/engine.ts';
import { type Column, type Differences, insertSql, linearSql, type TextRow } from './template.ts';

/** What a card payment writes, and by which column its rows find it. */
const TABLES = {
  payment: 'id',
  once: 'subject_id',
  network_key: 'payment_id',
  journal: 'payment_id',
  event: 'payment_id',
} as const;
type Table = keyof typeof TABLES;
export const FILLED_TABLES = Object.keys(TABLES) as readonly Table[];
/** Rows of one payment stand in this order. */
const ORDERED_BY: Partial<Readonly<Record<Table, string>>> = { journal: 'no', event: 'seq' };

export interface Sample {
  readonly inserts: readonly string[];
  readonly eventsOfEach: number;
  /** The books after `n` payments, as expressions over `n`. */
  readonly ledgerVersion: string;
  readonly ledgerAccounts: string;
  readonly ledgerFigures: string;
  /** How many payments a version of the books stands for, as an expression over `version`. */
  readonly paymentsOfVersion: string;
}

interface LedgerRow {
  readonly version: string;
  readonly accounts: string;
  readonly figures: string;
}

type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

/** Pays twice at a merchant that pays nothing else. @throws Error when the product wrote something unforeseen. */
export async function takeSample(database: BenchDatabase, merchant: Merchant): Promise<Sample> {
  const { query } = database;
  const before = await query('SELECT count(*)::int AS count FROM payment WHERE book = $1', [merchant.book]);
  const firstNo = (before.rows[0] as { count: number }).count + 1;
  const ids: string[] = [];
  const ledgers: LedgerRow[] = [];
  {
    await using running = await startEngine({ ...database, merchants: [merchant] });
    for (let count = 0; count < 2; count += 1) {
      const { outcome, payment } = await running.pay();
      if (outcome !== 'approved' || payment === null) throw new Error(`Cannot make a sample: ${outcome}`);
      ids.push(payment.id);
      const { rows } = await query(
        'SELECT version::text, accounts::text, figures::text FROM ledger WHERE book = $1',
        [merchant.book],
      );
      ledgers.push(rows[0] as LedgerRow);
    }
  }
  const found = new Set<string>();
  const inserts: string[] = [];
  let wanted: readonly string[] = [];
  let eventsOfEach = 0;
  const payments = await rowsOf(query, 'payment', ids);
  for (const table of FILLED_TABLES) {
    const columns = await columnsOf(query, table);
    const pairs = table === 'payment' ? payments : await rowsOf(query, table, ids);
    if (table === 'event') eventsOfEach = pairs.length;
    const differences = { ...differencesOf(payments[0]![0]), steps: `s.n - ${firstNo}` };
    wanted = [...differences.parts, ...differences.whole].map(({ text }) => text);
    const of = (index: number): Differences => ({
      ...differences,
      columns: { ...differences.columns, seq: `s.seq0 + ${index + 1}` },
    });
    inserts.push(insertSql(table, columns, pairs, of, found));
  }
  const missing = wanted.filter((text) => !found.has(text));
  if (missing.length > 0)
    throw new Error(
      `Rows of a payment are not what the fill knows: ${missing.join(', ')} is in none of them`,
    );
  const [first, second] = ledgers as [LedgerRow, LedgerRow];
  const step = Number(second.version) - Number(first.version);
  return {
    ...{ inserts, eventsOfEach },
    ledgerVersion: `${first.version} + (n - ${firstNo}) * ${step}`,
    ledgerAccounts: `'${first.accounts}'::smallint[]`,
    ledgerFigures: `(${linearSql(first.figures, second.figures, `n - ${firstNo}`)})::bigint[]`,
    paymentsOfVersion: `(version - ${first.version})::numeric / ${step} + ${firstNo}`,
  };
}

async function columnsOf(query: Query, table: Table): Promise<Column[]> {
  const { rows } = await query(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows as Column[];
}

/** The rows of both payments in pairs, each value as text. */
async function rowsOf(
  query: Query,
  table: Table,
  ids: readonly string[],
): Promise<(readonly [TextRow, TextRow])[]> {
  const columns = (await columnsOf(query, table)).map(({ name }) => `${name}::text`).join(', ');
  const order = ORDERED_BY[table] === undefined ? '' : `ORDER BY ${ORDERED_BY[table]}`;
  const [first, second] = (await Promise.all(
    ids.map(
      async (id) =>
        (
          await query(`SELECT ${columns} FROM ${table} WHERE ${TABLES[table]} = $1 ${order}`, [id])
        ).rows,
    ),
  )) as [TextRow[], TextRow[]];
  if (first.length === 0 || first.length !== second.length)
    throw new Error(`One payment has ${first.length} rows in ${table}, the next one ${second.length}`);
  return first.map((row, index) => [row, second[index]!] as const);
}

/** Where payments differ, read off the payment itself; `s` is a row of the source that the fill makes. */
function differencesOf(payment: TextRow): Omit<Differences, 'steps'> {
  const body = JSON.parse(payment.body!) as {
    readonly terminal: { readonly batchNo: string; readonly stan: string };
    readonly network: { readonly year: string; readonly transmission: string; readonly stan: string };
    readonly card: { readonly index: string; readonly masked: string };
    readonly expectedClearingDay: string;
    readonly startedMs: number;
    readonly approval: { readonly clearingDay: string; readonly approvedMs: number };
  };
  const { terminal, network, card, expectedClearingDay, startedMs, approval } = body;
  const member = (name: string, value: string, sql: string) => ({
    text: `"${name}":"${value}"`,
    sql: `'"${name}":"' || ${sql} || '"'`,
  });
  const instant = (name: string, ms: number) => ({
    text: `"${name}":${ms}`,
    sql: `'"${name}":' || (s.at_ms + ${ms - startedMs})`,
  });
  return {
    startedMs,
    parts: [
      { text: payment.id!, sql: 's.id' },
      { text: payment.book!, sql: 's.book' },
      { text: payment.rrn!, sql: 's.rrn' },
      { text: payment.network_key!, sql: 's.network_key' },
      { text: card.index, sql: 's.card_index' },
      { text: card.masked, sql: `'620000******' || s.tail` },
      {
        text: `/${TERMINAL_ID}/${terminal.batchNo}/${terminal.stan}`,
        sql: `'/${TERMINAL_ID}/' || s.batch_no || '/' || s.stan`,
      },
      member('batchNo', terminal.batchNo, 's.batch_no'),
      member('stan', terminal.stan, 's.stan'),
      member('stan', network.stan, 's.network_stan'),
      member('year', network.year, 's.year'),
      member('transmission', network.transmission, 's.transmission'),
      member('expectedClearingDay', expectedClearingDay, 's.day'),
      member('clearingDay', approval.clearingDay, 's.day'),
      instant('startedMs', startedMs),
      instant('approvedMs', approval.approvedMs),
    ],
    whole: [
      { text: terminal.stan, sql: 's.stan' },
      { text: payment.card_tail!, sql: 's.tail' },
    ],
    columns: { bucket: 's.bucket' },
  };
}
