import type { KeyedMac } from '#adapters/security-module';
import {
  buildPosField60,
  buildPosField61,
  buildSettlementTotals,
  buildSmPin,
  encode,
  type FieldValue,
  fromHex,
  type Iso8583Message,
  macInputPos,
  type PosMessageId,
  posDialect,
  posMessages,
  rowOf,
  settlementResults,
} from '#wire/iso8583';
import { CARD_KINDS, type EntryKind } from './card-kinds.ts';
import type {
  CardEntry,
  OriginalReference,
  PendingNotice,
  PendingReversal,
  TerminalTotals,
} from './journal-state.ts';
import type { StoredCard } from './terminal-crypto.ts';
import type { Card } from './terminal-input.ts';
import type { TerminalProfile } from './terminal-profile.ts';
import { partsOf, type TerminalVariety } from './varieties.ts';

type Fields = Readonly<Record<number, FieldValue>>;
type Identity = Pick<TerminalProfile, 'merchantId' | 'terminalId'>;

const CURRENCY = '156';
const entryDigits = { keyed: '01', swipe: '02', chip: '05', tap: '07' } as const satisfies Record<
  CardEntry,
  string
>;
/** 60.4: what the reader can do at best in this way of reading. */
const readingCapability = { keyed: '5', swipe: '5', chip: '5', tap: '6' } as const satisfies Record<
  CardEntry,
  string
>;

/** F3 of a question about points: no source gives one, so it is the balance's. */
const BALANCE = '310000';
const LONG_PIN_BYTES = 16;
const NO_PIN_SECURITY = '0600000000000000';
/** 12 is the longest PIN the terminal takes. */
const PIN_CAPTURE = '12';
/** Format with card number, double length triple DES, track in clear. */
const PIN_SECURITY = '2600000000000000';
/** The same over no card number. */
const PIN_SECURITY_WITHOUT_CARD = '1600000000000000';
/** F61 where the code alone names the original: sixteen zeros. */
const NO_ORIGINAL = '0'.repeat(16);
/** Of a kept notice the card is sealed apart, and the track is gone. */
const notKept: readonly number[] = [2, 14, 35, 36, 64];
/** Secrets, and what the answer of the original gave: none of it goes into a reversal. */
const notReversed: readonly number[] = [2, 14, 26, 35, 36, 37, 39, 52, 53, 55, 64];

export interface CardRequest {
  /** Enciphers track 2 where the terminal has a key for it. */
  readonly cipherTrack?: (track: string) => string;
  readonly kind: EntryKind | 'balance';
  readonly stan: string;
  readonly batchNo: string;
  /** `null` for a question. */
  readonly amountFen: bigint | null;
  readonly card: Card;
  readonly entry: CardEntry;
  readonly variety: TerminalVariety | null;
  readonly pinBlock: Uint8Array | null;
  /** What the chip said, with its sequence number; absent: no chip was read. */
  readonly chip?: { readonly data: Uint8Array; readonly sequence: string };
  readonly original: OriginalReference | null;
  readonly originalAuthCode: string | null;
}

/** 0200 or 0220 without its MAC. */
export function cardMessage(identity: Identity, request: CardRequest): Iso8583Message {
  const parts = partsOf(request.kind, request.variety, request.card);
  const row = rowOf(posMessages, parts.row);
  const { original } = request;
  const ownCode = request.variety?.is === 'own-code';
  const fields: Fields = {
    3: (row.processingCode ?? '').includes('x') ? BALANCE : (row.processingCode ?? ''),
    ...(request.amountFen === null ? {} : { 4: request.amountFen.toString().padStart(12, '0') }),
    11: request.stan,
    22: (parts.entry ?? entryDigits[request.entry]) + (request.pinBlock === null ? '2' : '1'),
    25: parts.conditionCode,
    ...(parts.withoutCard ? {} : cardFields(request)),
    ...parts.fields,
    ...identityFields(identity),
    49: CURRENCY,
    60: buildPosField60({
      transactionType: row.transactionType ?? '00',
      batch: request.batchNo,
      networkCode: '000',
      readingCapability: readingCapability[request.entry],
      chipCondition: request.entry === 'swipe' && request.card.fallback === true ? '2' : '0',
      ...(parts.accountType === null ? {} : { partialApproval: '0', accountType: parts.accountType }),
    }),
    ...(original === null || request.kind === 'balance'
      ? {}
      : originalFields(request.kind, original, ownCode ? null : request.originalAuthCode)),
    ...(request.kind === 'refund' && !ownCode ? { 63: 'CUP' } : {}),
  };
  return { mti: row.requestMti, fields };
}

