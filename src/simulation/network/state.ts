/**
 * All that the network and its issuers remember. It changes by {@link applyRecord} alone, so a log of records
 * rebuilds it exactly. Records hold no card number: cards are named by their id, unknown ones masked.
 */
import type { ClearingDay } from '#domain/calendar';
import type { Fen } from '#domain/money';
import { applyJournal, holdsUnposted, type IssuerBooks, type IssuerJournal } from './books.ts';
import type { CardState } from './card-states.ts';
import type { ChipSeen } from './chip.ts';
import type { QueuedScript, ScriptReport } from './chip-scripts.ts';
import { type CardLimits, type DayUse, noteUse } from './day-use.ts';
import { type KnownOrder, newKnownOrder } from './known-order.ts';
import type { NetworkRecord, TransactionRecord } from './records.ts';
import { touchOriginal } from './touch.ts';
import { applyCode, type IssuerText, type SentCode } from './verification.ts';
import { wireKeyOf } from './wire-key.ts';

export type { NetworkRecord, TransactionKind, TransactionRecord } from './records.ts';
export { wireKeyOf } from './wire-key.ts';

export interface Transaction extends Omit<TransactionRecord, 'type' | 'journal' | 'amountFen'> {
  /** Of a sale with all that adjusted it. */
  amountFen: Fen;
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
  /** By card: what its issuer remembers of its chip, what it may do in a day and did, what is to be told to it. */
  readonly chips: Map<string, ChipSeen>;
  readonly cardLimits: Map<string, CardLimits>;
  readonly dayUse: Map<string, DayUse>;
  readonly scriptQueue: Map<string, readonly QueuedScript[]>;
  readonly scriptReports: Map<string, readonly ScriptReport[]>;
  /** Cards that are no longer as they were issued. */
  readonly cardStates: Map<string, CardState>;
  /** Refunds and payouts that no account took: they go back at the end of the day. */
  readonly toReturn: Transaction[];
  readonly signedOn: Set<string>;
  readonly transactions: Transaction[];
  readonly byWireKey: Map<string, Transaction>;
  readonly salesByRrn: Map<string, Transaction[]>;
  /** Approved pre-authorisations by card and code, as members name them. */
  readonly holds: Map<string, Transaction>;
  /** Reversed before they came. */
  readonly tombstones: Set<string>;
  /** Notices of script results: which payment each is about. */
  readonly scripts: Map<string, string>;
  /** Payers' codes that were shown. */
  readonly usedCodes: Set<string>;
  readonly orders: Map<string, KnownOrder>;
  /** By card: the code that its issuer texted last. */
  readonly sentCodes: Map<string, SentCode>;
  /** What the holders' telephones show, the newest last. */
  readonly texts: IssuerText[];
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
    chips: new Map(),
    cardLimits: new Map(),
    dayUse: new Map(),
    scriptQueue: new Map(),
    scriptReports: new Map(),
    cardStates: new Map(),
    toReturn: [],
    signedOn: new Set(),
    transactions: [],
    byWireKey: new Map(),
    salesByRrn: new Map(),
    holds: new Map(),
    tombstones: new Set(),
    scripts: new Map(),
    usedCodes: new Set(),
    orders: new Map(),
    sentCodes: new Map(),
    texts: [],
    unacknowledged: new Map(),
  };
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

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Written field by field: all transactions have one shape, and nothing that they have in common is copied by name. */
function transactionOf(record: TransactionRecord, sequence: number): Transaction {
  const transaction: Draft<Transaction> = {
    atMs: record.atMs,
    kind: record.kind,
    key: record.key,
    code: record.code,
    authCode: record.authCode,
    clearingDay: record.clearingDay,
    cardId: record.cardId,
    maskedPan: record.maskedPan,
    amountFen: record.amountFen,
    mti: record.mti,
    processingCode: record.processingCode,
    conditionCode: record.conditionCode,
    entryMode: record.entryMode,
    mcc: record.mcc,
    terminalId: record.terminalId,
    merchantId: record.merchantId,
    rrn: record.rrn,
    original: record.original,
    pinTries: record.pinTries,
    sequence,
    state: isApproved(record) ? 'approved' : 'declined',
    refundedFen: 0n,
    moved: record.journal !== null,
  };
  if (record.chip !== undefined) transaction.chip = record.chip;
  if (record.scripts !== undefined) transaction.scripts = record.scripts;
  if (record.payCode !== undefined) transaction.payCode = record.payCode;
  if (record.order !== undefined) transaction.order = record.order;
  if (record.member !== undefined) transaction.member = record.member;
  return transaction;
}

function applyTransaction(state: NetworkState, record: TransactionRecord): void {
  const { journal } = record;
  const transaction = transactionOf(record, state.transactions.length + 1);
  const wireKey = wireKeyOf(record.key);
  book(state, journal);
  state.transactions.push(transaction);
  if (record.kind === 'return') {
    noteReturned(state, record, transaction);
    return;
  }
  state.byWireKey.set(wireKey, transaction);
  if ((record.kind === 'refund' || record.kind === 'payout') && journal !== null && holdsUnposted(journal))
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
    order.paid.push(wireKey);
    order.scannedMs = null;
    state.unacknowledged.set(wireKey, { order: record.order, member: record.member ?? '' });
  }
  const { cardId } = record;
  if (record.pinTries !== null && cardId !== null) state.pinTries.set(cardId, record.pinTries);
  if (record.chip !== undefined && cardId !== null) state.chips.set(cardId, record.chip);
  if (record.scripts !== undefined && cardId !== null) state.scriptQueue.delete(cardId);
  noteUse(state, record);
  if (isApproved(record)) touchOriginal(state, record, wireKey);
  else if (
    (record.kind === 'reversal' || record.kind === 'payout') &&
    record.code === '25' &&
    record.original !== null
  ) {
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
      state.dayUse.clear();
      state.sentCodes.clear();
      break;
    case 'card-state':
      state.cardStates.set(record.cardId, { state: record.state, replacedBy: record.replacedBy });
      break;
    case 'script-told':
      state.scripts.set(record.wireKey, record.original);
      if (record.reports !== undefined)
        state.scriptReports.set(state.byWireKey.get(record.original)?.cardId ?? '', record.reports);
      break;
    case 'pin-tried':
      state.pinTries.set(record.cardId, record.tries);
      break;
    case 'chip-seen':
      state.chips.set(record.cardId, record.chip);
      break;
    case 'card-limits':
      state.cardLimits.set(record.cardId, record.limits);
      break;
    case 'script-queued':
      state.scriptQueue.set(record.cardId, [...(state.scriptQueue.get(record.cardId) ?? []), record.script]);
      break;
    case 'code-sent':
    case 'code-tried':
      applyCode(state, record);
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
