/**
 * The books of one issuer, double entry: a card's account stands against what the issuer owes the network.
 * Columns as in the platform's own ledger: debits and credits, each pending (held) or posted.
 */
import type { Delta, Phase, Side } from '#domain/ledger';
import type { Fen } from '#domain/money';
import type { Card, Issuer } from './config.ts';

export interface BookLine {
  readonly account: string;
  readonly side: Side;
  readonly phase: Phase;
  /** Negative only in the pending columns, when a hold ends. */
  readonly amountFen: Fen;
}

export interface IssuerJournal {
  readonly issuer: string;
  readonly lines: readonly BookLine[];
}

export type IssuerBooks = Map<string, Delta>;

/** Owed to the network for approved payments; sales credit it. */
export const settlementAccount = 'network-settlement';
/** Money that stood on the accounts when they were opened. */
export const fundingAccount = 'funding';
/** Refunds that no account took, until they go back to the network. */
export const unpostedAccount = 'refunds-unposted';
export const pointsAccount = (cardId: string): string => `points/${cardId}`;
/** What a card's pre-authorisations hold; it is never booked by the cut-over. */
export const holdAccount = (cardId: string): string => `hold/${cardId}`;
/** The other side of all that is held. */
export const holdsAccount = 'holds';
export const cardAccount = (cardId: string): string => `card/${cardId}`;

const empty: Delta = { debitPendingFen: 0n, debitPostedFen: 0n, creditPendingFen: 0n, creditPostedFen: 0n };

export class IssuerBooksError extends Error {
  override readonly name = 'IssuerBooksError';
}

function move(from: string, to: string, phase: Phase, amountFen: Fen): BookLine[] {
  return [
    { account: from, side: 'debit', phase, amountFen },
    { account: to, side: 'credit', phase, amountFen },
  ];
}

const moveSome = (from: string, to: string, amountFen: Fen): BookLine[] =>
  amountFen === 0n ? [] : move(from, to, 'posted', amountFen);

/** An account is opened with money on it; no journal for none. */
export function openingJournal(card: Card): IssuerJournal | null {
  const lines = [
    ...moveSome(fundingAccount, cardAccount(card.id), card.openingFen),
    ...moveSome(fundingAccount, pointsAccount(card.id), card.pointsFen ?? 0n),
  ];
  return lines.length === 0 ? null : { issuer: card.issuer, lines };
}

/** A payment is approved: booked, or held until the cut-over. */
export function chargeJournal(issuer: Issuer, cardId: string, amountFen: Fen): IssuerJournal {
  const phase = issuer.posting === 'at-once' ? 'posted' : 'pending';
  return { issuer: issuer.id, lines: move(cardAccount(cardId), settlementAccount, phase, amountFen) };
}

/** A payment of the same clearing day is undone: booked back, or its hold ends. */
export function undoJournal(issuer: Issuer, cardId: string, amountFen: Fen): IssuerJournal {
  if (issuer.posting === 'at-once') return creditJournal(issuer, cardId, amountFen);
  const lines = move(cardAccount(cardId), settlementAccount, 'pending', -amountFen);
  return { issuer: issuer.id, lines };
}

/** A pre-authorisation holds so much more, or with a negative amount so much less. */
export function holdJournal(issuer: Issuer, cardId: string, amountFen: Fen): IssuerJournal {
  return { issuer: issuer.id, lines: move(holdAccount(cardId), holdsAccount, 'pending', amountFen) };
}

/** Both at once, at the same issuer. */
export const joined = (one: IssuerJournal, other: IssuerJournal): IssuerJournal => ({
  issuer: one.issuer,
  lines: [...one.lines, ...other.lines],
});

/** Points pay: the issuer owes the network for them at once. */
export function chargePointsJournal(issuer: Issuer, cardId: string, amountFen: Fen): IssuerJournal {
  return { issuer: issuer.id, lines: move(pointsAccount(cardId), settlementAccount, 'posted', amountFen) };
}
/** Points come back. */
export function creditPointsJournal(issuer: Issuer, cardId: string, amountFen: Fen): IssuerJournal {
  return { issuer: issuer.id, lines: move(settlementAccount, pointsAccount(cardId), 'posted', amountFen) };
}

/** Money comes back to the card. */
export function creditJournal(issuer: Issuer, cardId: string, amountFen: Fen): IssuerJournal {
  return { issuer: issuer.id, lines: move(settlementAccount, cardAccount(cardId), 'posted', amountFen) };
}

