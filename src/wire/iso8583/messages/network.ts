import { networkDialect } from '../dialects/network.ts';
import { type NetworkCardMessageId, networkCardRows } from './network-card.ts';
import { account, cardData, management, payment, paymentRequest, privateData } from './network-parts.ts';
import type { MessageRow, MessageTable } from './row.ts';

export type NetworkMessageId =
  | NetworkCardMessageId
  | 'sale'
  | 'void'
  | 'refund'
  | 'reversal'
  | 'payment-notice'
  | 'offline-sale'
  | 'debit-adjustment'
  | 'credit-adjustment'
  | 'order-enquiry'
  | 'order-close'
  | 'echo'
  | 'sign-on'
  | 'sign-off'
  | 'cut-over-start'
  | 'cut-over-end'
  | 'key-request'
  | 'key-reset';

type Row = MessageRow<NetworkMessageId>;

const advice = { requestMti: '0220', responseMti: '0230' } as const;

/** F90 names the sale whose amount changes, F4 is the difference. */
const adjustmentRequest = {
  mandatory: [...paymentRequest, 90],
  conditional: [2, 19, 28, 38, ...cardData, 56, ...privateData],
  oneOf: account,
} as const;

/** A question about an order, or the word that nobody may pay it any more: neither moves money. */
const orderQuestion = {
  ...payment,
  requestMti: '0620',
  responseMti: '0630',
  conditionCodes: null,
  request: { mandatory: [3, 4, 7, 11, 32, 33, 41, 42, 49, 59], conditional: [12, 13, 100, 128] },
  reversible: false,
} as const satisfies Partial<Row>;

/**
 * The network side, per UnionPay annex B (codes) and one member's field lists. The account digit of F3
 * (third position, usually 0) plays no part in telling messages apart. F70 tells management apart, F25 the messages
 * about a pre-authorisation from those about a sale.
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
      conditionCodes: ['00', '64', '65', '67', '08', '28'],
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
      conditionCodes: ['00', '64', '65', '67', '08', '28'],
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
      // A merchant's code was scanned; every other way of reading is a sale that a member tells of.
      entryMode: '04x',
      request: {
        mandatory: [2, 3, 4, 7, 11, 15, 22, 25, 32, 33, 37, 41, 42, 49, 59],
        conditional: [12, 13, 14, 18, 23, 38, 43, 60, 100, 128],
      },
      reversible: false,
    },
    {
      ...payment,
      ...advice,
      id: 'offline-sale',
      zh: '脱机消费通知',
      en: 'notice of a sale made offline',
      processingCode: '00x000',
      conditionCodes: ['00'],
      request: {
        mandatory: paymentRequest,
        conditional: [2, 19, 28, 38, ...cardData, 56, ...privateData],
        oneOf: account,
      },
      reversible: false,
    },
    {
      // ISO 8583 of 1987 has 02 for what takes more; the network's own table shows 22 alone.
      ...payment,
      ...advice,
      id: 'debit-adjustment',
      zh: '借记调整',
      en: 'adjustment that takes more',
      processingCode: '02x000',
      conditionCodes: null,
      request: adjustmentRequest,
      reversible: false,
    },
    {
      ...payment,
      ...advice,
      id: 'credit-adjustment',
      zh: '贷记调整',
      en: 'adjustment that gives back',
      processingCode: '22x000',
      conditionCodes: null,
      request: adjustmentRequest,
      reversible: false,
    },
    { ...orderQuestion, id: 'order-enquiry', zh: '订单查询', en: 'order enquiry', processingCode: '73x000' },
    { ...orderQuestion, id: 'order-close', zh: '订单关闭', en: 'order close', processingCode: '74x000' },
    { ...management, id: 'echo', zh: '线路测试', en: 'line test', networkCodes: ['301'] },
    { ...management, id: 'sign-on', zh: '签到', en: 'sign on', networkCodes: ['001'] },
    { ...management, id: 'sign-off', zh: '签退', en: 'sign off', networkCodes: ['002'] },
    { ...management, id: 'cut-over-start', zh: '日切开始', en: 'cut-over start', networkCodes: ['201'] },
    { ...management, id: 'cut-over-end', zh: '日切结束', en: 'cut-over end', networkCodes: ['202'] },
    {
      ...management,
      id: 'key-request',
      zh: '重置密钥申请',
      en: 'request for new keys',
      networkCodes: ['101'],
      request: { mandatory: [7, 11, 33, 53, 70], conditional: [100, 128] },
      response: { mandatory: [7, 11, 39, 70], conditional: [33, 53, 100, 128] },
    },
    {
      // F96 holds eight bytes of key; a longer key stands in F48 under NK.
      ...management,
      id: 'key-reset',
      zh: '重置密钥',
      en: 'new keys',
      requestMti: '0800',
      responseMti: '0810',
      networkCodes: ['101'],
      request: { mandatory: [7, 11, 53, 70, 100, 128], conditional: [33, 48, 96] },
      response: { mandatory: [7, 11, 39, 53, 70, 100], conditional: [33, 48, 128] },
      mac: true,
    },
    ...networkCardRows,
  ],
};
