/** Everything that the keys of a batch lead to, as the port describes it. */
import type { Cancellation } from '#domain/cancellation';
import type { OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { CancelRequest } from '#domain/request';
import type { Terminal } from '#domain/terminal';
import type { Loaded, LoadKeys, OnceRow, PaymentRow } from '#engine';
import { collectClosures } from './closure-tables.ts';
import { collectLosses } from './loss-tables.ts';
import { type AccountRow, holdKey, inBook, type Tables, terminalOf } from './tables.ts';
import { batchKey } from './terminal-tables.ts';
import { collectWallets } from './wallet-tables.ts';

/** In the order in which they came, each once. A batch has few of a kind: to look along a list is the quickest. */
function addOnce<T>(found: T[], each: T): void {
  if (!found.includes(each)) found.push(each);
}

const NO_ORDERS: Loaded['orders'] = [];
const NO_BATCHES: Loaded['batches'] = [];

export function collect(tables: Tables, keys: LoadKeys): Loaded {
  const once = onceRows(tables, keys);
  const payments: PaymentRow[] = [];
  const cancellations: Cancellation[] = [];
  const requests: CancelRequest[] = [];
  for (const id of paymentIds(tables, keys, once)) {
    const row = tables.payments.get(id);
    if (row === undefined) continue;
    payments.push(row);
    const back = tables.ofPayment.get(id);
    if (back !== undefined) for (const each of back) cancellations.push(tables.cancellations.get(each)!);
    const asked = tables.requestsOf.get(id);
    if (asked !== undefined) for (const each of asked) requests.push(tables.requests.get(each)!);
  }
  return {
    once,
    payments,
    cancellations,
    requests,
    terminals: terminalsOf(tables, keys, payments, cancellations),
    batches:
      keys.batches.length === 0
        ? NO_BATCHES
        : keys.batches.flatMap((key) => tables.batches.get(batchKey(key)) ?? []),
    orders: ordersOf(tables, keys, once, payments),
    accounts: accountsOf(tables, keys),
    wallet: collectWallets(tables, keys, once),
    losses: collectLosses(tables, keys),
    closures: collectClosures(tables, keys, once),
  };
}

function onceRows(tables: Tables, keys: LoadKeys): OnceRow[] {
  const rows: OnceRow[] = [];
  for (const { book, key } of keys.once) {
    const row = tables.once.get(inBook(book, key));
    if (row !== undefined) addOnce(rows, row);
  }
  if (keys.oncePrefixes.length > 0) for (const row of onceBeginning(tables, keys)) addOnce(rows, row);
  return rows;
}

/** Looks through all rows: a terminal ends the upload of a batch once a day. */
function onceBeginning(tables: Tables, keys: LoadKeys): OnceRow[] {
  const beginnings = keys.oncePrefixes.map(({ book, prefix }) => inBook(book, prefix));
  const length = (beginning: string): number => beginning.length + 6;
  return [...tables.once].flatMap(([key, row]) =>
    beginnings.some((each) => key.length === length(each) && key.startsWith(each)) ? [row] : [],
  );
}

function paymentIds(tables: Tables, keys: LoadKeys, once: readonly OnceRow[]): readonly PaymentId[] {
  const ids: PaymentId[] = [];
  for (const { id } of keys.payments) addOnce(ids, id);
  for (const { book, rrn } of keys.rrns)
    for (const id of tables.byRrn.get(inBook(book, rrn)) ?? []) addOnce(ids, id);
  for (const { book, cardIndex, authCode } of keys.holds)
    for (const id of tables.byHold.get(holdKey(book, cardIndex, authCode)) ?? []) addOnce(ids, id);
  const ofCancellation = (id: CancellationId): void => {
    const cancellation = tables.cancellations.get(id);
    if (cancellation !== undefined) addOnce(ids, cancellation.paymentId);
  };
  for (const { subject } of once) {
    if (subject?.kind === 'payment') addOnce(ids, subject.id);
    if (subject?.kind !== 'request') continue;
    const request = tables.requests.get(subject.id);
    if (request !== undefined) addOnce(ids, request.paymentId);
  }
  for (const { id } of keys.cancellations) ofCancellation(id);
  for (const { subject } of once) if (subject?.kind === 'cancellation') ofCancellation(subject.id);
  // What raises or completes a pre-authorisation moves it too.
  for (let at = 0, named = ids.length; at < named; at += 1) {
    const preauth = tables.payments.get(ids[at]!)?.payment.preauth;
    if (preauth !== undefined) addOnce(ids, preauth.id);
  }
  return ids;
}

function terminalsOf(
  tables: Tables,
  keys: LoadKeys,
  payments: readonly PaymentRow[],
  cancellations: readonly Cancellation[],
): Terminal[] {
  const found: Terminal[] = [];
  const add = (book: string, terminalId: string): void => {
    for (const each of found) if (each.terminalId === terminalId && each.book === book) return;
    const terminal = terminalOf(tables, book, terminalId);
    if (terminal !== undefined) found.push(terminal);
  };
  for (const { book, terminalId } of keys.terminals) add(book, terminalId);
  for (const { payment } of payments) add(payment.book, payment.terminal.terminalId);
  // A refund may be made at another terminal than the sale, and is counted in the batch of that one.
  for (const { book, terminal } of cancellations) if (terminal !== null) add(book, terminal.terminalId);
  return found;
}

function ordersOf(
  tables: Tables,
  keys: LoadKeys,
  once: readonly OnceRow[],
  payments: readonly PaymentRow[],
): Loaded['orders'] {
  const ids: OrderId[] = [];
  for (const { id } of keys.orders) addOnce(ids, id);
  for (const { payment } of payments)
    if (payment.order !== undefined) addOnce(ids, payment.order.id as OrderId);
  for (const { subject } of once) if (subject?.kind === 'order') addOnce(ids, subject.id);
  return ids.length === 0 ? NO_ORDERS : ids.flatMap((id) => tables.orders.get(id) ?? []);
}

const NO_ACCOUNTS: readonly AccountRow[] = [];

function accountsOf(tables: Tables, keys: LoadKeys): AccountRow[] {
  const rows: AccountRow[] = [];
  for (const book of keys.books) for (const row of tables.accounts.get(book) ?? NO_ACCOUNTS) rows.push(row);
  return rows;
}

export const cancellationsOf = (tables: Tables, id: PaymentId): Cancellation[] =>
  (tables.ofPayment.get(id) ?? []).map((each) => tables.cancellations.get(each)!);
