/** What the rows of the network side have in common. */
import type { MessageRow, Presence } from './row.ts';

export const cardData = [14, 23, 26, 35, 36, 45, 52, 53, 55] as const;
export const privateData = [
  48, 57, 59, 60, 61, 62, 63, 104, 113, 116, 117, 121, 122, 123, 125, 126, 128,
] as const;

/**
 * What a payment is known by upstream, and who asks for it. The account stands in F2, or behind the payer's code in
 * F59.
 */
export const paymentRequest = [3, 4, 7, 11, 12, 13, 18, 22, 25, 32, 33, 37, 41, 42, 43, 49] as const;

export const account = [[2, 59]] as const;

/** Only identity and outcome are mandatory: an approval must not be lost for a field that has no use here. */
const paymentResponse: Presence = {
  mandatory: [3, 7, 11, 32, 33, 39],
  conditional: [
    ...[2, 4, 5, 6, 9, 10, 12, 13, 14, 15, 16, 18, 19, 22, 23, 25, 26, 28, 37, 38, 41, 42, 43, 44, 49],
    ...[50, 51, 53, 54, 55, 56, 90, 100, 102, 103],
    ...privateData,
  ],
};

export const payment = {
  kind: 'payment',
  product: 'card',
  base: null,
  entryMode: null,
  transactionType: null,
  networkCodes: null,
  response: paymentResponse,
  echoes: [3, 4, 7, 11, 32, 33, 37, 41, 42, 49, 59],
  mac: true,
} as const satisfies Partial<MessageRow>;

export const management = {
  kind: 'management',
  product: 'card',
  base: null,
  entryMode: null,
  requestMti: '0820',
  responseMti: '0830',
  processingCode: null,
  conditionCodes: null,
  transactionType: null,
  request: { mandatory: [7, 11, 70], conditional: [15, 33, 53, 100, 128] },
  response: { mandatory: [7, 11, 39, 70], conditional: [15, 33, 53, 100, 128] },
  echoes: [7, 11, 33, 53, 70],
  reversible: false,
  mac: false,
} as const satisfies Partial<MessageRow>;
