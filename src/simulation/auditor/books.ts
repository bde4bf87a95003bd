/** The auditor's own copy of the acquirer's books, from the rows that were written. No code of the ledger's. */
import type { JournalRow } from '#engine';

const COLUMNS = ['debitPendingFen', 'creditPendingFen', 'debitPostedFen', 'creditPostedFen'] as const;

const isAs = (account: Account, after: JournalRow['entries'][number]['after']): boolean =>
  account.version === after.version &&
  account.debitPendingFen === after.debitPendingFen &&
  account.creditPendingFen === after.creditPendingFen &&
  account.debitPostedFen === after.debitPostedFen &&
  account.creditPostedFen === after.creditPostedFen;

interface Account {
  readonly kind: string;
  debitPendingFen: bigint;
  creditPendingFen: bigint;
  debitPostedFen: bigint;
  creditPostedFen: bigint;
  version: number;
}

/** What the journals of one payment add up to on one account: credits less debits. */
interface Sum {
  readonly account: string;
  /** The payer paid what stands here. */
  readonly isPaid: boolean;
  postedFen: bigint;
  pendingFen: bigint;
}

/** The sums of one payment. It moves few accounts: to look along the list is the quickest. */
export interface PaymentBooks {
  readonly sums: Sum[];
  journals: number;
}

export const newPaymentBooks = (): PaymentBooks => ({ sums: [], journals: 0 });

export function postedFen({ sums }: PaymentBooks, account: string): bigint {
  for (const sum of sums) if (sum.account === account) return sum.postedFen;
  return 0n;
}

function sumOn({ sums }: PaymentBooks, account: string): Sum {
  for (const sum of sums) if (sum.account === account) return sum;
  const fresh = { account, isPaid: PAID_ACCOUNTS.has(account), postedFen: 0n, pendingFen: 0n };
  sums.push(fresh);
  return fresh;
}

/** Who owes the merchant a part of a price; the merchant owes its own part to nobody. */
export const PART_ACCOUNTS: ReadonlyMap<string, string> = new Map([
  ['scheme', 'discount_scheme'],
  ['issuer', 'discount_issuer'],
  ['institution', 'discount_institution'],
]);

const PAID_ACCOUNTS: ReadonlySet<string> = new Set([
  'merchant_payable',
  'fee_income',
  ...PART_ACCOUNTS.values(),
]);

/** What the payer has paid, as the books have it: what the merchant is owed and the fee, less what others owe of it. */
export function bookedFen({ sums }: PaymentBooks): bigint {
  let paidFen = 0n;
  for (const { isPaid, postedFen: sumFen } of sums) if (isPaid && sumFen !== 0n) paidFen += sumFen;
  return paidFen;
}

export const isNothingPending = ({ sums }: PaymentBooks): boolean => {
  for (const { pendingFen } of sums) if (pendingFen !== 0n) return false;
  return true;
};

const nameOf = (row: JournalRow): string => `journal ${row.no} (${row.kind}) of ${row.paymentId}`;

/** How an account as recomputed differs from what the entry says it stands at; null when it does not. */
function differing(account: Account, { account: kind, after }: JournalRow['entries'][number]): string | null {
  if (isAs(account, after)) return null;
  for (const column of COLUMNS)
    if (account[column] !== after[column])
      return `${kind} ${column} is ${after[column]} fen, recomputed ${account[column]}`;
  return `${kind} is at entry ${after.version}, counted ${account.version}`;
}

function accountIn(ofBook: Account[], kind: string): Account {
  for (const known of ofBook) if (known.kind === kind) return known;
  const fresh: Account = {
    kind,
    debitPendingFen: 0n,
    creditPendingFen: 0n,
    debitPostedFen: 0n,
    creditPostedFen: 0n,
    version: 0,
  };
  ofBook.push(fresh);
  return fresh;
}

export class AuditedBooks {
  /** By book. */
  readonly #accounts = new Map<string, Account[]>();

  /** Adds a journal to the accounts and to its payment; a sentence when it breaks a law of the books. */
  add(row: JournalRow, books: PaymentBooks): string | null {
    if (row.no !== books.journals + 1) return `${nameOf(row)} stands where ${books.journals + 1} should`;
    books.journals = row.no;
    let pendingFen = 0n;
    let postedSumFen = 0n;
    const ofBook = this.#accountsOf(row.book);
    for (const entry of row.entries) {
      const account = accountIn(ofBook, entry.account);
      account.version += 1;
      // Most columns of a line are 0: only what moves is added.
      const { debitPendingFen, creditPendingFen, debitPostedFen, creditPostedFen } = entry;
      if (debitPendingFen !== 0n || creditPendingFen !== 0n) {
        const pending = creditPendingFen - debitPendingFen;
        pendingFen += pending;
        if (pending !== 0n) sumOn(books, entry.account).pendingFen += pending;
        account.debitPendingFen += debitPendingFen;
        account.creditPendingFen += creditPendingFen;
      }
      if (debitPostedFen !== 0n || creditPostedFen !== 0n) {
        const posted = creditPostedFen - debitPostedFen;
        postedSumFen += posted;
        if (posted !== 0n) sumOn(books, entry.account).postedFen += posted;
        account.debitPostedFen += debitPostedFen;
        account.creditPostedFen += creditPostedFen;
      }
      const wrong = differing(account, entry);
      if (wrong !== null) return `${nameOf(row)}: ${wrong}`;
    }
    if (pendingFen !== 0n || postedSumFen !== 0n)
      return `${nameOf(row)} is not even: ${pendingFen} fen pending and ${postedSumFen} fen posted are over`;
    return null;
  }

  #accountsOf(book: string): Account[] {
    const known = this.#accounts.get(book);
    if (known !== undefined) return known;
    const fresh: Account[] = [];
    this.#accounts.set(book, fresh);
    return fresh;
  }

  /** A book that nobody will write in again. */
  forget(book: string): void {
    this.#accounts.delete(book);
  }

  pendingFen(): bigint {
    let sumFen = 0n;
    for (const ofBook of this.#accounts.values())
      for (const account of ofBook) sumFen += account.debitPendingFen + account.creditPendingFen;
    return sumFen;
  }
}
