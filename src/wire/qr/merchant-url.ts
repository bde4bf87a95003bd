/**
 * UnionPay's code on paper and screens as an address: the organisation that made it and its number.
 * Source: five public samples; 62 is one order's, 01 is one that stays.
 */
import { QrError } from './error.ts';

export interface MerchantUrl {
  /** Eight digits. */
  readonly organisation: string;
  /** 26 to 32 digits that begin with 62 or 01. */
  readonly number: string;
}

const SHAPE = /^https:\/\/qr\.95516\.com\/(\d{8})\/((?:62|01)\d{24,30})$/;
const HOST = 'https://qr.95516.com/';

/** True for every address of UnionPay's codes, also for those that are not a merchant's, such as a login. */
export const isUnionpayUrl = (text: string): boolean => text.startsWith(HOST);

/** @throws QrError `malformed` */
export function readMerchantUrl(text: string): MerchantUrl {
  const match = SHAPE.exec(text);
  if (match === null)
    throw new QrError(
      'malformed',
      `Cannot read the merchant's address: expected ${HOST}, eight digits, / and 26 to 32 digits from 62 or 01`,
    );
  return { organisation: match[1]!, number: match[2]! };
}

/** @throws QrError `not-possible` */
export function buildMerchantUrl({ organisation, number }: MerchantUrl): string {
  const text = `${HOST}${organisation}/${number}`;
  if (!SHAPE.test(text))
    throw new QrError(
      'not-possible',
      "Cannot make a merchant's address: organisation or number has another shape",
    );
  return text;
}
