/** Fees: those of the payment as its contract prices them, and those that went back with its refunds. */
import { type Cancellation, isOpen } from '#domain/cancellation';
import { NO_SHARES, type Payment, type Shares, sharesOf } from '#domain/payment';
import { sameShares, sumShares } from './way-back.ts';

const PARTS = ['feeFen', 'issuerFeeFen', 'networkFeeFen'] as const satisfies (keyof Shares)[];
const shown = (shares: Shares): string => PARTS.map((part) => `${part} ${shares[part]}`).join(', ');

export function wrongShares(payment: Payment, cancellations: readonly Cancellation[]): string[] {
  const found: string[] = [];
  if (payment.state !== 'approved' && payment.state !== 'voided') return found;
  const priced = sharesOf(payment.amountFen, payment.contract);
  if (!sameShares(payment.shares, priced))
    found.push(`its fees are ${shown(payment.shares)}, its contract makes them ${shown(priced)}`);
  const refunds = cancellations.filter(
    (each) => each.route === 'REFUND' && (each.state === 'done' || isOpen(each)),
  );
  if (refunds.length === 0) return found;
  const backFen = refunds.reduce((sum, each) => sum + each.amountFen, 0n);
  const back = sumShares(refunds);
  if (payment.contract.feeReturn === 'NONE') {
    if (!sameShares(back, NO_SHARES))
      found.push(`its contract returns no fees, its refunds return ${shown(back)}`);
  } else if (PARTS.some((part) => back[part] < 0n || back[part] > payment.shares[part])) {
    found.push(`its refunds return ${shown(back)}, more than its fees ${shown(payment.shares)}`);
  } else if (backFen === payment.amountFen && !sameShares(back, payment.shares)) {
    found.push(`it is refunded in full, its refunds return ${shown(back)} of ${shown(payment.shares)}`);
  } else if (PARTS.some((part) => isOffProRata(back[part], payment.shares[part], backFen, payment, refunds))) {
    found.push(`${backFen} of ${payment.amountFen} fen went back, and with them not their part of the fees`);
  }
  return found;
}

/**
 * Each refund rounds once, so the sum is off by less than a fen per refund. A refund that came to nothing may have
 * left a remainder in the one that then completed the amount; those that completed nothing stay within the bound.
 */
function isOffProRata(
  actualFen: bigint,
  wholeFen: bigint,
  backFen: bigint,
  payment: Payment,
  refunds: readonly Cancellation[],
): boolean {
  if (backFen === payment.amountFen) return false;
  const apart = actualFen * payment.amountFen - wholeFen * backFen;
  const size = apart < 0n ? -apart : apart;
  return size > BigInt(refunds.length + ROUNDINGS_ELSEWHERE) * payment.amountFen;
}
/** Remainders that one completing refund may have taken over from others, since then refused. */
const ROUNDINGS_ELSEWHERE = 100;
