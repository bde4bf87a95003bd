/** Webhooks, notices and texts as the API tells them. Pure; a sealed secret or number never passes. */
import { noticeWords } from '#adapters/notifications';
import type { Delivery, Endpoint, Notice, SmsRow } from '#adapters/postgres';
import { instant, instantOrNull } from '../answers/answer-view.ts';
import type { DeliveryView, EndpointView, NoticeView, SmsView } from './schemas-notices.ts';

const WHY = {
  gone: { zh: '地址应答 410，不再接收', en: 'it answered 410: nobody wants it any more' },
  failing: { zh: '连续多日无一送达', en: 'nothing arrived for days' },
  'switched-off': { zh: '商户停用', en: 'switched off by its merchant' },
} as const;

export const endpointView = (endpoint: Endpoint): EndpointView => ({
  id: endpoint.id,
  book: endpoint.book,
  url: endpoint.url,
  events: [...endpoint.wants],
  state: endpoint.state,
  disabled: endpoint.why === null ? null : { code: endpoint.why, ...WHY[endpoint.why] },
  createdAt: instant(endpoint.createdMs),
  failingSince: instantOrNull(endpoint.failingSinceMs),
  previousSecretUntil: instantOrNull(endpoint.previous?.untilMs ?? null),
});

export const deliveryView = (delivery: Delivery): DeliveryView => ({
  message: delivery.messageId,
  type: delivery.type,
  subject: delivery.subject,
  at: instant(delivery.eventMs),
  state: delivery.state,
  attempts: delivery.attempts,
  nextAttemptAt: delivery.state === 'pending' ? instant(delivery.dueMs) : null,
  log: delivery.log.map(({ no, atMs, tookMs, status, error }) => ({
    no,
    at: instant(atMs),
    tookMs,
    status,
    error,
  })),
});

export const noticeView = (notice: Notice): NoticeView => ({
  id: notice.id,
  book: notice.book,
  kind: notice.kind,
  subject: notice.subject,
  words: { ...noticeWords(notice) },
  at: instant(notice.atMs),
  readAt: instantOrNull(notice.readMs),
});

/** Whoever has a link sees what it shows: an operator sees that there is one. */
const withoutLink = (text: string): string => text.replace(/(\/v1\/track\/)[\w-]+/g, '$1…');

export const smsView = (row: SmsRow): SmsView => ({
  id: row.id,
  book: row.book,
  subject: row.subject,
  kind: row.kind,
  number: row.numberMask,
  lang: row.lang,
  text: withoutLink(row.text),
  state: row.state,
  attempts: row.attempts,
  createdAt: instant(row.createdMs),
  endedAt: instantOrNull(row.endedMs),
  error: row.error,
});
