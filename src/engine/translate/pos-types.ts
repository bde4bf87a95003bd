/** What a terminal can ask for, in words of the domain; and the text by which a repeated request is known. */
import type { Currency, Fen } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import type { AdviceKind, PaymentKind, Variety, VarietyName } from '#domain/payment';
import { varietyText } from '#domain/payment';
import type { InquiryKind } from '../ports/index.ts';
import type { PosManagementRequest } from './pos-management-types.ts';

/** Who speaks: F42 and F41 without their pad. Printable ASCII without spaces and slashes. */
export interface PosSender {
  readonly merchantId: string;
  readonly terminalId: string;
  /** F13 and F12 as an instant; most terminals name no time. */
  readonly toldMs?: number;
}

export interface PosCardMessage extends PosSender {
  readonly stan: string;
  /** 60.2, six digits. */
  readonly batchNo: string;
  readonly processingCode: string;
  readonly amountFen: Fen;
  readonly currency: Currency;
  readonly entryMode: string;
  readonly conditionCode: string;
  /** From F2, else from track 2; `null` where a way back names no card that can be read. */
  readonly pan: string | null;
  /** YYMM. */
  readonly expiry: string | null;
  readonly sequence: string | null;
}

export interface PosSale extends PosCardMessage {
  readonly kind: 'sale';
  /** The card number, or the payer's code where one was read. */
  readonly pan: string;
  readonly byCode: boolean;
  /** It was made without the host: F38 of the voice that said yes, or the chip's certificate. */
  readonly offline: { readonly authCode: string | null; readonly chip: Uint8Array | null } | null;
  readonly variety: Variety | null;
  /** F62 of an order that was told and of a reservation: it goes on and stands nowhere. */
  readonly privateText: string | null;
  /** As sent, separator `D`; `null` when it is absent or encrypted. */
  readonly track2: string | null;
  /** Eight bytes under the terminal's PIN key. */
  readonly pinBlock: Uint8Array | null;
  readonly chipData: Uint8Array | null;
  /** 60.5 where it is 2: the chip could not be read. */
  readonly chipCondition?: string;
}

/** What is on a card. `inquiry`: its account, or the issuer's points. */
export interface PosInquiry extends PosSender, Omit<PosCardMessage, 'amountFen'> {
  readonly kind: 'balance';
  readonly inquiry: InquiryKind;
  readonly pan: string;
  readonly track2: string | null;
  readonly pinBlock: Uint8Array | null;
  readonly chipData: Uint8Array | null;
  /** 60.5 where it is 2: the chip could not be read. */
  readonly chipCondition?: string;
  /** 60.7; `null` where the terminal names none. */
  readonly pointsAccount: string | null;
}

/** What is told of a sale that stands: a tip, a corrected amount, what a card made of a script. */
export interface PosAdvice extends PosCardMessage {
  readonly kind: 'advice';
  readonly advice: AdviceKind;
  /** F61; `null` where the reference number alone names the sale. */
  readonly original: PosOriginal | null;
  readonly rrn: string | null;
  /** F48 of a tip. */
  readonly tipFen: Fen | null;
  /** F55 of a script result. */
  readonly chip: Uint8Array | null;
}

/** F61: which sale is meant. `day` is a full date; `null` when the terminal does not know it. */
export interface PosOriginal {
  readonly batchNo: string;
  readonly stan: string;
  readonly day: string | null;
}

/** A pre-authorisation, an increment of one, or a completion of it. */
export interface PosHold extends PosCardMessage {
  readonly kind: 'hold';
  readonly of: Exclude<PaymentKind, 'sale'>;
  /** Of a completion: stored and repeated until it is acknowledged. */
  readonly isNotice: boolean;
  readonly pan: string;
  readonly variety: Variety | null;
  readonly privateText: string | null;
  readonly track2: string | null;
  readonly pinBlock: Uint8Array | null;
  readonly chipData: Uint8Array | null;
  /** 60.5 where it is 2: the chip could not be read. */
  readonly chipCondition?: string;
  /** F61; `null` where it names none. */
  readonly original: PosOriginal | null;
  /** F38. */
  readonly authCode: string | null;
}

