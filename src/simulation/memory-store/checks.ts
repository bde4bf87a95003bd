/** What a batch must pass before anything of it is written: versions, keys, numbers of journals, chains of entries. */

import type { AccountKind } from '#domain/ledger';
import type { PaymentId } from '#domain/payment';
import type { WalletPaymentId } from '#domain/wallet';
import { type ChangeSet, type NetworkSubject, StoreClash } from '#engine';
import { checkClosures } from './closure-tables.ts';
import { checkLosses } from './loss-tables.ts';
import {
  type AccountRow,
  freshKeysOfBack,
  freshKeysOfPayment,
  inBook,
  placeOfAccount,
  type Tables,
  terminalOf,
} from './tables.ts';
import { checkTerminalRows } from './terminal-tables.ts';
import { checkWallets } from './wallet-tables.ts';

function sameVersion(what: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new StoreClash(
      `Cannot write ${what}: it stands at version ${found}, the batch expects ${expected}`,
    );
  }
}

const ownerOf = (subject: NetworkSubject): string =>
  `${subject.cancellationId ?? subject.paymentId}/${subject.part}`;

type KeyOf = [string, NetworkSubject];

/** @param inBatch those that the batch brought before; most batches bring one key or none */
function checkKeys(tables: Tables, inBatch: KeyOf[], fresh: readonly KeyOf[]): void {
  for (const each of fresh) {
    const [key, subject] = each;
    const known = tables.sentKeys.get(key) ?? inBatch.find(([other]) => other === key)?.[1];
    if (known !== undefined && ownerOf(known) !== ownerOf(subject)) {
      throw new StoreClash(
        `Cannot write ${ownerOf(subject)}: the network key ${key} belongs to ${ownerOf(known)}`,
      );
    }
    inBatch.push(each);
  }
}

function checkOnce(tables: Tables, changes: ChangeSet): void {
  const inBatch: string[] = [];
  for (const row of changes.once) {
    const key = inBook(row.book, row.key);
    if (tables.once.has(key) || inBatch.includes(key))
      throw new StoreClash(`Cannot write the once key ${row.key}: it exists`);
    inBatch.push(key);
  }
}

interface Count {
  readonly id: string;
  /** Number of the last journal that the batch brings. */
  last: number;
  hasRow: boolean;
}

/** Journals of a payment or a movement are numbered from 1 without gaps, and its row counts them. */
function checkJournals(tables: Tables, changes: ChangeSet): void {
  const counts: Count[] = [];
  const stored = (id: string): number =>
    tables.payments.get(id as PaymentId)?.journalCount ??
    tables.movements.get(id as WalletPaymentId)?.journalCount ??
    0;
  for (const { paymentId: id, no } of changes.journals) {
    let count = counts.find((each) => each.id === id);
    if (count === undefined) {
      count = { id, last: stored(id), hasRow: false };
      counts.push(count);
    }
    if (no !== count.last + 1)
      throw new StoreClash(`Cannot write journal ${no} of ${id}: the next one is ${count.last + 1}`);
    count.last = no;
  }
  const checkRow = (id: string, journalCount: number): void => {
    const count = counts.find((each) => each.id === id);
    if (count !== undefined) count.hasRow = true;
    const last = count?.last ?? stored(id);
    if (journalCount !== last)
      throw new Error(`Cannot write ${id}: it counts ${journalCount} journals and has ${last}`);
  };
  for (const { row } of changes.payments) checkRow(row.payment.id, row.journalCount);
  for (const { row } of changes.wallet?.movements ?? []) checkRow(row.movement.id, row.journalCount);
  for (const { id, hasRow } of counts)
    if (!hasRow) throw new Error(`Cannot write journals of ${id}: its payment row is not in the batch`);
}

const versionOf = (ofBook: readonly AccountRow[] | undefined, kind: AccountKind): number =>
  ofBook === undefined ? 0 : (ofBook[placeOfAccount(ofBook, kind)]?.balance.version ?? 0);

