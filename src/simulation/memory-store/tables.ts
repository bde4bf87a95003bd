/** The tables of the memory store: rows under their keys. */

import type { CutOverNotice } from '#domain/calendar';
import type { Cancellation } from '#domain/cancellation';
import type { AccountKind, Balance } from '#domain/ledger';
import type { Order, OrderId } from '#domain/order';
import {
  advicesOf,
  type CancellationId,
  type NetworkKey,
  networkKeyText,
  type Payment,
  type PaymentId,
} from '#domain/payment';
import type { CancelRequest, RequestId } from '#domain/request';
import type { Terminal } from '#domain/terminal';
import {
  type AccountKey,
  bucketOfBook,
  type ChangeSet,
  type EventRow,
  fromJson,
  type JournalRow,
  type Merchant,
  type NetworkSubject,
  type OnceRow,
  type PaymentRow,
  toJson,
} from '#engine';
import { type ClosureTables, emptyClosureTables, writeClosures } from './closure-tables.ts';
import { DueTable } from './due.ts';
import { emptyLossTables, type LossTables, writeLosses } from './loss-tables.ts';
import { type TerminalTables, writeTerminalRows } from './terminal-tables.ts';
import { emptyWalletTables, type WalletTables, writeWallets } from './wallet-tables.ts';

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

export interface Tables extends TerminalTables, WalletTables, LossTables, ClosureTables {
  readonly merchants: Map<string, Merchant>;
  readonly once: Map<string, OnceRow>;
  /** Keys of the once rows of whatever was made under them, by its id. */
  readonly onceOf: Map<string, string[]>;
  readonly payments: Map<PaymentId, PaymentRow>;
  readonly byRrn: Map<string, PaymentId[]>;
  /** Approved pre-authorisations by card and code of approval. */
  readonly byHold: Map<string, PaymentId[]>;
  readonly cancellations: Map<CancellationId, Cancellation>;
  readonly ofPayment: Map<PaymentId, CancellationId[]>;
  readonly requests: Map<RequestId, CancelRequest>;
  readonly requestsOf: Map<PaymentId, RequestId[]>;
  /** By book and number. */
  readonly terminals: Map<string, Map<string, Terminal>>;
  readonly orders: Map<OrderId, Order>;
  /** By book, in the order in which they were opened. A book has few: to look along the list is the quickest. */
  readonly accounts: Map<string, AccountRow[]>;
  readonly journals: JournalRow[];
  readonly events: StoredEvent[];
  readonly eventSeq: Map<number, number>;
  /** Every key that a message of ours ever carried upstream. */
  readonly sentKeys: Map<string, NetworkSubject>;
  /** The same by the row that sent them, those included that it no longer uses. */
  readonly keysSentBy: Map<PaymentId | CancellationId, string[]>;
  readonly due: DueTable;
  readonly notices: CutOverNotice[];
}

export const emptyTables = (): Tables => ({
  merchants: new Map(),
  once: new Map(),
  onceOf: new Map(),
  payments: new Map(),
  byRrn: new Map(),
  byHold: new Map(),
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
  keysSentBy: new Map(),
  due: new DueTable(),
  notices: [],
  ...emptyWalletTables(),
  ...emptyLossTables(),
  ...emptyClosureTables(),
});

/** The same value as it would come back from a disk: nothing is shared with the one who gave it. */
export const copy = <T>(value: T): T => fromJson<T>(toJson(value));

/** Asked for several times by each batch: two names that are known are looked up, and no third one is made of them. */
export const terminalOf = (tables: Tables, book: string, terminalId: string): Terminal | undefined =>
  tables.terminals.get(book)?.get(terminalId);

export function putTerminal(tables: Tables, terminal: Terminal): void {
  const ofBook = tables.terminals.get(terminal.book);
  if (ofBook === undefined) tables.terminals.set(terminal.book, new Map([[terminal.terminalId, terminal]]));
  else ofBook.set(terminal.terminalId, terminal);
}

export const inBook = (book: string, key: string): string => `${book}|${key}`;

/** The keys that a row carries upstream, each with what an answer to it belongs to. */
export function keysOfRow(row: PaymentRow | Cancellation): [string, NetworkSubject][] {
  if ('payment' in row) {
    const { book, id, network } = row.payment;
    const owner = { book, paymentId: id, cancellationId: null } as const;
    return [
      [networkKeyText(network), { ...owner, part: 'payment' }],
      ...advicesOf(row.payment).map((advice): [string, NetworkSubject] => [
        networkKeyText(advice.network),
        { ...owner, part: 'advice' },
      ]),
    ];
  }
  const owner = { book: row.book, paymentId: row.paymentId, cancellationId: row.id };
  const keys: [string, NetworkSubject][] = [[networkKeyText(row.network), { ...owner, part: 'message' }]];
  if (row.state === 'undoing') keys.push([networkKeyText(row.undo), { ...owner, part: 'undo' }]);
  return keys;
}

