/** What the books say at each step of the way out. */
import { type AccountKind, credit, debit, type Posting } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Funder } from './discounts.ts';
import type { Shares } from './state.ts';

/** While the outcome is open the whole amount is expected, fees not yet earned. */
export function expectedPostings(amountFen: Fen): Posting[] {
  return [debit('network_clearing', amountFen), credit('merchant_payable', amountFen)];
}

/** Who owes its part of a discounted price. The shop owes its own part to nobody: it is simply paid less. */
const OWED_BY = {
  scheme: 'discount_scheme',
  issuer: 'discount_issuer',
  institution: 'discount_institution',
} as const satisfies Record<Exclude<Funder, 'merchant'>, AccountKind>;

/** The funders' parts of a price are owed to the merchant beside what the payer paid (EXC-08). */
export const discountPostings = (shares: Shares): Posting[] =>
  (shares.discounts ?? []).flatMap(({ funder, amountFen }) =>
    funder === 'merchant' ? [] : [debit(OWED_BY[funder], amountFen), credit('merchant_payable', amountFen)],
  );

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
    ...discountPostings(shares),
  ];
}
