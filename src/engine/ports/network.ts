/** The link to the card network: semantic requests out, semantic answers in. */
import type { ClearingDay } from '#domain/calendar';
import type { Fen } from '#domain/money';
import type { OrderId } from '#domain/order';
import type { Outcome } from '#domain/outcome';
import type {
  CancellationId,
  InstalmentTerms,
  NetworkKey,
  PaymentChannel,
  PaymentId,
  PaymentKind,
  SealedCard,
  Variety,
} from '#domain/payment';
import type { InquiryRequest } from './inquiry.ts';

/**
 * Data that travels with one sale and is never stored: track, PIN block under the terminal's key, chip data.
 * Only the translation to the network looks inside.
 */
export interface Carried {
  readonly track2: string | null;
  /** Eight bytes under the zone key of the network, already translated. */
  readonly pinBlock: Uint8Array | null;
  readonly chipData: Uint8Array | null;
  /** 60.5: `2` where a stripe stands in for a chip that could not be read; absent: `0`. */
  readonly chipCondition?: string;
  /** What the payer told to prove who they are (F62: `90` or `91` and the text); absent: nothing. */
  readonly privateText?: string | null;
}

/** Which of our messages an answer belongs to. */
export interface NetworkSubject {
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly cancellationId: CancellationId | null;
  /** `undo`: the reversal of a void. `transfer` and what follows its silence: `paymentId` is a movement of a wallet. */
  readonly part: 'payment' | 'advice' | 'message' | 'undo' | 'transfer' | 'transfer-follow';
}

export interface NetworkRequest {
  /** `preauth` holds money, also more of it; a completion of it takes money, as a request or as a notice. */
  readonly message:
    | 'sale'
    | 'preauth'
    | 'completion'
    | 'completion-notice'
    | 'void'
    | 'refund'
    | 'reversal'
    /** A sale made without the host. The two adjustments take more or give back, a script result moves nothing. */
    | 'offline-sale'
    | 'debit-adjustment'
    | 'credit-adjustment'
    | 'script-result'
    /** Money to a card, and how it ended: what the network never saw it never carries out afterwards. */
    | 'payout'
    | 'payout-confirmation';
  /** The payment that it carries, undoes or gives back. */
  readonly paymentKind: PaymentKind;
  readonly channel: PaymentChannel;
  /** Of the payment, in every message of it; absent: a plain sale. */
  readonly variety?: Variety;
  readonly subject: NetworkSubject;
  readonly network: NetworkKey;
  /** F90: what is undone or given back; of an increment and a completion the pre-authorisation. */
  readonly original: { readonly mti: string; readonly network: NetworkKey } | null;
  /** Of a reversal: does it undo a payment or a void? */
  readonly originalKind: 'payment' | 'void' | null;
  readonly amountFen: Fen;
  readonly currencyNumeric: string;
  readonly card: SealedCard;
  readonly carried: Carried | null;
  readonly rrn: string;
  readonly authCode: string | null;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly mcc: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly terminalId: string;
  /** F60.1 of a reversal. */
  readonly reasonCode: string | null;
  /** F55 under the module's key, for what is stored and repeated; absent: none. */
  readonly sealedChip?: { readonly sealed: string; readonly boundTo: string };
  /** 1 for the first send; repeats carry the same key. */
  readonly attempt: number;
  /** A sale or void that has not left by then must not leave any more: its reversal has begun. */
  readonly sendBeforeMs: number | null;
}

export interface NetworkAnswer {
  readonly network: NetworkKey;
  /** Known when the request is still in flight here; `null` for answers that come late or after a restart. */
  readonly subject: NetworkSubject | null;
  /** 0110, 0210, 0230 or 0430. What is found by its key alone is believed only when MTI and amount fit the message. */
  readonly mti: string;
  /** F4; null when the answer carries none. */
  readonly amountFen: Fen | null;
  readonly outcome: Outcome;
  readonly authCode: string | null;
  /** F15, given its year. */
  readonly clearingDay: ClearingDay | null;
  /** What the issuer makes of a plan of instalments. */
  readonly instalments?: InstalmentTerms | null;
  /** F55: what the issuer says to the chip. Handed to whoever waits, stored nowhere. */
  readonly chipAnswer?: Uint8Array | null;
}

/** A question about an order, or the word that nobody may pay it any more. Repeated under a new key each time. */
export interface OrderRequest {
  readonly message: 'enquiry' | 'close';
  readonly orderId: OrderId;
  readonly network: NetworkKey;
  readonly amountFen: Fen;
  readonly currencyNumeric: string;
  readonly merchantId: string;
  readonly terminalId: string;
}

/** A payment that somebody made with the merchant's code, as the network tells of it. */
export interface CodePayment {
  /** How the network itself names the payment: ways back quote it. */
  readonly network: NetworkKey;
  readonly rrn: string;
  readonly amountFen: Fen;
  readonly currencyNumeric: string;
  readonly card: SealedCard;
  readonly authCode: string | null;
  /** F15, given its year. */
  readonly clearingDay: ClearingDay | null;
  readonly merchantId: string;
}

/** The network's answer to an {@link OrderRequest}. `paying`: somebody is at it, ask again. */
export interface OrderFinding {
  readonly orderId: OrderId;
  readonly found: 'nothing' | 'paying' | 'closed' | CodePayment;
}

export interface NetworkPort {
  /** `not-sent` only when surely not one byte left this machine; every doubt is `sent`. */
  send(request: NetworkRequest): Promise<'sent' | 'not-sent'>;
  /** What does not leave is asked again when it is due. */
  sendOrder(request: OrderRequest): Promise<'sent' | 'not-sent'>;
  /** A question about a card's money. Whoever asks waits for the answer, and nothing follows where none comes. */
  sendInquiry(request: InquiryRequest): Promise<'sent' | 'not-sent'>;
}
