import { posDialect } from '../dialects/pos.ts';
import type { MessageRow, MessageTable, Presence } from './row.ts';

export type PosMessageId = 'sign-in' | 'sale' | 'void' | 'refund' | 'reversal' | 'settlement' | 'echo';

type Row = MessageRow<PosMessageId>;

/** Card, PIN and chip data: which of them appear depends on how the card was read. */
const cardData = [2, 14, 23, 26, 35, 36, 52, 53, 55] as const;

/** Acquirers put private content here in any card message; a host reads it or leaves it. */
const privateData = [46, 47, 56, 57, 58, 59, 62, 63] as const;

/** A declined answer may lack reference, code and MAC, so only what ties it to the request is mandatory. */
const cardResponse: Presence = {
  mandatory: [3, 11, 12, 13, 39, 41, 42, 60],
  conditional: [2, 4, 14, 15, 22, 23, 25, 32, 37, 38, 44, 48, 49, 53, 54, 55, 61, 64, ...privateData],
};

const card = {
  kind: 'payment',
  conditionCodes: ['00', '82'],
  networkCodes: ['000'],
  response: cardResponse,
  mac: true,
} as const satisfies Partial<Row>;

const management = {
  kind: 'management',
  processingCode: null,
  conditionCodes: null,
  transactionType: '00',
  reversible: false,
  mac: false,
} as const satisfies Partial<Row>;

/**
 * The terminal side, per UnionPay POS interface as one acquirer host and two unrelated terminals agree.
 * Conditional fields follow what real terminals send: a void may name the card again and its F61 has 12,
 * 16, 18 or 29 digits; a reversal may lack its reason (F39) or still carry PIN, tracks and reference.
 * A reversal is the way back, so it is never refused for a field too many.
 */
export const posMessages: MessageTable<PosMessageId> = {
  dialect: posDialect,
  routing: 'pos',
  rows: [
    {
      ...management,
      id: 'sign-in',
      zh: '签到',
      en: 'sign-in',
      requestMti: '0800',
      responseMti: '0810',
      networkCodes: ['001', '003', '004'],
      request: { mandatory: [11, 41, 42, 60], conditional: [62, 63] },
      response: { mandatory: [11, 12, 13, 39, 41, 42, 60], conditional: [32, 37, 56, 62, 63] },
    },
    {
      ...card,
      id: 'sale',
      zh: '消费',
      en: 'sale',
      requestMti: '0200',
      responseMti: '0210',
      processingCode: '000000',
      transactionType: '22',
      request: {
        mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 60, 64],
        conditional: [...cardData, ...privateData],
      },
      reversible: true,
    },
    {
      ...card,
      id: 'void',
      zh: '消费撤销',
      en: 'sale void',
      requestMti: '0200',
      responseMti: '0210',
      processingCode: '200000',
      transactionType: '23',
      request: {
        mandatory: [3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61, 64],
        conditional: [38, ...cardData, ...privateData],
      },
      reversible: true,
    },
    {
      ...card,
      id: 'refund',
      zh: '退货',
      en: 'refund',
      requestMti: '0220',
      responseMti: '0230',
      processingCode: '200000',
      transactionType: '25',
      request: {
        mandatory: [3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61, 64],
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
        mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 60, 64],
        conditional: [12, 13, 15, 32, 37, 38, 39, 61, ...cardData, ...privateData],
      },
      reversible: false,
    },
    {
      ...management,
      id: 'settlement',
      zh: '批结算',
      en: 'batch settlement',
      requestMti: '0500',
      responseMti: '0510',
      networkCodes: ['201'],
      request: { mandatory: [11, 41, 42, 48, 49, 60], conditional: [63, 64] },
      response: { mandatory: [11, 41, 42, 48, 60], conditional: [12, 13, 15, 32, 37, 39, 49, 62, 63, 64] },
    },
    {
      ...management,
      id: 'echo',
      zh: '回响测试',
      en: 'line test',
      requestMti: '0820',
      responseMti: '0830',
      networkCodes: ['301'],
      request: { mandatory: [41, 42, 60], conditional: [11] },
      response: { mandatory: [39], conditional: [11, 12, 13, 32, 37, 41, 42, 60] },
    },
  ],
};
