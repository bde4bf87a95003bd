/** The auditor's own copy of the acquirer's books, from the rows that were written. No code of the ledger's. */
import type { JournalRow } from '#engine';

const COLUMNS = ['debitPendingFen', 'creditPendingFen', 'debitPostedFen', 'creditPostedFen'] as const;

interface Account {
  debitPendingFen: bigint;
  creditPendingFen: bigint;
  debitPostedFen: bigint;
  creditPostedFen: bigint;
  version: number;
}

/** What the journals of one payment add up to: credits less debits per account. */
export interface PaymentBooks {
  readonly posted: Map<string, bigint>;
  readonly pending: Map<string, bigint>;
  journals: number;
}

export const newPaymentBooks = (): PaymentBooks => ({ posted: new Map(), pending: new Map(), journals: 0 });

export const postedFen = (books: PaymentBooks, account: string): bigint => books.posted.get(account) ?? 0n;

/** What the payer has paid, as the books have it: what the merchant is owed and the discount. */
export const bookedFen = (books: PaymentBooks): bigint =>
  postedFen(books, 'merchant_payable') + postedFen(books, 'fee_income');

export const isNothingPending = (books: PaymentBooks): boolean => {
  for (const sumFen of books.pending.values()) if (sumFen !== 0n) return false;
  return true;
};

export class AuditedBooks {
  readonly #accounts = new Map<string, Account>();

  /** Adds a journal to the accounts and to its payment; a sentence when it breaks a law of the books. */
  add(row: JournalRow, books: PaymentBooks): string | null {
    const what = `journal ${row.no} (${row.kind}) of ${row.paymentId}`;
    if (row.no !== books.journals + 1) return `${what} stands where ${books.journals + 1} should`;
    books.journals = row.no;
    let pendingFen = 0n;
    let postedSumFen = 0n;
    for (const entry of row.entries) {
      const pending = entry.creditPendingFen - entry.debitPendingFen;
      const posted = entry.creditPostedFen - entry.debitPostedFen;
      pendingFen += pending;
      postedSumFen += posted;
      if (pending !== 0n)
        books.pending.set(entry.account, (books.pending.get(entry.account) ?? 0n) + pending);
      if (posted !== 0n) books.posted.set(entry.account, postedFen(books, entry.account) + posted);
      const account = this.#account(row.book, entry.account);
      account.version += 1;
      for (const column of COLUMNS) {
        account[column] += entry[column];
        if (account[column] !== entry.after[column])
          return `${what}: ${entry.account} ${column} is ${entry.after[column]} fen, recomputed ${account[column]}`;
      }
      if (account.version !== entry.after.version)
        return `${what}: ${entry.account} is at entry ${entry.after.version}, counted ${account.version}`;
    }
    if (pendingFen !== 0n || postedSumFen !== 0n)
      return `${what} is not even: ${pendingFen} fen pending and ${postedSumFen} fen posted are over`;
    return null;
  }

  #account(book: string, kind: string): Account {
    const key = `${book}|${kind}`;
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const fresh = {
      debitPendingFen: 0n,
      creditPendingFen: 0n,
      debitPostedFen: 0n,
      creditPostedFen: 0n,
      version: 0,
    };
    this.#accounts.set(key, fresh);
    return fresh;
  }

  /** Posted credits less debits of every account of one kind, over all books. */
  postedFen(kind: string): bigint {
    let sumFen = 0n;
    for (const [key, account] of this.#accounts)
      if (key.endsWith(`|${kind}`)) sumFen += account.creditPostedFen - account.debitPostedFen;
    return sumFen;
  }

  pendingFen(): bigint {
    let sumFen = 0n;
    for (const account of this.#accounts.values())
      sumFen += account.debitPendingFen + account.creditPendingFen;
    return sumFen;
  }
}
