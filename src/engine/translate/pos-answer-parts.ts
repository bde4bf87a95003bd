/** What the writers of terminal answers share. */
import { type ClearingDay, SHANGHAI, wireTime } from '#domain/calendar';
import type { Fen } from '#domain/money';
import { isoCodeOf, type Outcome, wordsOf } from '#domain/outcome';
import type { InstalmentTerms } from '#domain/payment';
import { echoedFields, type FieldValue, type Iso8583Message, identify, posMessages } from '#wire/iso8583';

/** What came of a request. Everything but the outcome is written only where the answer has a place for it. */
export interface PosReply {
  readonly outcome: Outcome;
  readonly nowMs: number;
  /** F32, at most 11 digits. */
  readonly acquirerId: string;
  readonly rrn?: string | null;
  readonly authCode?: string | null;
  readonly clearingDay?: ClearingDay | null;
  /** F4 when less than the asked amount was approved. */
  readonly amountFen?: Fen;
  /** F54 of an inquiry: what may be spent now. */
  readonly balanceFen?: Fen;
  /** F55: what the issuer says to the chip, as it came. */
  readonly chipAnswer?: Uint8Array;
  /** F62 of a sale by instalments: what the issuer makes of the plan. */
  readonly instalments?: InstalmentTerms;
  /** F63, ASCII, cut after 40 characters; the words of the outcome when absent. */
  readonly text?: string;
  /** F62 and 60.2 of a sign-in answer, and its 60.3 where that is not the one asked with. */
  readonly keys?: { readonly bytes: Uint8Array; readonly batchNo: string; readonly networkCode?: string };
  /** F62 of a download. */
  readonly data?: Uint8Array;
  /** How the totals of a settlement compared, group by group. */
  readonly settlement?: { readonly domestic: boolean; readonly foreign: boolean };
  /** F39 of a settlement that was carried out; some terminals expect none. */
  readonly settlementCode?: boolean;
  /** Voids of the batch that were made elsewhere: the terminal does not count them, and is told of them in F63. */
  readonly hostVoids?: { readonly count: number; readonly amountFen: Fen };
}

export type Fields = Record<number, FieldValue>;

export const TEXT_CHARACTERS_MAX = 40;
/** F63 after its code: three texts of 20 characters. */
export const SETTLEMENT_TEXT_CHARACTERS_MAX = 60;
export const MAC_BYTES = 8;

export const codeOf = (reply: PosReply): string => isoCodeOf(reply.outcome);

/** What an answer repeats, by the request's row. */
export const echoed = (request: Iso8583Message): Fields =>
  echoedFields(identify(posMessages, request)?.row ?? ofNoRow, request);

/** What the answer repeats where the host does not carry out what is asked. */
export const echoedByRefusal = (request: Iso8583Message): Fields => echoedFields(ofNoRow, request);

const ofNoRow = { echoes: [3, 11, 41, 42, 60] } as const;

/** F12 and F13: the terminal sets its clock by them. */
export function timeFields(reply: PosReply): Fields {
  const { time, date } = wireTime(reply.nowMs, SHANGHAI);
  return { 12: time, 13: date };
}

/** Three blanks in place of a scheme, then words for the cashier. The codec is one byte a character: ASCII. */
export function wordsFor(reply: PosReply): string {
  return running(reply.text ?? wordsOf(reply.outcome, 'en'), TEXT_CHARACTERS_MAX);
}

export function running(text: string, max: number): string {
  return `   ${text
    .replace(/[^ -~]/g, '?')
    .slice(0, max)
    .trimEnd()}`;
}
