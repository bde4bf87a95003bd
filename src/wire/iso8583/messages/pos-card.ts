/** The plain card transactions of a till, and what undoes them. */
import { advice, card, cardData, financial, paymentFields, privateData } from './pos-parts.ts';
import { anyProcessingCode, type MessageRow } from './row.ts';

export type CardMessageId = 'balance' | 'sale' | 'void' | 'refund' | 'reversal' | 'script-notice';

/**
 * Conditional fields follow what real terminals send: a void may name the card again and its F61 has 12, 16, 18
 * or 29 digits; a reversal may lack its reason (F39) or still carry PIN, tracks and reference. A reversal is the
 * way back, so it is never refused for a field too many.
 */
export const cardRows: readonly MessageRow<CardMessageId>[] = [
  {
    ...card,
    ...financial,
    id: 'balance',
    zh: '余额查询',
    en: 'balance inquiry',
    processingCode: '310000',
    transactionType: '01',
    request: {
      mandatory: [3, 11, 22, 25, 41, 42, 49, 60, 64],
      conditional: [...cardData, ...privateData],
    },
    reversible: false,
  },
  {
    ...card,
    ...financial,
    id: 'sale',
    zh: '消费',
    en: 'sale',
    processingCode: '000000',
    transactionType: '22',
    request: { mandatory: paymentFields, conditional: [...cardData, ...privateData] },
    reversible: true,
  },
  {
    ...card,
    ...financial,
    id: 'void',
    zh: '消费撤销',
    en: 'sale void',
    processingCode: '200000',
    transactionType: '23',
    request: {
      mandatory: [...paymentFields, 37, 61],
      conditional: [38, ...cardData, ...privateData],
    },
    reversible: true,
  },
  {
    ...card,
    ...advice,
    id: 'refund',
    zh: '退货',
    en: 'refund',
    processingCode: '200000',
    transactionType: '25',
    request: {
      mandatory: [...paymentFields, 37, 61],
      conditional: [38, ...cardData, ...privateData],
    },
    reversible: false,
  },
  {
    ...card,
    id: 'reversal',
    zh: '冲正',
    en: 'reversal',
    kind: 'reversal',
    requestMti: '0400',
    responseMti: '0410',
    processingCode: null,
    transactionType: null,
    conditionCodes: null,
    request: {
      mandatory: paymentFields,
      conditional: [12, 13, 15, 32, 37, 38, 39, 54, 61, ...cardData, ...privateData],
    },
    reversible: false,
  },
  {
    // 60.1 is 00 in one program and the original's in another; F3 is the original's in both.
    ...card,
    id: 'script-notice',
    zh: '脚本结果通知',
    en: 'script result notice',
    kind: 'notice',
    requestMti: '0620',
    responseMti: '0630',
    processingCode: anyProcessingCode,
    transactionType: null,
    conditionCodes: null,
    networkCodes: ['951'],
    request: {
      mandatory: [2, 3, 11, 22, 37, 41, 42, 49, 55, 60, 61, 64],
      conditional: [4, 23, 25, 32, 38, ...privateData],
    },
    reversible: false,
  },
];
