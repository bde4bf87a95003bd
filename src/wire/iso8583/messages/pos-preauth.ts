/** Pre-authorisation and what follows from one. */
import {
  advice,
  authorisation,
  card,
  cardData,
  cardDataWithoutPin,
  financial,
  paymentFields,
  privateData,
} from './pos-parts.ts';
import type { MessageRow } from './row.ts';

export type PreauthMessageId =
  | 'pre-auth'
  | 'pre-auth-increment'
  | 'pre-auth-void'
  | 'completion'
  | 'completion-notice'
  | 'completion-void';

const family = { ...card, conditionCodes: ['06'] } as const;

/**
 * The authorisation code (F38) and F61 name the pre-authorisation. A terminal gives the reference number (F37)
 * only to undo a completion: the pre-authorisation is known by its code.
 */
export const preauthRows: readonly MessageRow<PreauthMessageId>[] = [
  {
    ...family,
    ...authorisation,
    id: 'pre-auth',
    zh: '预授权',
    en: 'pre-authorisation',
    processingCode: '030000',
    transactionType: '10',
    request: { mandatory: paymentFields, conditional: [...cardData, ...privateData] },
    reversible: true,
  },
  {
    // One source: F61 is 16 zeros, F54 the sum so far.
    ...family,
    ...authorisation,
    id: 'pre-auth-increment',
    zh: '追加预授权',
    en: 'incremental pre-authorisation',
    base: 'pre-auth',
    conditionCodes: ['60'],
    processingCode: '030000',
    transactionType: '10',
    request: {
      mandatory: [...paymentFields, 38],
      conditional: [54, 61, ...cardData, ...privateData],
    },
    reversible: true,
  },
  {
    ...family,
    ...authorisation,
    id: 'pre-auth-void',
    zh: '预授权撤销',
    en: 'pre-authorisation void',
    processingCode: '200000',
    transactionType: '11',
    request: { mandatory: [...paymentFields, 38, 61], conditional: [...cardData, ...privateData] },
    reversible: true,
  },
  {
    ...family,
    ...financial,
    id: 'completion',
    zh: '预授权完成请求',
    en: 'completion request',
    processingCode: '000000',
    transactionType: '20',
    request: { mandatory: [...paymentFields, 38, 61], conditional: [...cardData, ...privateData] },
    reversible: true,
  },
  {
    ...family,
    ...advice,
    id: 'completion-notice',
    zh: '预授权完成通知',
    en: 'completion notice',
    processingCode: '000000',
    transactionType: '24',
    request: {
      mandatory: [...paymentFields, 38, 61],
      conditional: [...cardDataWithoutPin, ...privateData],
    },
    reversible: false,
  },
  {
    ...family,
    ...financial,
    id: 'completion-void',
    zh: '预授权完成撤销',
    en: 'completion void',
    processingCode: '200000',
    transactionType: '21',
    request: {
      mandatory: [...paymentFields, 37, 38, 61],
      conditional: [...cardData, ...privateData],
    },
    reversible: true,
  },
];
