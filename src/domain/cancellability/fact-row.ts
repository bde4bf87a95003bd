/** One fact that a document may tell: what it fills, its type and unit, its meaning in both languages. */
import type { Facts } from './facts.ts';

export type FactType =
  | { readonly is: 'choice'; readonly values: Readonly<Record<string, string>> }
  | { readonly is: 'fen' | 'instant' | 'day' | 'count' | 'flag' | 'text' | 'card' | 'discounts' };

export interface FactRow {
  /** The member of `Facts` that it fills. */
  readonly fills: keyof Facts | 'feeRatePpm' | 'feeCapFen';
  readonly type: FactType;
  readonly en: string;
  readonly zh: string;
  /** Whom it concerns, where not everybody. */
  readonly for?: string;
}

export const choice = (values: Readonly<Record<string, string>>): FactType => ({ is: 'choice', values });
export const FEN: FactType = { is: 'fen' };
export const INSTANT: FactType = { is: 'instant' };
export const DAY: FactType = { is: 'day' };
export const COUNT: FactType = { is: 'count' };
export const FLAG: FactType = { is: 'flag' };
export const CARD: FactType = { is: 'card' };
export const TEXT: FactType = { is: 'text' };

export const row = (
  fills: FactRow['fills'],
  type: FactType,
  en: string,
  zh: string,
  whom?: string,
): FactRow => ({
  fills,
  type,
  en,
  zh,
  ...(whom === undefined ? {} : { for: whom }),
});
