/**
 * Double entry, append-only. This room knows accounts and journals; it does not know what a payment is.
 *
 * A journal moves amounts in four columns per account: debits and credits, each pending or posted. A hold adds
 * to the pending columns, a post or a release takes the same amounts out of them again. A journal is balanced
 * by construction: within the pending columns and within the posted ones, debits equal credits.
 */
import type { Fen } from '../money/index.ts';

/** Minimum chart of one book. `normal` is the side on which the balance of the account stands. */
export const ACCOUNTS = {
  network_clearing: { normal: 'debit', zh: '应收网络清算款', en: 'network clearing (receivable)' },
  merchant_payable: { normal: 'credit', zh: '应付商户款', en: 'merchant payable' },
  fee_income: { normal: 'credit', zh: '手续费收入', en: 'fee income' },
  issuer_fee_expense: { normal: 'debit', zh: '发卡行服务费支出', en: 'issuer fee expense' },
  network_fee_expense: { normal: 'debit', zh: '网络服务费支出', en: 'network fee expense' },
  suspense: { normal: 'credit', zh: '挂账', en: 'suspense' },
  merchant_reserve: { normal: 'credit', zh: '商户保证金', en: 'merchant reserve' },
  bank: { normal: 'debit', zh: '银行存款', en: 'bank' },
  discount_scheme: { normal: 'debit', zh: '应收卡组织优惠款', en: 'discounts owed by the scheme' },
  discount_issuer: { normal: 'debit', zh: '应收发卡行优惠款', en: 'discounts owed by issuers' },
  discount_institution: { normal: 'debit', zh: '本机构优惠支出', en: 'discounts of this institution' },
  bank_fee_expense: { normal: 'debit', zh: '银行手续费支出', en: 'bank fee expense' },
  loss_cover: { normal: 'debit', zh: '盗刷赔付支出', en: 'loss cover (expense)' },
  wallet_balance: { normal: 'credit', zh: '应付持卡人余额', en: 'balance owed to the holder' },
  on_us_clearing: {
    normal: 'credit',
    zh: '应付本机构商户清算款',
    en: 'owed to merchants of this institution',
  },
  payout_in_transit: { normal: 'credit', zh: '提现在途', en: 'payouts under way' },
} as const satisfies Record<string, { normal: 'debit' | 'credit'; zh: string; en: string }>;
export type AccountKind = keyof typeof ACCOUNTS;
export const ACCOUNT_KINDS = Object.keys(ACCOUNTS) as AccountKind[];

export type Side = 'debit' | 'credit';
export type Phase = 'pending' | 'posted';

/** Amounts that a journal adds to the four columns of one account. Only a post or release holds negative ones. */
export interface Delta {
  readonly debitPendingFen: Fen;
  readonly debitPostedFen: Fen;
  readonly creditPendingFen: Fen;
  readonly creditPostedFen: Fen;
}

export interface Line extends Delta {
  readonly account: AccountKind;
}

/** Why a journal was made; `mirror` undoes a posted one and names it, `transfer` moves on what was booked before. */
export type JournalKind = 'hold' | 'post' | 'release' | 'mirror' | 'transfer';

export interface Journal {
  readonly kind: JournalKind;
  readonly lines: readonly Line[];
}

/** The running sums of one account; `version` counts the journals that touched it. */
export interface Balance extends Delta {
  readonly version: number;
}

export const ZERO_BALANCE: Balance = {
  debitPendingFen: 0n,
  debitPostedFen: 0n,
  creditPendingFen: 0n,
  creditPostedFen: 0n,
  version: 0,
};

/** One movement as a bookkeeper writes it. */
export interface Posting {
  readonly account: AccountKind;
  readonly side: Side;
  readonly amountFen: Fen;
}

export const debit = (account: AccountKind, amountFen: Fen): Posting => ({
  account,
  side: 'debit',
  amountFen,
});
export const credit = (account: AccountKind, amountFen: Fen): Posting => ({
  account,
  side: 'credit',
  amountFen,
});