export interface PosVoid extends PosCardMessage {
  readonly kind: 'void';
  /** Absent: a sale. */
  readonly of?: 'preauthorisation' | 'completion';
  /** The variety that its F25 names; `null` where it names none. */
  readonly variety: VarietyName | 'plain' | null;
  readonly original: PosOriginal;
  readonly rrn: string | null;
  readonly authCode: string | null;
  /** By an acquirer's own message about codes. */
  readonly byCode?: true;
}

export interface PosRefund extends PosCardMessage {
  readonly kind: 'refund';
  readonly variety: VarietyName | 'plain' | null;
  readonly original: PosOriginal;
  readonly rrn: string | null;
  readonly authCode: string | null;
  /** It gives back what was made without the host. */
  readonly offline: boolean;
  readonly byCode?: true;
}

/** `original` is the message undone: same trace number, and the batch of F61 where F61 names that message. */
export interface PosReversal extends PosCardMessage {
  readonly kind: 'reversal';
  readonly of: PaymentKind | 'void';
  readonly original: PosOriginal;
  readonly rrn: string | null;
  readonly authCode: string | null;
  /** F39 of the request; `98` (no answer in time) where the terminal gave none. */
  readonly reason: string;
}

/** A till shows a code, asks about one, or has one closed; by an acquirer's own messages. */
export type PosCode = PosSender & { readonly stan: string; readonly batchNo: string } & (
    | {
        readonly kind: 'code-order';
        readonly amountFen: Fen;
        /** Where the answer has the text of the code. */
        readonly codeIn: 'f62' | 'f59';
      }
    | { readonly kind: 'code-query'; readonly original: PosOriginal }
    /**
     * A void that names no reference number or no amount: of a code that nobody paid yet, or of a payment whose answer
     * the till never had.
     */
    | {
        readonly kind: 'code-close';
        readonly original: PosOriginal;
        readonly rrn: string | null;
        readonly amountFen: Fen | null;
      }
  );

export type PosCardRequest = PosSale | PosHold | PosVoid | PosRefund | PosReversal;
export type PosRequest = PosAdvice | PosCode | PosManagementRequest | PosInquiry | PosCardRequest;

/** Not carried out. `text` says what was found and what would be right, for the log; it holds no card data. */
export interface PosRefusal {
  readonly kind: 'refusal';
  readonly outcome: Outcome;
  readonly text: string;
}

const PRINT_VERSION = 'pos1';

/**
 * What makes the same message the same, as text for a keyed fingerprint: what is asked, how much, on which card
 * (by its index) and against which original. PIN block, MAC, track, chip cryptogram and times stay out: a
 * terminal makes them anew when it repeats itself.
 */
export function printText(request: PosCardRequest | PosAdvice, cardIndex: string | null): string {
  const { kind, processingCode, currency, amountFen, conditionCode } = request;
  const parts = [
    PRINT_VERSION,
    kind,
    processingCode,
    conditionCode,
    currency,
    amountFen.toString(),
    cardIndex ?? '-',
  ];
  if (request.kind === 'sale')
    return [...parts, ...(request.variety === null ? [] : [varietyText(request.variety)])].join('|');
  if (request.kind === 'hold') {
    const { of, isNotice, original, authCode } = request;
    const { batchNo = '-', stan = '-', day = null } = original ?? {};
    return [...parts, of, isNotice ? 'notice' : 'request', batchNo, stan, day ?? '-', authCode ?? '-'].join(
      '|',
    );
  }
  const { batchNo = '-', stan = '-', day = null } = request.original ?? {};
  const tip = request.kind === 'advice' ? [request.advice, String(request.tipFen ?? '-')] : [];
  return [...parts, ...tip, batchNo, stan, day ?? '-', request.rrn ?? '-'].join('|');
}