/** A swiped card is named by its track alone; every other one by number and expiry. */
function cardFields({ card, entry, pinBlock, variety, cipherTrack, chip: chipSaid }: CardRequest): Fields {
  const reserved = variety?.is === 'reservation';
  const security = reserved ? PIN_SECURITY_WITHOUT_CARD : PIN_SECURITY;
  const secured: Fields =
    pinBlock === null
      ? {}
      : pinBlock.length === LONG_PIN_BYTES
        ? // The block does not fit F52, which some hosts want filled all the same.
          { 26: PIN_CAPTURE, 53: `${security.charAt(0)}3${security.slice(2)}`, 63: buildSmPin(pinBlock) }
        : { 26: PIN_CAPTURE, 52: pinBlock, 53: security };
  if (reserved) return { 2: card.pan, ...secured };
  if (entry === 'swipe') return withTrack(secured, trackOf(card), cipherTrack);
  const chip = entry === 'chip' || entry === 'tap';
  const sequence: Fields = chip && card.sequence !== undefined ? { 23: card.sequence.padStart(3, '0') } : {};
  const said: Fields = chipSaid === undefined ? {} : { 23: chipSaid.sequence, 55: chipSaid.data };
  const named = { 2: card.pan, 14: card.expiry, ...sequence, ...secured, ...said };
  return chip && card.track2 !== undefined ? withTrack(named, trackOf(card), cipherTrack) : named;
}

/** F35, and in the third digit of F53 whether it is enciphered. */
function withTrack(fields: Fields, track: string, cipherTrack: CardRequest['cipherTrack']): Fields {
  if (cipherTrack === undefined) return { ...fields, 35: track };
  const control = String(fields[53] ?? NO_PIN_SECURITY);
  return { ...fields, 35: cipherTrack(track), 53: `${control.slice(0, 2)}1${control.slice(3)}` };
}

/** Service code 220: a chip card for goods and services, checked online. */
function trackOf(card: Card): string {
  return (card.track2 ?? `${card.pan}=${card.expiry}2200000000000`.slice(0, 37)).replace('=', 'D');
}

function originalFields(kind: EntryKind, original: OriginalReference, authCode: string | null): Fields {
  const { batchNo: batch, stan: trace, date } = original;
  const { names } = CARD_KINDS[kind];
  const code: Fields = authCode === null ? {} : { 38: authCode };
  if (names === 'code-alone') return { ...code, 61: NO_ORIGINAL };
  return {
    ...(names === 'code' ? {} : { 37: original.rrn }),
    ...code,
    61: buildPosField61(date === null ? { batch, trace } : { batch, trace, date }),
  };
}

/**
 * The reversal of a request, ready before that request leaves. F61 of a reversed void names the void
 * itself; `date` is MMDD.
 */
export function reversalRecord(
  message: Iso8583Message,
  request: CardRequest,
  stored: { readonly sealedCard: string; readonly date: string },
): PendingReversal {
  const fields: Record<string, string> = {};
  for (const [number, value] of Object.entries(message.fields)) {
    if (typeof value === 'string' && !notReversed.includes(Number(number))) fields[number] = value;
  }
  // What stands by itself names nothing; everything else names itself and no longer what it was about.
  if (request.kind === 'balance' || CARD_KINDS[request.kind].names !== 'nothing') {
    fields[61] = buildPosField61({ batch: request.batchNo, trace: request.stan, date: stored.date });
  }
  return {
    stan: request.stan,
    fields,
    sealedCard: stored.sealedCard,
    namesCard: message.fields[2] !== undefined,
    reason: '06',
    authCode: null,
    sends: 0,
  };
}

