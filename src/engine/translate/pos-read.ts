/** What the readers of terminal messages share: refusals, the sender, the card, and references to earlier messages. */
import { dayFromMonthDay, SHANGHAI } from '#domain/calendar';
import { type Currency, currencyByNumeric } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import {
  bytesOf,
  type Iso8583Message,
  type PosField61,
  parseCodeData,
  parseField62Pin,
  parsePosField60,
  parsePosField61,
  parseSmPin,
  textOf,
  trimmed,
} from '#wire/iso8583';
import { payCodeChannel } from '#wire/qr';
import type { PosCardMessage, PosRefusal, PosSender } from './pos-types.ts';

export class Refused extends Error {
  readonly refusal: PosRefusal;
  constructor(outcome: Outcome, text: string) {
    super(text);
    this.refusal = { kind: 'refusal', outcome, text };
  }
}

export const malformed = (text: string): never => {
  throw new Refused('message-malformed', text);
};

export const unsupported = (text: string): never => {
  throw new Refused('message-not-supported', text);
};

export function readSender(message: Iso8583Message): PosSender {
  const merchantId = trimmed(required(message, 42));
  const terminalId = trimmed(required(message, 41));
  if (!isName(merchantId)) malformed('field 42: expected printable characters without spaces and slashes');
  if (!isName(terminalId)) malformed('field 41: expected printable characters without spaces and slashes');
  return { merchantId, terminalId };
}

/** Ids become parts of keys that are joined with slashes and stored as text. */
const isName = (text: string): boolean => /^[!-.0-~]+$/.test(text);

export function required(message: Iso8583Message, field: number): string {
  return textOf(message, field) ?? malformed(`field ${field} is missing`);
}

/**
 * The PIN block, eight bytes in F52, or sixteen under SM4: in F63 under SM, or in F62 under usage 22. Terminals that
 * send it there may fill F52 with anything. F53 digit 1: 2 is ISO format 0 with card number, 1 without; digit 2: 0 and
 * 6 are DES, 3 and 4 are SM4.
 */
export function readPin(
  message: Iso8583Message,
  shape: 'with one' | 'without a card number' = 'with one',
): Uint8Array | null {
  const control = textOf(message, 53);
  const long = parseSmPin(textOf(message, 63) ?? '') ?? parseField62Pin(bytesOf(message, 62) ?? NOTHING);
  const block = long ?? bytesOf(message, 52) ?? null;
  if (control === undefined || block === null) return block;
  const wanted = shape === 'with one' ? '2' : '1';
  const right = long === null ? /^.[06]/ : /^.[34]/;
  if (control.charAt(0) === wanted && right.test(control)) return block;
  return unsupported(
    `field 53 begins ${control.slice(0, 2)}: expected PIN blocks of format 0, under DES (${wanted}0 or ${wanted}6) ` +
      `in field 52 or under SM4 (${wanted}3 or ${wanted}4) in field 63 or 62`,
  );
}

const NOTHING = new Uint8Array(0);

export const isTrackEncrypted = (message: Iso8583Message): boolean => textOf(message, 53)?.charAt(2) === '1';

export const readCard = (message: Iso8583Message, sender: PosSender): PosCardMessage => ({
  ...readCardAlone(message, sender),
  amountFen: BigInt(required(message, 4)),
});

/** The card and how it was read, without an amount. */
export function readCardAlone(message: Iso8583Message, sender: PosSender): Omit<PosCardMessage, 'amountFen'> {
  const track = isTrackEncrypted(message) ? null : readTrack2(textOf(message, 35));
  const pan = textOf(message, 2) ?? track?.pan ?? readPayCode(message);
  if (pan !== null && !/^\d{12,19}$/.test(pan))
    malformed(`card number of ${pan.length} characters: expected 12 to 19`);
  if (pan !== null && track !== null && track.pan !== pan)
    malformed('field 2 and track 2 name different cards');
  return {
    ...sender,
    stan: readTrace(message),
    batchNo: parsePosField60(required(message, 60)).batch,
    processingCode: required(message, 3),
    currency: requireCurrency(message),
    entryMode: required(message, 22),
    conditionCode: required(message, 25),
    pan,
    expiry: yearMonth(textOf(message, 14)) ?? track?.expiry ?? null,
    sequence: textOf(message, 23) ?? null,
  };
}

