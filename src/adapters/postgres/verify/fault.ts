/** What a verification finds, and what it asks of those who know more. */
import type { Payment } from '#domain/payment';

export interface Fault {
  /** Which law is broken; stable. */
  readonly law:
    | 'journal-balance'
    | 'journal-numbers'
    | 'journal-order'
    | 'account-chain'
    | 'account-balance'
    | 'payment-books'
    | 'payment-state'
    | 'payment-claims'
    | 'cancellation-state'
    | 'fee-shares'
    | 'row-columns'
    | 'once-keys'
    | 'network-keys'
    | 'event-numbers'
    | 'journey-events'
    | 'terminal-totals'
    | 'batch-differences'
    | 'acceptance-versions'
    | 'contract'
    | 'order-payments'
    | 'holds'
    | 'key-audit'
    | 'issuer-books'
    | 'wallet-books'
    | 'wallet-arrears'
    | 'wallet-payments'
    | 'orphan';
  readonly subject: string;
  readonly text: string;
}

/** What a payment should look like at its issuer. */
export interface IssuerExpectation {
  readonly networkKey: string;
  readonly paymentId: string;
  readonly state: Payment['state'];
  readonly amountFen: bigint;
  readonly returnedFen: bigint;
  /** Something is still under way or with a person: until then the two sides may differ. */
  readonly open: boolean;
}
