/** What the writers of terminal answers share. */
import { type ClearingDay, SHANGHAI, wireTime } from '#domain/calendar';
import type { Fen } from '#domain/money';
import { isoCodeOf, type Lang, type Outcome } from '#domain/outcome';
import type { InstalmentTerms } from '#domain/payment';
import { encodeGb18030 } from '#wire/gb18030';
import { echoedFields, type FieldValue, type Iso8583Message, identify, posMessages } from '#wire/iso8583';
import { tillWordsOf } from './till-words.ts';

/** What came of a request. Everything but the outcome is written only where the answer has a place for it. */
export interface PosReply {
  readonly outcome: Outcome;
  readonly nowMs: number;
  /** F32, at most 11 digits. */
  readonly acquirerId: string;
  /** Counts the answers that have a reference and no payment; no two of one second have the same. */
  readonly serial?: number;
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
  /** F63; the words of the outcome when absent. */
  readonly text?: Readonly<Record<Lang, string>>;
  /** Of the words in F63; English when absent. */
  readonly language?: Lang;
  /** F6 and, of a code that was opened, its text for the payer's app. */
  readonly code?: {
    readonly number: string;
    readonly text: string | null;
    readonly in: 'f62' | 'f59';
  };
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

/** F63 after its code has room for three texts of 20 bytes; ours is one running text. */
export const TEXT_BYTES_MAX = 60;
export const MAC_BYTES = 8;

export const codeOf = (reply: PosReply): string => isoCodeOf(reply.outcome);

/** What an answer repeats, by the request's row. */
export const echoed = (request: Iso8583Message): Fields =>
  echoedFields(identify(posMessages, request)?.row ?? ofNoRow, request);

/** What the answer repeats where the host does not carry out what is asked. */
export const echoedByRefusal = (request: Iso8583Message): Fields => echoedFields(ofNoRow, request);

/** The terminal compares these: where one is not as it sent it, it reverses what was never carried out. */
const ofNoRow = { echoes: [3, 4, 11, 25, 41, 42, 49, 60] } as const;

/** F12 and F13: the terminal sets its clock by them. */
export function timeFields(reply: PosReply): Fields {
  const { time, date } = wireTime(reply.nowMs, SHANGHAI);
  return { 12: time, 13: date };
}

/** Three blanks in place of a scheme, then words for the cashier. */
export function wordsFor(reply: PosReply): string {
  const { language = 'en', outcome } = reply;
  return running(reply.text?.[language] ?? tillWordsOf(outcome, language));
}

/** GB 18030, one character of the result a byte. What is too long ends with its last whole word. */
export function running(text: string): string {
  const whole = encodeGb18030(text);
  const fits = encodeGb18030(text, TEXT_BYTES_MAX);
  const shown = fits.length === whole.length ? fits : fits.subarray(0, lastBlank(fits));
  return `   ${String.fromCharCode(...shown).trimEnd()}`;
}

const lastBlank = (bytes: Uint8Array): number => {
  const at = bytes.lastIndexOf(0x20);
  return at <= 0 ? bytes.length : at;
};
