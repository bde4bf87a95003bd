/** Texts for telephones: few, short, in the payer's language, with the link that shows where the money is. */
import { calendarDayOf, calendarDayStartMs, SHANGHAI } from '#domain/calendar';
import { ROUTE_WORDS, yuanText } from '#domain/wording';
import type { Contact, SubjectView } from './ports.ts';

/** Events that the payer is told of, where the payer left a number. */
export const TEXT_KINDS: readonly string[] = [
  'cancellation-done',
  'cancellation-refused',
  'void-undone',
  'overruled-by-clearing-file',
  'handed-to-person',
];

const routeOf = (route: string | null, lang: 'zh' | 'en'): string =>
  route !== null && Object.hasOwn(ROUTE_WORDS, route)
    ? ROUTE_WORDS[route as keyof typeof ROUTE_WORDS][lang]
    : { zh: '退款', en: 'cancellation' }[lang];

/** `null`: nothing is known that would be worth a text. */
export function textOf(view: SubjectView, lang: 'zh' | 'en'): string | null {
  const { merchant, amountFen, sentence, trackingUrl, route } = view;
  if (sentence === null || trackingUrl === null) return null;
  const shop = merchant === null ? '' : merchant[lang];
  const amount = amountFen === null ? '' : yuanText(amountFen);
  return lang === 'zh'
    ? `【原路】${shop} ${routeOf(route, lang)} ${amount}：${sentence.zh}进度：${trackingUrl}`
    : `[Yuanlu] ${shop}, ${routeOf(route, lang)} of ${amount}: ${sentence.en} ${trackingUrl}`;
}

const NUMBER = /^\+?\d{5,15}$/;

/** The number as it is dialled, without what people write between digits; `null` for what is none. */
export function dialled({ number }: Contact): string | null {
  const plain = number.replace(/[\s()-]/g, '');
  return NUMBER.test(plain) ? plain : null;
}

/** `138****5678`; of short numbers only the last two digits. */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length < 9 ? `****${digits.slice(-2)}` : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/** Since when the texts of a number are counted: the day in Shanghai. */
export const dayStartMs = (nowMs: number): number =>
  calendarDayStartMs(calendarDayOf(nowMs, SHANGHAI), SHANGHAI);
