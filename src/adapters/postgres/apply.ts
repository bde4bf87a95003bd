/** One batch as one transaction. Every statement takes arrays; counts that differ raise a clash in the database. */

import { bucketOfBook, type ChangeSet, type OnceRow, toJson } from '#engine';
import { accounts, journals } from './apply-books.ts';
import { cancellationStatements } from './apply-cancellations.ts';
import { eventStatements } from './apply-events.ts';
import { orderStatements } from './apply-orders.ts';
import { paymentStatements } from './apply-payments.ts';
import * as sql from './apply-sql.ts';
import { bucketOf, byKey, columns, statement, text } from './apply-tools.ts';
import { closureStatements } from './closures.ts';
import type { Statement } from './connection.ts';
import type { Before } from './kept-rows.ts';
import { lossStatements } from './losses.ts';
import type { Months } from './months.ts';
import { requestStatements } from './requests.ts';
import { acceptanceStatements, batchStatements } from './terminal-rows.ts';
import { walletStatements } from './wallets.ts';

function buckets(changes: ChangeSet, node: number, epochs: ReadonlyMap<number, bigint>): Statement {
  const added = new Map<number, number>();
  const touch = (book: string, count: number): void => {
    const bucket = bucketOfBook(book);
    added.set(bucket, (added.get(bucket) ?? 0) + count);
  };
  for (const { book } of changes.events) touch(book, 1);
  for (const { book } of changes.once) touch(book, 0);
  for (const { row } of changes.payments) touch(row.payment.book, 0);
  for (const { terminal } of changes.terminals) touch(terminal.book, 0);
  for (const { cancellation } of changes.cancellations) touch(cancellation.book, 0);
  for (const { request } of changes.requests) touch(request.book, 0);
  for (const { batch } of changes.batches) touch(batch.book, 0);
  for (const { book } of changes.acceptances) touch(book, 0);
  for (const { order } of changes.orders) touch(order.book, 0);
  for (const { wallet } of changes.wallet?.wallets ?? []) touch(wallet.book, 0);
  for (const { row } of changes.wallet?.movements ?? []) touch(row.movement.book, 0);
  for (const { book } of changes.wallet?.tokens ?? []) touch(book, 0);
  for (const { loss } of changes.losses ?? []) touch(loss.book, 0);
  for (const { closure } of changes.closures ?? []) touch(closure.book, 0);
  const rows = [...added].sort(([a], [b]) => a - b);
  return statement(
    'apply-buckets',
    sql.BUCKETS,
    rows.map(([bucket]) => bucket),
    rows.map(([, count]) => count),
    rows.map(([bucket]) => text(epochs.get(bucket) ?? -1n)),
    node,
    rows.length,
  );
}

function once(rows: readonly OnceRow[]): Statement[] {
  if (rows.length === 0) return [];
  const sorted = [...rows].sort(byKey((row) => `${row.book}|${row.key}`));
  return [
    statement(
      'apply-once',
      sql.ONCE,
      ...columns(
        sorted,
        bucketOf,
        (row) => row.book,
        (row) => row.key,
        (row) => row.print,
        (row) => row.subject?.kind ?? null,
        (row) => row.subject?.id ?? null,
        (row) => row.outcome,
        (row) => row.atMs,
      ),
    ),
  ];
}

function terminals(all: ChangeSet['terminals']): Statement[] {
  if (all.length === 0) return [];
  const rows = [...all].sort(byKey(({ terminal }) => `${terminal.book}|${terminal.terminalId}`));
  return [
    statement(
      'apply-terminals',
      sql.TERMINALS,
      ...columns(
        rows,
        ({ terminal }) => bucketOf(terminal),
        ({ terminal }) => terminal.book,
        ({ terminal }) => terminal.terminalId,
        ({ expectedVersion }) => expectedVersion,
        ({ terminal }) => terminal.version,
        ({ terminal }) => terminal.batchNo,
        ({ terminal }) => toJson(terminal),
      ),
      rows.length,
    ),
  ];
}

/** The statements of a batch, in an order in which every owner takes the same locks the same way. */
export function applyStatements(
  changes: ChangeSet,
  node: number,
  epochs: ReadonlyMap<number, bigint>,
  before: Before,
  months: Months,
  wordsStored: ReadonlySet<string>,
): Statement[] {
  return [
    buckets(changes, node, epochs),
    ...once(changes.once),
    ...paymentStatements(changes.payments, before, months),
    ...cancellationStatements(changes.cancellations, before, months, wordsStored),
    ...requestStatements(changes.requests),
    ...terminals(changes.terminals),
    ...batchStatements(changes.batches),
    ...acceptanceStatements(changes.acceptances),
    ...orderStatements(changes.orders),
    ...walletStatements(changes),
    ...lossStatements(changes.losses ?? []),
    ...closureStatements(changes.closures ?? []),
    ...accounts(changes.accounts),
    ...journals(changes.journals, months),
    ...eventStatements(changes.events),
  ];
}
