/** Which kind of code a scanned text is, by its beginning; the reader of that kind then says what is wrong with it. */
import { isUnionpayUrl } from './merchant-url.ts';
import { payCodeShape } from './pay-code.ts';

export const CODE_KINDS = ['pay-code', 'merchant-url', 'payer', 'merchant'] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

/** Null for what is none of them. */
export function codeKind(text: string): CodeKind | null {
  if (payCodeShape(text) !== null) return 'pay-code';
  if (isUnionpayUrl(text)) return 'merchant-url';
  // Base64 of tag 85, five bytes, `CPV01`.
  if (text.startsWith('hQVDUFYw')) return 'payer';
  if (text.startsWith('000201')) return 'merchant';
  return null;
}
