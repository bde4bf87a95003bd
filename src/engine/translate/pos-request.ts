/** What a terminal asks for, read out of its message. Pure; nothing here throws on what a terminal sent. */
import { dayFromMonthDay, SHANGHAI } from '#domain/calendar';
import { type Currency, currencyByNumeric } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import type { Settlement } from '#domain/terminal';
import {
  bytesOf,
  checkPresence,
  type GroupTotals,
  type Identified,
  type Iso8583Message,
  identify,
  type MessageRow,
  type PosField61,
  type PosMessageId,
  parsePosField60,
  parsePosField61,
  parsePosField63,
  parseSettlementTotals,
  posMessages,
  textOf,
  trimmed,
} from '#wire/iso8583';

import type {
  PosCardMessage,
  PosOriginal,
  PosRefusal,
  PosRequest,
  PosReversal,
  PosSale,
  PosSender,
  PosSettlement,
  PosSignIn,
} from './pos-types.ts';

class Refused extends Error {
  readonly refusal: PosRefusal;
  constructor(outcome: Outcome, text: string) {
    super(text);
    this.refusal = { kind: 'refusal', outcome, text };
  }
}

const malformed = (text: string): never => {
  throw new Refused('message-malformed', text);
};

const unsupported = (text: string): never => {
  throw new Refused('message-not-supported', text);
};

/** Reads one request. A PIN, a track or chip data is handed on, never looked into. */
export function readPosRequest(message: Iso8583Message, nowMs: number): PosRequest | PosRefusal {
  try {
    return read(message, nowMs);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    // A sub-field of the wrong shape. The wire room's errors quote no content.
    const text = error instanceof Error ? error.message : 'the message could not be read';
    return { kind: 'refusal', outcome: 'message-malformed', text };
  }
}

function read(message: Iso8583Message, nowMs: number): PosRequest {
  const found = identify(posMessages, message);
  if (found === undefined || found.direction !== 'request') {
    return unsupported(`found MTI ${message.mti} with codes of no request in the table`);
  }
  const id = servedId(found.row);
  if (id === null || (found.original !== null && servedId(found.original) === null)) {
    const of = found.original === null ? '' : ` of a ${found.original.en}`;
    return unsupported(`${found.row.en}${of}: this host does not carry it out`);
  }
  requireFields(found, message);
  const sender = readSender(message);
  switch (id) {
    case 'echo':
      return { kind: 'echo', ...sender };
    case 'sign-in':
      return readSignIn(message, sender);
    case 'settlement':
      return readSettlement(message, sender);
    case 'sale':
      return readSale(message, sender);
    case 'void':
    case 'refund':
      return { kind: id, ...readCard(message, sender), ...readReferences(message, nowMs) };
    case 'reversal':
      return readReversal(message, sender, found.original?.id === 'void' ? 'void' : 'sale');
  }
}

/** The rows of the table that this host carries out. All others, and their reversals, are refused with 40. */
const served = [
  'echo',
  'sign-in',
  'settlement',
  'sale',
  'void',
  'refund',
  'reversal',
] as const satisfies readonly PosMessageId[];

const servedId = ({ id }: MessageRow<PosMessageId>): (typeof served)[number] | null =>
  served.find((each) => each === id) ?? null;

function requireFields(found: Identified<PosMessageId>, message: Iso8583Message): void {
  const { row } = found;
  const issue = checkPresence(row, 'request', message).find(
    // A reversal is the way back: it is not refused for a field too many.
    ({ kind }) => row.kind !== 'reversal' || kind === 'missing',
  );
  if (issue !== undefined) malformed(`${row.en}: field ${issue.field} is ${issue.kind}`);
}

function readSender(message: Iso8583Message): PosSender {
  const merchantId = trimmed(required(message, 42));
  const terminalId = trimmed(required(message, 41));
  if (!isName(merchantId)) malformed('field 42: expected printable characters without spaces and slashes');
  if (!isName(terminalId)) malformed('field 41: expected printable characters without spaces and slashes');
  return { merchantId, terminalId };
}

/** Ids become parts of keys that are joined with slashes and stored as text. */
const isName = (text: string): boolean => /^[!-.0-~]+$/.test(text);

function required(message: Iso8583Message, field: number): string {
  return textOf(message, field) ?? malformed(`field ${field} is missing`);
}

function readSignIn(message: Iso8583Message, sender: PosSender): PosSignIn {
  const layout = parsePosField60(required(message, 60)).networkCode;
  if (layout !== '001' && layout !== '003') {
    return unsupported(`sign-in with 60.3 ${layout ?? 'absent'}: expected 001 or 003`);
  }
  const { code } = parsePosField63(textOf(message, 63) ?? '');
  return { kind: 'sign-in', ...sender, stan: required(message, 11), layout, operator: printable(code) };
}

