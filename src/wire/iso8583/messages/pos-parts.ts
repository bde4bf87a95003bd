/** What the rows of the terminal side have in common. */
import type { MessageRow, Presence } from './row.ts';

/** Card, PIN and chip data: which of them appear depends on how the card was read. */
export const cardData = [2, 14, 23, 26, 35, 36, 52, 53, 55] as const;

/** The same where nobody is asked for a PIN. */
export const cardDataWithoutPin = [2, 14, 23, 35, 36, 53, 55] as const;

/** Acquirers put private content here in any card message; a host reads it or leaves it. */
export const privateData = [46, 47, 56, 57, 58, 59, 62, 63] as const;

/** In every message about money: what, how much, which terminal and merchant, in which batch, and its code. */
export const paymentFields = [3, 4, 11, 22, 25, 41, 42, 49, 60, 64] as const;

/** A declined answer may lack reference, code and MAC, so only what ties it to the request is mandatory. */
export const cardResponse: Presence = {
  mandatory: [3, 11, 12, 13, 39, 41, 42, 60],
  conditional: [2, 4, 14, 15, 22, 23, 25, 32, 37, 38, 44, 48, 49, 53, 54, 55, 61, 64, ...privateData],
};

export const card = {
  kind: 'payment',
  product: 'card',
  base: null,
  conditionCodes: ['00', '82'],
  entryMode: null,
  networkCodes: ['000'],
  response: cardResponse,
  echoes: [2, 3, 4, 11, 25, 41, 42, 49, 60],
  mac: true,
} as const satisfies Partial<MessageRow>;

export const management = {
  kind: 'management',
  product: 'card',
  base: null,
  processingCode: null,
  conditionCodes: null,
  entryMode: null,
  transactionType: '00',
  echoes: [11, 41, 42, 60],
  reversible: false,
  mac: false,
} as const satisfies Partial<MessageRow>;

/** MTI pairs under the names of what they carry. */
export const authorisation = { requestMti: '0100', responseMti: '0110' } as const;
export const financial = { requestMti: '0200', responseMti: '0210' } as const;
export const advice = { requestMti: '0220', responseMti: '0230' } as const;
