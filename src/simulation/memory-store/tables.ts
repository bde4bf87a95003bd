/** The tables of the memory store: rows under their keys, and the checks that a batch must pass. */

import type { CutOverNotice } from '#domain/calendar';
import { type Cancellation, dueMsOf as dueOfCancellation } from '#domain/cancellation';
import type { Balance } from '#domain/ledger';
import type { Order, OrderId } from '#domain/order';
import {
  type CancellationId,
  dueOfPayment,
  networkKeyText,
  type Payment,
  type PaymentId,
} from '#domain/payment';
import { type CancelRequest, dueOfRequest, type RequestId } from '#domain/request';
import type { Terminal } from '#domain/terminal';
import {
  type AccountKey,
  bucketOfBook,
  type ChangeSet,
  type DueSubject,
  type EventRow,
  fromJson,
  type JournalRow,
  type Merchant,
  type NetworkSubject,
  type OnceRow,
  type PaymentRow,
  StoreClash,
  toJson,
} from '#engine';
import { checkTerminalRows, type TerminalTables, writeTerminalRows } from './terminal-tables.ts';

/** A step of a journey with its place in the numbering of its bucket, from 1 without gaps. */
export interface StoredEvent extends EventRow {
  readonly bucket: number;
  readonly seq: number;
  readonly storedMs: number;
}

export interface AccountRow {
  readonly key: AccountKey;
  readonly balance: Balance;
}

export interface Tables extends TerminalTables {
  readonly merchants: Map<string, Merchant>;
  readonly once: Map<string, OnceRow>;
  /** Keys of the once rows of a payment or cancellation. */
  readonly onceOf: Map<PaymentId | CancellationId | RequestId | OrderId, string[]>;
  readonly payments: Map<PaymentId, PaymentRow>;
  readonly byRrn: Map<string, PaymentId[]>;
  readonly cancellations: Map<CancellationId, Cancellation>;
  readonly ofPayment: Map<PaymentId, CancellationId[]>;
  readonly requests: Map<RequestId, CancelRequest>;
  readonly requestsOf: Map<PaymentId, RequestId[]>;
  readonly terminals: Map<string, Terminal>;
  readonly orders: Map<OrderId, Order>;
  readonly accounts: Map<string, AccountRow>;
  readonly journals: JournalRow[];
  readonly events: StoredEvent[];
  readonly eventSeq: Map<number, number>;
  /** Every key that a message of ours ever carried upstream. */
  readonly sentKeys: Map<string, NetworkSubject>;
  /** Rows with a time at which they must be looked at again. */
  readonly waiting: Map<
    PaymentId | CancellationId | RequestId,
    { readonly dueMs: number; readonly subject: DueSubject }
  >;
  readonly notices: CutOverNotice[];
}

export const emptyTables = (): Tables => ({
  merchants: new Map(),
  once: new Map(),
  onceOf: new Map(),
  payments: new Map(),
  byRrn: new Map(),
  cancellations: new Map(),
  ofPayment: new Map(),
  requests: new Map(),
  requestsOf: new Map(),
  terminals: new Map(),
  batches: new Map(),
  acceptances: new Map(),
  orders: new Map(),
  accounts: new Map(),
  journals: [],
  events: [],
  eventSeq: new Map(),
  sentKeys: new Map(),
  waiting: new Map(),
  notices: [],
});

/** The same value as it would come back from a disk: nothing is shared with the one who gave it. */
export const copy = <T>(value: T): T => fromJson<T>(toJson(value));

export const inBook = (book: string, key: string): string => `${book}|${key}`;

function sameVersion(what: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new StoreClash(
      `Cannot write ${what}: it stands at version ${found}, the batch expects ${expected}`,
    );
  }
}

/** The keys that a row carries upstream, each with what an answer to it belongs to. */
export function keysOfRow(row: PaymentRow | Cancellation): [string, NetworkSubject][] {
  if ('payment' in row) {
    const { book, id, network } = row.payment;
    return [[networkKeyText(network), { book, paymentId: id, cancellationId: null, part: 'payment' }]];
  }
  const owner = { book: row.book, paymentId: row.paymentId, cancellationId: row.id };
  const keys: [string, NetworkSubject][] = [[networkKeyText(row.network), { ...owner, part: 'message' }]];
  if (row.state === 'undoing') keys.push([networkKeyText(row.undo), { ...owner, part: 'undo' }]);
  return keys;
}

