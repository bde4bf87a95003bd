/** What the books say of a refund that came back: out of the network's account, through suspense, to the bank. */
import {
  credit,
  debit,
  hold,
  type Journal,
  mirrored,
  type Posting,
  release,
  transfer,
} from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import { type Cancellation, isAfterBounce } from './state.ts';

/** The issuer pays the amount back to the network's account with this platform: it is owed to the payer. */
export const bouncePostings = (amountFen: Fen): Posting[] => [
  debit('network_clearing', amountFen),
  credit('suspense', amountFen),
];
export const payoutPostings = (amountFen: Fen): Posting[] => [
  debit('suspense', amountFen),
  credit('bank', amountFen),
];
/** What the bank takes for its service is this platform's expense, never the payer's. */
export const bankFeePostings = (feeFen: Fen): Posting[] => [
  debit('bank_fee_expense', feeFen),
  credit('bank', feeFen),
];

export const bounceJournal = (amountFen: Fen): Journal => transfer([], bouncePostings(amountFen));
export const orderJournal = (amountFen: Fen): Journal => hold(payoutPostings(amountFen));
export const unorderJournal = (amountFen: Fen): Journal => release(payoutPostings(amountFen));
export const paidJournal = (amountFen: Fen, feeFen: Fen): Journal =>
  transfer(payoutPostings(amountFen), [...payoutPostings(amountFen), ...bankFeePostings(feeFen)]);
export const bankFeeJournal = (feeFen: Fen): Journal => transfer([], bankFeePostings(feeFen));
/** A paid amount comes back: as a return it comes alone, as a struck entry the fee comes with it (EXC-06). */
export const payoutBackJournal = (amountFen: Fen, feeFen: Fen): Journal =>
  transfer([], [...mirrored(payoutPostings(amountFen)), ...mirrored(bankFeePostings(feeFen))]);

/** What a refund after its bounce has booked beside the refund itself, worked out from its state. */
export function bouncedNet(cancellation: Cancellation): {
  readonly posted: readonly Posting[];
  readonly pending: readonly Posting[];
} {
  if (!isAfterBounce(cancellation)) return { posted: [], pending: [] };
  const { amountFen, bounce, state } = cancellation;
  const paid = state === 'paid-out' ? payoutPostings(amountFen) : [];
  return {
    posted: [...bouncePostings(amountFen), ...bankFeePostings(bounce.bankFeesFen), ...paid],
    pending: state === 'payout-ordered' ? payoutPostings(amountFen) : [],
  };
}
