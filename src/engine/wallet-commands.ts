/** What can be asked of the engine about wallets. Every command names the book of its wallet: that is its lane. */

import type { SealedCard } from '#domain/payment';
import type { Source, Wallet, WalletAct, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import type { OnUsAnswer, OnUsCommand } from './on-us-commands.ts';
import type { NumberUse, WalletSurroundings } from './ports/index.ts';
import type { TransferCommand } from './wallet-transfers.ts';

/** Everything that changes a wallet but payments. The same key again gets the first outcome. */
export interface WalletActCommand {
  readonly type: 'wallet-act';
  readonly book: WalletId;
  readonly act: WalletAct;
  readonly by: string;
  readonly key: string;
  /** Fingerprint of what was asked; absent: the key alone tells. */
  readonly print?: string;
}

/** A payment code that the holder shows. */
export interface WalletCodeCommand {
  readonly type: 'wallet-code';
  readonly book: WalletId;
  readonly code: SealedCard;
  /** What the holder chose for it; null: by the order of sources. */
  readonly source: Source | null;
  /** Absent: it is shown to a till. */
  readonly use?: NumberUse;
  readonly expiresMs: number;
}

/** The time of a wallet or of a movement has come. */
export interface WalletDueCommand {
  readonly type: 'wallet-due';
  readonly book: WalletId;
  readonly movementId: WalletPaymentId | null;
  /** Of the wallet itself: what other books have of it, read just before. */
  readonly around?: WalletSurroundings;
}

/** A holder wants to bind a card: the line of audit before its issuer is asked. */
export interface WalletCardAsked {
  readonly type: 'wallet-card-asked';
  readonly book: WalletId;
  readonly card: SealedCard;
  readonly by: string;
}

export type WalletCommand =
  | WalletCardAsked
  | WalletActCommand
  | WalletCodeCommand
  | WalletDueCommand
  | OnUsCommand
  | TransferCommand;

/** What a reply tells of a wallet. */
export interface WalletReply {
  readonly wallet: Wallet | null;
  readonly movement: WalletPayment | null;
  /** Id of the binding, device card, service or contract that was made. */
  readonly made: string | null;
  /** What a wallet answers to a message of a merchant's payment. */
  readonly onUs?: OnUsAnswer;
}