/** A broken law of the books. It stops the act that caused it; nobody catches it on the way. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

type Draft = { -readonly [K in keyof Line]: Line[K] };

/** Adds these postings to the lines, one line for each account in the order in which they come. */
function put(lines: Draft[], postings: readonly Posting[], phase: Phase, ends: boolean): void {
  for (const { account, side, amountFen } of postings) {
    if (amountFen < 0n) {
      throw new LedgerError(
        `Cannot post ${amountFen} fen to ${account}: the side tells the direction, amounts are not negative`,
      );
    }
    if (amountFen === 0n) continue;
    let line = lineOf(lines, account);
    if (line === undefined) {
      line = { account, debitPendingFen: 0n, debitPostedFen: 0n, creditPendingFen: 0n, creditPostedFen: 0n };
      lines.push(line);
    }
    const byFen = ends ? -amountFen : amountFen;
    if (side === 'debit') {
      if (phase === 'pending') line.debitPendingFen = plus(line.debitPendingFen, byFen);
      else line.debitPostedFen = plus(line.debitPostedFen, byFen);
    } else if (phase === 'pending') line.creditPendingFen = plus(line.creditPendingFen, byFen);
    else line.creditPostedFen = plus(line.creditPostedFen, byFen);
  }
}

function lineOf(lines: readonly Draft[], account: AccountKind): Draft | undefined {
  for (const line of lines) if (line.account === account) return line;
  return undefined;
}

/** Most columns of a line are 0; a sum with 0 makes no new number. */
const plus = (one: Fen, other: Fen): Fen => (other === 0n ? one : one === 0n ? other : one + other);

function journalOf(kind: JournalKind, lines: Draft[]): Journal {
  const journal = { kind, lines };
  assertBalanced(journal);
  return journal;
}

function assertBalanced(journal: Journal): void {
  let pending = 0n;
  let posted = 0n;
  for (const line of journal.lines) {
    pending = plus(pending, line.debitPendingFen);
    if (line.creditPendingFen !== 0n) pending -= line.creditPendingFen;
    posted = plus(posted, line.debitPostedFen);
    if (line.creditPostedFen !== 0n) posted -= line.creditPostedFen;
  }
  if (pending !== 0n || posted !== 0n) {
    throw new LedgerError(
      `Cannot make the ${journal.kind} journal: debits less credits are ${pending} fen pending and ${posted} fen posted, both must be 0`,
    );
  }
}

export const isBalanced = (journal: Journal): boolean => {
  try {
    assertBalanced(journal);
    return true;
  } catch {
    return false;
  }
};

/** Reserves: the amounts stand in the pending columns until posted or released. */
export function hold(postings: readonly Posting[]): Journal {
  const lines: Draft[] = [];
  put(lines, postings, 'pending', false);
  return journalOf('hold', lines);
}

/** Ends a hold by what really happened; `held` is taken out of the pending columns, `postings` are booked. */
export const post = (held: readonly Posting[], postings: readonly Posting[]): Journal =>
  ended('post', held, postings);

function ended(kind: JournalKind, held: readonly Posting[], postings: readonly Posting[]): Journal {
  const lines: Draft[] = [];
  put(lines, held, 'pending', true);
  put(lines, postings, 'posted', false);
  return journalOf(kind, lines);
}

/** Ends a hold by nothing having happened. */
export const release = (held: readonly Posting[]): Journal => ended('release', held, []);

/** The same postings with sides exchanged. */
export function mirrored(postings: readonly Posting[]): Posting[] {
  return postings.map(({ account, side, amountFen }) => ({
    account,
    side: side === 'debit' ? 'credit' : 'debit',
    amountFen,
  }));
}

/** Books the opposite of `postings`, ending the hold that announced it. */
export const mirror = (held: readonly Posting[], postings: readonly Posting[]): Journal =>
  ended('mirror', held, mirrored(postings));

/** Moves money on from where an earlier journal left it, ending the hold that announced it, if there was one. */
export const transfer = (held: readonly Posting[], postings: readonly Posting[]): Journal =>
  ended('transfer', held, postings);

/** The balance after a line. Pending columns below zero mean a post without its hold. */
export function applyLine(balance: Balance, line: Line): Balance {
  const after: Balance = {
    debitPendingFen: plus(balance.debitPendingFen, line.debitPendingFen),
    debitPostedFen: plus(balance.debitPostedFen, line.debitPostedFen),
    creditPendingFen: plus(balance.creditPendingFen, line.creditPendingFen),
    creditPostedFen: plus(balance.creditPostedFen, line.creditPostedFen),
    version: balance.version + 1,
  };
  if (
    after.debitPendingFen < 0n ||
    after.creditPendingFen < 0n ||
    line.debitPostedFen < 0n ||
    line.creditPostedFen < 0n
  ) {
    throw new LedgerError(
      `Cannot apply a line to ${line.account}: a pending column would fall below zero or a posted one would shrink`,
    );
  }
  return after;
}

/** What stands on an account, on its normal side; pending amounts not counted. */
export function postedBalanceFen(account: AccountKind, balance: Delta): Fen {
  const net = balance.debitPostedFen - balance.creditPostedFen;
  return ACCOUNTS[account].normal === 'debit' ? net : -net;
}
