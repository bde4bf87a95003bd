/** Messages that a wallet of this institution answers, in the lane of its book. */
import type { Outcome } from '#domain/outcome';
import type { SealedCard } from '#domain/payment';
import type { WalletId, WalletPaymentId } from '#domain/wallet';
import type { NetworkRequest } from './ports/index.ts';

/** What of a message the wallet's lane has to know. Chip data and tracks stay outside. */
export interface OnUsMessage {
  readonly message: NetworkRequest['message'];
  readonly networkKey: string;
  /** The message that is undone or given back. */
  readonly originalKey: string | null;
  readonly originalKind: NetworkRequest['originalKind'];
  readonly amountFen: bigint;
  readonly entryMode: string;
  readonly mcc: string;
  /** The number of ours that it names, by its index. */
  readonly cardIndex: string;
  readonly merchant: {
    readonly merchantId: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly terminalId: string | null;
  };
}

/** What the security module found in the chip data: only a right cryptogram has a counter. */
export type ChipProof =
  | { readonly state: 'right'; readonly counter: number; readonly verifiedOnDevice: boolean }
  | { readonly state: 'wrong' }
  | { readonly state: 'none' };

export interface OnUsAskCommand {
  readonly type: 'on-us';
  readonly book: WalletId;
  readonly asked: OnUsMessage;
  readonly proof: ChipProof;
}

/** What the bank of a bound card said to a message that was passed on to it. */
export interface OnUsToldCommand {
  readonly type: 'on-us-told';
  readonly book: WalletId;
  readonly asked: OnUsMessage;
  readonly outcome: Outcome;
  readonly authCode: string | null;
}

/** How the merchant's payment stands by now: a movement that heard nothing follows it. */
export interface OnUsFollowCommand {
  readonly type: 'on-us-follow';
  readonly book: WalletId;
  readonly movementId: WalletPaymentId;
  readonly standing: 'paid' | 'declined' | 'reversed' | 'open';
  /** Refunds that were made of it, by their names on the line; those that are known already change nothing. */
  readonly refunds?: readonly { readonly networkKey: string; readonly amountFen: bigint }[];
  /** A way back of it has no end yet: it is looked at again. */
  readonly moving?: boolean;
}

export type OnUsCommand = OnUsAskCommand | OnUsToldCommand | OnUsFollowCommand;

export type OnUsAnswer =
  | { readonly outcome: Outcome; readonly authCode: string | null; readonly forward: null }
  /** The bank of this card has the word. */
  | { readonly outcome: null; readonly authCode: null; readonly forward: SealedCard };