/** A refund to an account that is closed: the issuer has the money and nobody to give it to. */
export function unpostedJournal(issuer: Issuer, amountFen: Fen): IssuerJournal {
  return { issuer: issuer.id, lines: move(settlementAccount, unpostedAccount, 'posted', amountFen) };
}
/** It goes back to the network. */
export function returnJournal(issuer: Issuer, amountFen: Fen): IssuerJournal {
  return { issuer: issuer.id, lines: move(unpostedAccount, settlementAccount, 'posted', amountFen) };
}
export const holdsUnposted = (journal: IssuerJournal): boolean =>
  journal.lines.some(({ account, side }) => account === unpostedAccount && side === 'credit');

/** The cut-over books what is held; null when nothing is. */
export function settleHoldsJournal(issuer: string, books: IssuerBooks): IssuerJournal | null {
  const lines: BookLine[] = [];
  for (const [account, { debitPendingFen }] of books) {
    if (!account.startsWith('card/') || debitPendingFen === 0n) continue;
    lines.push(...move(account, settlementAccount, 'pending', -debitPendingFen));
    lines.push(...move(account, settlementAccount, 'posted', debitPendingFen));
  }
  return lines.length === 0 ? null : { issuer, lines };
}

/** Debits less credits of what was posted and of what is pending; both are 0 in books that balance. */
export function imbalanceOf(sums: Iterable<Delta>): { readonly pendingFen: Fen; readonly postedFen: Fen } {
  let pendingFen = 0n;
  let postedFen = 0n;
  for (const sum of sums) {
    pendingFen += sum.debitPendingFen - sum.creditPendingFen;
    postedFen += sum.debitPostedFen - sum.creditPostedFen;
  }
  return { pendingFen, postedFen };
}

/** A column after a line; it never falls below what is there, and what was posted never shrinks. */
function added(columnFen: Fen, { account, side, phase, amountFen }: BookLine): Fen {
  const afterFen = columnFen + amountFen;
  if (afterFen >= 0n && (phase === 'pending' || amountFen >= 0n)) return afterFen;
  throw new IssuerBooksError(
    `Booking on ${account} failed: ${side} ${phase} would fall by ${-amountFen} below what is there`,
  );
}

/** The account with one of its four columns moved. */
function plus(sum: Delta, line: BookLine): Delta {
  let { debitPendingFen, debitPostedFen, creditPendingFen, creditPostedFen } = sum;
  if (line.phase === 'pending') {
    if (line.side === 'debit') debitPendingFen = added(debitPendingFen, line);
    else creditPendingFen = added(creditPendingFen, line);
  } else if (line.side === 'debit') debitPostedFen = added(debitPostedFen, line);
  else creditPostedFen = added(creditPostedFen, line);
  return { debitPendingFen, debitPostedFen, creditPendingFen, creditPostedFen };
}

function assertEven({ issuer, lines }: IssuerJournal): void {
  let pendingFen = 0n;
  let postedFen = 0n;
  for (const { side, phase, amountFen } of lines) {
    const byFen = side === 'debit' ? amountFen : -amountFen;
    if (phase === 'pending') pendingFen += byFen;
    else postedFen += byFen;
  }
  if (pendingFen === 0n && postedFen === 0n) return;
  throw new IssuerBooksError(
    `Booking at ${issuer} failed: debits less credits are ${pendingFen} fen pending, ` +
      `${postedFen} fen posted; both must be 0`,
  );
}

/** @throws IssuerBooksError for a journal that does not balance; the books are then as before. */
export function applyJournal(books: IssuerBooks, journal: IssuerJournal): void {
  assertEven(journal);
  const accounts: string[] = [];
  const sums: Delta[] = [];
  for (const line of journal.lines) {
    const known = accounts.indexOf(line.account);
    if (known >= 0) sums[known] = plus(sums[known]!, line);
    else {
      accounts.push(line.account);
      sums.push(plus(books.get(line.account) ?? empty, line));
    }
  }
  for (let at = 0; at < accounts.length; at += 1) books.set(accounts[at]!, sums[at]!);
}

/** What the points on a card would pay now. */
export function pointsOf(cardId: string, books: IssuerBooks | undefined): Fen {
  const sum = books?.get(pointsAccount(cardId)) ?? empty;
  return sum.creditPostedFen - sum.debitPostedFen;
}

/** A card's account as its holder sees it. `postedFen` is negative when money is owed. */
export interface CardAmounts {
  readonly availableFen: Fen;
  readonly heldFen: Fen;
  readonly postedFen: Fen;
}

export function cardAmounts(card: Card, books: IssuerBooks | undefined): CardAmounts {
  const sum = books?.get(cardAccount(card.id)) ?? empty;
  const postedFen = sum.creditPostedFen - sum.debitPostedFen;
  const heldFen = sum.debitPendingFen + (books?.get(holdAccount(card.id))?.debitPendingFen ?? 0n);
  return { availableFen: card.limitFen + postedFen - heldFen, heldFen, postedFen };
}