/** Accounts of one book stand side by side: it is looked up once for all of them. */
function checkAccounts(tables: Tables, { accounts }: ChangeSet): void {
  let book: string | null = null;
  let ofBook: readonly AccountRow[] | undefined;
  for (const { key, expectedVersion } of accounts) {
    if (key.book !== book) ofBook = tables.accounts.get(key.book);
    book = key.book;
    const found = versionOf(ofBook, key.kind);
    if (found !== expectedVersion) sameVersion(`account ${book} ${key.kind}`, found, expectedVersion);
  }
}

interface Chain {
  readonly book: string;
  readonly kind: AccountKind;
  version: number;
  written: boolean;
}

/** Entries continue the versions of their account, one by one, up to the balance that the batch writes. */
function checkChains(tables: Tables, changes: ChangeSet): void {
  const chains: Chain[] = [];
  const chainOf = (book: string, kind: AccountKind): Chain | undefined => {
    for (const chain of chains) if (chain.kind === kind && chain.book === book) return chain;
    return undefined;
  };
  for (const { book, entries } of changes.journals)
    for (const { account, after } of entries) {
      const known = chainOf(book, account);
      const last = known?.version ?? versionOf(tables.accounts.get(book), account);
      if (after.version !== last + 1) {
        throw new StoreClash(
          `Cannot write entry ${after.version} of ${book} ${account}: the next one is ${last + 1}`,
        );
      }
      if (known === undefined) chains.push({ book, kind: account, version: after.version, written: false });
      else known.version = after.version;
    }
  for (const { key, balance, expectedVersion } of changes.accounts) {
    // The other accounts of a book in which one changed.
    if (balance.version === expectedVersion) continue;
    const chain = chainOf(key.book, key.kind);
    if (chain === undefined || chain.version !== balance.version) {
      throw new Error(
        `Cannot write ${key.book} ${key.kind} at version ${balance.version}: its entries end at ${chain?.version}`,
      );
    }
    chain.written = true;
  }
  for (const { book, kind, written } of chains)
    if (!written) throw new Error(`Cannot write entries of ${book} ${kind}: its balance is not in the batch`);
}

/** @throws StoreClash when somebody else wrote first; nothing is changed here */
export function checkBatch(tables: Tables, changes: ChangeSet): void {
  if (changes.once.length > 0) checkOnce(tables, changes);
  const fresh: KeyOf[] = [];
  for (const { row, expectedVersion } of changes.payments) {
    const known = tables.payments.get(row.payment.id);
    sameVersion(row.payment.id, known?.payment.version ?? 0, expectedVersion);
    checkKeys(tables, fresh, freshKeysOfPayment(known, row));
  }
  for (const { cancellation, expectedVersion } of changes.cancellations) {
    const known = tables.cancellations.get(cancellation.id);
    sameVersion(cancellation.id, known?.version ?? 0, expectedVersion);
    checkKeys(tables, fresh, freshKeysOfBack(known, cancellation));
  }
  for (const { request, expectedVersion } of changes.requests) {
    sameVersion(request.id, tables.requests.get(request.id)?.version ?? 0, expectedVersion);
  }
  for (const { terminal, expectedVersion } of changes.terminals) {
    const found = terminalOf(tables, terminal.book, terminal.terminalId);
    sameVersion(`terminal ${terminal.terminalId}`, found?.version ?? 0, expectedVersion);
  }
  checkTerminalRows(tables, changes);
  checkWallets(tables, changes);
  checkLosses(tables, changes);
  checkClosures(tables, changes);
  for (const { order, expectedVersion } of changes.orders)
    sameVersion(`order ${order.id}`, tables.orders.get(order.id)?.version ?? 0, expectedVersion);
  if (changes.accounts.length > 0) checkAccounts(tables, changes);
  if (changes.payments.length > 0 || changes.journals.length > 0) checkJournals(tables, changes);
  if (changes.accounts.length > 0 || changes.journals.length > 0) checkChains(tables, changes);
}
