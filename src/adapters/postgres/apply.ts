/** One batch as one transaction. Every statement takes arrays; counts that differ raise a clash in the database. */

import type { Cancellation } from '#domain/cancellation';
import { networkKeyText } from '#domain/payment';
import { bucketOfBook, bucketOfId, type ChangeSet, type OnceRow, toJson } from '#engine';
import { accounts, journals } from './apply-books.ts';
import { eventStatements } from './apply-events.ts';
import { orderStatements } from './apply-orders.ts';
import { paymentStatements } from './apply-payments.ts';
import * as sql from './apply-sql.ts';
import { bucketOf, byKey, columns, statement, text } from './apply-tools.ts';
import { closureStatements } from './closures.ts';
import type { Statement } from './connection.ts';
import { lossStatements } from './losses.ts';
import { requestStatements } from './requests.ts';
import { dueOfCancellation, undoKeyOf } from './rows.ts';
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

/** Of the message of each, and of its reversal where there is one from the start. */
function cancellationKeys(rows: readonly Cancellation[]): Statement {
  const keys = rows.flatMap((row) => {
    const undo = undoKeyOf(row);
    const message = { row, key: networkKeyText(row.network), part: 'message' };
    return undo === null ? [message] : [message, { row, key: undo, part: 'undo' }];
  });
  return statement(
    'apply-cancellation-keys',
    sql.CANCELLATION_KEYS,
    ...columns(
      keys,
      ({ row }) => bucketOfId(row.id),
      ({ row }) => row.book,
      ({ row }) => row.paymentId,
      ({ row }) => row.id,
      ({ key }) => key,
      ({ part }) => part,
    ),
  );
}

function cancellations(all: ChangeSet['cancellations']): Statement[] {
  const fresh = all
    .filter(({ expectedVersion }) => expectedVersion === 0)
    .map(({ cancellation }) => cancellation);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey(({ cancellation }) => cancellation.id));
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    statements.push(
      statement(
        'apply-new-cancellations',
        sql.NEW_CANCELLATIONS,
        ...columns(
          fresh,
          (row) => bucketOfId(row.id),
          (row) => row.book,
          (row) => row.id,
          (row) => row.paymentId,
          (row) => row.version,
          (row) => row.route,
          (row) => row.state,
          (row) => text(row.amountFen),
          (row) => networkKeyText(row.network),
          undoKeyOf,
          (row) => row.openedMs,
          dueOfCancellation,
          (row) => toJson(row),
        ),
      ),
      cancellationKeys(fresh),
    );
  }
  if (known.length > 0) {
    const rows = known.map(({ cancellation }) => cancellation);
    statements.push(
      statement(
        'apply-more-keys',
        sql.MORE_KEYS,
        ...columns(
          rows,
          (row) => bucketOfId(row.id),
          (row) => row.id,
          (row) => networkKeyText(row.network),
          undoKeyOf,
        ),
      ),
      statement(
        'apply-old-cancellations',
        sql.OLD_CANCELLATIONS,
        ...columns(
          known,
          ({ cancellation }) => bucketOfId(cancellation.id),
          ({ cancellation }) => cancellation.id,
          ({ expectedVersion }) => expectedVersion,
          ({ cancellation }) => cancellation.version,
          ({ cancellation }) => cancellation.state,
          ({ cancellation }) => networkKeyText(cancellation.network),
          ({ cancellation }) => undoKeyOf(cancellation),
          ({ cancellation }) => dueOfCancellation(cancellation),
          ({ cancellation }) => toJson(cancellation),
        ),
        known.length,
      ),
    );
  }
  return statements;
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
): Statement[] {
  return [
    buckets(changes, node, epochs),
    ...once(changes.once),
    ...paymentStatements(changes.payments),
    ...cancellations(changes.cancellations),
    ...requestStatements(changes.requests),
    ...terminals(changes.terminals),
    ...batchStatements(changes.batches),
    ...acceptanceStatements(changes.acceptances),
    ...orderStatements(changes.orders),
    ...walletStatements(changes),
    ...lossStatements(changes.losses ?? []),
    ...closureStatements(changes.closures ?? []),
    ...accounts(changes.accounts),
    ...journals(changes.journals),
    ...eventStatements(changes.events),
  ];
}
