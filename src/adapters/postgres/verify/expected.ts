/** What the books of one payment must show, worked out from its state and its cancellations alone. */
import { bouncedNet, type Cancellation, carriedOut, isOpen, refundPostings } from '#domain/cancellation';
import { ACCOUNT_KINDS, type AccountKind, mirrored, type Posting } from '#domain/ledger';
import type { Fen } from '#domain/money';
import {
  expectedPostings,
  isHold,
  openChangeOf,
  type Payment,
  reservedBy,
  salePostings,
} from '#domain/payment';

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
  if (isHold(payment)) return { pending: new Map(), posted: new Map() };
  switch (payment.state) {
    case 'sent':
    case 'unknown':
      return { pending: netOf(expectedPostings(payment.amountFen)), posted: new Map() };
    case 'declined':
    case 'reversed':
    case 'completed':
    case 'expired':
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
        .filter(carriedOut)
        .flatMap((each) => [...refundPostings(each.amountFen, each.shares), ...bouncedNet(each).posted]);
      const ordered = refunds.flatMap((each) => bouncedNet(each).pending);
      const claimed = refunds.filter(isOpen).flatMap((each) => refundPostings(each.amountFen, each.shares));
      const whole = payment.back.whole === null ? [] : mirrored(sale);
      const change = openChangeOf(payment);
      const changing = change === null ? [] : reservedBy(payment, change.amountFen);
      return {
        pending: netOf([...claimed, ...ordered, ...whole, ...changing]),
        posted: netOf([...sale, ...back]),
      };
    }
  }
}

function sameNet(a: ReadonlyMap<AccountKind, Fen>, b: ReadonlyMap<AccountKind, Fen>): boolean {
  return a.size === b.size && [...a].every(([account, amountFen]) => b.get(account) === amountFen);
}

const shown = (net: ReadonlyMap<AccountKind, Fen>): string =>
  net.size === 0
    ? 'none'
    : ACCOUNT_KINDS.filter((kind) => net.has(kind))
        .map((kind) => `${kind} ${net.get(kind)}`)
        .join(', ');

/** Where the entries of a payment are not what its state demands, in words. */
export function wrongBooks(payment: Payment, cancellations: readonly Cancellation[], actual: Net): string[] {
  const expected = expectedNet(payment, cancellations);
  return (['pending', 'posted'] as const)
    .filter((phase) => !sameNet(expected[phase], actual[phase]))
    .map(
      (phase) =>
        `${phase} amounts are ${shown(actual[phase])}, ` +
        `its state ${payment.state} demands ${shown(expected[phase])}`,
    );
}
