/** What a payment is called: its kind, and of a sale its variety and whether it was made without the host. */
import type { PaymentKind, VarietyName } from '../payment/index.ts';
import { type EventBody, textOf } from './event-body.ts';
import { KIND_WORDS, kindOfBody } from './preauth-events.ts';
import { type Words, words } from './words.ts';

export const VARIETY_WORDS: Readonly<Record<VarietyName, Words>> = {
  moto: words('邮购电购', 'mail and telephone order'),
  instalment: words('分期付款', 'sale by instalments'),
  points: words('积分消费', 'sale by points'),
  reservation: words('预约消费', 'sale by reservation'),
};
const OFFLINE: Words = words('脱机消费', 'sale made offline');

/** `periods`: of instalments; 0 where they are not known. */
export function paymentWords(payment: {
  readonly kind: PaymentKind;
  readonly variety?: VarietyName | null;
  readonly periods?: number;
  readonly offline?: boolean;
}): Words {
  const { kind, variety = null, periods = 0, offline = false } = payment;
  if (kind !== 'sale') return KIND_WORDS[kind];
  if (variety === null) return offline ? OFFLINE : KIND_WORDS.sale;
  const { zh, en } = VARIETY_WORDS[variety];
  return periods === 0 ? { zh, en } : words(`${zh}（${periods} 期）`, `${en} (${periods} of them)`);
}

/** The same of an event; a body of a plain sale says nothing of it. */
export function paymentWordsOf(body: EventBody): Words {
  const variety = textOf(body, 'variety');
  return paymentWords({
    kind: kindOfBody(body),
    variety: Object.hasOwn(VARIETY_WORDS, variety) ? (variety as VarietyName) : null,
    periods: Number(textOf(body, 'periods') || 0),
    offline: body.offline === true,
  });
}
