/** Details typed from a slip, kept in memory alone: a reload or a closed page forgets them. */
import { parseYuan } from '#domain/money';
import type { Typed } from './payer-api.ts';
import type { SlipField } from './slip-drawing.tsx';

type Texts = Readonly<Record<SlipField, string>>;

const DAY_MS = 86_400_000;
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;

let kept: Texts | null = null;

export const keepTyped = (texts: Texts): void => {
  kept = texts;
};
export const textsBefore = (): Texts | null => kept;
export const forgetTyped = (): void => {
  kept = null;
};

export const todayInShanghai = (): string =>
  new Date(Date.now() + SHANGHAI_AHEAD_MS).toISOString().slice(0, 10);
/** The shop's clock may be a little ahead of this device's. */
export const latestDay = (): string =>
  new Date(Date.now() + SHANGHAI_AHEAD_MS + DAY_MS).toISOString().slice(0, 10);

/** `120`, `120.5`, `1,200.00`, `￥120` as whole fen; `null` for what is no amount. */
export function fenOf(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,¥\u5143]/g, '')
    .replace(/^(?:RMB|CNY)/i, '');
  const fen = parseYuan(plain);
  return fen === undefined || fen === 0n ? null : Number(fen);
}

/** Digits alone, as phones give them: full-width ones too. */
export const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');
export const referenceOf = (text: string): string =>
  text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

/** What was typed on the page before, as the server takes it. */
export function typedBefore(): Typed | null {
  const amount = kept === null ? null : fenOf(kept.amount);
  if (kept === null || amount === null) return null;
  return { reference: referenceOf(kept.reference), date: kept.date, amount, last4: digitsOf(kept.last4) };
}
