/**
 * The code that a merchant shows and the payer's app scans: EMV QR Code, merchant-presented mode, made for one order
 * (dynamic). UnionPay's account part is 31 characters: acquirer 8, forwarder 8, merchant 15.
 */
import { readChecked, writeChecked } from './checked.ts';
import { QrError } from './error.ts';
import { byTag, readParts, writePart } from './parts.ts';
import { SHAPES as TEXT_SHAPES } from './presented-code.ts';

export interface MerchantCode {
  /** Eight digits each. */
  readonly acquirerId: string;
  readonly forwarderId: string;
  /** Fifteen characters. */
  readonly merchantId: string;
  readonly mcc: string;
  /** ISO 4217 numeric. */
  readonly currency: string;
  /** Whole minor units of a currency with two decimals; `null` where the payer types the amount. */
  readonly amountMinor: bigint | null;
  readonly country: string;
  readonly merchantName: string;
  readonly city: string;
  /** The order that the code was made for: up to 25 characters. */
  readonly reference: string | null;
}

const TAG = {
  format: '00',
  initiation: '01',
  unionpay: '15',
  mcc: '52',
  currency: '53',
  amount: '54',
  country: '58',
  name: '59',
  city: '60',
  more: '62',
} as const;
const REFERENCE_LABEL = '05';
const STATIC = '11';
const DYNAMIC = '12';

const SHAPES = {
  acquirerId: /^\d{8}$/,
  forwarderId: /^\d{8}$/,
  merchantId: /^[0-9A-Za-z]{15}$/,
  mcc: /^\d{4}$/,
  currency: /^\d{3}$/,
  country: /^[A-Z]{2}$/,
} as const;

function checkShape(code: MerchantCode): void {
  for (const [name, shape] of Object.entries(SHAPES) as [keyof typeof SHAPES, RegExp][]) {
    if (!shape.test(code[name]))
      throw new QrError('not-possible', `Cannot make a merchant code: ${name} does not fit ${shape.source}`);
  }
  const bounded = [
    ['merchantName', code.merchantName, 25],
    ['city', code.city, 15],
    ['reference', code.reference ?? '-', 25],
  ] as const;
  for (const [name, text, max] of bounded) {
    const characters = [...text].length;
    if (characters < 1 || characters > max || /\p{Cc}/u.test(text))
      throw new QrError(
        'not-possible',
        `Cannot make a merchant code: ${name} has ${characters} characters, expected 1 to ${max} readable ones`,
      );
  }
}

/** `45.90`: at most thirteen characters (EMV). */
function amountText(amountMinor: bigint): string {
  const text = `${amountMinor / 100n}.${String(amountMinor % 100n).padStart(2, '0')}`;
  if (amountMinor < 1n || text.length > 13)
    throw new QrError(
      'not-possible',
      `Cannot make a merchant code over ${amountMinor}: expected 0.01 to 9999999999.99`,
    );
  return text;
}

/** @throws QrError `not-possible` for a value that does not fit its place */
export function buildMerchantCode(code: MerchantCode): string {
  checkShape(code);
  const { acquirerId, forwarderId, merchantId, amountMinor, reference } = code;
  const parts = [
    writePart(TAG.format, '01'),
    writePart(TAG.initiation, reference === null ? STATIC : DYNAMIC),
    writePart(TAG.unionpay, acquirerId + forwarderId + merchantId),
    writePart(TAG.mcc, code.mcc),
    writePart(TAG.currency, code.currency),
    ...(amountMinor === null ? [] : [writePart(TAG.amount, amountText(amountMinor))]),
    writePart(TAG.country, code.country),
    writePart(TAG.name, code.merchantName),
    writePart(TAG.city, code.city),
    ...(reference === null ? [] : [writePart(TAG.more, writePart(REFERENCE_LABEL, reference))]),
  ];
  return writeChecked(parts.join(''));
}

function needed(parts: ReadonlyMap<string, string>, tag: string, shape: RegExp): string {
  const value = parts.get(tag);
  if (value === undefined)
    throw new QrError('missing', `Cannot read the merchant code: tag ${tag} is missing`);
  if (!shape.test(value))
    throw new QrError('malformed', `Cannot read the merchant code: tag ${tag} does not fit ${shape.source}`);
  return value;
}

function amountOf(text: string | undefined): bigint | null {
  if (text === undefined) return null;
  const match = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(text);
  if (match === null)
    throw new QrError('malformed', 'Cannot read the merchant code: tag 54 is no amount with two decimals');
  return BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}

/** @throws QrError for a text that is none, whose check digits differ, or that lacks UnionPay's part */
export function readMerchantCode(text: string): MerchantCode {
  const parts = byTag(readChecked(text).parts);
  needed(parts, TAG.format, /^01$/);
  const account = needed(parts, TAG.unionpay, /^\d{16}[0-9A-Za-z]{15}$/);
  const more = parts.get(TAG.more);
  return {
    acquirerId: account.slice(0, 8),
    forwarderId: account.slice(8, 16),
    merchantId: account.slice(16),
    mcc: needed(parts, TAG.mcc, SHAPES.mcc),
    currency: needed(parts, TAG.currency, SHAPES.currency),
    amountMinor: amountOf(parts.get(TAG.amount)),
    country: needed(parts, TAG.country, SHAPES.country),
    merchantName: needed(parts, TAG.name, TEXT_SHAPES[TAG.name]),
    city: needed(parts, TAG.city, TEXT_SHAPES[TAG.city]),
    reference: more === undefined ? null : (readParts(more, 'tag 62').get(REFERENCE_LABEL) ?? null),
  };
}