/** A completion notice as it is kept; it leaves unchanged as often as it has to. */
export function noticeRecord(
  message: Iso8583Message,
  { stan, batchNo }: CardRequest,
  sealedCard: string,
): PendingNotice {
  const fields: Record<string, string> = {};
  for (const [number, value] of Object.entries(message.fields))
    if (typeof value === 'string' && !notKept.includes(Number(number))) fields[number] = value;
  return { stan, batchNo, fields, sealedCard, namesCard: message.fields[2] !== undefined };
}

/** 0400 without its MAC. */
export function reversalMessage(pending: PendingReversal, card: StoredCard): Iso8583Message {
  const fields: Fields = {
    ...pending.fields,
    ...(pending.namesCard ? { 2: card.pan, 14: card.expiry } : {}),
    ...(pending.authCode === null ? {} : { 38: pending.authCode }),
    ...(pending.chipHex === undefined ? {} : { 55: fromHex(pending.chipHex) ?? new Uint8Array(0) }),
    39: pending.reason,
  };
  return { mti: rowOf(posMessages, 'reversal').requestMti, fields };
}

export function signInMessage(
  profile: TerminalProfile,
  request: {
    readonly stan: string;
    readonly batchNo: string;
    readonly operator: string;
    readonly code: string;
  },
): Iso8583Message {
  return management('sign-in', profile, request.batchNo, request.code, {
    11: request.stan,
    63: request.operator.padEnd(3, ' '),
  });
}

export function echoMessage(profile: TerminalProfile, batchNo: string): Iso8583Message {
  return management('echo', profile, batchNo, '301', {});
}

export function settlementMessage(
  profile: TerminalProfile,
  request: {
    readonly stan: string;
    readonly batchNo: string;
    readonly operator: string;
    readonly totals: TerminalTotals;
  },
): Iso8583Message {
  const { debitFen, debitCount, creditFen, creditCount } = request.totals;
  const result = settlementResults.asked;
  const none = { debitTotal: 0n, debitCount: 0, creditTotal: 0n, creditCount: 0, result };
  return management('settlement', profile, request.batchNo, '201', {
    11: request.stan,
    48: buildSettlementTotals({
      domestic: { debitTotal: debitFen, debitCount, creditTotal: creditFen, creditCount, result },
      foreign: none,
    }),
    49: CURRENCY,
    63: request.operator.padEnd(3, ' '),
  });
}

export function management(
  id: PosMessageId,
  identity: Identity,
  batch: string,
  networkCode: string,
  more: Fields,
): Iso8583Message {
  const row = rowOf(posMessages, id);
  const transactionType = row.transactionType ?? '00';
  return {
    mti: row.requestMti,
    fields: {
      ...more,
      ...identityFields(identity),
      60: buildPosField60({ transactionType, batch, networkCode }),
    },
  };
}

function identityFields({ merchantId, terminalId }: Identity): Fields {
  return { 41: terminalId.padEnd(8, ' '), 42: merchantId.padEnd(15, ' ') };
}

/** Bytes of the message; with a MAC function also F64. */
export function encodeRequest(message: Iso8583Message, mac: KeyedMac | null): Uint8Array {
  if (mac === null) return encode(posDialect, message);
  const body = encode(posDialect, { ...message, fields: { ...message.fields, 64: new Uint8Array(8) } });
  body.set(mac(macInputPos(body)), body.length - 8);
  return body;
}

/** TPDU and header of the profile, cut into their parts. */
export function frameParts(profile: Pick<TerminalProfile, 'tpdu' | 'header'>) {
  const { tpdu, header } = profile;
  if (fromHex(tpdu)?.length !== 5 || fromHex(header)?.length !== 6) {
    throw new RangeError(`TPDU has ${tpdu.length} digits and header ${header.length}: expected 10 and 12`);
  }
  return {
    tpdu: { id: tpdu.slice(0, 2), destination: tpdu.slice(2, 6), source: tpdu.slice(6, 10) },
    header: {
      applicationClass: header.slice(0, 2),
      softwareVersion: header.slice(2, 4),
      terminalState: header.slice(4, 5),
      processingRequirement: header.slice(5, 6),
      softwareSubVersion: header.slice(6, 12),
    },
  };
}
