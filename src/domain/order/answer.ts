/** Can this order be cancelled? While nobody paid it, by a close; what paid it goes back as a payment. */
import type { Answer, Question } from '../answer/index.ts';
import { type ClearingDay, calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import {
  canBeCancelled,
  type Facts,
  factsWith,
  type OutcomeFact,
  type Route,
} from '../cancellability/index.ts';
import type { RuleBook, Scope } from '../policy/index.ts';
import type { Order, OrderState } from './state.ts';

/** All that an answer about an order needs beside the order itself. */
export interface OrderSetting {
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly clearingDayNow: ClearingDay;
  readonly nowMs: number;
}

/** An order that is being closed is unpaid still: to ask again does no harm. */
const OUTCOMES: Readonly<Record<OrderState, OutcomeFact>> = {
  unpaid: 'unpaid',
  paying: 'open',
  unknown: 'unknown',
  paid: 'approved',
  closing: 'unpaid',
  closed: 'closed',
};

export function factsOfOrder(order: Order, clearingDayNow: ClearingDay): Facts {
  return factsWith({
    kind: 'order',
    channel: 'unionpay.qr',
    outcome: OUTCOMES[order.state],
    amountFen: order.payableFen,
    discounts: order.discounts,
    remainingFen: 0n,
    paidAtMs: order.createdMs,
    createdAtMs: order.createdMs,
    expiresAtMs: order.expiresMs,
    clearingDay: clearingDayNow,
    clearingDayNow,
    paymentDay: calendarDayOf(order.createdMs, SHANGHAI),
  });
}

/** The answer about an order that nobody paid. One that is paid is asked about as its payment. */
export function answerForOrder(
  order: Order,
  question: Question<Route>,
  setting: OrderSetting,
): Answer<Route> {
  const { book, scope, nowMs } = setting;
  return canBeCancelled({ question, facts: factsOfOrder(order, setting.clearingDayNow), book, scope, nowMs });
}
