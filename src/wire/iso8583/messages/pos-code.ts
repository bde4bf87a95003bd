/** Payment by a code at the till. */
import { advice, card, financial, paymentFields, privateData } from './pos-parts.ts';
import type { MessageRow } from './row.ts';

export type CodeMessageId =
  | 'code-sale'
  | 'code-void'
  | 'acquirer-code-sale'
  | 'acquirer-code-order'
  | 'acquirer-code-query'
  | 'acquirer-code-void'
  | 'acquirer-code-refund'
  | 'code-refund';

/** The acquirer's own messages about codes name no card and ask for nothing that one would have. */
const acquirerCode = {
  ...card,
  ...financial,
  product: 'code',
  conditionCodes: null,
  transactionType: '60',
  // The scheme and what is named go back as they came; a lost answer is asked for by a query.
  echoes: [...card.echoes, 44, 61],
  reversible: false,
} as const;

const acquirerCodeFields = {
  mandatory: [3, 11, 41, 42, 60, 64],
  conditional: [4, 6, 7, 14, 22, 25, 32, 37, 44, 49, 61, ...privateData],
} as const;

const acquirerCodeResponse = {
  mandatory: [11, 39, 41, 42],
  conditional: [
    ...[2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 22, 25, 32, 37, 38, 44, 49, 54, 60, 61, 64],
    ...privateData,
  ],
} as const;

/**
 * Payment by a code. Dialect A puts the payer's code into F59 (tag A3) of the card messages and 03 into F22;
 * dialect B, of one acquirer, has messages of its own under 60.1 = 60.
 */
export const codeRows: readonly MessageRow<CodeMessageId>[] = [
  {
    ...card,
    ...financial,
    id: 'code-sale',
    zh: '二维码消费',
    en: 'sale by code',
    product: 'code',
    base: 'sale',
    processingCode: '000000',
    entryMode: '03x',
    transactionType: '22',
    request: {
      mandatory: [...paymentFields, 59],
      conditional: [46, 47, 53, 56, 57, 58, 62, 63],
    },
    reversible: true,
  },
  {
    ...card,
    ...financial,
    id: 'code-void',
    zh: '二维码消费撤销',
    en: 'void of a sale by code',
    product: 'code',
    base: 'void',
    processingCode: '200000',
    entryMode: '03x',
    transactionType: '23',
    request: {
      mandatory: [...paymentFields, 37, 61],
      conditional: [2, 14, 38, 53, ...privateData],
    },
    reversible: true,
  },
  {
    // No source shows one; the key is the refund's, told apart as the sale is.
    ...card,
    ...advice,
    id: 'code-refund',
    zh: '二维码退货',
    en: 'refund of a sale by code',
    product: 'code',
    base: 'refund',
    processingCode: '200000',
    entryMode: '03x',
    transactionType: '25',
    request: {
      mandatory: [...paymentFields, 37, 61],
      conditional: [2, 14, 38, 53, ...privateData],
    },
    reversible: false,
  },
  {
    ...acquirerCode,
    id: 'acquirer-code-sale',
    zh: '扫码付款',
    en: 'payer shows a code',
    base: 'sale',
    processingCode: '700000',
    request: acquirerCodeFields,
    response: acquirerCodeResponse,
  },
  {
    ...acquirerCode,
    id: 'acquirer-code-order',
    zh: '主扫下单',
    en: 'shop shows a code',
    processingCode: '710000',
    request: acquirerCodeFields,
    response: acquirerCodeResponse,
  },
  {
    ...acquirerCode,
    id: 'acquirer-code-void',
    zh: '扫码撤销',
    en: 'void of a payment by code',
    base: 'void',
    processingCode: '720000',
    request: acquirerCodeFields,
    response: acquirerCodeResponse,
  },
  {
    // No source shows one: its F3 is the next number, and a host that knows another changes this row.
    ...acquirerCode,
    id: 'acquirer-code-refund',
    zh: '扫码退货',
    en: 'refund of a payment by code',
    base: 'refund',
    processingCode: '740000',
    request: acquirerCodeFields,
    response: acquirerCodeResponse,
  },
  {
    ...acquirerCode,
    id: 'acquirer-code-query',
    zh: '扫码查询',
    en: 'query of a payment by code',
    processingCode: '730000',
    request: acquirerCodeFields,
    response: acquirerCodeResponse,
  },
];
