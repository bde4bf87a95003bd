/** The answer about a stored payment, and the fee shares that go with a route. */
import type { Answer, Question } from '../answer/index.ts';
import type { ClearingDay } from '../calendar/index.ts';
import { canBeCancelled, type Route } from '../cancellability/index.ts';
import type { Fen } from '../money/index.ts';
import { NO_SHARES, type Payment, type Shares, sharesBack } from '../payment/index.ts';
import type { RuleBook, Scope } from '../policy/index.ts';
import type { Terminal } from '../terminal/index.ts';
import { factsOf } from './facts.ts';

/** All that an answer about a payment needs beside the payment itself. */
export interface Setting {
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly terminal: Terminal | null;
  /** Of an increment: the pre-authorisation that it raised. */
  readonly preauth?: Payment | null;
  readonly clearingDayNow: ClearingDay;
  readonly nowMs: number;
}

/** Can this payment be cancelled? Asking and doing both come through here. */
export function answerForPayment(
  payment: Payment,
  question: Question<Route>,
  setting: Setting,
): Answer<Route> {
  return canBeCancelled({
    question,
    facts: factsOf(payment, setting.terminal, setting.clearingDayNow, setting.preauth ?? null),
    book: setting.book,
    scope: setting.scope,
    nowMs: setting.nowMs,
  });
}

/** The fee shares that go back with an amount by a route: everything by void and reversal, by contract on refund. */
export function sharesFor(payment: Payment, route: Route, amountFen: Fen): Shares {
  if (payment.state !== 'approved') return NO_SHARES;
  return route === 'REFUND' ? sharesBack(payment, amountFen) : payment.shares;
}
