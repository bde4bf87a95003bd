/**
 * The network dialect: our requests as messages, its answers as outcomes.
 * Field lists and codes follow the member interface of UnionPay (Q/CUP 006). Nothing here knows a socket or a key.
 */
import { type ClearingDay, clearingDay, dayFromMonthDay, SHANGHAI } from '#domain/calendar';
import type { Fen } from '#domain/money';
import { type Outcome, outcomeOfNetworkCode } from '#domain/outcome';
import { type InstalmentTerms, type NetworkKey, networkKeyText } from '#domain/payment';
import {
  buildCodeData,
  buildNetworkField60,
  buildNetworkField90,
  bytesOf,
  type FieldValue,
  type Iso8583Message,
  textOf,
  trimmed,
} from '#wire/iso8583';
import type { NetworkRequest } from '../ports/index.ts';
import { instalmentTermsIn, varietyFields } from './network-variety.ts';

type Fields = Record<number, FieldValue>;
type Original = NonNullable<NetworkRequest['original']>;

const REQUEST_MTI = {
  sale: '0200',
  preauth: '0100',
  completion: '0200',
  'completion-notice': '0220',
  void: '0200',
  refund: '0220',
  reversal: '0420',
  'offline-sale': '0220',
  'debit-adjustment': '0220',
  'credit-adjustment': '0220',
  'script-result': '0620',
  payout: '0200',
  'payout-confirmation': '0220',
} as const satisfies Record<NetworkRequest['message'], string>;
const ANSWER_MTIS: ReadonlySet<string> = new Set(['0110', '0210', '0230', '0430', '0630']);
const REQUEST_MTIS: ReadonlySet<string> = new Set(Object.values(REQUEST_MTI));
const HOLDING = '030000';
const TAKING = '000000';
const GIVING_BACK = '200000';
/** More is taken (ISO 8583 of 1987, 02), less is taken (22, in the network's own table). */
const TAKING_MORE = '020000';
const TAKING_LESS = '220000';
/** Money to a card. */
const PAYING_OUT = '290000';
/** F70 of a script's result. */
const SCRIPT_RESULT = '951';

/** What belongs to a pre-authorisation and takes no money is an authorisation, also its void. */
const holds = ({ paymentKind }: NetworkRequest): boolean =>
  paymentKind === 'preauthorisation' || paymentKind === 'increment';
const mtiOf = (request: NetworkRequest): string =>
  request.message === 'void' && holds(request) ? REQUEST_MTI.preauth : REQUEST_MTI[request.message];

/** F53: X9.8 PIN block with card number, double-length triple DES, track not encrypted. */
const PIN_SECURITY = '2600000000000000';
/** F26: a PIN of at most twelve digits. */
const PIN_CAPTURE = '12';
/** 60.2.5: the channel is a point of sale. */
const CHANNEL_POS = '03';
/** F22: read without contact, no PIN entered. */
const CONTACTLESS_NO_PIN = '072';

/**
 * A request as the network reads it, without F128: the MAC covers the other fields and belongs to the link.
 * F12 and F13 are the time of sending; a reversal carries those of the message it undoes.
 *
 * @param parts `pan` in clear (or the payer's code), which exists only between here and the encoded bytes.
 * @throws RangeError when a void, refund or reversal names no original.
 */
export function toNetworkMessage(
  request: NetworkRequest,
  parts: { readonly pan: string; readonly chipData?: Uint8Array | null },
): Iso8583Message {
  const { message, network, card } = request;
  const localTime = message === 'reversal' ? originalOf(request).network.transmission : network.transmission;
  const fields: Fields = {
    3: processingCodeOf(request),
    4: amountDigits(request.amountFen),
    7: network.transmission,
    11: network.stan,
    12: localTime.slice(4),
    13: localTime.slice(0, 4),
    18: request.mcc,
    22: request.entryMode,
    25: request.conditionCode,
    32: network.acquirerId,
    33: network.forwarderId,
    37: request.rrn,
    41: request.terminalId.padEnd(8),
    42: request.merchantId.padEnd(15),
    43: nameField(request.merchantName),
    49: request.currencyNumeric,
    60: field60(request.reasonCode, request.entryMode, request.carried?.chipCondition),
  };
  putAccount(fields, request, parts.pan);
  if (card.expiry !== null) fields[14] = card.expiry;
  if (card.sequence !== null) fields[23] = card.sequence;
  Object.assign(fields, varietyFields(request.variety ?? null, request.carried?.privateText ?? null));
  putCarried(fields, request);
  if (parts.chipData) fields[55] = parts.chipData;
  if (message === 'script-result') fields[70] = SCRIPT_RESULT;
  if (request.authCode !== null) fields[38] = request.authCode.padEnd(6);
  // An increment names its pre-authorisation by the code alone.
  if (!NAMES_NOTHING.includes(message)) fields[90] = field90(originalOf(request));
  return { mti: mtiOf(request), fields };
}

