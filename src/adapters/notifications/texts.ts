/** Texts for telephones: few, short, in the payer's language, with the link that shows where the money is. */
import { calendarDayOf, calendarDayStartMs, SHANGHAI } from '#domain/calendar';
import {
  type EventBody,
  type EventKind,
  eventWords,
  type HolderEventKind,
  holderEventWords,
  isEventKind,
  isHolderEventKind,
  ROUTE_WORDS,
  type Words,
  yuanText,
} from '#domain/wording';
import type { EventRow } from '#engine';
import type { Contact, SubjectView } from './ports.ts';

type Lang = Contact['lang'];

/** Events of a way back after which the payer wants to know where the money is: the text is the tracking. */
const TRACKED: readonly EventKind[] = [
  'cancellation-done',
  'cancellation-refused',
  'void-undone',
  'overruled-by-clearing-file',
  'overruled-by-person',
  'handed-to-person',
  'arrival-overdue',
  'refund-bounced',
  'holder-reminded',
  'account-refused',
  'paid-out',
];

const said = (zh: string, en: string) => (): Words => ({ zh, en });
const asInJourney =
  (kind: EventKind) =>
  (body: EventBody): Words => ({ zh: eventWords(kind, body, 'zh'), en: eventWords(kind, body, 'en') });

/** Events of a payer's own request. The journey names keys of the shop; a payer is told by whom in general. */
const OF_REQUESTS: Readonly<Partial<Record<EventKind, (body: EventBody) => Words>>> = {
  'request-accepted': said('商户已同意您的取消申请', 'the shop accepted your request'),
  'request-refused': ({ why }) => ({
    zh: `您的取消申请未获同意：${String(why ?? '')}`,
    en: `your request was refused: ${String(why ?? '')}`,
  }),
  'request-escalated': said(
    '商户逾期未处理您的取消申请，由收单机构决定',
    'the shop did not decide in time, the acquirer does',
  ),
  'request-papers-wanted': asInJourney('request-papers-wanted'),
  'request-review-begun': said('您的取消申请正在审核', 'your request is being reviewed'),
  'request-waiting': said('取消尚未开放，到时自动办理', 'not open yet; carried out by itself when it is'),
  'request-expired': said(
    '资料逾期未到，取消申请已失效',
    'the papers did not come in time, your request expired',
  ),
  'request-overtaken': said('此交易已由其他方式取消', 'the payment was cancelled by another way'),
  'request-failed': said('取消未能办理，原交易仍有效', 'it could not be carried out, the payment stands'),
};

/** What a holder must hear of though the app is not open: somebody else may have done it. */
const OF_WALLETS: readonly HolderEventKind[] = [
  'wallet-card-bound',
  'wallet-unbound',
  'wallet-device-card-added',
  'wallet-device-card-removed',
  'wallet-service-closed',
  'wallet-service-opened',
  'wallet-stopped',
  'wallet-resumed',
  'wallet-closing',
  'wallet-closing-taken-back',
  'wallet-closed',
  'wallet-transfer-bounced',
  'wallet-arrears',
  'wallet-loss-papers-wanted',
  'wallet-loss-covered',
  'wallet-loss-refused',
];

export const TEXT_KINDS: readonly string[] = [...TRACKED, ...Object.keys(OF_REQUESTS), ...OF_WALLETS];

const routeOf = (route: string | null, lang: Lang): string =>
  route !== null && Object.hasOwn(ROUTE_WORDS, route)
    ? ROUTE_WORDS[route as keyof typeof ROUTE_WORDS][lang]
    : { zh: '取消申请', en: 'cancellation' }[lang];

/** What happened, for the payer; `null` where nothing is known that would be worth a text. */
function sentenceOf(view: SubjectView, event: Pick<EventRow, 'kind' | 'body'>): Words | null {
  const { kind, body } = event;
  const ofRequest = isEventKind(kind) ? OF_REQUESTS[kind] : undefined;
  if (ofRequest !== undefined) {
    const { zh, en } = ofRequest(body);
    return { zh: `${zh}。`, en: `${en}.` };
  }
  return view.trackingUrl === null ? null : view.sentence;
}

export function textOf(view: SubjectView, event: Pick<EventRow, 'kind' | 'body'>, lang: Lang): string | null {
  if (isHolderEventKind(event.kind)) {
    const { zh, en } = holderEventWords(event.kind, event.body);
    return lang === 'zh'
      ? `【原路】${zh}。非本人操作请立即挂失。`
      : `[Yuanlu] ${en}. If it was not you, report it at once.`;
  }
  const { merchant, amountFen, trackingUrl, route } = view;
  const sentence = sentenceOf(view, event);
  if (sentence === null) return null;
  const shop = merchant === null ? '' : merchant[lang];
  const amount = amountFen === null ? '' : yuanText(amountFen);
  const link = trackingUrl === null ? '' : lang === 'zh' ? `进度：${trackingUrl}` : ` ${trackingUrl}`;
  return lang === 'zh'
    ? `【原路】${shop} ${[routeOf(route, lang), amount].filter((part) => part !== '').join(' ')}：${sentence.zh}${link}`
    : `[Yuanlu] ${shop}, ${routeOf(route, lang)}${amount === '' ? '' : ` of ${amount}`}: ${sentence.en}${link}`;
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
