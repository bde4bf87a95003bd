/** What the engine asks of storage about wallets. */
import type { OpenHold, RefundUnderWay } from '#domain/closure';
import type { DeductionId, Source, Wallet, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';

export interface WalletPaymentRow {
  readonly movement: WalletPayment;
  /** How many journals it has; the next one gets the next number. */
  readonly journalCount: number;
  /** Number of the journal that booked it last; absent while none did. Mirrors name it. */
  readonly postNo?: number | undefined;
}

/** A number of ours that no till reads: of one scan of a merchant's code, or of an agreement by which it charges. */
export type NumberUse =
  | { readonly kind: 'scan'; readonly orderId: string }
  | { readonly kind: 'deduction'; readonly deductionId: DeductionId };

/** Whose a number of our own is: that of a device card, or of a payment code that was shown. */
export type WalletToken = {
  readonly cardIndex: string;
  readonly book: WalletId;
} & (
  | { readonly kind: 'device-card'; readonly deviceCardId: string }
  | {
      readonly kind: 'pay-code';
      /** What it is for; absent: it is shown to a till. All but agreements are good for one payment. */
      readonly use?: NumberUse;
      readonly expiresMs: number;
      /** What the holder chose for it; null: by the order of sources. */
      readonly source: Source | null;
    }
);

export interface WalletKeys {
  readonly books: readonly WalletId[];
  readonly movements: readonly { readonly book: WalletId; readonly id: WalletPaymentId }[];
  readonly tokens: readonly string[];
}

export interface WalletRows {
  readonly wallets: readonly Wallet[];
  /** Named ones, and those that a once row leads to. */
  readonly movements: readonly WalletPaymentRow[];
  readonly tokens: readonly WalletToken[];
}

/** `expectedVersion` 0: the row is new. Tokens are added, never changed. */
export interface WalletChanges {
  readonly wallets: readonly { readonly wallet: Wallet; readonly expectedVersion: number }[];
  readonly movements: readonly { readonly row: WalletPaymentRow; readonly expectedVersion: number }[];
  readonly tokens: readonly WalletToken[];
}

export interface DueWallet {
  readonly book: WalletId;
  /** Null: the wallet itself. */
  readonly movementId: WalletPaymentId | null;
}

/** What stands in other books, and what of the own one is not loaded with a wallet. */
export interface WalletSurroundings {
  readonly refunds: readonly RefundUnderWay[];
  readonly holds: readonly OpenHold[];
  readonly lastPayoutAtMs: number | null;
}

export interface WalletLookups {
  walletSurroundings(id: WalletId): Promise<WalletSurroundings>;
  wallet(id: WalletId): Promise<Wallet | null>;
  movement(id: WalletPaymentId): Promise<WalletPayment | null>;
  /** The movement that a message asked for, by its key on the network. */
  movementByKey(networkKey: string): Promise<WalletPayment | null>;
  /** The top-up that this refund undid, by the key of the refund. Rare, and it may have to look through all top-ups. */
  topUpByRefund(networkKey: string): Promise<WalletPayment | null>;
  walletToken(cardIndex: string): Promise<WalletToken | null>;
}
