/** Balances, journals and entries of a batch. */
import type { ChangeSet, EntryRow, JournalRow } from '#engine';
import * as sql from './apply-sql.ts';
import { bucketOf, byKey, columns, statement, text } from './apply-tools.ts';
import type { Statement } from './connection.ts';

export function accounts(all: ChangeSet['accounts']): Statement[] {
  type Row = ChangeSet['accounts'][number];
  const balance: ((row: Row) => unknown)[] = [
    (row) => row.balance.version,
    (row) => text(row.balance.debitPendingFen),
    (row) => text(row.balance.debitPostedFen),
    (row) => text(row.balance.creditPendingFen),
    (row) => text(row.balance.creditPostedFen),
  ];
  const key: ((row: Row) => unknown)[] = [
    (row) => bucketOf(row.key),
    (row) => row.key.book,
    (row) => row.key.kind,
  ];
  const sorted = [...all].sort(byKey((row) => `${row.key.book}|${row.key.kind}`));
  const fresh = sorted.filter(({ expectedVersion }) => expectedVersion === 0);
  const known = sorted.filter(({ expectedVersion }) => expectedVersion !== 0);
  return [
    ...(fresh.length > 0
      ? [statement('apply-new-accounts', sql.NEW_ACCOUNTS, ...columns(fresh, ...key, ...balance))]
      : []),
    ...(known.length > 0
      ? [
          statement(
            'apply-old-accounts',
            sql.OLD_ACCOUNTS,
            ...columns(known, ...key, (row) => row.expectedVersion, ...balance),
            known.length,
          ),
        ]
      : []),
  ];
}

export function journals(rows: readonly JournalRow[]): Statement[] {
  if (rows.length === 0) return [];
  const entries = rows.flatMap((journal) =>
    journal.entries.map((entry): { journal: JournalRow; entry: EntryRow } => ({ journal, entry })),
  );
  return [
    statement(
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
    ),
    statement(
      'apply-entries',
      sql.ENTRIES,
      ...columns(
        entries,
        ({ journal }) => bucketOf(journal),
        ({ journal }) => journal.book,
        ({ entry }) => entry.account,
        ({ entry }) => entry.after.version,
        ({ journal }) => journal.paymentId,
        ({ journal }) => journal.no,
        ({ entry }) => text(entry.debitPendingFen),
        ({ entry }) => text(entry.debitPostedFen),
        ({ entry }) => text(entry.creditPendingFen),
        ({ entry }) => text(entry.creditPostedFen),
        ({ entry }) => text(entry.after.debitPendingFen),
        ({ entry }) => text(entry.after.debitPostedFen),
        ({ entry }) => text(entry.after.creditPendingFen),
        ({ entry }) => text(entry.after.creditPostedFen),
      ),
    ),
  ];
}
