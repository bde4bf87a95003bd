/**
 * What the balance account of a wallet says. Net of its columns it may stand below nothing: a till that undoes its
 * void after the money had left is paid all the same, and the holder owes that part, the arrears (WAL-17). What comes
 * in fills them first, because it is the same account.
 */
import type { Balance } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';

export interface HolderMoney {
  /** Owed to the holder, reserved money included; never below nothing. */
  readonly totalFen: Fen;
  /** Owed by the holder. */
  readonly arrearsFen: Fen;
  readonly reservedFen: Fen;
  /** Booked, less what is reserved: what a payment may take. Below nothing while there are arrears, or will be some. */
  readonly freeFen: Fen;
  /** Arrears, less what is already on its way in: what a top-up still has to bring. */
  readonly toFillFen: Fen;
}

const orNothing = (fen: Fen): Fen => (fen > 0n ? fen : 0n);

/** Of `wallet_balance`, or of `suspense` once the account is closed. */
export function moneyOf(balance: Omit<Balance, 'version'>): HolderMoney {
  const netFen = balance.creditPostedFen - balance.debitPostedFen;
  const arrearsFen = orNothing(-netFen);
  return {
    totalFen: orNothing(netFen),
    arrearsFen,
    reservedFen: balance.debitPendingFen,
    freeFen: netFen - balance.debitPendingFen,
    toFillFen: orNothing(arrearsFen - balance.creditPendingFen),
  };
}

/** What of an amount the free money does not have. */
export const shortFen = (amountFen: Fen, freeFen: Fen): Fen => orNothing(amountFen - orNothing(freeFen));
