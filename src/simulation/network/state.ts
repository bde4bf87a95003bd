/**
 * All that the network and its issuers remember. It changes by {@link applyRecord} alone, so a log of records
 * rebuilds it exactly. Records hold no card number: cards are named by their id, unknown ones masked.
 */
import type { ClearingDay } from '#domain/calendar';
import type { Fen } from '#domain/money';
import type { NetworkKey } from '#domain/payment';
import { institutionDigits } from '#wire/iso8583';
import { applyJournal, holdsUnposted, type IssuerBooks, type IssuerJournal } from './books.ts';
import type { CardState } from './card-states.ts';
import type { Card } from './config.ts';
import { type KnownOrder, newKnownOrder } from './known-order.ts';
import { touchOriginal } from './touch.ts';

/** `return`: the issuer sends a refund back that no account took. */
export type TransactionKind = 'sale' | 'preauth' | 'completion' | 'void' | 'refund' | 'reversal' | 'return';

/** One financial message that was decided, whether yes or no. */
export interface TransactionRecord {
  readonly type: 'transaction';
  readonly atMs: number;
  readonly kind: TransactionKind;
  readonly key: NetworkKey;
  /** F39 of the answer. */
  readonly code: string;
  readonly authCode: string | null;
  readonly clearingDay: ClearingDay;
  /** Null for a card that no issuer here knows. */
  readonly cardId: string | null;
  readonly maskedPan: string;
  readonly amountFen: Fen;
  readonly mti: string;
  readonly processingCode: string;
  readonly conditionCode: string;
  readonly entryMode: string;
  readonly mcc: string;
  readonly terminalId: string;
  readonly merchantId: string;
  readonly rrn: string;
  /** Wire key of the message this one is about. */
  readonly original: string | null;
  /** What moved; null when nothing did. */
  readonly journal: IssuerJournal | null;
  /** Wrong PINs in a row after this message; null when no PIN was looked at. */
  readonly pinTries: number | null;
  /** The payer's code that was shown. */
  readonly payCode?: string;
  /** The order that a scan paid, and the member that is told. */
  readonly order?: string;
  readonly member?: string;
}

export type NetworkRecord =
  | { readonly type: 'opened'; readonly atMs: number; readonly day: ClearingDay }
  | {
      readonly type: 'account-opened';
      readonly atMs: number;
      readonly issuer: string;
      readonly cardId: string;
      readonly journal: IssuerJournal | null;
    }
  | { readonly type: 'signed'; readonly atMs: number; readonly member: string; readonly on: boolean }
  | TransactionRecord
  | { readonly type: 'cut-over-started'; readonly atMs: number; readonly newDay: ClearingDay }
  | {
      readonly type: 'cut-over-ended';
      readonly atMs: number;
      readonly journals: readonly IssuerJournal[];
      /** Pre-authorisations whose time is over, by wire key. */
      readonly lapsed?: readonly string[];
    }
  | {
      readonly type: 'card-state';
      readonly atMs: number;
      readonly cardId: string;
      readonly state: Card['status'];
      readonly replacedBy: string | null;
    }
  /** A PIN that came with a question: no transaction tells of it. */
  | { readonly type: 'pin-tried'; readonly atMs: number; readonly cardId: string; readonly tries: number }
  | { readonly type: 'order-scanned' | 'order-closed'; readonly atMs: number; readonly order: string }
  | {
      readonly type: 'notice-acknowledged';
      readonly atMs: number;
      readonly wireKey: string;
      readonly code: string;
    }
  | { readonly type: 'clearing-file-written'; readonly atMs: number; readonly day: ClearingDay };

export interface Transaction extends Omit<TransactionRecord, 'type' | 'journal'> {
  /** From 1, in the order of acceptance. */
  readonly sequence: number;
  /** `completed` and `lapsed` are ends of a pre-authorisation. */
  state: 'approved' | 'declined' | 'reversed' | 'voided' | 'returned' | 'completed' | 'lapsed';
  /** Wire keys of the increments that stand. */
  raises?: readonly string[];
  refundedFen: Fen;
  /** False where nothing moved: declines, and a reversal that came again. The journal is in the log. */
  readonly moved: boolean;
}

export interface NetworkState {
  /** Null until opened. */
  day: ClearingDay | null;
  /** The day to come while a cut-over runs. */
  nextDay: ClearingDay | null;
  readonly closedDays: { readonly day: ClearingDay; fileWritten: boolean }[];
  /** Counts the messages that the network itself sends: their trace numbers. */
  notices: number;
  readonly books: Map<string, IssuerBooks>;
  readonly accounts: Set<string>;
  readonly pinTries: Map<string, number>;
  /** Cards that are no longer as they were issued. */
  readonly cardStates: Map<string, CardState>;
  /** Refunds that no account took: they go back at the end of the day. */
  readonly toReturn: Transaction[];
  readonly signedOn: Set<string>;
  readonly transactions: Transaction[];
  readonly byWireKey: Map<string, Transaction>;
  readonly salesByRrn: Map<string, Transaction[]>;
  /** Approved pre-authorisations by card and code, as members name them. */
  readonly holds: Map<string, Transaction>;
  /** Reversed before they came. */
  readonly tombstones: Set<string>;
  /** Payers' codes that were shown. */
  readonly usedCodes: Set<string>;
  readonly orders: Map<string, KnownOrder>;
  /** Payments of orders that their member has not acknowledged, by wire key. */
  readonly unacknowledged: Map<string, { readonly order: string; readonly member: string }>;
}