const NAMES_NOTHING: readonly NetworkRequest['message'][] = ['sale', 'preauth', 'offline-sale', 'payout'];

/** F4: twelve digits of fen. @throws RangeError for what twelve digits cannot hold. */
export function amountDigits(amountFen: bigint): string {
  const digits = String(amountFen);
  if (amountFen < 0n || digits.length > 12) {
    throw new RangeError(`Cannot send the amount ${digits} fen: expected 0 to 999999999999`);
  }
  return digits.padStart(12, '0');
}

/** A payment by the payer's code has the code where another has the card number; every message of it repeats it. */
function putAccount(fields: Fields, { channel, entryMode }: NetworkRequest, number: string): void {
  const byPayCode = channel === 'unionpay.qr' && entryMode.startsWith('03');
  if (byPayCode) fields[59] = buildCodeData({ payCode: number, orderReference: null });
  else fields[2] = number;
}

function originalOf(request: NetworkRequest): Original {
  if (request.original !== null) return request.original;
  throw new RangeError(
    `Cannot translate the ${request.message} ${networkKeyText(request.network)}: it names no original`,
  );
}

function processingCodeOf(request: NetworkRequest): string {
  if (request.message === 'debit-adjustment') return TAKING_MORE;
  if (request.message === 'credit-adjustment') return TAKING_LESS;
  if (request.message === 'payout' || request.message === 'payout-confirmation') return PAYING_OUT;
  const ofPayment = holds(request) ? HOLDING : TAKING;
  if (request.message !== 'reversal')
    return request.message === 'void' || request.message === 'refund' ? GIVING_BACK : ofPayment;
  if (request.originalKind !== null) return request.originalKind === 'void' ? GIVING_BACK : ofPayment;
  throw new RangeError(
    `Cannot translate the reversal ${networkKeyText(request.network)}: the kind of its original is missing`,
  );
}

/** What came with the sale and is stored nowhere: track, chip data, PIN block under the zone key. */
export function putCarried(fields: Fields, { carried }: Pick<NetworkRequest, 'carried'>): void {
  if (carried === null) return;
  if (carried.track2 !== null) fields[35] = carried.track2;
  if (carried.chipData !== null) fields[55] = carried.chipData;
  if (carried.pinBlock === null) return;
  fields[26] = PIN_CAPTURE;
  fields[52] = carried.pinBlock;
  fields[53] = PIN_SECURITY;
}

/** F43 is 40 bytes of ASCII; a name in another script would be read as noise by the other side. */
export function nameField(name: string): string {
  return name
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 40)
    .padEnd(40);
}

/**
 * F60: reason, holder type, terminal capability, chip condition, reserved, channel, accepted without a PIN, then
 * flags that stay zero. The capability is what this read proves; a terminal that can do more is not known to the
 * request. That 1 in the seventh place means «within the small-amount limit, no PIN asked» is from memory (M).
 */
export function field60(reasonCode: string | null, entryMode: string, chipCondition = '0'): string {
  const noPin = entryMode === CONTACTLESS_NO_PIN ? '1' : '0';
  const rest = `0${capabilityOf(entryMode)}${chipCondition}0${CHANNEL_POS}${noPin}${'0'.repeat(10)}`;
  return buildNetworkField60({ reason: reasonCode ?? '0000', rest });
}

function capabilityOf(entryMode: string): string {
  switch (entryMode.slice(0, 2)) {
    case '02':
      return '2';
    case '05':
      return '5';
    case '07':
      return '6';
    default:
      return '0';
  }
}

