/**
 * Orders in the network dialect: our enquiry and close, the network's answers, and its notice of a payment that was
 * made with a merchant's code. Field choices: decision 0020.
 */
import type { OrderId } from '#domain/order';
import type { NetworkKey } from '#domain/payment';
import {
  buildCodeData,
  type CodeData,
  type FieldValue,
  Iso8583Error,
  type Iso8583Message,
  parseCodeData,
  parseNetworkField90,
  textOf,
  trimmed,
} from '#wire/iso8583';
import { isOrderId } from '../ids.ts';
import type { CodePayment, OrderFinding, OrderRequest } from '../ports/index.ts';
import { amountDigits, amountFenOf, answerMtiOf, clearingDayOf, networkKeyOf } from './network.ts';

const ENQUIRY = '730000';
const CLOSE = '740000';

/** A request without F128: the MAC belongs to the link. */
export function toOrderMessage(request: OrderRequest): Iso8583Message {
  const { network, message } = request;
  return {
    mti: '0620',
    fields: {
      3: message === 'enquiry' ? ENQUIRY : CLOSE,
      4: amountDigits(request.amountFen),
      7: network.transmission,
      11: network.stan,
      12: network.transmission.slice(4),
      13: network.transmission.slice(0, 4),
      32: network.acquirerId,
      33: network.forwarderId,
      41: request.terminalId.padEnd(8),
      42: request.merchantId.padEnd(15),
      49: request.currencyNumeric,
      59: buildCodeData({ payCode: null, orderReference: request.orderId }),
    },
  };
}

const isOfOrder = (message: Iso8583Message): boolean => textOf(message, 70) === undefined;
export const isOrderRequest = (message: Iso8583Message): boolean =>
  message.mti === '0620' && isOfOrder(message);
export const isOrderAnswer = (message: Iso8583Message): boolean =>
  message.mti === '0630' && isOfOrder(message);

/** The centre tells of a payment: 0220 with the processing code of a sale. Our own refunds have another one. */
export const isPaymentNotice = (message: Iso8583Message): boolean =>
  message.mti === '0220' && (textOf(message, 3) ?? '').startsWith('00');

/** F59, or null when it is absent or no such parts. */
export function codeDataOf(message: Iso8583Message): CodeData | null {
  const text = textOf(message, 59);
  if (text === undefined) return null;
  try {
    return parseCodeData(text);
  } catch (error) {
    if (error instanceof Iso8583Error) return null;
    throw error;
  }
}

function orderIdOf(message: Iso8583Message): OrderId | null {
  const reference = codeDataOf(message)?.orderReference ?? '';
  return isOrderId(reference) ? reference : null;
}

/**
 * One payment has one name, wherever it is read: F33 of a notice has the digits of the institution, F90 of an answer
 * fills eleven with zeros. Institutions have eight.
 */
function oneName(key: NetworkKey | null): NetworkKey | null {
  if (key === null) return null;
  const eight = (id: string): string => id.replace(/^0+/, '').padStart(8, '0');
  return { ...key, acquirerId: eight(key.acquirerId), forwarderId: eight(key.forwarderId) };
}

/** A payment as the message tells it; `pan` is in clear and exists only until the link has sealed it. */
export interface ToldPayment extends Omit<CodePayment, 'card'> {
  readonly pan: string;
  readonly expiry: string | null;
}

function toldPayment(message: Iso8583Message, network: NetworkKey, nowMs: number): ToldPayment | null {
  const [pan, rrn, currencyNumeric] = [textOf(message, 2), textOf(message, 37), textOf(message, 49)];
  const amountFen = amountFenOf(message);
  if (pan === undefined || rrn === undefined || currencyNumeric === undefined) return null;
  if (amountFen === null || amountFen < 1n) return null;
  const authCode = trimmed(textOf(message, 38) ?? '');
  return {
    network,
    rrn: trimmed(rrn),
    amountFen,
    currencyNumeric,
    pan,
    expiry: textOf(message, 14) ?? null,
    authCode: authCode === '' ? null : authCode,
    clearingDay: clearingDayOf(message, nowMs),
    merchantId: trimmed(textOf(message, 42) ?? ''),
  };
}

/** The network's notice; null when it names no order of ours or lacks what a payment needs. */
export function fromPaymentNotice(
  message: Iso8583Message,
  nowMs: number,
): { readonly orderId: OrderId; readonly paid: ToldPayment } | null {
  const orderId = orderIdOf(message);
  const network = oneName(networkKeyOf(message, nowMs));
  const paid = network === null ? null : toldPayment(message, network, nowMs);
  return orderId === null || paid === null ? null : { orderId, paid };
}

/** 0230 to a notice: what names it, and F39. */
export function paymentNoticeAnswer(notice: Iso8583Message, code: string): Iso8583Message {
  const fields: Record<number, FieldValue> = { 39: code };
  for (const field of [3, 4, 7, 11, 32, 33, 37, 41, 42, 49, 59]) {
    const value = textOf(notice, field);
    if (value !== undefined) fields[field] = value;
  }
  return { mti: answerMtiOf(notice.mti), fields };
}

/** F90 of an answer names the payment that was found: its F7, F11, F32 and F33. */
function foundKeyOf(message: Iso8583Message, nowMs: number): NetworkKey | null {
  const text = textOf(message, 90);
  if (text === undefined || text.length !== 42) return null;
  const { trace, transmissionTime, acquirer, forwarder } = parseNetworkField90(text);
  const fields = { 7: transmissionTime, 11: trace, 32: acquirer, 33: forwarder };
  return oneName(networkKeyOf({ mti: message.mti, fields }, nowMs));
}

/**
 * The meaning of 0630; null when it is not to be understood. F39: 00 or 22 with a payment in F90 found it; 00 without
 * one is a close that was done; 25 nothing; every other code leaves it open, and it is asked again (UP-09).
 */
export function fromOrderAnswer(
  message: Iso8583Message,
  nowMs: number,
):
  | (Omit<OrderFinding, 'found'> & {
      readonly found: Exclude<OrderFinding['found'], CodePayment> | ToldPayment;
    })
  | null {
  const orderId = orderIdOf(message);
  const code = textOf(message, 39);
  const asked = textOf(message, 3);
  if (orderId === null || code === undefined || (asked !== ENQUIRY && asked !== CLOSE)) return null;
  const network = foundKeyOf(message, nowMs);
  if (network !== null && (code === '00' || code === '22')) {
    const found = toldPayment(message, network, nowMs);
    return found === null ? null : { orderId, found };
  }
  if (asked === CLOSE && code === '00') return { orderId, found: 'closed' };
  if (asked === ENQUIRY && code === '25') return { orderId, found: 'nothing' };
  return code === '09' ? { orderId, found: 'paying' } : null;
}