const ownerOf = (subject: NetworkSubject): string =>
  `${subject.cancellationId ?? subject.paymentId}/${subject.part}`;

function checkKeys(tables: Tables, changes: ChangeSet): void {
  const inBatch = new Map<string, NetworkSubject>();
  const rows = [
    ...changes.payments.map(({ row }) => row),
    ...changes.cancellations.map((each) => each.cancellation),
  ];
  for (const [key, subject] of rows.flatMap(keysOfRow)) {
    const known = tables.sentKeys.get(key) ?? inBatch.get(key);
    if (known !== undefined && ownerOf(known) !== ownerOf(subject)) {
      throw new StoreClash(
        `Cannot write ${ownerOf(subject)}: the network key ${key} belongs to ${ownerOf(known)}`,
      );
    }
    inBatch.set(key, subject);
  }
}

function checkOnce(tables: Tables, changes: ChangeSet): void {
  const inBatch = new Set<string>();
  for (const row of changes.once) {
    const key = inBook(row.book, row.key);
    if (tables.once.has(key) || inBatch.has(key))
      throw new StoreClash(`Cannot write the once key ${row.key}: it exists`);
    inBatch.add(key);
  }
}

/** Journals of a payment are numbered from 1 without gaps, and its row counts them. */
function checkJournals(tables: Tables, changes: ChangeSet): void {
  const counts = new Map<PaymentId, number>();
  for (const { paymentId, no } of changes.journals) {
    const last = counts.get(paymentId) ?? tables.payments.get(paymentId)?.journalCount ?? 0;
    if (no !== last + 1)
      throw new StoreClash(`Cannot write journal ${no} of ${paymentId}: the next one is ${last + 1}`);
    counts.set(paymentId, no);
  }
  for (const { row } of changes.payments) {
    const { id } = row.payment;
    const count = counts.get(id) ?? tables.payments.get(id)?.journalCount ?? 0;
    if (row.journalCount !== count) {
      throw new Error(`Cannot write ${id}: it counts ${row.journalCount} journals and has ${count}`);
    }
    counts.delete(id);
  }
  for (const id of counts.keys())
    throw new Error(`Cannot write journals of ${id}: its payment row is not in the batch`);
}

/** Entries continue the versions of their account, one by one, up to the balance that the batch writes. */
function checkChains(tables: Tables, changes: ChangeSet): void {
  const versions = new Map<string, number>();
  for (const { book, entries } of changes.journals) {
    for (const { account, after } of entries) {
      const key = inBook(book, account);
      const last = versions.get(key) ?? tables.accounts.get(key)?.balance.version ?? 0;
      if (after.version !== last + 1) {
        throw new StoreClash(`Cannot write entry ${after.version} of ${key}: the next one is ${last + 1}`);
      }
      versions.set(key, after.version);
    }
  }
  for (const { key, balance } of changes.accounts) {
    const version = versions.get(inBook(key.book, key.kind));
    if (version !== balance.version) {
      throw new Error(
        `Cannot write ${key.book} ${key.kind} at version ${balance.version}: its entries end at ${version}`,
      );
    }
    versions.delete(inBook(key.book, key.kind));
  }
  for (const key of versions.keys())
    throw new Error(`Cannot write entries of ${key}: its balance is not in the batch`);
}