export function createNetworkState(): NetworkState {
  return {
    day: null,
    nextDay: null,
    closedDays: [],
    notices: 0,
    books: new Map(),
    accounts: new Set(),
    pinTries: new Map(),
    cardStates: new Map(),
    toReturn: [],
    signedOn: new Set(),
    transactions: [],
    byWireKey: new Map(),
    salesByRrn: new Map(),
    holds: new Map(),
    tombstones: new Set(),
    usedCodes: new Set(),
    orders: new Map(),
    unacknowledged: new Map(),
  };
}

/** A message's name as F90 can say it: F7, F11, F32 and F33; the wire has no year. */
export function wireKeyOf(key: Omit<NetworkKey, 'year'>): string {
  const acquirer = institutionDigits(key.acquirerId);
  const forwarder = institutionDigits(key.forwarderId);
  return `${key.transmission}/${key.stan}/${acquirer}/${forwarder}`;
}

export const holdIndex = (cardId: string, authCode: string): string => `${cardId}/${authCode}`;

const isApproved = (record: TransactionRecord): boolean => record.code === '00';

function book(state: NetworkState, journal: IssuerJournal | null): void {
  if (journal === null) return;
  let books = state.books.get(journal.issuer);
  if (books === undefined) {
    books = new Map();
    state.books.set(journal.issuer, books);
  }
  applyJournal(books, journal);
}

/** It names the refund; the refund names the sale. The network's own message has no answer to find again. */
function noteReturned(state: NetworkState, record: TransactionRecord, transaction: Transaction): void {
  transaction.state = 'approved';
  const at = state.toReturn.findIndex(({ key }) => wireKeyOf(key) === record.original);
  const [refund] = at < 0 ? [] : state.toReturn.splice(at, 1);
  if (refund !== undefined) refund.state = 'returned';
}

function knownOrder(state: NetworkState, reference: string): KnownOrder {
  const known = state.orders.get(reference) ?? newKnownOrder();
  state.orders.set(reference, known);
  return known;
}

function applyTransaction(state: NetworkState, record: TransactionRecord): void {
  const { type: _type, journal, ...facts } = record;
  const transaction: Transaction = {
    ...facts,
    sequence: state.transactions.length + 1,
    state: isApproved(record) ? 'approved' : 'declined',
    refundedFen: 0n,
    moved: journal !== null,
  };
  book(state, journal);
  state.transactions.push(transaction);
  if (record.kind === 'return') {
    noteReturned(state, record, transaction);
    return;
  }
  state.byWireKey.set(wireKeyOf(record.key), transaction);
  if (record.kind === 'refund' && journal !== null && holdsUnposted(journal))
    state.toReturn.push(transaction);
  if (record.kind === 'preauth' && record.original === null && isApproved(record))
    state.holds.set(holdIndex(record.cardId ?? '', record.authCode ?? ''), transaction);
  if (record.kind === 'sale' || record.kind === 'completion') {
    const sales = state.salesByRrn.get(record.rrn);
    if (sales === undefined) state.salesByRrn.set(record.rrn, [transaction]);
    else sales.push(transaction);
  }
  if (record.payCode !== undefined && record.kind === 'sale') state.usedCodes.add(record.payCode);
  if (record.order !== undefined && isApproved(record)) {
    const order = knownOrder(state, record.order);
    order.paid.push(wireKeyOf(record.key));
    order.scannedMs = null;
    state.unacknowledged.set(wireKeyOf(record.key), { order: record.order, member: record.member ?? '' });
  }
  if (record.pinTries !== null && record.cardId !== null) state.pinTries.set(record.cardId, record.pinTries);
  if (isApproved(record)) touchOriginal(state, record, wireKeyOf(record.key));
  else if (record.kind === 'reversal' && record.code === '25' && record.original !== null) {
    state.tombstones.add(record.original);
  }
}

/** The only way in which the state changes. @throws IssuerBooksError for a journal that cannot be booked. */
export function applyRecord(state: NetworkState, record: NetworkRecord): void {
  switch (record.type) {
    case 'opened':
      state.day = record.day;
      break;
    case 'account-opened':
      state.accounts.add(record.cardId);
      book(state, record.journal);
      break;
    case 'signed':
      if (record.on) state.signedOn.add(record.member);
      else state.signedOn.delete(record.member);
      break;
    case 'transaction':
      applyTransaction(state, record);
      break;
    case 'cut-over-started':
      state.nextDay = record.newDay;
      state.notices += 1;
      break;
    case 'cut-over-ended':
      for (const journal of record.journals) book(state, journal);
      for (const key of record.lapsed ?? []) {
        const hold = state.byWireKey.get(key);
        if (hold !== undefined) hold.state = 'lapsed';
      }
      if (state.day !== null) state.closedDays.push({ day: state.day, fileWritten: false });
      state.day = state.nextDay;
      state.nextDay = null;
      state.notices += 1;
      state.pinTries.clear();
      break;
    case 'card-state':
      state.cardStates.set(record.cardId, { state: record.state, replacedBy: record.replacedBy });
      break;
    case 'pin-tried':
      state.pinTries.set(record.cardId, record.tries);
      break;
    case 'order-scanned':
      knownOrder(state, record.order).scannedMs = record.atMs;
      break;
    case 'order-closed':
      knownOrder(state, record.order).closed = true;
      break;
    case 'notice-acknowledged':
      state.unacknowledged.delete(record.wireKey);
      break;
    case 'clearing-file-written': {
      const closed = state.closedDays.find(({ day }) => day === record.day);
      if (closed !== undefined) closed.fileWritten = true;
      break;
    }
  }
}
