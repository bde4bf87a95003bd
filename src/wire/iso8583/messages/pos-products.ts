/** Varieties of the plain transactions: told apart by F25. */
import { cardRows } from './pos-card.ts';
import { card, cardData, financial, paymentFields, privateData } from './pos-parts.ts';
import { preauthRows } from './pos-preauth.ts';
import type { MessageRow } from './row.ts';

export type ProductMessageId =
  | 'instalment-sale'
  | 'instalment-void'
  | 'points-query'
  | 'points-sale'
  | 'points-void'
  | 'moto-sale'
  | 'moto-void'
  | 'moto-refund'
  | 'moto-pre-auth'
  | 'moto-pre-auth-void'
  | 'moto-completion'
  | 'moto-completion-notice'
  | 'moto-completion-void'
  | 'reservation-sale'
  | 'reservation-void';

type Row = MessageRow<ProductMessageId>;

const privateWithout62 = privateData.filter((field) => field !== 62);
const originalFields = [37, 61] as const;

/** Nothing was read: the number and its expiry are told, by telephone or in writing. */
const toldCard = [14, 53] as const;

/** The rows that a variety is made of: the plain one's key and words, another F25. */
function varietyOf(
  base: string,
  row: Pick<Row, 'id' | 'zh' | 'en' | 'product'> & { readonly conditionCode: string },
): Row {
  const plain = [...cardRows, ...preauthRows].find(({ id }) => id === base);
  if (plain === undefined) throw new RangeError(`no plain row ${base}`);
  const { conditionCode, ...names } = row;
  return { ...plain, ...names, base, conditionCodes: [conditionCode] };
}

/** The same with a card number that was told: F2 is a must, nothing that a reader or a PIN pad gives may appear. */
function motoOf(base: string, id: ProductMessageId, zh: string, en: string, conditionCode: string): Row {
  const row = varietyOf(base, { id, zh, en, product: 'moto', conditionCode });
  const { mandatory, conditional } = row.request;
  const kept = conditional.filter((field) => !(cardData as readonly number[]).includes(field));
  return { ...row, request: { mandatory: [2, ...mandatory], conditional: [...toldCard, ...kept] } };
}

const instalment = { product: 'instalment', conditionCode: '64' } as const;
const points = { product: 'points', conditionCode: '65' } as const;

export const productRows: readonly Row[] = [
  {
    // F62 holds the plan: without it there is nothing to pay by.
    ...varietyOf('sale', {
      id: 'instalment-sale',
      zh: '分期付款消费',
      en: 'sale by instalments',
      ...instalment,
    }),
    request: { mandatory: [...paymentFields, 62], conditional: [...cardData, ...privateWithout62] },
  },
  varietyOf('void', {
    id: 'instalment-void',
    zh: '分期付款撤销',
    en: 'void of a sale by instalments',
    ...instalment,
  }),
  {
    // No source gives its F3, so 60.1 alone tells it.
    ...card,
    ...financial,
    id: 'points-query',
    zh: '积分查询',
    en: 'points inquiry',
    product: 'points',
    base: 'balance',
    processingCode: 'xxxxxx',
    conditionCodes: ['65'],
    transactionType: '03',
    request: {
      mandatory: [3, 11, 22, 25, 41, 42, 49, 60, 64],
      conditional: [...cardData, ...privateData],
    },
    reversible: false,
  },
  varietyOf('sale', { id: 'points-sale', zh: '积分消费', en: 'sale by points', ...points }),
  varietyOf('void', { id: 'points-void', zh: '积分消费撤销', en: 'void of a sale by points', ...points }),
  motoOf('sale', 'moto-sale', '电话邮购消费', 'MOTO sale', '08'),
  motoOf('void', 'moto-void', '电话邮购消费撤销', 'MOTO sale void', '08'),
  motoOf('refund', 'moto-refund', '电话邮购退货', 'MOTO refund', '08'),
  motoOf('pre-auth', 'moto-pre-auth', '电话邮购预授权', 'MOTO pre-authorisation', '18'),
  motoOf('pre-auth-void', 'moto-pre-auth-void', '电话邮购预授权撤销', 'MOTO pre-authorisation void', '18'),
  motoOf('completion', 'moto-completion', '电话邮购预授权完成请求', 'MOTO completion request', '18'),
  motoOf(
    'completion-notice',
    'moto-completion-notice',
    '电话邮购预授权完成通知',
    'MOTO completion notice',
    '18',
  ),
  motoOf('completion-void', 'moto-completion-void', '电话邮购预授权完成撤销', 'MOTO completion void', '18'),
  {
    // A reservation is known by the payer's telephone number, in F62; the card may be absent.
    ...card,
    ...financial,
    id: 'reservation-sale',
    zh: '预约消费',
    en: 'sale by reservation',
    product: 'reservation',
    base: 'sale',
    processingCode: '000000',
    conditionCodes: ['67'],
    transactionType: '54',
    request: { mandatory: [...paymentFields, 62], conditional: [...cardData, ...privateWithout62] },
    reversible: true,
  },
  {
    ...card,
    ...financial,
    id: 'reservation-void',
    zh: '预约消费撤销',
    en: 'void of a sale by reservation',
    product: 'reservation',
    base: 'void',
    processingCode: '200000',
    conditionCodes: ['67'],
    transactionType: '53',
    request: {
      mandatory: [...paymentFields, ...originalFields],
      conditional: [38, ...cardData, ...privateData],
    },
    reversible: true,
  },
];