/** @throws StoreClash when somebody else wrote first; nothing is changed here */
export function checkBatch(tables: Tables, changes: ChangeSet): void {
  checkOnce(tables, changes);
  for (const { row, expectedVersion } of changes.payments) {
    sameVersion(row.payment.id, tables.payments.get(row.payment.id)?.payment.version ?? 0, expectedVersion);
  }
  for (const { cancellation, expectedVersion } of changes.cancellations) {
    sameVersion(cancellation.id, tables.cancellations.get(cancellation.id)?.version ?? 0, expectedVersion);
  }
  for (const { request, expectedVersion } of changes.requests) {
    sameVersion(request.id, tables.requests.get(request.id)?.version ?? 0, expectedVersion);
  }
  for (const { terminal, expectedVersion } of changes.terminals) {
    const found = tables.terminals.get(inBook(terminal.book, terminal.terminalId));
    sameVersion(`terminal ${terminal.terminalId}`, found?.version ?? 0, expectedVersion);
  }
  checkTerminalRows(tables, changes);
  for (const { order, expectedVersion } of changes.orders)
    sameVersion(`order ${order.id}`, tables.orders.get(order.id)?.version ?? 0, expectedVersion);
  for (const { key, expectedVersion } of changes.accounts) {
    const found = tables.accounts.get(inBook(key.book, key.kind));
    sameVersion(`account ${key.book} ${key.kind}`, found?.balance.version ?? 0, expectedVersion);
  }
  checkKeys(tables, changes);
  checkJournals(tables, changes);
  checkChains(tables, changes);
}

function add<K, V>(index: Map<K, V[]>, key: K, value: V): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, [value]);
  else if (!values.includes(value)) values.push(value);
}

/** When a row must be looked at again; `null` for one that waits for nothing. */
function dueMsOf(row: Payment | Cancellation): number | null {
  if ('paymentId' in row) return dueOfCancellation(row);
  return dueOfPayment(row);
}

export const subjectOf = (row: Payment | Cancellation): DueSubject =>
  'paymentId' in row
    ? { book: row.book, paymentId: row.paymentId, cancellationId: row.id }
    : { book: row.book, paymentId: row.id, cancellationId: null };

function noteDue(tables: Tables, row: Payment | Cancellation): void {
  const dueMs = dueMsOf(row);
  if (dueMs === null) tables.waiting.delete(row.id);
  else tables.waiting.set(row.id, { dueMs, subject: subjectOf(row) });
}

function noteDueOfRequest(tables: Tables, request: CancelRequest): void {
  const dueMs = dueOfRequest(request);
  const { id, book, paymentId } = request;
  if (dueMs === null) tables.waiting.delete(id);
  else tables.waiting.set(id, { dueMs, subject: { book, paymentId, cancellationId: null, requestId: id } });
}

/** Writes a batch that {@link checkBatch} let pass; nothing in here can fail. */
export function writeBatch(tables: Tables, changes: ChangeSet, nowMs: number, history: boolean): void {
  for (const row of changes.once) {
    const key = inBook(row.book, row.key);
    tables.once.set(key, row);
    if (row.subject !== null) add(tables.onceOf, row.subject.id, key);
  }
  for (const { row } of changes.payments) {
    tables.payments.set(row.payment.id, row);
    noteDue(tables, row.payment);
    add(tables.byRrn, inBook(row.payment.book, row.payment.rrn), row.payment.id);
    for (const [key, subject] of keysOfRow(row)) tables.sentKeys.set(key, subject);
  }
  for (const { cancellation } of changes.cancellations) {
    tables.cancellations.set(cancellation.id, cancellation);
    noteDue(tables, cancellation);
    add(tables.ofPayment, cancellation.paymentId, cancellation.id);
    for (const [key, subject] of keysOfRow(cancellation)) tables.sentKeys.set(key, subject);
  }
  for (const { request } of changes.requests) {
    tables.requests.set(request.id, request);
    noteDueOfRequest(tables, request);
    add(tables.requestsOf, request.paymentId, request.id);
  }
  for (const { terminal } of changes.terminals) {
    tables.terminals.set(inBook(terminal.book, terminal.terminalId), terminal);
  }
  writeTerminalRows(tables, changes);
  for (const { order } of changes.orders) tables.orders.set(order.id, order);
  for (const { key, balance } of changes.accounts)
    tables.accounts.set(inBook(key.book, key.kind), { key, balance });
  if (!history) return;
  tables.journals.push(...changes.journals);
  for (const event of changes.events) {
    const bucket = bucketOfBook(event.book);
    const seq = (tables.eventSeq.get(bucket) ?? 0) + 1;
    tables.eventSeq.set(bucket, seq);
    tables.events.push({ ...event, bucket, seq, storedMs: nowMs });
  }
}
