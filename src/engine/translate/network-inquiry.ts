/**
 * Questions about a card in the network dialect. The single-message balance is 0200 with F3 30x000; a question about
 * points differs by F25 65, as a payment by points does. An account verification is 0100 with F3 33x000 and F61.
 */
import { outcomeOfNetworkCode } from '#domain/outcome';
import { networkKeyText } from '#domain/payment';
import { encodeGb18030 } from '#wire/gb18030';
import {
  buildHolderIdentity,
  bytesOf,
  type FieldValue,
  type Iso8583Message,
  parseBalances,
  textOf,
} from '#wire/iso8583';
import type { InquiryAnswer, InquiryRequest, ToldBalance } from '../ports/index.ts';
import { field60, nameField, networkKeyOf, putCarried } from './network.ts';

const BALANCE = '300000';
const VERIFICATION = '330000';
/** F61: the resident identity card. */
const RESIDENT_ID = '01';
/** 54.2: what may be spent now, and what is booked. */
const AMOUNT_TYPES = { '02': 'available', '01': 'ledger' } as const;
/** Two groups of F54 are usual; more are read and bounded by the field. */
const CURRENCY = '156';

/** A question without F128: the MAC belongs to the link. `pan` in clear exists only until the bytes are made. */
export function toInquiryMessage(request: InquiryRequest, parts: { readonly pan: string }): Iso8583Message {
  const { network, card, holder } = request;
  const fields: Record<number, FieldValue> = {
    2: parts.pan,
    3: holder === undefined ? BALANCE : VERIFICATION,
    7: network.transmission,
    11: network.stan,
    12: network.transmission.slice(4),
    13: network.transmission.slice(0, 4),
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
    60: field60(null, request.entryMode, request.carried.chipCondition),
  };
  if (card.expiry !== null) fields[14] = card.expiry;
  if (card.sequence !== null) fields[23] = card.sequence;
  putCarried(fields, request);
  if (holder === undefined) return { mti: '0200', fields };
  const { idNumber: certificateNumber, phone, code } = holder;
  const name = encodeGb18030(holder.name);
  fields[61] = buildHolderIdentity({ certificateType: RESIDENT_ID, certificateNumber, name, phone, code });
  return { mti: '0100', fields };
}

const asksBalance = (message: Iso8583Message): boolean => /^30.000$/.test(textOf(message, 3) ?? '');
const verifies = (message: Iso8583Message): boolean => /^33.000$/.test(textOf(message, 3) ?? '');
export const isInquiryRequest = (message: Iso8583Message): boolean =>
  (message.mti === '0200' && asksBalance(message)) || (message.mti === '0100' && verifies(message));
export const isInquiryAnswer = (message: Iso8583Message): boolean =>
  (message.mti === '0210' && asksBalance(message)) || (message.mti === '0110' && verifies(message));

/** What an answer tells, and whose it is; null when key or response code is missing. */
export function fromInquiryAnswer(
  message: Iso8583Message,
  nowMs: number,
): { readonly keyText: string; readonly answer: InquiryAnswer } | null {
  const key = networkKeyOf(message, nowMs);
  const code = textOf(message, 39);
  if (key === null || code === undefined) return null;
  const outcome = outcomeOfNetworkCode(code);
  const chipAnswer = bytesOf(message, 55)?.slice();
  const answer = {
    outcome,
    balances: balancesOf(message),
    ...(chipAnswer === undefined ? {} : { chipAnswer }),
  };
  return { keyText: networkKeyText(key), answer };
}

/** Groups of another currency or kind are left out, and so is a field that cannot be read. */
function balancesOf(message: Iso8583Message): readonly ToldBalance[] {
  const text = textOf(message, 54);
  if (text === undefined) return [];
  try {
    return parseBalances(text).flatMap(({ amountType, currency, fen }) => {
      const kind = AMOUNT_TYPES[amountType as keyof typeof AMOUNT_TYPES];
      return kind === undefined || currency !== CURRENCY ? [] : [{ kind, amountFen: fen }];
    });
  } catch {
    return [];
  }
}
