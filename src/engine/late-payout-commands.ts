/** What can be asked of the engine about money that arrived after a wallet was closed. */
import type { LateAccount, LateCommand, WalletId, WalletPaymentId } from '#domain/wallet';

/** The holder was identified at the counter, and names another account of their own. */
export interface NameLateAccount {
  readonly type: 'late-payout-name';
  readonly book: WalletId;
  readonly account: LateAccount;
  readonly by: string;
  readonly check: string;
  readonly key: string;
  readonly print: string;
}

/** What a second person, the bank's channel or the bank says of it. Time speaks through `wallet-due`. */
export interface MoveLatePayout {
  readonly type: 'late-payout-move';
  readonly book: WalletId;
  readonly movementId: WalletPaymentId;
  readonly move: Exclude<LateCommand, { readonly type: 'due' }>;
}

export type LatePayoutCommand = NameLateAccount | MoveLatePayout;
