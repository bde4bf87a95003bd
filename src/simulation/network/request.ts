/** A financial message as the network reads it. */
import { dayFromMonthDay, SHANGHAI } from '#domain/calendar';
import type { Fen } from '#domain/money';
import type { NetworkKey } from '#domain/payment';
import {
  bytesOf,
  type InstalmentPlan,
  type Iso8583Message,
  maskPan,
  parseCodeData,
  parseNetworkField90,
  textOf,
  trimmed,
} from '#wire/iso8583';
import type { Card, NetworkConfig } from './config.ts';
import { cardOfPayCode } from './pay-codes.ts';
import { type TransactionKind, wireKeyOf } from './state.ts';
import { cardOfReservation, isReservation, planIn } from './varieties.ts';

export interface Request {
  readonly kind: TransactionKind;
  /** For a reversal: does it say that it undoes a payment or a void? */
  readonly undoes: 'payment' | 'void' | null;
  /** Which family the message belongs to: sales, holds, or what completes a hold. */
  readonly about: 'sale' | 'preauth' | 'completion';
  readonly key: NetworkKey;
  readonly wireKey: string;
  readonly mti: string;
  readonly processingCode: string;
  readonly amountFen: Fen;
  readonly currency: string;
  readonly pan: string;
  readonly maskedPan: string;
  readonly card: Card | null;
  readonly pinBlock: Uint8Array | null;
  readonly track2: string | null;
  readonly chipData: Uint8Array | null;
  /** F23. */
  readonly sequence: string | null;
  /** 60.2.4: 2 where a stripe stands in for a chip that could not be read. */
  readonly isFallback: boolean;
  /** F14 as the message has it. */
  readonly expiry: string | null;
  /** Of a sale by instalments. */
  readonly plan: InstalmentPlan | null;
  /** The payer's code where there is no card number. */
  readonly payCode: string | null;
  readonly rrn: string;
  readonly conditionCode: string;
  readonly entryMode: string;
  readonly mcc: string;
  readonly terminalId: string;
  readonly merchantId: string;
  /** F38. */
  readonly authCode: string | null;
  /** Wire key that F90 names. */
  readonly original: string | null;
}

/** Behind the four digits of the reason, holder type and capability. */
const CHIP_CONDITION_AT = 6;

/** Null when F7 is no date or F90 cannot be read. Mandatory fields are there: the caller looked. */
export function readRequest(
  message: Iso8583Message,
  { kind, undoes, about }: Pick<Request, 'kind' | 'undoes' | 'about'>,
  cards: { readonly byPan: ReadonlyMap<string, Card>; readonly all: readonly Card[] },
  nowMs: number,
): Request | null {
  const text = (field: number): string => textOf(message, field) ?? '';
  const transmission = text(7);
  const year = dayFromMonthDay(transmission.slice(0, 4), nowMs, SHANGHAI)?.slice(0, 4);
  const original = readOriginal(textOf(message, 90));
  if (year === undefined || original === undefined) return null;
  const key = { year, transmission, stan: text(11), acquirerId: text(32), forwarderId: text(33) };
  const payCode = textOf(message, 2) === undefined ? readPayCode(textOf(message, 59)) : null;
  const reserved = isReservation({ conditionCode: text(25) }) && payCode === null;
  const card = reserved
    ? cardOfReservation(cards.all, message)
    : payCode === null
      ? (cards.byPan.get(text(2)) ?? null)
      : cardOfPayCode(cards.all, payCode);
  const pan = payCode === null && !reserved ? text(2) : (card?.pan ?? '');
  return {
    kind,
    undoes,
    about,
    key,
    wireKey: wireKeyOf(key),
    mti: message.mti,
    processingCode: text(3),
    amountFen: BigInt(text(4)),
    currency: text(49),
    pan,
    maskedPan: maskPan(pan || (payCode ?? '')),
    card,
    payCode,
    pinBlock: bytesOf(message, 52) ?? null,
    track2: textOf(message, 35) ?? null,
    chipData: bytesOf(message, 55) ?? null,
    sequence: textOf(message, 23) ?? null,
    isFallback: (textOf(message, 60) ?? '').charAt(CHIP_CONDITION_AT) === '2',
    expiry: textOf(message, 14) ?? null,
    plan: planIn(message),
    rrn: trimmed(text(37)),
    conditionCode: text(25),
    entryMode: text(22),
    mcc: text(18),
    terminalId: trimmed(text(41)),
    merchantId: trimmed(text(42)),
    authCode: trimmed(text(38)) || null,
    original,
  };
}

function readPayCode(text: string | undefined): string | null {
  try {
    return text === undefined ? null : (parseCodeData(text).payCode ?? '');
  } catch {
    return '';
  }
}

function readOriginal(text: string | undefined): string | null | undefined {
  if (text === undefined) return null;
  if (text.length !== 42) return undefined;
  const { trace, transmissionTime, acquirer, forwarder } = parseNetworkField90(text);
  return wireKeyOf({
    transmission: transmissionTime,
    stan: trace,
    acquirerId: acquirer,
    forwarderId: forwarder,
  });
}

export function isLuhnValid(pan: string): boolean {
  if (!/^\d{12,19}$/.test(pan)) return false;
  let sum = 0;
  for (let i = 0; i < pan.length; i += 1) {
    const digit = pan.charCodeAt(pan.length - 1 - i) - 48;
    const part = i % 2 === 0 ? digit : digit * 2;
    sum += part > 9 ? part - 9 : part;
  }
  return sum % 10 === 0;
}

export const issuerOf = (config: NetworkConfig, id: string) =>
  config.issuers.find((issuer) => issuer.id === id) ?? null;
