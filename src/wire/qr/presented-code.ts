/**
 * EMV QR Code, merchant-presented mode, in full: several accounts of several schemes, tips, additional data, a second
 * language, and parts that belong to others. `merchant-code.ts` is the narrow view that an order needs.
 */
import type { Part } from './parts.ts';

/** A part whose value is text, or a template whose value is parts. */
export type CodeNode = Part | { readonly tag: string; readonly parts: readonly CodeNode[] };

export const TIPS = ['asked', 'fixed', 'percent'] as const;
export type Tip =
  | { readonly kind: 'asked' }
  | { readonly kind: 'fixed'; readonly amount: string }
  | { readonly kind: 'percent'; readonly percent: string };

/** Tag 62. A value of `***` asks the payer's app to have it typed in. */
export interface AdditionalData {
  readonly billNumber: string | null;
  readonly mobileNumber: string | null;
  readonly storeLabel: string | null;
  readonly loyaltyNumber: string | null;
  readonly referenceLabel: string | null;
  readonly customerLabel: string | null;
  readonly terminalLabel: string | null;
  readonly purpose: string | null;
  /** What the app shall ask of the payer: letters A, M, E. */
  readonly asksFor: string | null;
  /** Tags 10 to 49 as they stand, 50 to 99 as templates of a scheme. */
  readonly others: readonly CodeNode[];
}

/** Tag 64: name and city in the payer's other language. */
export interface LocalNames {
  readonly language: string;
  readonly merchantName: string;
  readonly city: string | null;
  readonly others: readonly Part[];
}

export interface PresentedCode {
  /** Printed once for all payments, or made for one; null when the code does not say. */
  readonly use: 'static' | 'dynamic' | null;
  /** Tags 02 to 51, one for each account: text up to 25, a template with an identifier from 26. */
  readonly accounts: readonly CodeNode[];
  readonly mcc: string;
  /** ISO 4217 numeric. */
  readonly currency: string;
  /** As written, with a point: `23.72`. Null where the payer types it. */
  readonly amount: string | null;
  readonly tip: Tip | null;
  /** ISO 3166 with two letters. */
  readonly country: string;
  readonly merchantName: string;
  readonly city: string;
  readonly postalCode: string | null;
  readonly more: AdditionalData | null;
  readonly local: LocalNames | null;
  /** Tags 65 to 79, reserved, and templates of anybody from 80. */
  readonly others: readonly CodeNode[];
}

/** Unusual and of no consequence. A code without remarks is written to the same text again. */
export const CODE_REMARKS = ['lower-case-check', 'out-of-order', 'opaque-template', 'no-identifier'] as const;
export type CodeRemark = (typeof CODE_REMARKS)[number];

export interface ReadCode {
  readonly code: PresentedCode;
  readonly remarks: readonly CodeRemark[];
}

export const MORE = {
  billNumber: '01',
  mobileNumber: '02',
  storeLabel: '03',
  loyaltyNumber: '04',
  referenceLabel: '05',
  customerLabel: '06',
  terminalLabel: '07',
  purpose: '08',
} as const;
export const ASKS_FOR = '09';

/** Printable, and not a letter more than `max`. */
const text = (max: number): RegExp => new RegExp(`^\\P{Cc}{1,${max}}$`, 'u');
const AMOUNT = /^(?=.{1,13}$)\d+(?:\.\d*)?$/;
export const SHAPES = {
  '00': /^01$/,
  '01': /^1[12]$/,
  '52': /^\d{4}$/,
  '53': /^\d{3}$/,
  '54': AMOUNT,
  '55': /^0[123]$/,
  '56': AMOUNT,
  '57': /^(?=.{1,5}$)\d{1,2}(?:\.\d{1,2})?$/,
  '58': /^[A-Z]{2}$/,
  '59': text(25),
  '60': text(15),
  '61': text(10),
} as const;
export type ShapedTag = keyof typeof SHAPES;

export const isAccount = (tag: string): boolean => tag >= '02' && tag <= '51';
export const isTemplateTag = (tag: string): boolean => (tag >= '26' && tag <= '51') || tag >= '80';

/** The identifier of a template's owner, its tag 00; null for plain text. */
export function identifierOf(node: CodeNode): string | null {
  if (!('parts' in node)) return null;
  const first = node.parts[0];
  return first !== undefined && first.tag === '00' && 'value' in first ? first.value : null;
}

interface SchemeTags {
  readonly from: string;
  readonly to: string;
  readonly scheme: string;
}
/** Whose account a tag is: EMV gave the tags with text to schemes. */
const SCHEME_TAGS: readonly SchemeTags[] = [
  { from: '02', to: '03', scheme: 'visa' },
  { from: '04', to: '05', scheme: 'mastercard' },
  { from: '09', to: '10', scheme: 'discover' },
  { from: '11', to: '12', scheme: 'amex' },
  { from: '13', to: '14', scheme: 'jcb' },
  { from: '15', to: '16', scheme: 'unionpay' },
];

/** Null for reserved tags and for templates, whose identifier says whose they are. */
export const schemeOf = (tag: string): string | null =>
  SCHEME_TAGS.find(({ from, to }) => tag >= from && tag <= to)?.scheme ?? null;

export interface UnionpayAccount {
  readonly acquirerId: string;
  readonly forwarderId: string;
  readonly merchantId: string;
}

/** UnionPay's account in a code: acquirer 8 digits, forwarder 8, merchant 15 characters. Null when there is none. */
export function unionpayAccount({ accounts }: PresentedCode): UnionpayAccount | null {
  for (const node of accounts) {
    if (schemeOf(node.tag) !== 'unionpay' || 'parts' in node) continue;
    // Merchant numbers abroad have been seen with signs in them.
    const match = /^(\d{8})(\d{8})([!-~]{15})$/.exec(node.value);
    if (match !== null) return { acquirerId: match[1]!, forwarderId: match[2]!, merchantId: match[3]! };
  }
  return null;
}
