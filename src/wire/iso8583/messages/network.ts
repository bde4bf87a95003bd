import { networkDialect } from '../dialects/network.ts';
import type { MessageRow, MessageTable, Presence } from './row.ts';

export type NetworkMessageId =
  | 'sale'
  | 'void'
  | 'refund'
  | 'reversal'
  | 'payment-notice'
  | 'order-enquiry'
  | 'order-close'
  | 'echo'
  | 'sign-on'
  | 'sign-off'
  | 'cut-over-start'
  | 'cut-over-end';

type Row = MessageRow<NetworkMessageId>;

const cardData = [14, 23, 26, 35, 36, 45, 52, 53, 55] as const;
const privateData = [48, 57, 59, 60, 61, 62, 63, 104, 113, 116, 117, 121, 122, 123, 125, 126, 128] as const;

/**
 * What a payment is known by upstream, and who asks for it. The account stands in F2, or behind the payer's code in
 * F59.
 */
const paymentRequest = [3, 4, 7, 11, 12, 13, 18, 22, 25, 32, 33, 37, 41, 42, 43, 49] as const;

const account = [[2, 59]] as const;

/** Only identity and outcome are mandatory: an approval must not be lost for a field that has no use here. */
const paymentResponse: Presence = {
  mandatory: [3, 7, 11, 32, 33, 39],
  conditional: [
    ...[2, 4, 5, 6, 9, 10, 12, 13, 14, 15, 16, 18, 19, 22, 23, 25, 26, 28, 37, 38, 41, 42, 43, 44, 49],
    ...[50, 51, 53, 54, 55, 56, 90, 100, 102, 103],
    ...privateData,
  ],
};

const payment = {
  kind: 'payment',
  transactionType: null,
  networkCodes: null,
  response: paymentResponse,
  mac: true,
} as const satisfies Partial<Row>;

/** A question about an order, or the word that nobody may pay it any more: neither moves money. */
const orderQuestion = {
  ...payment,
  requestMti: '0620',
  responseMti: '0630',
  conditionCodes: null,
  request: { mandatory: [3, 4, 7, 11, 32, 33, 41, 42, 49, 59], conditional: [12, 13, 100, 128] },
  reversible: false,
} as const satisfies Partial<Row>;

const management = {
  kind: 'management',
  requestMti: '0820',
  responseMti: '0830',
  processingCode: null,
  conditionCodes: null,
  transactionType: null,
  request: { mandatory: [7, 11, 70], conditional: [15, 33, 53, 100, 128] },
  response: { mandatory: [7, 11, 39, 70], conditional: [15, 33, 53, 100, 128] },
  reversible: false,
  mac: false,
} as const satisfies Partial<Row>;

/**
 * The network side, per UnionPay annex B (codes) and one member's field lists. The account digit of F3
 * (third position, usually 0) plays no part in telling messages apart. F70 tells management apart.
 */
export const networkMessages: MessageTable<NetworkMessageId> = {
  dialect: networkDialect,
  routing: 'network',
  rows: [
    {
      ...payment,
      id: 'sale',
      zh: '消费',
      en: 'sale',
      requestMti: '0200',
      responseMti: '0210',
      processingCode: '00x000',
      conditionCodes: ['00', '64', '08', '28'],
      request: {
        mandatory: paymentRequest,
        conditional: [2, 19, 28, ...cardData, 56, ...privateData],
        oneOf: account,
      },
      reversible: true,
    },
    {
      ...payment,
      id: 'void',
      zh: '消费撤销',
      en: 'sale void',
      requestMti: '0200',
      responseMti: '0210',
      processingCode: '20x000',
      conditionCodes: ['00', '64', '08', '28'],
      request: {
        mandatory: [...paymentRequest, 90],
        conditional: [2, 19, 28, 38, ...cardData, 56, ...privateData],
        oneOf: account,
      },
      reversible: true,
    },
    {
      ...payment,
      id: 'refund',
      zh: '退货',
      en: 'refund',
      requestMti: '0220',
      responseMti: '0230',
      processingCode: '20x000',
      conditionCodes: ['00', '08', '64'],
      request: {
        mandatory: paymentRequest,
        conditional: [2, 19, 28, 38, 90, ...cardData, 56, ...privateData],
        oneOf: account,
      },
      reversible: false,
    },
    {
      ...payment,
      id: 'reversal',
      zh: '冲正',
      en: 'reversal',
      kind: 'reversal',
      requestMti: '0420',
      responseMti: '0430',
      processingCode: null,
      conditionCodes: null,
      request: {
        mandatory: [...paymentRequest, 90],
        conditional: [2, 15, 19, 28, 38, 39, 100, ...cardData, 56, ...privateData],
        oneOf: account,
      },
      reversible: false,
    },
    {
      ...payment,
      id: 'payment-notice',
      zh: '付款通知',
      en: 'payment notice',
      requestMti: '0220',
      responseMti: '0230',
      processingCode: '00x000',
      conditionCodes: ['00'],
      request: {
        mandatory: [2, 3, 4, 7, 11, 15, 22, 25, 32, 33, 37, 41, 42, 49, 59],
        conditional: [12, 13, 14, 18, 23, 38, 43, 60, 100, 128],
      },
      reversible: false,
    },
    { ...orderQuestion, id: 'order-enquiry', zh: '订单查询', en: 'order enquiry', processingCode: '73x000' },
    { ...orderQuestion, id: 'order-close', zh: '订单关闭', en: 'order close', processingCode: '74x000' },
    { ...management, id: 'echo', zh: '线路测试', en: 'line test', networkCodes: ['301'] },
    { ...management, id: 'sign-on', zh: '签到', en: 'sign on', networkCodes: ['001'] },
    { ...management, id: 'sign-off', zh: '签退', en: 'sign off', networkCodes: ['002'] },
    { ...management, id: 'cut-over-start', zh: '日切开始', en: 'cut-over start', networkCodes: ['201'] },
    { ...management, id: 'cut-over-end', zh: '日切结束', en: 'cut-over end', networkCodes: ['202'] },
  ],
};
