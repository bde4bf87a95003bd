/** Orders as the API tells them. */
import type { ApiKey } from '#adapters/postgres';
import { dueMsOfOrder, type Order } from '#domain/order';
import { CLOSE_WORDS, eventWords, isEventKind, ORDER_STATE_WORDS } from '#domain/wording';
import type { EventRow } from '#engine';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import { maySeeStep } from '../payments/circumstances-view.ts';
import type { OrderJourneyView, OrderView } from './schemas-orders.ts';

/** The payment that pays the order or is under way for it; null where there is none. */
export const paymentOfOrder = (order: Order): string | null =>
  'paymentId' in order ? order.paymentId : null;

function closeOf(order: Order): OrderView['close'] {
  switch (order.state) {
    case 'closed':
      return {
        why: order.why,
        words: { ...CLOSE_WORDS[order.why] },
        confirmed: order.confirmed,
        at: instant(order.closedMs),
      };
    case 'closing':
      return { why: order.why, words: { ...CLOSE_WORDS[order.why] }, confirmed: false, at: null };
    case 'paying':
    case 'unknown': {
      const why = order.by === 'payer-code' ? order.closeAsked : null;
      return why === null ? null : { why, words: { ...CLOSE_WORDS[why] }, confirmed: false, at: null };
    }
    default:
      return null;
  }
}

export function orderView(order: Order): OrderView {
  const { id, book, merchantId, orderNo, subject, state, currency, code, returned } = order;
  const payment = paymentOfOrder(order);
  return {
    ...{ id, book, merchantId, orderNo, subject, state, currency, code, payment },
    stateWords: { ...ORDER_STATE_WORDS[state] },
    amount: amount(order.amountFen),
    discounts: order.discounts.map((part) => ({ funder: part.funder, amount: amount(part.amountFen) })),
    payable: amount(order.payableFen),
    createdAt: instant(order.createdMs),
    expiresAt: instant(order.expiresMs),
    paidAt: order.state === 'paid' ? instant(order.paidMs) : null,
    close: closeOf(order),
    returned: [...returned],
    nextCheckAt: instantOrNull(dueMsOfOrder(order)),
    links: {
      self: `/v1/orders/${id}`,
      journey: `/v1/orders/${id}/journey`,
      cancellability: `/v1/orders/${id}/cancellability`,
      payment: payment === null ? null : `/v1/payments/${payment}`,
    },
  };
}

export function orderJourneyView(
  order: Order,
  { events, truncated }: { readonly events: readonly EventRow[]; readonly truncated: boolean },
  role: ApiKey['role'],
): OrderJourneyView {
  return {
    order: orderView(order),
    steps: events
      .filter((event) => maySeeStep(event, role))
      .map(({ atMs, kind, body, paymentId, cancellationId }) => ({
        at: instant(atMs),
        kind,
        zh: isEventKind(kind) ? eventWords(kind, body, 'zh') : kind,
        en: isEventKind(kind) ? eventWords(kind, body, 'en') : kind,
        payment: paymentId,
        cancellation: cancellationId,
      })),
    truncated,
  };
}
