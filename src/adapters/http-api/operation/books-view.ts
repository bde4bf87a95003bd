/** The books as the API tells them: to operators whole, to a merchant its own accounts. */
import type { AccountEntry, ApiKey } from '#adapters/postgres';
import { ACCOUNTS, type AccountKind, type Delta, type JournalKind, postedBalanceFen } from '#domain/ledger';
import type { Words } from '#domain/wording';
import type { JournalRow } from '#engine';
import { amount, instant } from '../answers/answer-view.ts';
import type { AccountView, JournalView } from './schemas-books.ts';

/** Kinds of journals, as a bookkeeper says them. */
export const JOURNAL_WORDS: Readonly<Record<JournalKind, Words>> = {
  hold: { zh: '预占', en: 'hold' },
  post: { zh: '入账', en: 'post' },
  release: { zh: '释放', en: 'release' },
  mirror: { zh: '冲销', en: 'mirror' },
  transfer: { zh: '转账', en: 'transfer' },
};

export type Role = ApiKey['role'];

/** What a merchant may see. The acquirer's costs and its dealings with the network are not the merchant's. */
const OF_MERCHANTS: readonly AccountKind[] = [
  'merchant_payable',
  'merchant_reserve',
  'suspense',
  'fee_income',
];
const DISCOUNT: Words = { zh: '商户手续费', en: 'merchant discount' };

const shows = (role: Role, account: AccountKind): boolean =>
  role === 'operator' || OF_MERCHANTS.includes(account);

/** The acquirer's income from a merchant is that merchant's discount. */
function accountWords(role: Role, account: AccountKind): Words {
  if (role === 'merchant' && account === 'fee_income') return DISCOUNT;
  return { zh: ACCOUNTS[account].zh, en: ACCOUNTS[account].en };
}

const columns = (
  delta: Delta,
): Pick<AccountView, 'debitPending' | 'debitPosted' | 'creditPending' | 'creditPosted'> => ({
  debitPending: amount(delta.debitPendingFen),
  debitPosted: amount(delta.debitPostedFen),
  creditPending: amount(delta.creditPendingFen),
  creditPosted: amount(delta.creditPostedFen),
});

export const journalView = (journal: JournalRow, role: Role): JournalView => ({
  book: journal.book,
  payment: journal.paymentId,
  no: journal.no,
  kind: journal.kind,
  kindWords: { ...JOURNAL_WORDS[journal.kind] },
  cancellation: journal.cancellationId,
  mirrorsNo: journal.mirrorsNo,
  at: instant(journal.atMs),
  entries: journal.entries
    .filter(({ account }) => shows(role, account))
    .map((entry) => ({
      account: entry.account,
      ...accountWords(role, entry.account),
      ...columns(entry),
      after: { ...columns(entry.after), version: entry.after.version },
    })),
});

export const accountsView = (entries: readonly AccountEntry[], role: Role): AccountView[] =>
  entries
    .filter(({ account }) => shows(role, account))
    .map(({ book, account, balance }) => ({
      book,
      account,
      ...accountWords(role, account),
      normalSide: ACCOUNTS[account].normal,
      balance: amount(postedBalanceFen(account, balance)),
      ...columns(balance),
      version: balance.version,
    }));
