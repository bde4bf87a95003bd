/** Fees: those of the payment as its contract prices them, and those that went back with its refunds. */
import { type Cancellation, carriedOut, isOpen } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import {
  discountOf,
  FUNDERS,
  feeReturnOf,
  isHold,
  NO_SHARES,
  type Payment,
  type PaymentIn,
  type Shares,
  sharesOf,
} from '#domain/payment';
import { sameShares, sumShares } from './way-back.ts';

const PARTS = ['feeFen', 'issuerFeeFen', 'networkFeeFen'] as const satisfies (keyof Shares)[];
const noFees = (shares: Shares): boolean => PARTS.every((part) => shares[part] === 0n);
const shown = (shares: Shares): string => PARTS.map((part) => `${part} ${shares[part]}`).join(', ');

export function wrongShares(payment: Payment, cancellations: readonly Cancellation[]): string[] {
  const found: string[] = [];
  if (payment.state !== 'approved' && payment.state !== 'voided') return found;
  // A hold took nothing: it has no price.
  const priced = isHold(payment)
    ? NO_SHARES
    : sharesOf(payment.amountFen, payment.contract, payment.discounts);
  if (!sameShares(payment.shares, priced))
    found.push(`its fees are ${shown(payment.shares)}, its contract makes them ${shown(priced)}`);
  const refunds = cancellations.filter(
    (each) => each.route === 'REFUND' && (carriedOut(each) || isOpen(each)),
  );
  if (refunds.length === 0) return found;
  const backFen = refunds.reduce((sum, each) => sum + each.amountFen, 0n);
  const back = sumShares(refunds);
  if (feeReturnOf(payment) === 'NONE') {
    if (!noFees(back)) found.push(`its contract returns no fees, its refunds return ${shown(back)}`);
  } else if (PARTS.some((part) => back[part] < 0n || back[part] > payment.shares[part])) {
    found.push(`its refunds return ${shown(back)}, more than its fees ${shown(payment.shares)}`);
  } else if (backFen === payment.amountFen && !sameShares(back, payment.shares)) {
    found.push(`it is refunded in full, its refunds return ${shown(back)} of ${shown(payment.shares)}`);
  }
  return [...found, ...wrongDiscounts(payment, back, backFen)];
}

/** Nobody who paid a part of the price gets more of it back, and with the whole price each gets its part. */
function wrongDiscounts(payment: PaymentIn<'approved' | 'voided'>, back: Shares, backFen: Fen): string[] {
  return FUNDERS.flatMap((funder) => {
    const [wholeFen, givenFen] = [discountOf(payment.shares, funder), discountOf(back, funder)];
    const whole = backFen === payment.amountFen;
    const right = whole ? givenFen === wholeFen : givenFen >= 0n && givenFen <= wholeFen;
    return right ? [] : [`its refunds return ${givenFen} of the ${wholeFen} fen that the ${funder} paid`];
  });
}
