/**
 * What the network knows of orders: who scanned a merchant's code, who paid, which order is closed; and the notices
 * that its members have not acknowledged. Pure like the rest: it changes by records alone.
 */
import { SHANGHAI, wireTime } from '#domain/calendar';
import {
  buildCodeData,
  buildNetworkField90,
  type Iso8583Message,
  parseCodeData,
  textOf,
} from '#wire/iso8583';
import { type MerchantCode, readMerchantCode } from '#wire/qr';
import { answerTo } from './answer.ts';
import type { Card, NetworkConfig } from './config.ts';
import { monthDay } from './cut-over.ts';
import { newKnownOrder } from './known-order.ts';
import type { Request } from './request.ts';
import { type NetworkRecord, type NetworkState, type Transaction, wireKeyOf } from './state.ts';

/** How long a payer who scanned counts as one who is about to pay. */
export const SCANNED_KEPT_MS = 120_000;

export interface Answered {
  readonly answer: Iso8583Message;
  readonly records: readonly NetworkRecord[];
}

const only = (answer: Iso8583Message): Answered => ({ answer, records: [] });

/** F59 `A4`; null when it is absent or cannot be read. */
function referenceOf(message: Iso8583Message): string | null {
  const text = textOf(message, 59);
  try {
    return text === undefined ? null : parseCodeData(text).orderReference;
  } catch {
    return null;
  }
}

/** The fields that tell of a payment by code: account, amount, day, references. */
function paymentFields(payment: Transaction, cards: readonly Card[]): Record<number, string> {
  const card = cards.find(({ id }) => id === payment.cardId);
  return {
    ...(card === undefined ? {} : { 2: card.pan }),
    4: String(payment.amountFen).padStart(12, '0'),
    15: monthDay(payment.clearingDay),
    37: payment.rrn.padEnd(12),
    ...(payment.authCode === null ? {} : { 38: payment.authCode }),
  };
}

/** The answer that shows a payment: F90 names it. */
function paidAnswer(
  message: Iso8583Message,
  code: string,
  payment: Transaction,
  config: NetworkConfig,
): Answered {
  const answer = answerTo(message, code);
  const { key } = payment;
  const original = buildNetworkField90({
    mti: payment.mti,
    trace: key.stan,
    transmissionTime: key.transmission,
    acquirer: key.acquirerId,
    forwarder: key.forwarderId,
  });
  return only({
    ...answer,
    fields: { ...answer.fields, ...paymentFields(payment, config.cards), 90: original },
  });
}

/** An enquiry or a close of a member. */
export function answerOrder(
  state: NetworkState,
  config: NetworkConfig,
  message: Iso8583Message,
  id: 'order-enquiry' | 'order-close',
  nowMs: number,
): Answered {
  const reference = referenceOf(message);
  if (reference === null) return only(answerTo(message, '30'));
  const known = state.orders.get(reference) ?? newKnownOrder();
  const [first] = known.paid;
  const payment = first === undefined ? undefined : state.byWireKey.get(first);
  if (payment !== undefined)
    return paidAnswer(message, id === 'order-enquiry' ? '00' : '22', payment, config);
  if (known.scannedMs !== null && nowMs - known.scannedMs < SCANNED_KEPT_MS)
    return only(answerTo(message, '09'));
  if (id === 'order-enquiry') return only(answerTo(message, '25'));
  const records: NetworkRecord[] = known.closed
    ? []
    : [{ type: 'order-closed', atMs: nowMs, order: reference }];
  return { answer: answerTo(message, '00'), records };
}

/** A payer's app reads the merchant's code. @throws QrError, RangeError for a code that is for no order. */
export function readScan(
  text: string,
): MerchantCode & { readonly reference: string; readonly amountMinor: bigint } {
  const code = readMerchantCode(text);
  const { reference, amountMinor } = code;
  if (reference === null || amountMinor === null)
    throw new RangeError('Cannot pay with this code: it names no order, or no amount');
  return { ...code, reference, amountMinor };
}

/** Why a scan leads to no payment, as F39 would say it; null: it may be paid. */
export function refusalOfScan(state: NetworkState, reference: string): '22' | '90' | null {
  const known = state.orders.get(reference);
  if (known !== undefined && (known.closed || known.paid.length > 0)) return '22';
  return state.nextDay === null ? null : '90';
}

/** The payment of a scan, as the issuers read it: under a key of the network itself. */
export function scanRequest(
  code: ReturnType<typeof readScan>,
  card: Card,
  maskedPan: string,
  state: NetworkState,
  institution: string,
  nowMs: number,
): Request {
  const { transmission, year } = wireTime(nowMs, SHANGHAI);
  const stan = String((state.transactions.length + 1) % 1_000_000).padStart(6, '0');
  const key = { year, transmission, stan, acquirerId: code.acquirerId, forwarderId: institution };
  return {
    ...{
      kind: 'sale',
      undoes: null,
      about: 'sale',
      authCode: null,
      key,
      wireKey: wireKeyOf(key),
      mti: '0200',
      processingCode: '000000',
    },
    ...{ amountFen: code.amountMinor, currency: code.currency, pan: card.pan, maskedPan, card },
    ...{
      pinBlock: null,
      ...{ track2: null, chipData: null, sequence: null, isFallback: false },
      expiry: null,
      plan: null,
      rrn: transmission.slice(4) + stan,
      conditionCode: '00',
      entryMode: '042',
    },
    ...{ mcc: code.mcc, terminalId: 'QR000000', merchantId: code.merchantId, original: null, payCode: null },
  };
}

/** 0220 to the member whose merchant was paid. F128 is another's work. */
export function noticeOf(payment: Transaction, order: string, config: NetworkConfig): Iso8583Message {
  const { key } = payment;
  return {
    mti: '0220',
    fields: {
      ...paymentFields(payment, config.cards),
      3: payment.processingCode,
      7: key.transmission,
      11: key.stan,
      12: key.transmission.slice(4),
      13: key.transmission.slice(0, 4),
      18: payment.mcc,
      22: payment.entryMode,
      25: payment.conditionCode,
      32: key.acquirerId,
      33: key.forwarderId,
      41: payment.terminalId.padEnd(8),
      42: payment.merchantId.padEnd(15),
      49: '156',
      59: buildCodeData({ payCode: null, orderReference: order }),
    },
  };
}

/** 0230 of a member: which notice it acknowledges; null when none waits for it. */
export function acknowledgedBy(
  state: NetworkState,
  message: Iso8583Message,
  nowMs: number,
): NetworkRecord | null {
  const text = (field: number): string => textOf(message, field) ?? '';
  const key = wireKeyOf({
    transmission: text(7),
    stan: text(11),
    acquirerId: text(32),
    forwarderId: text(33),
  });
  if (!state.unacknowledged.has(key)) return null;
  return { type: 'notice-acknowledged', atMs: nowMs, wireKey: key, code: text(39) };
}
