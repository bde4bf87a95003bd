/**
 * Payments by code in one acquirer's own messages (60.1 = 60, protocol dialect B): the payer shows a code, the shop
 * shows one, query, void and refund. F44 names the scheme; no card is named, and nothing here is ever reversed: a till
 * without an answer asks.
 */
import { currencyByNumeric } from '#domain/money';
import {
  bytesOf,
  type DialectProfile,
  type Iso8583Message,
  latinText,
  type PosMessageId,
  parseCodeData,
  parseCodeScheme,
  parsePosField60,
  textOf,
} from '#wire/iso8583';
import { PAY_CODE_LENGTH_MAX, payCodeChannel } from '#wire/qr';
import { malformed, Refused, readReferences, requireCurrency, required, unsupported } from './pos-read.ts';
import type { PosRefund, PosRequest, PosSale, PosSender, PosVoid } from './pos-types.ts';

export const ACQUIRER_CODE_ROWS = [
  'acquirer-code-sale',
  'acquirer-code-order',
  'acquirer-code-query',
  'acquirer-code-void',
  'acquirer-code-refund',
] as const satisfies readonly PosMessageId[];
export type AcquirerCodeRow = (typeof ACQUIRER_CODE_ROWS)[number];

export const isAcquirerCodeRow = (id: string): id is AcquirerCodeRow =>
  ACQUIRER_CODE_ROWS.some((row) => row === id);

type CodeProfile = Pick<DialectProfile, 'codeMessages' | 'codeText'>;

/** A terminal of another dialect has codes in the card messages: whatever this message holds, it is none of its own. */
export function requireCodeDialect(id: string, { codeMessages }: CodeProfile): void {
  if (isAcquirerCodeRow(id) && codeMessages !== 'acquirer')
    unsupported("60.1 is 60: this terminal's dialect has codes in the card messages (60.1 = 22)");
}

/** F22 where the terminal names none: a code was read, no PIN. */
const BY_PAYERS_CODE = '032';
const CONDITION_NORMAL = '00';

export function readAcquirerCode(
  id: AcquirerCodeRow,
  message: Iso8583Message,
  sender: PosSender,
  nowMs: number,
  profile: CodeProfile,
): PosRequest {
  requireScheme(message);
  const base = {
    ...sender,
    stan: required(message, 11),
    batchNo: parsePosField60(required(message, 60)).batch,
  };
  switch (id) {
    case 'acquirer-code-sale':
      return readSale(message, base, profile);
    case 'acquirer-code-order':
      return { kind: 'code-order', ...base, amountFen: amountOf(message), codeIn: profile.codeText };
    case 'acquirer-code-query':
      return { kind: 'code-query', ...base, original: readReferences(message, nowMs).original };
    case 'acquirer-code-void':
    case 'acquirer-code-refund': {
      const { original, rrn } = readReferences(message, nowMs);
      const refund = id === 'acquirer-code-refund';
      // A void is of the whole; where it names an amount this has to be the payment's.
      const amountFen = refund || message.fields[4] !== undefined ? amountOf(message) : null;
      // Without a reference number it may be a code that nobody paid yet: that is closed.
      if (!refund && (rrn === null || amountFen === null))
        return { kind: 'code-close', ...base, original, rrn, amountFen };
      return wayBack(refund ? 'refund' : 'void', message, base, { original, rrn, amountFen: amountFen! });
    }
  }
}

type Base = PosSender & { readonly stan: string; readonly batchNo: string };

function wayBack(
  kind: 'void' | 'refund',
  message: Iso8583Message,
  base: Base,
  named: Pick<PosVoid, 'original' | 'rrn' | 'amountFen'>,
): PosVoid | PosRefund {
  const parts = {
    ...base,
    ...named,
    ...cardless(message),
    authCode: null,
    byCode: true,
    variety: null,
  } as const;
  return kind === 'void' ? { kind, ...parts } : { kind, ...parts, offline: false };
}

/** What the messages about cards have and these leave out. */
const cardless = (message: Iso8583Message) =>
  ({
    processingCode: required(message, 3),
    currency: currencyOf(message),
    entryMode: textOf(message, 22) ?? BY_PAYERS_CODE,
    conditionCode: textOf(message, 25) ?? CONDITION_NORMAL,
    pan: null,
    expiry: null,
    sequence: null,
  }) as const;

function readSale(message: Iso8583Message, base: Base, { codeText }: CodeProfile): PosSale {
  const pan = readPayCode(message, codeText);
  const channel = payCodeChannel(pan);
  if (channel === null) throw new Refused('pay-code-not-valid', `a payer's code of ${pan.length} characters`);
  if (channel !== 'unionpay') throw new Refused('pay-code-other-channel', `a payer's code of ${channel}`);
  return {
    kind: 'sale',
    ...base,
    ...cardless(message),
    amountFen: amountOf(message),
    pan,
    byCode: true,
    offline: null,
    variety: null,
    privateText: null,
    track2: null,
    pinBlock: null,
    chipData: null,
  };
}

/** F62, or F59 `A3`, as the profile says. */
function readPayCode(message: Iso8583Message, place: CodeProfile['codeText']): string {
  const bytes = bytesOf(message, 62);
  const text =
    place === 'f62'
      ? bytes && latinText(bytes).trim()
      : parseCodeData(textOf(message, 59) ?? '').payCode?.trim();
  if (text === undefined || text === '' || text.length > PAY_CODE_LENGTH_MAX)
    return malformed(
      `field ${place.slice(1)}: expected a payer's code of 1 to ${PAY_CODE_LENGTH_MAX} digits`,
    );
  return text;
}

/** F44; only UnionPay is on this line. */
function requireScheme(message: Iso8583Message): void {
  const text = textOf(message, 44);
  // A terminal that names none means the one that there is.
  if (text === undefined || text.trim() === '') return;
  const scheme = parseCodeScheme(text);
  if (scheme !== 'unionpay')
    throw new Refused('code-scheme-not-connected', `field 44 names ${scheme}: expected 004, UnionPay`);
}

function amountOf(message: Iso8583Message): bigint {
  currencyOf(message);
  return BigInt(required(message, 4));
}

/** F49 may be left out of these messages; yuan then. */
const currencyOf = (message: Iso8583Message) =>
  message.fields[49] === undefined ? currencyByNumeric('156')! : requireCurrency(message);
