/** The books of an amount that changes: the difference is reserved, and booked or released with the network's word. */
import { hold, type Journal, mirrored, type Posting, post, release } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import { sharesOf } from './fees.ts';
import { expectedPostings, salePostings } from './postings.ts';
import { type Payment, type PaymentIn, type Shares, subtractShares } from './state.ts';

/** The fees of the new amount. */
export const sharesAt = (payment: Payment, amountFen: Fen): Shares => sharesOf(amountFen, payment.contract);

/** The postings of the difference, and whether it goes back. */
function difference(payment: PaymentIn<'approved'>, toFen: Fen): { postings: Posting[]; back: boolean } {
  const shares = sharesAt(payment, toFen);
  const back = toFen < payment.amountFen;
  const postings = back
    ? salePostings(payment.amountFen - toFen, subtractShares(payment.shares, shares))
    : salePostings(toFen - payment.amountFen, subtractShares(shares, payment.shares));
  return { postings: back ? mirrored(postings) : postings, back };
}

/** What is reserved while the network has not agreed: the difference, expected whole or given back in full. */
export function reservedBy(payment: PaymentIn<'approved'>, toFen: Fen): Posting[] {
  const { postings, back } = difference(payment, toFen);
  return back ? postings : expectedPostings(toFen - payment.amountFen);
}

export const changeHold = (payment: PaymentIn<'approved'>, toFen: Fen): Journal =>
  hold(reservedBy(payment, toFen));
export const changePost = (payment: PaymentIn<'approved'>, toFen: Fen): Journal =>
  post(reservedBy(payment, toFen), difference(payment, toFen).postings);
export const changeRelease = (payment: PaymentIn<'approved'>, toFen: Fen): Journal =>
  release(reservedBy(payment, toFen));
