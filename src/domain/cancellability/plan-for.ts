/** Which plan answers for which kind of payment in which channel. */
import { type Answer, answer, type Question } from '../answer/index.ts';
import { calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import type { RuleBook, Scope } from '../policy/index.ts';
import type { Facts } from './facts.ts';
import { ALIPAY_SALE } from './plans/alipay.ts';
import type { FactPlan } from './plans/common.ts';
import { orderPlan } from './plans/order.ts';
import { PREAUTHORISATION } from './plans/preauth.ts';
import { refundPlan } from './plans/refund-in-flight.ts';
import { TRANSFER } from './plans/transfer.ts';
import { ONLINE_SALE } from './plans/unionpay-online.ts';
import { COMPLETION, POS_SALE } from './plans/unionpay-pos.ts';
import { WECHAT_SALE } from './plans/wechat.ts';
import type { Route } from './routes.ts';

function salePlan({ channel }: Facts): FactPlan {
  switch (channel) {
    case 'unionpay.qr':
    case 'unionpay.gateway':
      return ONLINE_SALE;
    case 'wechat':
      return WECHAT_SALE;
    case 'alipay':
      return ALIPAY_SALE;
    case 'unionpay.pos':
    case 'cross-border':
    case 'personal-code':
      return POS_SALE;
  }
}

export function planFor(facts: Facts): FactPlan {
  switch (facts.kind) {
    case 'sale':
      return salePlan(facts);
    case 'order':
      return orderPlan(facts.channel);
    case 'preauthorisation':
      return PREAUTHORISATION;
    case 'completion':
      // No rules for completions of those channels: the plan of the hold says so.
      return facts.channel === 'wechat' || facts.channel === 'alipay' ? PREAUTHORISATION : COMPLETION;
    case 'refund':
      return refundPlan(facts.channel);
    case 'transfer':
      return TRANSFER;
  }
}

export interface Asked {
  readonly question: Question<Route>;
  readonly facts: Facts;
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly nowMs: number;
}

/** Can this be cancelled? Pure: the same facts, rules and second give the same answer. */
export function canBeCancelled(asked: Asked): Answer<Route> {
  return withRights(answer(planFor(asked.facts), { ...asked, day: calendarDayOf(asked.nowMs, SHANGHAI) }));
}

/** Where a law gives the payer a right the merchant carries it out and decides nothing; behind a no it lives on. */
function withRights(found: Answer<Route>): Answer<Route> {
  const { terms } = found;
  if (terms === null)
    return found.entitlement == null
      ? found
      : { ...found, advice: ['right-lives-on', ...(found.advice ?? [])] };
  if (terms.entitlement == null || found.verdict !== 'YES_WITH_REVIEW') return found;
  const { evidence } = terms;
  const approvals = evidence.approvals?.map((each) =>
    each.reason === 'merchant-decides' ? { ...each, reason: 'merchant-must-refund' as const } : each,
  );
  return {
    ...found,
    reason: found.reason === 'merchant-decides' ? 'merchant-must-refund' : found.reason,
    terms: { ...terms, evidence: { ...evidence, ...(approvals === undefined ? {} : { approvals }) } },
  };
}
