/** What routes of wallets need beside the engine: which bank a card is of, and numbers of this institution's own. */
import type { SealedCard } from '#domain/payment';
import type { BoundCard } from '#engine';

/** By the first digits; `null` for a card of no bank that is known here. */
export type BankOfCard = (pan: string) => Omit<BoundCard, 'card'> | null;

export interface ShownCode {
  readonly code: string;
  readonly sealed: SealedCard;
}

/** A card for a device: its number, and its keys under the key of that device alone. */
export interface MadeToken {
  readonly token: SealedCard;
  /** For a device that named its own key: what it has to store. */
  readonly given: {
    readonly number: string;
    readonly expiry: string;
    readonly sequence: string;
    readonly scheme: string;
    readonly keys: Uint8Array;
  } | null;
  /** For a virtual telephone: the card is put into it under its id in the wallet. */
  readonly keep: ((deviceCardId: string) => Promise<void>) | null;
}

export interface WalletTools {
  readonly bankOf: BankOfCard;
  /** A payment code: 19 digits that nobody can guess, and the same as it may be stored. */
  payCode(): Promise<ShownCode>;
  /** The number of an agreement by which a merchant charges; kept sealed alone. */
  agreement(): Promise<SealedCard>;
  /**
   * `publicKey`: of a device with a key of its own; without one a virtual telephone is made, where there are any.
   * `null`: there are none.
   */
  token(device: { readonly name: string; readonly publicKey: Uint8Array | null }): Promise<MadeToken | null>;
}
