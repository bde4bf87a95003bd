/** Notices of what happened without the host, and corrections of what was settled. */
import { advice, card, cardDataWithoutPin, financial, paymentFields, privateData } from './pos-parts.ts';
import type { MessageRow } from './row.ts';

export type OfflineMessageId =
  | 'offline-settlement'
  | 'adjustment'
  | 'tip'
  | 'offline-sale'
  | 'offline-refund';

/** None is reversed: each is stored by the terminal and repeated until it is answered. */
export const offlineRows: readonly MessageRow<OfflineMessageId>[] = [
  {
    // F61 says who authorised it and how: 29 digits, or 18 without the institution.
    ...card,
    ...advice,
    id: 'offline-settlement',
    zh: '离线结算',
    en: 'offline settlement',
    processingCode: '000000',
    transactionType: '30',
    request: {
      mandatory: [...paymentFields, 61],
      conditional: [37, 38, ...cardDataWithoutPin, ...privateData],
    },
    reversible: false,
  },
  {
    ...card,
    ...advice,
    id: 'adjustment',
    zh: '结算调整',
    en: 'settlement adjustment',
    processingCode: '000000',
    transactionType: '32',
    request: {
      mandatory: [...paymentFields, 37, 61],
      conditional: [38, ...cardDataWithoutPin, ...privateData],
    },
    reversible: false,
  },
  {
    ...card,
    ...advice,
    id: 'tip',
    zh: '小费调整',
    en: 'tip adjustment',
    processingCode: '000000',
    transactionType: '34',
    request: {
      mandatory: [...paymentFields, 37, 48],
      conditional: [38, 61, ...cardDataWithoutPin, ...privateData],
    },
    reversible: false,
  },
  {
    // The card said yes by itself: F55 holds its certificate (TC) and 8A = Y1.
    ...card,
    ...financial,
    id: 'offline-sale',
    zh: '离线消费上送',
    en: 'upload of a chip sale made offline',
    processingCode: '000000',
    transactionType: '36',
    request: {
      mandatory: [...paymentFields, 55],
      conditional: [...cardDataWithoutPin.filter((field) => field !== 55), ...privateData],
    },
    reversible: false,
  },
  {
    ...card,
    ...advice,
    id: 'offline-refund',
    zh: '脱机退货',
    en: 'refund of a sale made offline',
    processingCode: '200000',
    transactionType: '27',
    request: {
      mandatory: [...paymentFields, 61],
      conditional: [37, 38, ...cardDataWithoutPin, ...privateData],
    },
    reversible: false,
  },
];
