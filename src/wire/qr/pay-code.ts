/**
 * The number behind the code that a payer shows at the till: routing data, good for about a minute and for one
 * payment. Which wallet made it is told by prefix and length alone (UP-18), of a complete string of digits.
 */
export type PayCodeChannel = 'unionpay' | 'wechat' | 'alipay' | 'ecny';

interface Shape {
  readonly channel: PayCodeChannel;
  /** First and last prefix of two digits. */
  readonly from: number;
  readonly to: number;
  readonly lengthMin: number;
  readonly lengthMax: number;
}

const SHAPES: readonly Shape[] = [
  { channel: 'unionpay', from: 62, to: 62, lengthMin: 19, lengthMax: 19 },
  { channel: 'wechat', from: 10, to: 15, lengthMin: 18, lengthMax: 18 },
  { channel: 'alipay', from: 25, to: 30, lengthMin: 16, lengthMax: 24 },
  { channel: 'ecny', from: 1, to: 1, lengthMin: 19, lengthMax: 19 },
];
export const PAY_CODE_LENGTH_MAX = 24;

/** Whose payment code it is; `null` for what is none. */
export function payCodeChannel(text: string): PayCodeChannel | null {
  if (text.length > PAY_CODE_LENGTH_MAX || !/^\d{16,}$/.test(text)) return null;
  const prefix = Number(text.slice(0, 2));
  const fits = ({ from, to, lengthMin, lengthMax }: Shape): boolean =>
    prefix >= from && prefix <= to && text.length >= lengthMin && text.length <= lengthMax;
  return SHAPES.find(fits)?.channel ?? null;
}
