/** Questions about a card: its money, its holder. They move none, so they are never stored, repeated or reversed. */
import type { Fen } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import type { NetworkKey, SealedCard } from '#domain/payment';
import type { Carried } from './network.ts';

/** `points`: what the issuer's loyalty account holds, counted as yuan that it would pay. */
export const INQUIRIES = ['balance', 'points'] as const;
export type InquiryKind = (typeof INQUIRIES)[number];

/** Who somebody says to be. In clear between the person's own request and the bytes on the line, and stored nowhere. */
export interface ClaimedHolder {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  /** What the issuer's own message said; `null` where the issuer is asked to send it. */
  readonly code: string | null;
}

export interface InquiryRequest {
  readonly inquiry: InquiryKind | 'account-verification';
  /** Of an account verification alone. */
  readonly holder?: ClaimedHolder;
  readonly network: NetworkKey;
  readonly rrn: string;
  readonly card: SealedCard;
  readonly carried: Carried;
  readonly currencyNumeric: string;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly mcc: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly terminalId: string;
  /** 60.7 of the terminal: which points account; `null` where none is named. */
  readonly pointsAccount: string | null;
}

/** One amount on the account. `available` may be spent now, `ledger` is booked. Negative where money is owed. */
export interface ToldBalance {
  readonly kind: 'available' | 'ledger';
  readonly amountFen: Fen;
}

export interface InquiryAnswer {
  readonly outcome: Outcome;
  readonly balances: readonly ToldBalance[];
  /** F55: what the issuer says to the chip. */
  readonly chipAnswer?: Uint8Array;
}
