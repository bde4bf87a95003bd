/** One fact that a document may tell: what it fills, its type and unit, its meaning in both languages. */
export type FactType =
  /** One of the values, or of `choices` any number of them, each once. */
  | { readonly is: 'choice' | 'choices'; readonly values: Readonly<Record<string, string>> }
  | { readonly is: 'fen' | 'instant' | 'day' | 'count' | 'flag' | 'text' | 'card' | 'discounts' };

/** `F`: the members of the facts that a document fills. */
export interface FactRow<F extends string = string> {
  readonly fills: F;
  readonly type: FactType;
  readonly en: string;
  readonly zh: string;
  /** Whom it concerns, where not everybody. */
  readonly for?: string;
}

export const choice = (values: Readonly<Record<string, string>>): FactType => ({ is: 'choice', values });
export const choices = (values: Readonly<Record<string, string>>): FactType => ({ is: 'choices', values });
export const FEN: FactType = { is: 'fen' };
export const INSTANT: FactType = { is: 'instant' };
export const DAY: FactType = { is: 'day' };
export const COUNT: FactType = { is: 'count' };
export const FLAG: FactType = { is: 'flag' };
export const CARD: FactType = { is: 'card' };
export const TEXT: FactType = { is: 'text' };

export const row = <F extends string>(
  fills: F,
  type: FactType,
  en: string,
  zh: string,
  whom?: string,
): FactRow<F> => ({
  fills,
  type,
  en,
  zh,
  ...(whom === undefined ? {} : { for: whom }),
});
