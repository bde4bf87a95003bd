/** Balances and journals of a batch. What a row holds of accounts goes as parts of one long array for all rows. */
import type { ChangeSet, JournalRow } from '#engine';
import * as sql from './apply-sql.ts';
import { bucketOf, byKey, columns, starts, statement, statementOn } from './apply-tools.ts';
import { CHART } from './chart.ts';
import type { Statement } from './connection.ts';
import type { Months, Part } from './months.ts';

type Account = ChangeSet['accounts'][number];

/** The accounts of one book. Its version is the sum of theirs, so it grows with every journal. */
interface Ledger {
  readonly bucket: number;
  readonly book: string;
  readonly accounts: readonly Account[];
  readonly expected: number;
  readonly version: number;
}

function ledgersOf(all: ChangeSet['accounts']): Ledger[] {
  const books = Map.groupBy(all, ({ key }) => key.book);
  return [...books]
    .map(([book, accounts]): Ledger => {
      let [expected, version] = [0, 0];
      for (const { expectedVersion, balance } of accounts) {
        expected += expectedVersion;
        version += balance.version;
      }
      return { bucket: bucketOf({ book }), book, accounts, expected, version };
    })
    .sort(byKey(({ book }) => book));
}

function ledgerValues(rows: readonly Ledger[]): unknown[] {
  const counts = rows.map(({ accounts }) => accounts.length);
  const all = rows.flatMap(({ accounts }) => accounts);
  const figures: unknown[] = [];
  for (const { balance } of all)
    figures.push(
      balance.version,
      balance.debitPendingFen,
      balance.debitPostedFen,
      balance.creditPendingFen,
      balance.creditPostedFen,
    );
  return [
    ...columns(
      rows,
      ({ bucket }) => bucket,
      ({ book }) => book,
      ({ version }) => version,
    ),
    starts(counts),
    all.map(({ key }) => CHART[key.kind]),
    figures,
    counts,
  ];
}

/** @param all every account of each book in it, those that did not change as well */
export function accounts(all: ChangeSet['accounts']): Statement[] {
  const ledgers = ledgersOf(all);
  const fresh = ledgers.filter(({ expected }) => expected === 0);
  const known = ledgers.filter(({ expected }) => expected !== 0);
  return [
    ...(fresh.length > 0 ? [statement('apply-new-ledgers', sql.NEW_LEDGERS, ...ledgerValues(fresh))] : []),
    ...(known.length > 0
      ? [
          statement(
            'apply-old-ledgers',
            sql.OLD_LEDGERS,
            ...ledgerValues(known),
            known.map(({ expected }) => expected),
            known.length,
          ),
        ]
      : []),
  ];
}

export const journals = (all: readonly JournalRow[], months: Months): Statement[] =>
  months.grouped(all, ({ paymentId }) => paymentId).map(([part, rows]) => journalsOn(part, rows));

function journalsOn(part: Part, rows: readonly JournalRow[]): Statement {
  const counts = rows.map(({ entries }) => entries.length);
  const numbers: number[] = [];
  const figures: unknown[] = [];
  for (const { entries } of rows)
    for (const { after, ...entry } of entries) {
      numbers.push(CHART[entry.account]);
      figures.push(after.version);
      for (const four of [entry, after])
        figures.push(four.debitPendingFen, four.debitPostedFen, four.creditPendingFen, four.creditPostedFen);
    }
  return statementOn(
    part,
    'apply-journals',
    sql.JOURNALS,
    ...columns(
      rows,
      bucketOf,
      (row) => row.book,
      (row) => row.paymentId,
      (row) => row.no,
      (row) => row.kind,
      (row) => row.cancellationId,
      (row) => row.mirrorsNo,
      (row) => row.atMs,
    ),
    starts(counts),
    counts,
    numbers,
    figures,
  );
}