function field90(original: Original): string {
  const { network } = original;
  return buildNetworkField90({
    mti: original.mti,
    trace: network.stan,
    transmissionTime: network.transmission,
    acquirer: network.acquirerId,
    forwarder: network.forwarderId,
  });
}

/** MTI of the answer to a request. */
export function answerMtiOf(mti: string): string {
  return mti.slice(0, 2) + String(Number(mti.slice(2)) + 10).padStart(2, '0');
}

/** F7, F11, F32 and F33 as one text: how the two sides tell messages apart. The year is ours and not in it. */
export function networkWireKey(key: Omit<NetworkKey, 'year'>): string {
  return `${key.transmission}/${key.stan}/${key.acquirerId}/${key.forwarderId}`;
}

/** An answer of the network, and by which of our keys it goes. */
export interface TranslatedAnswer {
  readonly network: NetworkKey;
  /** As `networkKeyText` wrote it when the message was stored. */
  readonly keyText: string;
  readonly mti: string;
  /** F4; null when the answer carries none. */
  readonly amountFen: Fen | null;
  readonly outcome: Outcome;
  readonly authCode: string | null;
  readonly clearingDay: ClearingDay | null;
  readonly instalments?: InstalmentTerms;
  /** F55 as it came: what the issuer says to the chip. */
  readonly chipAnswer?: Uint8Array;
}

export const isNetworkAnswer = (message: Iso8583Message): boolean => ANSWER_MTIS.has(message.mti);
export const isNetworkRequest = (message: Iso8583Message): boolean => REQUEST_MTIS.has(message.mti);

/**
 * The key a financial message carries, or null when a part of it is missing. F7 has no year: the date nearest
 * to `nowMs` gives it, so an answer to a message of 31 December finds its year on 1 January.
 */
export function networkKeyOf(message: Iso8583Message, nowMs: number): NetworkKey | null {
  const [transmission, stan] = [textOf(message, 7), textOf(message, 11)];
  const [acquirerId, forwarderId] = [textOf(message, 32), textOf(message, 33)];
  if (transmission === undefined || stan === undefined) return null;
  if (acquirerId === undefined || forwarderId === undefined) return null;
  const year = dayFromMonthDay(transmission.slice(0, 4), nowMs, SHANGHAI)?.slice(0, 4);
  return year === undefined ? null : { year, transmission, stan, acquirerId, forwarderId };
}

/**
 * The meaning of 0110, 0210, 0230 or 0430; null when key or response code is missing, or the message is none of them.
 *
 * @param sent the stored key of the request, where it is still known: its year is certain.
 */
export function fromNetworkAnswer(
  message: Iso8583Message,
  nowMs: number,
  sent: NetworkKey | null = null,
): TranslatedAnswer | null {
  const code = textOf(message, 39);
  const network = sent ?? networkKeyOf(message, nowMs);
  if (!isNetworkAnswer(message) || code === undefined || network === null) return null;
  const authCode = trimmed(textOf(message, 38) ?? '');
  const instalments = instalmentTermsIn(message);
  const chipAnswer = bytesOf(message, 55)?.slice();
  return {
    network,
    keyText: networkKeyText(network),
    mti: message.mti,
    amountFen: amountFenOf(message),
    outcome: outcomeOfNetworkCode(code),
    authCode: authCode === '' ? null : authCode,
    clearingDay: clearingDayOf(message, nowMs),
    ...(instalments === null ? {} : { instalments }),
    ...(chipAnswer === undefined ? {} : { chipAnswer }),
  };
}

/** F4 in fen; null when it is absent or no number of twelve digits. */
export function amountFenOf(message: Iso8583Message): Fen | null {
  const digits = textOf(message, 4);
  return digits !== undefined && /^\d{12}$/.test(digits) ? BigInt(digits) : null;
}

/** F15 with the year nearest to `nowMs`; null when it is absent or no date. */
export function clearingDayOf(message: Iso8583Message, nowMs: number): ClearingDay | null {
  const monthDay = textOf(message, 15);
  const day = monthDay === undefined ? undefined : dayFromMonthDay(monthDay, nowMs, SHANGHAI);
  return day === undefined ? null : clearingDay(day);
}
