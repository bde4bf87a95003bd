/** Everything that the keys of a batch lead to, as the port describes it. */
import type { Cancellation } from '#domain/cancellation';
import type { OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { CancelRequest } from '#domain/request';
import type { Terminal } from '#domain/terminal';
import type { Loaded, LoadKeys, OnceRow, PaymentRow } from '#engine';
import { collectClosures } from './closure-tables.ts';
import { collectLosses } from './loss-tables.ts';
import { type AccountRow, holdKey, inBook, type Tables } from './tables.ts';
import { batchKey } from './terminal-tables.ts';
import { collectWallets } from './wallet-tables.ts';

export function collect(tables: Tables, keys: LoadKeys): Loaded {
  const once = onceRows(tables, keys);
  const payments: PaymentRow[] = [];
  for (const id of paymentIds(tables, keys, once)) {
    const row = tables.payments.get(id);
    if (row !== undefined) payments.push(row);
  }
  const cancellations: Cancellation[] = [];
  const requests: CancelRequest[] = [];
  for (const { payment } of payments) {
    for (const id of tables.ofPayment.get(payment.id) ?? [])
      cancellations.push(tables.cancellations.get(id)!);
    for (const id of tables.requestsOf.get(payment.id) ?? []) requests.push(tables.requests.get(id)!);
  }
  const wallet = collectWallets(tables, keys, once);
  const losses = collectLosses(tables, keys);
  const closures = collectClosures(tables, keys, once);
  return {
    ...{ once, payments, cancellations, requests },
    terminals: terminalsOf(tables, keys, payments, cancellations),
    batches: keys.batches.flatMap((key) => tables.batches.get(batchKey(key)) ?? []),
    orders: ordersOf(tables, keys, once, payments),
    accounts: accountsOf(tables, keys),
    ...(wallet === undefined ? {} : { wallet }),
    ...(losses === undefined ? {} : { losses }),
    ...(closures === undefined ? {} : { closures }),
  };
}

function onceRows(tables: Tables, keys: LoadKeys): OnceRow[] {
  const rows = new Set<OnceRow>();
  for (const { book, key } of keys.once) {
    const row = tables.once.get(inBook(book, key));
    if (row !== undefined) rows.add(row);
  }
  if (keys.oncePrefixes.length > 0) for (const row of onceBeginning(tables, keys)) rows.add(row);
  return [...rows];
}

/** Looks through all rows: a terminal ends the upload of a batch once a day. */
function onceBeginning(tables: Tables, keys: LoadKeys): OnceRow[] {
  const beginnings = keys.oncePrefixes.map(({ book, prefix }) => inBook(book, prefix));
  const length = (beginning: string): number => beginning.length + 6;
  return [...tables.once].flatMap(([key, row]) =>
    beginnings.some((each) => key.length === length(each) && key.startsWith(each)) ? [row] : [],
  );
}

function paymentIds(tables: Tables, keys: LoadKeys, once: readonly OnceRow[]): Set<PaymentId> {
  const ids = new Set<PaymentId>();
  for (const { id } of keys.payments) ids.add(id);
  for (const { book, rrn } of keys.rrns)
    for (const id of tables.byRrn.get(inBook(book, rrn)) ?? []) ids.add(id);
  for (const { book, cardIndex, authCode } of keys.holds)
    for (const id of tables.byHold.get(holdKey(book, cardIndex, authCode)) ?? []) ids.add(id);
  const ofCancellation = (id: CancellationId): void => {
    const cancellation = tables.cancellations.get(id);
    if (cancellation !== undefined) ids.add(cancellation.paymentId);
  };
  for (const { subject } of once) {
    if (subject?.kind === 'payment') ids.add(subject.id);
    if (subject?.kind !== 'request') continue;
    const request = tables.requests.get(subject.id);
    if (request !== undefined) ids.add(request.paymentId);
  }
  for (const { id } of keys.cancellations) ofCancellation(id);
  for (const { subject } of once) if (subject?.kind === 'cancellation') ofCancellation(subject.id);
  // What raises or completes a pre-authorisation moves it too.
  for (const id of [...ids]) {
    const preauth = tables.payments.get(id)?.payment.preauth;
    if (preauth !== undefined) ids.add(preauth.id);
  }
  return ids;
}

function terminalsOf(
  tables: Tables,
  keys: LoadKeys,
  payments: readonly PaymentRow[],
  cancellations: readonly Cancellation[],
): Terminal[] {
  const found = new Set<Terminal>();
  const add = (book: string, terminalId: string): void => {
    const terminal = tables.terminals.get(inBook(book, terminalId));
    if (terminal !== undefined) found.add(terminal);
  };
  for (const { book, terminalId } of keys.terminals) add(book, terminalId);
  for (const { payment } of payments) add(payment.book, payment.terminal.terminalId);
  // A refund may be made at another terminal than the sale, and is counted in the batch of that one.
  for (const { book, terminal } of cancellations) if (terminal !== null) add(book, terminal.terminalId);
  return [...found];
}

function ordersOf(
  tables: Tables,
  keys: LoadKeys,
  once: readonly OnceRow[],
  payments: readonly PaymentRow[],
): Loaded['orders'] {
  const ids = new Set<OrderId>();
  for (const { id } of keys.orders) ids.add(id);
  for (const { payment } of payments) if (payment.order !== undefined) ids.add(payment.order.id as OrderId);
  for (const { subject } of once) if (subject?.kind === 'order') ids.add(subject.id);
  if (ids.size === 0) return [];
  return [...ids].flatMap((id) => tables.orders.get(id) ?? []);
}

function accountsOf(tables: Tables, keys: LoadKeys): AccountRow[] {
  const rows: AccountRow[] = [];
  for (const book of new Set(keys.books))
    for (const row of tables.accounts.get(book)?.values() ?? []) rows.push(row);
  return rows;
}

export const cancellationsOf = (tables: Tables, id: PaymentId): Cancellation[] =>
  (tables.ofPayment.get(id) ?? []).map((each) => tables.cancellations.get(each)!);
