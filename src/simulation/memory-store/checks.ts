/** What a batch must pass before anything of it is written: versions, keys, numbers of journals, chains of entries. */

import type { AccountKind } from '#domain/ledger';
import type { PaymentId } from '#domain/payment';
import type { WalletPaymentId } from '#domain/wallet';
import { type ChangeSet, type NetworkSubject, StoreClash } from '#engine';
import { checkClosures } from './closure-tables.ts';
import { checkLosses } from './loss-tables.ts';
import { freshKeys, inBook, type Tables } from './tables.ts';
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

function checkKeys(tables: Tables, changes: ChangeSet): void {
  const inBatch = new Map<string, NetworkSubject>();
  const check = ([key, subject]: [string, NetworkSubject]): void => {
    const known = tables.sentKeys.get(key) ?? inBatch.get(key);
    if (known !== undefined && ownerOf(known) !== ownerOf(subject)) {
      throw new StoreClash(
        `Cannot write ${ownerOf(subject)}: the network key ${key} belongs to ${ownerOf(known)}`,
      );
    }
    inBatch.set(key, subject);
  };
  for (const { row } of changes.payments) freshKeys(tables, row).forEach(check);
  for (const { cancellation } of changes.cancellations) freshKeys(tables, cancellation).forEach(check);
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

/** Journals of a payment or a movement are numbered from 1 without gaps, and its row counts them. */
function checkJournals(tables: Tables, changes: ChangeSet): void {
  const counts = new Map<string, number>();
  const counted = (id: string): number =>
    tables.payments.get(id as PaymentId)?.journalCount ??
    tables.movements.get(id as WalletPaymentId)?.journalCount ??
    0;
  const rows = [
    ...changes.payments.map(({ row }) => ({ id: row.payment.id, journalCount: row.journalCount })),
    ...(changes.wallet?.movements ?? []).map(({ row }) => ({
      id: row.movement.id,
      journalCount: row.journalCount,
    })),
  ];
  for (const { paymentId, no } of changes.journals) {
    const last = counts.get(paymentId) ?? counted(paymentId);
    if (no !== last + 1)
      throw new StoreClash(`Cannot write journal ${no} of ${paymentId}: the next one is ${last + 1}`);
    counts.set(paymentId, no);
  }
  for (const { id, journalCount } of rows) {
    const count = counts.get(id) ?? counted(id);
    if (journalCount !== count) {
      throw new Error(`Cannot write ${id}: it counts ${journalCount} journals and has ${count}`);
    }
    counts.delete(id);
  }
  for (const id of counts.keys())
    throw new Error(`Cannot write journals of ${id}: its payment row is not in the batch`);
}

interface Chain {
  readonly kind: AccountKind;
  version: number;
  written: boolean;
}

/** Entries continue the versions of their account, one by one, up to the balance that the batch writes. */
function checkChains(tables: Tables, changes: ChangeSet): void {
  const chains = new Map<string, Chain[]>();
  for (const { book, entries } of changes.journals) {
    const ofBook = chains.get(book) ?? [];
    chains.set(book, ofBook);
    for (const { account, after } of entries) {
      const known = ofBook.find(({ kind }) => kind === account);
      const last = known?.version ?? tables.accounts.get(book)?.get(account)?.balance.version ?? 0;
      if (after.version !== last + 1) {
        throw new StoreClash(
          `Cannot write entry ${after.version} of ${book} ${account}: the next one is ${last + 1}`,
        );
      }
      if (known === undefined) ofBook.push({ kind: account, version: after.version, written: false });
      else known.version = after.version;
    }
  }
  for (const { key, balance, expectedVersion } of changes.accounts) {
    // The other accounts of a book in which one changed.
    if (balance.version === expectedVersion) continue;
    const chain = chains.get(key.book)?.find(({ kind }) => kind === key.kind);
    if (chain === undefined || chain.version !== balance.version) {
      throw new Error(
        `Cannot write ${key.book} ${key.kind} at version ${balance.version}: its entries end at ${chain?.version}`,
      );
    }
    chain.written = true;
  }
  for (const [book, ofBook] of chains)
    for (const { kind, written } of ofBook)
      if (!written)
        throw new Error(`Cannot write entries of ${book} ${kind}: its balance is not in the batch`);
}

/** @throws StoreClash when somebody else wrote first; nothing is changed here */
export function checkBatch(tables: Tables, changes: ChangeSet): void {
  if (changes.once.length > 0) checkOnce(tables, changes);
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
  checkWallets(tables, changes);
  checkLosses(tables, changes);
  checkClosures(tables, changes);
  for (const { order, expectedVersion } of changes.orders)
    sameVersion(`order ${order.id}`, tables.orders.get(order.id)?.version ?? 0, expectedVersion);
  for (const { key, expectedVersion } of changes.accounts) {
    const found = tables.accounts.get(key.book)?.get(key.kind);
    sameVersion(`account ${key.book} ${key.kind}`, found?.balance.version ?? 0, expectedVersion);
  }
  checkKeys(tables, changes);
  if (changes.payments.length > 0 || changes.journals.length > 0) checkJournals(tables, changes);
  if (changes.accounts.length > 0 || changes.journals.length > 0) checkChains(tables, changes);
}
