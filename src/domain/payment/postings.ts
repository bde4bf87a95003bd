/** What the books say at each step of the way out. */
import { credit, debit, type Posting } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Shares } from './state.ts';

/** While the outcome is open the whole amount is expected, fees not yet earned. */
export function expectedPostings(amountFen: Fen): Posting[] {
  return [debit('network_clearing', amountFen), credit('merchant_payable', amountFen)];
}

/**
 * An approved sale: the network owes the amount less its and the issuer's fees, the merchant is owed the amount
 * less the discount, the difference is income and expense of this platform.
 */
export function salePostings(amountFen: Fen, shares: Shares): Posting[] {
  return [
    debit('network_clearing', amountFen),
    credit('merchant_payable', amountFen - shares.feeFen),
    credit('fee_income', shares.feeFen),
    debit('issuer_fee_expense', shares.issuerFeeFen),
    debit('network_fee_expense', shares.networkFeeFen),
    credit('network_clearing', shares.issuerFeeFen + shares.networkFeeFen),
  ];
}