/** The card that must be named, with what a reader and a PIN pad gave: none of it is looked into. */
export function readFreshCard(
  message: Iso8583Message,
  pan: string | null,
  what: string,
  pinShape?: Parameters<typeof readPin>[1],
): {
  readonly pan: string;
  readonly track2: string | null;
  readonly pinBlock: Uint8Array | null;
  readonly chipData: Uint8Array | null;
  readonly chipCondition?: string;
} {
  if (pan === null) {
    if (isTrackEncrypted(message)) return unsupported(`${what}: track 2 is encrypted and field 2 is absent`);
    return malformed(`${what}: no field names a card or a code`);
  }
  return {
    pan,
    track2: isTrackEncrypted(message) ? null : (textOf(message, 35) ?? null),
    pinBlock: readPin(message, pinShape),
    chipData: bytesOf(message, 55) ?? null,
    ...fallbackIn(message),
  };
}

/** 60.5, where it tells of a chip that could not be read. */
function fallbackIn(message: Iso8583Message): { readonly chipCondition?: string } {
  const { chipCondition } = parsePosField60(required(message, 60));
  return chipCondition === FALLBACK ? { chipCondition } : {};
}
const FALLBACK = '2';

/** F59 `A3` where F22 says that a code was read. A code that this network does not know is told so by its length. */
/** Trace numbers begin with 000001; zeros name none. */
function readTrace(message: Iso8583Message): string {
  const stan = required(message, 11);
  return stan === '000000' ? malformed('field 11 is 000000: expected 000001 to 999999') : stan;
}

function readPayCode(message: Iso8583Message): string | null {
  const text = textOf(message, 59);
  if (text === undefined || !(textOf(message, 22) ?? '').startsWith('03')) return null;
  const { payCode } = parseCodeData(text);
  const channel = payCode === null ? null : payCodeChannel(payCode);
  if (channel !== null && channel !== 'unionpay')
    throw new Refused('pay-code-other-channel', `field 59: a payment code of ${channel}`);
  if (payCode !== null && !/^\d{12,19}$/.test(payCode))
    malformed(`payment code of ${payCode.length} characters: expected 12 to 19 digits`);
  return payCode;
}

/** Card number, separator, expiry. `null` when the track does not have this shape: some are blank. */
function readTrack2(
  track: string | undefined,
): { readonly pan: string; readonly expiry: string | null } | null {
  const match = /^(\d{12,19})[D=](\d{4})?/.exec(track ?? '');
  return match === null ? null : { pan: match[1]!, expiry: yearMonth(match[2]) };
}

const yearMonth = (text: string | undefined): string | null =>
  text !== undefined && /^\d\d(?:0[1-9]|1[0-2])$/.test(text) ? text : null;

export function requireCurrency(message: Iso8583Message): Currency {
  const numeric = required(message, 49);
  const currency = currencyByNumeric(numeric);
  if (currency !== undefined) return currency;
  throw new Refused('currency-not-supported', `field 49: found ${printable(numeric)}, expected 156`);
}

export function readReferences(message: Iso8583Message, nowMs: number) {
  const { batch, trace, date } = parsePosField61(required(message, 61));
  return { original: { batchNo: batch, stan: trace, day: readDay(date, nowMs) }, ...readCodes(message) };
}

function readDay(date: PosField61['date'], nowMs: number): string | null {
  if (date === undefined || date === '0000') return null;
  return dayFromMonthDay(date, nowMs, SHANGHAI) ?? malformed('field 61: its date is no month and day');
}

/** F37 and F38. Blank and all zeros mean that the terminal has none. */
export function readCodes(message: Iso8583Message): {
  readonly rrn: string | null;
  readonly authCode: string | null;
} {
  const code = (field: number): string | null => {
    const text = trimmed(textOf(message, field) ?? '');
    return /^0*$/.test(text) ? null : text;
  };
  return { rrn: code(37), authCode: code(38) };
}

/** Only what may stand in a log and in a text column. */
export const printable = (text: string): string => text.replace(/[^ -~]/g, '?').trim();
