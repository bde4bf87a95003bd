/** What the books of one payment must show, worked out from its state and its cancellations alone. */
import { type Cancellation, isOpen, refundPostings } from '#domain/cancellation';
import { type AccountKind, mirrored, type Posting } from '#domain/ledger';
import type { Fen } from '#domain/money';
import { expectedPostings, type Payment, salePostings } from '#domain/payment';

/** Debits less credits per account, pending and posted apart. Accounts that net to zero are left out. */
export interface Net {
  readonly pending: ReadonlyMap<AccountKind, Fen>;
  readonly posted: ReadonlyMap<AccountKind, Fen>;
}

export function netOf(postings: readonly Posting[]): Map<AccountKind, Fen> {
  const net = new Map<AccountKind, Fen>();
  for (const { account, side, amountFen } of postings) {
    net.set(account, (net.get(account) ?? 0n) + (side === 'debit' ? amountFen : -amountFen));
  }
  for (const [account, amountFen] of net) if (amountFen === 0n) net.delete(account);
  return net;
}

export function expectedNet(payment: Payment, cancellations: readonly Cancellation[]): Net {
  switch (payment.state) {
    case 'sent':
    case 'unknown':
      return { pending: netOf(expectedPostings(payment.amountFen)), posted: new Map() };
    case 'declined':
    case 'reversed':
      return { pending: new Map(), posted: new Map() };
    case 'voided': {
      // A void that is being undone reserves the revival of the sale.
      const undoing = cancellations.some(
        (each) => each.route === 'VOID' && each.id === payment.cancellationId && isOpen(each),
      );
      return {
        pending: undoing ? netOf(salePostings(payment.amountFen, payment.shares)) : new Map(),
        posted: new Map(),
      };
    }
    case 'approved': {
      const sale = salePostings(payment.amountFen, payment.shares);
      const refunds = cancellations.filter((each) => each.route === 'REFUND');
      const back = refunds
        .filter((each) => each.state === 'done')
        .flatMap((each) => refundPostings(each.amountFen, each.shares));
      const claimed = refunds.filter(isOpen).flatMap((each) => refundPostings(each.amountFen, each.shares));
      const whole = payment.back.whole === null ? [] : mirrored(sale);
      return { pending: netOf([...claimed, ...whole]), posted: netOf([...sale, ...back]) };
    }
  }
}

export function sameNet(a: ReadonlyMap<AccountKind, Fen>, b: ReadonlyMap<AccountKind, Fen>): boolean {
  return a.size === b.size && [...a].every(([account, amountFen]) => b.get(account) === amountFen);
}

/** Contradictions between a payment and its cancellations, in words. */
export function contradictions(payment: Payment, cancellations: readonly Cancellation[]): string[] {
  const found: string[] = [];
  const byId = (id: string): Cancellation | undefined => cancellations.find((each) => each.id === id);
  const returnedFen = cancellations
    .filter((each) => each.route === 'REFUND' && each.state === 'done')
    .reduce((sum, each) => sum + each.amountFen, 0n);
  if (payment.state === 'unknown') {
    const reversal = byId(payment.cancellationId);
    if (reversal === undefined)
      found.push('its outcome is unknown and the reversal that must undo it is missing');
    else if (!isOpen(reversal)) found.push(`its outcome is unknown though its reversal is ${reversal.state}`);
  }
  if (payment.state === 'reversed' && byId(payment.cancellationId)?.state !== 'done')
    found.push('it is reversed without a completed reversal');
  if (payment.state === 'voided') {
    const route = byId(payment.cancellationId)?.route;
    if (route !== 'VOID') found.push('it is voided without a void');
  }
  if (payment.state === 'approved') {
    if (payment.back.returnedFen !== returnedFen)
      found.push(`it says ${payment.back.returnedFen} fen were refunded, its refunds sum to ${returnedFen}`);
    if (payment.back.returnedFen + payment.back.claimedFen > payment.amountFen)
      found.push('more is given back or claimed than was paid');
  } else if (returnedFen > 0n) found.push(`it is ${payment.state} and yet ${returnedFen} fen were refunded`);
  return found;
}
