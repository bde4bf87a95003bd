/** What top-ups and payouts do to the book of the holder. */
import { credit, debit, type Posting } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { WalletPayment } from './state.ts';

export const transferPostings = ({
  kind,
  amountFen,
}: Pick<WalletPayment, 'kind' | 'amountFen'>): Posting[] =>
  kind === 'payout'
    ? [debit('wallet_balance', amountFen), credit('payout_in_transit', amountFen)]
    : [debit('network_clearing', amountFen), credit('wallet_balance', amountFen)];

/** A payout that the network cleared is under way no more: it is owed to the network. */
export const clearedPostings = (amountFen: Fen): Posting[] => [
  debit('payout_in_transit', amountFen),
  credit('network_clearing', amountFen),
];
/** One that came back after that is owed by the network, and under way to nobody. */
export const returnedPostings = (amountFen: Fen): Posting[] => [
  debit('network_clearing', amountFen),
  credit('payout_in_transit', amountFen),
];