function readSettlement(message: Iso8583Message, sender: PosSender): PosSettlement {
  requireCurrency(message);
  const { domestic, foreign } = parseSettlementTotals(required(message, 48));
  const sum = (group: GroupTotals, other: GroupTotals): Settlement['terminal'] => ({
    debitFen: group.debitTotal + other.debitTotal,
    debitCount: group.debitCount + other.debitCount,
    creditFen: group.creditTotal + other.creditTotal,
    creditCount: group.creditCount + other.creditCount,
  });
  return {
    kind: 'settlement',
    ...sender,
    stan: required(message, 11),
    batchNo: parsePosField60(required(message, 60)).batch,
    totals: sum(domestic, foreign),
  };
}

function readSale(message: Iso8583Message, sender: PosSender): PosSale {
  requirePinShape(message);
  const card = readCard(message, sender);
  const { pan } = card;
  if (pan === null) {
    if (isTrackEncrypted(message)) return unsupported('sale: track 2 is encrypted and field 2 is absent');
    return malformed('sale: neither field 2 nor field 35 names a card');
  }
  return {
    kind: 'sale',
    ...card,
    pan,
    track2: isTrackEncrypted(message) ? null : (textOf(message, 35) ?? null),
    pinBlock: bytesOf(message, 52) ?? null,
    chipData: bytesOf(message, 55) ?? null,
  };
}

/** F53 digit 1: 2 is ISO format 0 with card number; digit 2: 0 and 6 are DES, 3 and 4 are SM4. */
function requirePinShape(message: Iso8583Message): void {
  const control = textOf(message, 53);
  if (control === undefined || bytesOf(message, 52) === undefined) return;
  if (!/^2[06]/.test(control)) {
    unsupported(
      `field 53 begins ${control.slice(0, 2)}: expected PIN blocks of format 0 under DES (20 or 26)`,
    );
  }
}

const isTrackEncrypted = (message: Iso8583Message): boolean => textOf(message, 53)?.charAt(2) === '1';

function readCard(message: Iso8583Message, sender: PosSender): PosCardMessage {
  const track = isTrackEncrypted(message) ? null : readTrack2(textOf(message, 35));
  const pan = textOf(message, 2) ?? track?.pan ?? null;
  if (pan !== null && !/^\d{12,19}$/.test(pan))
    malformed(`card number of ${pan.length} characters: expected 12 to 19`);
  if (pan !== null && track !== null && track.pan !== pan)
    malformed('field 2 and track 2 name different cards');
  return {
    ...sender,
    stan: required(message, 11),
    batchNo: parsePosField60(required(message, 60)).batch,
    processingCode: required(message, 3),
    amountFen: BigInt(required(message, 4)),
    currency: requireCurrency(message),
    entryMode: required(message, 22),
    conditionCode: required(message, 25),
    pan,
    expiry: yearMonth(textOf(message, 14)) ?? track?.expiry ?? null,
    sequence: textOf(message, 23) ?? null,
  };
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

function requireCurrency(message: Iso8583Message): Currency {
  const numeric = required(message, 49);
  const currency = currencyByNumeric(numeric);
  if (currency !== undefined) return currency;
  throw new Refused('currency-not-supported', `field 49: found ${printable(numeric)}, expected 156`);
}

function readReferences(message: Iso8583Message, nowMs: number) {
  const { batch, trace, date } = parsePosField61(required(message, 61));
  return { original: { batchNo: batch, stan: trace, day: readDay(date, nowMs) }, ...readCodes(message) };
}

function readDay(date: PosField61['date'], nowMs: number): string | null {
  if (date === undefined || date === '0000') return null;
  return dayFromMonthDay(date, nowMs, SHANGHAI) ?? malformed('field 61: its date is no month and day');
}

/** F37 and F38. Blank and all zeros mean that the terminal has none. */
function readCodes(message: Iso8583Message): {
  readonly rrn: string | null;
  readonly authCode: string | null;
} {
  const code = (field: number): string | null => {
    const text = trimmed(textOf(message, field) ?? '');
    return /^0*$/.test(text) ? null : text;
  };
  return { rrn: code(37), authCode: code(38) };
}

function readReversal(message: Iso8583Message, sender: PosSender, of: 'sale' | 'void'): PosReversal {
  const card = readCard(message, sender);
  const reason = trimmed(textOf(message, 39) ?? '');
  return {
    kind: 'reversal',
    ...card,
    of,
    original: originalOfReversal(message, card),
    ...readCodes(message),
    reason: reason === '' || reason === '00' ? '98' : printable(reason),
  };
}

/**
 * A reversal carries the trace number of what it undoes. Its batch is 60.2, or 61.1 where F61 names that same
 * message (terminals that put the batch now open into 60.2). An F61 that names another message is one that the
 * terminal kept from a void: the sale under it.
 */
function originalOfReversal(message: Iso8583Message, card: PosCardMessage): PosOriginal {
  const own = { batchNo: card.batchNo, stan: card.stan, day: null };
  const text = textOf(message, 61);
  if (text === undefined || text.length < 12) return own;
  const batch = text.slice(0, 6);
  return text.slice(6, 12) === card.stan && batch !== '000000' ? { ...own, batchNo: batch } : own;
}

/** Only what may stand in a log and in a text column. */
const printable = (text: string): string => text.replace(/[^ -~]/g, '?').trim();
