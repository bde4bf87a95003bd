/** What the books say at each step of the way back. Every journal here answers one of the way out. */
import {
  credit,
  debit,
  hold,
  type Journal,
  mirror,
  mirrored,
  type Posting,
  post,
  release,
} from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import {
  discountPostings,
  expectedPostings,
  isHold,
  type Payment,
  type PaymentIn,
  type Shares,
  salePostings,
} from '../payment/index.ts';

/** Part of an amount goes back to the card: the merchant gives it less the returned discount. */
export function refundPostings(amountFen: Fen, shares: Shares): Posting[] {
  const upstreamFen = shares.issuerFeeFen + shares.networkFeeFen;
  return [
    debit('merchant_payable', amountFen - shares.feeFen),
    debit('fee_income', shares.feeFen),
    credit('network_clearing', amountFen),
    credit('issuer_fee_expense', shares.issuerFeeFen),
    credit('network_fee_expense', shares.networkFeeFen),
    debit('network_clearing', upstreamFen),
    ...mirrored(discountPostings(shares)),
  ];
}

/** What the approval booked: of a hold nothing. */
const saleOf = (payment: PaymentIn<'approved' | 'voided'>): Posting[] =>
  isHold(payment) ? [] : salePostings(payment.amountFen, payment.shares);

/** A way back begins: what it will take is reserved. */
export function claimJournal(
  payment: PaymentIn<'approved'>,
  route: 'VOID' | 'REVERSAL' | 'REFUND',
  amountFen: Fen,
  shares: Shares,
): Journal {
  return hold(route === 'REFUND' ? refundPostings(amountFen, shares) : mirrored(saleOf(payment)));
}

/** A way back came to nothing: the reservation ends. */
export function freeJournal(
  payment: PaymentIn<'approved'>,
  route: 'VOID' | 'REVERSAL' | 'REFUND',
  amountFen: Fen,
  shares: Shares,
): Journal {
  return release(route === 'REFUND' ? refundPostings(amountFen, shares) : mirrored(saleOf(payment)));
}

/** A way back arrived: the money is booked back. */
export function returnJournal(
  payment: Payment,
  route: 'VOID' | 'REVERSAL' | 'REFUND',
  amountFen: Fen,
  shares: Shares,
): Journal {
  if (payment.state === 'approved') {
    if (route !== 'REFUND') return mirror(mirrored(saleOf(payment)), saleOf(payment));
    const postings = refundPostings(amountFen, shares);
    return { ...post(postings, postings), kind: 'mirror' };
  }
  // The reversal of a payment whose outcome never became known: nothing was booked, its hold ends.
  return release(isHold(payment) ? [] : expectedPostings(payment.amountFen));
}

/** A completed void begins to be undone, and has been undone. */
export const reviveHold = (payment: PaymentIn<'voided'>): Journal => hold(saleOf(payment));
export const reviveRelease = (payment: PaymentIn<'voided'>): Journal => release(saleOf(payment));
export const revivePost = (payment: PaymentIn<'voided'>): Journal => post(saleOf(payment), saleOf(payment));
