/** Amounts: whole fen in, written by the language, digits of equal width. */
import { formatFen } from '#domain/money';
import { TAGS } from '../app/i18n.ts';
import { useLanguage } from './words.ts';

type Digits = `${number}`;

export function moneyText(fen: number | bigint | string, language: keyof typeof TAGS): string {
  const value = BigInt(fen);
  const digits = `${value < 0n ? '-' : ''}${formatFen(value < 0n ? -value : value)}` as Digits;
  return new Intl.NumberFormat(TAGS[language], {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
  }).format(digits);
}

export interface MoneyProps {
  readonly fen: number | bigint | string;
  readonly className?: string;
}

export function Money({ fen, className = '' }: MoneyProps) {
  const language = useLanguage();
  return <span className={`number ${className}`}>{moneyText(fen, language)}</span>;
}
