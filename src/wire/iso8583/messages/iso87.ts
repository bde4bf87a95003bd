/** The plain standard's exchanges, as a processor without private rules understands them. */
import { iso87AsciiDialect } from '../dialects/iso87.ts';
import type { MessageRow, MessageTable, Presence } from './row.ts';

export type Iso87MessageId =
  | 'authorisation'
  | 'sale'
  | 'cash'
  | 'refund'
  | 'refund-advice'
  | 'balance'
  | 'sale-advice'
  | 'reversal'
  | 'reversal-advice'
  | 'sign-on'
  | 'sign-off'
  | 'key-change'
  | 'echo';

type Row = MessageRow<Iso87MessageId>;

const optional = [
  2, 5, 6, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 32, 33, 34, 35, 36, 37,
  38, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 100, 102,
  103, 104, 123, 126, 127, 128,
] as const;

const response: Presence = {
  mandatory: [3, 11, 39],
  conditional: [4, 7, 50, 51, 90, 95, ...optional],
};

const payment = {
  kind: 'payment',
  product: 'card',
  base: null,
  conditionCodes: null,
  entryMode: null,
  transactionType: null,
  networkCodes: null,
  request: { mandatory: [3, 4, 7, 11], conditional: optional },
  response,
  echoes: [2, 3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49],
  reversible: true,
  mac: false,
} as const satisfies Partial<Row>;

const financial = { requestMti: '0200', responseMti: '0210' } as const;
const advice = {
  requestMti: '0220',
  responseMti: '0230',
  request: { mandatory: [3, 4, 7, 11], conditional: [39, 90, ...optional] },
  reversible: false,
} as const;

const reversal = {
  ...payment,
  kind: 'reversal',
  processingCode: null,
  request: { mandatory: [3, 4, 7, 11], conditional: [39, 90, 95, ...optional] },
  echoes: [...payment.echoes, 90],
  reversible: false,
} as const satisfies Partial<Row>;

const management = {
  kind: 'management',
  product: 'card',
  base: null,
  requestMti: '0800',
  responseMti: '0810',
  processingCode: null,
  conditionCodes: null,
  entryMode: null,
  transactionType: null,
  request: { mandatory: [7, 11, 70], conditional: [15, 32, 33, 48, 53, 63, 64, 96, 100, 128] },
  response: { mandatory: [7, 11, 39, 70], conditional: [15, 32, 33, 48, 53, 63, 64, 96, 100, 128] },
  echoes: [7, 11, 32, 33, 53, 70, 100],
  reversible: false,
  mac: false,
} as const satisfies Partial<Row>;

/** First two digits of F3: 00 goods, 01 cash, 20 return, 31 available funds; accounts follow. */
export const iso87Messages: MessageTable<Iso87MessageId> = {
  dialect: iso87AsciiDialect,
  routing: 'network',
  rows: [
    {
      ...payment,
      id: 'authorisation',
      zh: '授权',
      en: 'authorisation',
      requestMti: '0100',
      responseMti: '0110',
      processingCode: '00xxxx',
    },
    { ...payment, ...financial, id: 'sale', zh: '消费', en: 'sale', processingCode: '00xxxx' },
    { ...payment, ...financial, id: 'cash', zh: '取现', en: 'cash withdrawal', processingCode: '01xxxx' },
    { ...payment, ...financial, id: 'refund', zh: '退货', en: 'refund', processingCode: '20xxxx' },
    {
      ...payment,
      ...financial,
      id: 'balance',
      zh: '余额查询',
      en: 'balance inquiry',
      processingCode: '31xxxx',
      request: { mandatory: [3, 7, 11], conditional: [4, ...optional] },
      reversible: false,
    },
    { ...payment, ...advice, id: 'sale-advice', zh: '消费通知', en: 'sale advice', processingCode: '00xxxx' },
    {
      ...payment,
      ...advice,
      id: 'refund-advice',
      zh: '退货通知',
      en: 'refund advice',
      processingCode: '20xxxx',
    },
    { ...reversal, id: 'reversal', zh: '冲正', en: 'reversal', requestMti: '0400', responseMti: '0410' },
    {
      ...reversal,
      id: 'reversal-advice',
      zh: '冲正通知',
      en: 'reversal advice',
      requestMti: '0420',
      responseMti: '0430',
    },
    { ...management, id: 'sign-on', zh: '签到', en: 'sign on', networkCodes: ['001'] },
    { ...management, id: 'sign-off', zh: '签退', en: 'sign off', networkCodes: ['002'] },
    { ...management, id: 'key-change', zh: '密钥更换', en: 'key change', networkCodes: ['101'] },
    { ...management, id: 'echo', zh: '线路测试', en: 'echo test', networkCodes: ['301'] },
  ],
};
