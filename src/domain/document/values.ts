/** Reading one value of a fact document: what was found, and what would be right. */
import { isDay } from '../calendar/index.ts';
import { AMOUNT_FEN_MAX } from '../money/index.ts';
import { type DiscountPart, FUNDERS } from '../payment/index.ts';
import type { FactType } from './fact-row.ts';

/** What is wrong with a document: a JSON pointer, what was found, what would be right. */
export interface DocumentProblem {
  readonly pointer: string;
  readonly message: string;
}

export const COUNT_MAX = 1_000_000_000;
export const TEXT_MAX = 64;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as an error shows it: short, and long digits masked like a card number. */
export const shownValue = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.slice(0, 60).replace(/\d{11,}/g, (digits) => `${digits.slice(0, 6)}…${digits.slice(-4)}`);
};

export const MASKED = /^\d{6}\*{2,9}\d{4}$/;
const INSTANT_FORM =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})\d*)?(Z|[+-]\d{2}:\d{2})?$/;

/** An ISO 8601 date and time; without an offset it is read as Shanghai has it. `null` for what is none. */
export function instantMs(text: string): number | null {
  const match = INSTANT_FORM.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, part, offset] = match;
  const zone = offset ?? '+08:00';
  const ms = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${(part ?? '0').padEnd(3, '0')}${zone}`,
  );
  if (Number.isNaN(ms)) return null;
  // A date that does not exist would silently become another one.
  return isDay(`${year}-${month}-${day}`) ? ms : null;
}

const RIGHT: Readonly<Record<Exclude<FactType['is'], 'choice' | 'choices'>, string>> = {
  fen: `a whole number of fen from 0 to ${AMOUNT_FEN_MAX}`,
  instant: 'a date and time such as "2026-11-23T22:59:59+08:00"',
  day: 'a day such as "2026-11-23"',
  count: `a whole number from 0 to ${COUNT_MAX}`,
  flag: 'true or false',
  card: 'a masked card number, first six and last four, such as "620000*********0017"',
  text: `a text of at most ${TEXT_MAX} characters`,
  discounts: `a list of {funder, amountFen}, each funder once, funder one of ${FUNDERS.join(', ')}`,
};

export function rightFor(type: FactType): string {
  if (type.is === 'choice') return `one of ${Object.keys(type.values).join(', ')}`;
  if (type.is === 'choices') return `a list of any of ${Object.keys(type.values).join(', ')}, each once`;
  return RIGHT[type.is];
}

/** The value as `Facts` holds it; `undefined` where it is wrong. */
export function readValue(type: FactType, value: unknown): unknown {
  switch (type.is) {
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(type.values, value) ? value : undefined;
    case 'choices':
      return readChoices(type.values, value);
    case 'fen':
      return readFen(value);
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= COUNT_MAX
        ? value
        : undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'text':
      return typeof value === 'string' && value.length <= TEXT_MAX && value.isWellFormed()
        ? value
        : undefined;
    case 'card':
      return typeof value === 'string' && MASKED.test(value) ? value : undefined;
    case 'instant':
      return typeof value === 'string' ? (instantMs(value) ?? undefined) : undefined;
    case 'day':
      return typeof value === 'string' && isDay(value) ? value : undefined;
    case 'discounts':
      return readDiscounts(value);
  }
}

function readChoices(known: Readonly<Record<string, string>>, value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > Object.keys(known).length) return undefined;
  const good = value.filter((each): each is string => typeof each === 'string' && Object.hasOwn(known, each));
  return good.length === value.length && new Set(good).size === good.length ? good : undefined;
}

export function readFen(value: unknown): bigint | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const fen = BigInt(value as number);
  return fen >= 0n && fen <= AMOUNT_FEN_MAX ? fen : undefined;
}

function readDiscounts(value: unknown): DiscountPart[] | undefined {
  if (!Array.isArray(value) || value.length > FUNDERS.length) return undefined;
  const parts: DiscountPart[] = [];
  for (const each of value) {
    if (!isObject(each) || Object.keys(each).some((key) => key !== 'funder' && key !== 'amountFen'))
      return undefined;
    const funder = FUNDERS.find((known) => known === each.funder);
    const amountFen = readFen(each.amountFen);
    if (funder === undefined || amountFen === undefined || parts.some((part) => part.funder === funder))
      return undefined;
    parts.push({ funder, amountFen });
  }
  return parts;
}
