/** Which events become messages to merchants, under which type, and about what. */
import { isConfidential } from '#domain/payment';
import { type EventKind, isHolderEventKind } from '#domain/wording';
import type { EventRow } from '#engine';

/** Events whose type is not their own name behind the noun. `null`: no change of state, or no business outside. */
const TYPES: Readonly<Partial<Record<EventKind, string | null>>> = {
  'late-approval': 'payment.approved-late',
  'way-back-claimed': 'payment.claimed',
  'way-back-freed': 'payment.freed',
  'money-returned': 'payment.returned',
  // A hold: what an order asks of it is no change yet; what came of it is.
  'preauth-raise-asked': null,
  'preauth-raised': 'payment.raised',
  'preauth-raise-ended': null,
  'completion-asked': null,
  'preauth-completed': 'payment.completed',
  'preauth-lives-on': 'payment.held-again',
  'preauth-expired': 'payment.expired',
  // What the network is told of it beside: the amount that changed is business, the messages are not.
  'amount-changed': 'payment.amount-changed',
  'notice-sent-again': null,
  'notice-overdue': 'payment.notice-overdue',
  'notice-answer-unclear': null,
  'goods-unpaid': 'payment.goods-unpaid',
  // A message is repeated for as long as a day: the view of the cancellation tells how often it was sent.
  'back-sent': null,
  'back-answered': null,
  'void-unanswered': 'cancellation.undoing',
  'void-reversed-by-terminal': 'cancellation.undoing',
  'void-undone': 'cancellation.undone',
  'back-goes-on': 'cancellation.goes-on',
  'awaiting-clearing-file': 'cancellation.awaiting-file',
  'overruled-by-clearing-file': 'cancellation.overruled',
  'overruled-by-person': 'cancellation.overruled',
  'handed-to-person': 'cancellation.handed',
  // What operators do among themselves.
  'issuer-confirmed': null,
  'account-check-overdue': null,
  'payout-tried-again': null,
  'payout-handed-over': null,
  'payout-overdue': null,
  'end-proposed': null,
  'end-approved': null,
  'end-rejected': null,
  'payment-release-proposed': null,
  'dispute-meets-refund': 'cancellation.disputed',
  // Asked and sent again, on a schedule: no change of the order.
  'order-asked': null,
  'order-close-repeated': null,
};

export const NOUNS = ['payment', 'cancellation', 'order', 'request', 'wallet'] as const;

/** Whose endpoints hear of wallets: an operator registers them under this name. */
export const INSTITUTION_BOOK = 'institution';
export type Noun = (typeof NOUNS)[number];

/** What an event is about. */
export interface About {
  readonly noun: Noun;
  readonly subject: string;
}
export interface Telling extends About {
  /** `null`: no message is made of it. */
  readonly type: string | null;
}

/** What an event is about and what it is told as; `null` for what is about nothing of a merchant's. */
export function tellingOf(
  event: Pick<EventRow, 'kind' | 'book' | 'paymentId' | 'cancellationId' | 'orderId' | 'body'>,
): Telling | null {
  const { kind, paymentId, cancellationId, orderId, body } = event;
  const [first = '', ...rest] = kind.split('-');
  if (first === 'wallet')
    return isHolderEventKind(kind)
      ? { type: `wallet.${rest.join('-')}`, noun: 'wallet', subject: event.book }
      : null;
  const given = Object.hasOwn(TYPES, kind) ? TYPES[kind as EventKind] : undefined;
  if (first === 'order' || first === 'request') {
    const subject = first === 'order' ? orderId : body.requestId;
    if (typeof subject !== 'string') return null;
    return { type: given === undefined ? `${first}.${rest.join('-')}` : given, noun: first, subject };
  }
  const noun = given?.startsWith('payment.') || first === 'payment' ? 'payment' : 'cancellation';
  const subject = noun === 'payment' ? paymentId : cancellationId;
  if (subject === null) return null;
  // Of a suspicion no merchant is told.
  if (Object.keys(body).some(isConfidential)) return { type: null, noun, subject };
  const own = first === noun ? rest.join('-') : kind;
  return { type: given === undefined ? `${noun}.${own}` : given, noun, subject };
}

/** A pattern of an endpoint: a type, a noun with `.*`, or `*`. */
export const PATTERN = /^(?:\*|[a-z]+\.(?:\*|[a-z-]+))$/;

export const wanted = (wants: readonly string[], type: string): boolean =>
  wants.some(
    (each) => each === '*' || each === type || (each.endsWith('.*') && type.startsWith(each.slice(0, -1))),
  );
