import { failSubfield } from './slices.ts';

/** F44 of the acquirer's own messages about codes: whose wallet it is. */
const SCHEMES = { '002': 'wechat', '003': 'alipay', '004': 'unionpay' } as const;
export type CodeScheme = (typeof SCHEMES)[keyof typeof SCHEMES];

/** @throws Iso8583Error `bad-subfield` for what is none of the three numbers. */
export function parseCodeScheme(text: string): CodeScheme {
  const number = text.trim();
  return Object.hasOwn(SCHEMES, number)
    ? SCHEMES[number as keyof typeof SCHEMES]
    : failSubfield(44, 'scheme', `${number.length} characters`, '002, 003 or 004');
}

export const buildCodeScheme = (scheme: CodeScheme): string =>
  Object.entries(SCHEMES).find(([, name]) => name === scheme)![0];
