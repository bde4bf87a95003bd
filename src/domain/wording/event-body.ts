/** Reading the body of an event that comes from storage. */
import { isOutcome, OUTCOMES } from '../outcome/index.ts';
import { type Words, words, yuanText } from './words.ts';

export type EventBody = Readonly<Record<string, unknown>>;

/** Bodies come from storage: every read is checked, and what is missing is left out of the sentence. */
export function textOf(body: EventBody, key: string): string {
  const value = body[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function amountOf(body: EventBody, key = 'amountFen'): string {
  const value = body[key];
  if (typeof value === 'bigint') return yuanText(value);
  return typeof value === 'string' && /^\d{1,18}$/.test(value) ? yuanText(BigInt(value)) : '¥—';
}

export function outcomeOf(body: EventBody): Words {
  const code = textOf(body, 'outcome') || '—';
  if (!isOutcome(code)) return words(code, code);
  return words(OUTCOMES[code].zh, OUTCOMES[code].en);
}

export function named<K extends string>(
  table: Readonly<Record<K, Words>>,
  body: EventBody,
  key: string,
): Words {
  const value = textOf(body, key) || '—';
  return Object.hasOwn(table, value) ? table[value as K] : words(value, value);
}
