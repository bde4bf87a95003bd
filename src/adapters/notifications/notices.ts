/** Which events a person must know, who reads them, and how they are said. */
import type { Notice } from '#adapters/postgres';
import {
  type EventBody,
  type EventKind,
  eventWords,
  holderEventWords,
  isEventKind,
  isHolderEventKind,
  type Words,
} from '#domain/wording';

type Audience = Notice['audience'];

/** Kinds that become notices. What ends as it was promised is no notice: it stands in the lists. */
export const NOTICE_KINDS: Readonly<Partial<Record<EventKind, readonly Audience[]>>> = {
  'cancellation-refused': ['merchant'],
  'void-undone': ['merchant'],
  'overruled-by-clearing-file': ['merchant'],
  'overruled-by-person': ['merchant'],
  'handed-to-person': ['merchant', 'operator'],
  'asked-again': ['operator'],
  'late-approval': ['operator'],
  'end-proposed': ['operator'],
  'advice-handed': ['merchant', 'operator'],
  'advice-end-proposed': ['operator'],
  'payment-release-proposed': ['operator'],
  'dispute-meets-refund': ['merchant', 'operator'],

  'preauth-expired': ['merchant'],
  'notice-overdue': ['merchant', 'operator'],
  'notice-answer-unclear': ['operator'],
  'goods-unpaid': ['merchant', 'operator'],

  'arrival-confirmed': ['merchant'],
  'arrival-overdue': ['merchant', 'operator'],
  'refund-bounced': ['merchant', 'operator'],
  'refund-stranded': ['merchant', 'operator'],
  'account-named': ['operator'],
  'account-check-overdue': ['operator'],
  'payout-overdue': ['operator'],
  'payout-returned': ['operator'],
  'paid-out': ['merchant'],

  'order-payment-returned': ['merchant'],

  'request-asked': ['merchant'],
  'request-escalated': ['merchant', 'operator'],
  'request-paper-received': ['merchant'],
  'request-approval-wanted': ['merchant'],
  'request-review-begun': ['operator'],
  'request-overdue': ['operator'],
  'request-refused': ['merchant'],
  'request-withdrawn': ['merchant'],
  'request-expired': ['merchant'],
  'request-failed': ['merchant'],
};

/** Who reads of an event. */
export const audiencesOf = (kind: string): readonly Audience[] => {
  if (isHolderEventKind(kind)) return ['holder'];
  return isEventKind(kind) ? (NOTICE_KINDS[kind] ?? []) : [];
};

const ENDPOINT_WORDS: Readonly<Record<string, Words>> = {
  gone: {
    zh: '推送地址应答 410，已停用',
    en: 'A webhook endpoint answered 410 and is switched off',
  },
  failing: {
    zh: '推送地址连续多日无法送达，已停用；修复后请重新启用',
    en: 'A webhook endpoint could not be reached for days and is switched off; enable it when it works again',
  },
};

/** The kind of notices that come of no event. */
export const ENDPOINT_DISABLED = 'endpoint-disabled';

const PLAIN: Words = { zh: '', en: '' };

export function noticeWords({ kind, body }: Pick<Notice, 'kind' | 'body'>): Words {
  if (kind === ENDPOINT_DISABLED) return ENDPOINT_WORDS[String(body.why)] ?? PLAIN;
  if (isHolderEventKind(kind)) return holderEventWords(kind, body);
  // A newer program may have written a kind that this one has no words for: its name is better than nothing.
  if (!isEventKind(kind)) return { zh: kind, en: kind };
  const said: EventBody = body;
  return { zh: eventWords(kind, said, 'zh'), en: eventWords(kind, said, 'en') };
}