const NO_KEYS: [string, NetworkSubject][] = [];

/** Keys that a row may not have had before: most rows are written anew under the keys that they had. */
export function freshKeysOfPayment(
  known: PaymentRow | undefined,
  row: PaymentRow,
): [string, NetworkSubject][] {
  const [before, now] = [known?.payment, row.payment];
  const same = before?.network === now.network && before.advices?.length === now.advices?.length;
  return same ? NO_KEYS : keysOfRow(row);
}

export function freshKeysOfBack(
  known: Cancellation | undefined,
  row: Cancellation,
): [string, NetworkSubject][] {
  const same = known?.network === row.network && undoOf(known) === undoOf(row);
  return same ? NO_KEYS : keysOfRow(row);
}

const undoOf = (row: Cancellation): NetworkKey | null => (row.state === 'undoing' ? row.undo : null);

export const holdKey = (book: string, cardIndex: string, authCode: string): string =>
  inBook(book, `${cardIndex}/${authCode}`);

/** How terminals name an approved pre-authorisation; `null` for everything else. */
export function holdKeyOf(payment: Payment): string | null {
  if (payment.kind !== 'preauthorisation' || !('approval' in payment)) return null;
  const code = payment.approval?.authCode ?? null;
  return code === null ? null : holdKey(payment.book, payment.card.index, code);
}

function add<K, V>(index: Map<K, V[]>, key: K, value: V): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, [value]);
  else if (!values.includes(value)) values.push(value);
}

function noteKeys(
  tables: Tables,
  owner: PaymentId | CancellationId,
  keys: readonly [string, NetworkSubject][],
): void {
  for (const [key, subject] of keys) {
    tables.sentKeys.set(key, subject);
    add(tables.keysSentBy, owner, key);
  }
}

export const placeOfAccount = (ofBook: readonly AccountRow[], kind: AccountKind): number => {
  for (let place = 0; place < ofBook.length; place += 1) if (ofBook[place]!.key.kind === kind) return place;
  return -1;
};

/** A batch brings every account of a book in which one moved: the others stay as they are. */
function writeAccounts(tables: Tables, { accounts }: ChangeSet): void {
  for (const { key, balance, expectedVersion } of accounts) {
    if (balance.version === expectedVersion) continue;
    const ofBook = tables.accounts.get(key.book);
    if (ofBook === undefined) {
      tables.accounts.set(key.book, [{ key, balance }]);
      continue;
    }
    const place = placeOfAccount(ofBook, key.kind);
    if (place < 0) ofBook.push({ key, balance });
    else ofBook[place] = { key, balance };
  }
}

/** Writes a batch that `checkBatch` let pass; nothing in here can fail. */
export function writeBatch(tables: Tables, changes: ChangeSet, nowMs: number, history: boolean): void {
  for (const row of changes.once) {
    const key = inBook(row.book, row.key);
    tables.once.set(key, row);
    // A tombstone in the book of a wallet goes with the wallet.
    const owner = row.subject?.id ?? (row.book.startsWith('wal_') ? row.book : null);
    if (owner !== null) add(tables.onceOf, owner, key);
  }
  for (const { row } of changes.payments) {
    const { id, book, rrn } = row.payment;
    const known = tables.payments.get(id);
    noteKeys(tables, id, freshKeysOfPayment(known, row));
    if (known === undefined) add(tables.byRrn, inBook(book, rrn), id);
    const hold = holdKeyOf(row.payment);
    if (hold !== null) add(tables.byHold, hold, id);
    tables.payments.set(id, row);
    tables.due.note(row.payment);
  }
  for (const { cancellation } of changes.cancellations) {
    const { id, paymentId } = cancellation;
    const known = tables.cancellations.get(id);
    noteKeys(tables, id, freshKeysOfBack(known, cancellation));
    if (known === undefined) add(tables.ofPayment, paymentId, id);
    tables.cancellations.set(id, cancellation);
    tables.due.note(cancellation);
  }
  for (const { request } of changes.requests) {
    if (!tables.requests.has(request.id)) add(tables.requestsOf, request.paymentId, request.id);
    tables.requests.set(request.id, request);
    tables.due.noteRequest(request);
  }
  for (const { terminal } of changes.terminals) putTerminal(tables, terminal);
  writeTerminalRows(tables, changes);
  writeWallets(tables, changes);
  writeLosses(tables, changes);
  writeClosures(tables, changes);
  for (const { order } of changes.orders) {
    tables.orders.set(order.id, order);
    tables.due.noteOrder(order);
  }
  writeAccounts(tables, changes);
  if (!history) return;
  tables.journals.push(...changes.journals);
  for (const event of changes.events) {
    const bucket = bucketOfBook(event.book);
    const seq = (tables.eventSeq.get(bucket) ?? 0) + 1;
    tables.eventSeq.set(bucket, seq);
    tables.events.push({ ...event, bucket, seq, storedMs: nowMs });
  }
}
