/**
 * The number behind the code that a payer shows at the till: routing data, good for about a minute and for one
 * payment. Which wallet made it is told by prefix and length alone (UP-18), of a complete string of digits.
 */
export type PayCodeChannel = 'unionpay' | 'wechat' | 'alipay' | 'ecny';

export interface PayCodeShape {
  readonly channel: PayCodeChannel;
  /** First and last prefix of two digits. */
  readonly from: number;
  readonly to: number;
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly zh: string;
  readonly en: string;
  /** `several`: at least three unrelated programs agree. */
  readonly certainty: 'several' | 'unconfirmed';
}

const several = { certainty: 'several' } as const;
export const PAY_CODE_SHAPES: readonly PayCodeShape[] = [
  {
    ...several,
    channel: 'unionpay',
    from: 62,
    to: 62,
    lengthMin: 19,
    lengthMax: 19,
    zh: '银联',
    en: 'UnionPay',
  },
  {
    ...several,
    channel: 'wechat',
    from: 10,
    to: 15,
    lengthMin: 18,
    lengthMax: 18,
    zh: '微信支付',
    en: 'WeChat Pay',
  },
  {
    ...several,
    channel: 'alipay',
    from: 25,
    to: 30,
    lengthMin: 16,
    lengthMax: 24,
    zh: '支付宝',
    en: 'Alipay',
  },
  {
    channel: 'ecny',
    from: 1,
    to: 1,
    lengthMin: 19,
    lengthMax: 19,
    zh: '数字人民币',
    en: 'digital yuan',
    certainty: 'unconfirmed',
  },
];
export const PAY_CODE_LENGTH_MAX = 24;

/** The row that a payment code fits; `null` for what is none. */
export function payCodeShape(text: string): PayCodeShape | null {
  if (text.length > PAY_CODE_LENGTH_MAX || !/^\d{16,}$/.test(text)) return null;
  const prefix = Number(text.slice(0, 2));
  const fits = ({ from, to, lengthMin, lengthMax }: PayCodeShape): boolean =>
    prefix >= from && prefix <= to && text.length >= lengthMin && text.length <= lengthMax;
  return PAY_CODE_SHAPES.find(fits) ?? null;
}

/** Whose payment code it is; `null` for what is none. */
export const payCodeChannel = (text: string): PayCodeChannel | null => payCodeShape(text)?.channel ?? null;
