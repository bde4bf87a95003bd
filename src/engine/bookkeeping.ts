/** Accounts and journals of one batch: numbered under what they belong to, each entry with the balance after it. */

import { type AccountKind, applyLine, type Balance, type Journal, ZERO_BALANCE } from '#domain/ledger';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { WalletPaymentId } from '#domain/wallet';
import type { ChangeSet, EntryRow, JournalRow, Loaded } from './ports/index.ts';
import type { Numbered } from './tracked.ts';

interface TrackedAccount {
  readonly key: { readonly book: string; readonly kind: AccountKind };
  value: Balance;
  readonly loadedVersion: number;
  changed: boolean;
}

export interface JournalOwner {
  readonly book: string;
  readonly id: PaymentId | WalletPaymentId;
  readonly cancellationId: CancellationId | null;
  readonly row: Numbered;
}

export class Bookkeeping {
  readonly #loaded: Loaded['accounts'];
  /** By book; made of the loaded rows when the first journal is booked: many batches book none. */
  #accounts: Map<string, TrackedAccount[]> | null = null;
  readonly journals: JournalRow[] = [];

  constructor(loaded: Loaded['accounts']) {
    this.#loaded = loaded;
  }

  balance(book: string, kind: AccountKind): Balance {
    return accountIn(this.#ofBook(book), book, kind).value;
  }

  add(owner: JournalOwner, journals: readonly Journal[], atMs: number): void {
    const { book, id: paymentId, cancellationId, row } = owner;
    for (const { kind, lines } of journals) {
      const no = row.journalCount + 1;
      const ofBook = this.#ofBook(book);
      const entries: EntryRow[] = [];
      for (const line of lines) {
        const account = accountIn(ofBook, book, line.account);
        account.value = applyLine(account.value, line);
        account.changed = true;
        entries.push({ ...line, after: account.value });
      }
      const mirrorsNo = kind === 'mirror' ? (row.postNo ?? null) : null;
      this.journals.push({ book, paymentId, no, kind, cancellationId, mirrorsNo, atMs, entries });
      row.journalCount = no;
      if (kind === 'post') row.postNo = no;
      row.changed = true;
    }
  }

  /** Every account of each book in which one changed: a store may keep a book as one row. */
  accountsOfChangedBooks(): ChangeSet['accounts'] {
    const rows: ChangeSet['accounts'][number][] = [];
    if (this.#accounts === null) return rows;
    for (const ofBook of this.#accounts.values())
      if (ofBook.some(({ changed }) => changed))
        // One that was only looked at does not exist yet.
        for (const { key, value, loadedVersion } of ofBook)
          if (value.version > 0) rows.push({ key, balance: value, expectedVersion: loadedVersion });
    return rows;
  }

  #ofBook(book: string): TrackedAccount[] {
    this.#accounts ??= this.#trackAccounts();
    const known = this.#accounts.get(book);
    if (known !== undefined) return known;
    const fresh: TrackedAccount[] = [];
    this.#accounts.set(book, fresh);
    return fresh;
  }

  /** Loaded rows of one book stand side by side. */
  #trackAccounts(): Map<string, TrackedAccount[]> {
    const accounts = new Map<string, TrackedAccount[]>();
    let ofBook: TrackedAccount[] = [];
    let book: string | null = null;
    for (const { key, balance } of this.#loaded) {
      if (key.book !== book) {
        book = key.book;
        ofBook = accounts.get(book) ?? [];
        accounts.set(book, ofBook);
      }
      ofBook.push({ key, value: balance, loadedVersion: balance.version, changed: false });
    }
    return accounts;
  }
}

function accountIn(ofBook: TrackedAccount[], book: string, kind: AccountKind): TrackedAccount {
  for (const known of ofBook) if (known.key.kind === kind) return known;
  const fresh = { key: { book, kind }, value: ZERO_BALANCE, loadedVersion: 0, changed: false };
  ofBook.push(fresh);
  return fresh;
}
