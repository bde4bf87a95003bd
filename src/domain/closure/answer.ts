/** Can this be ended? One question for services, bound cards, device cards and accounts. */
import { type Answer, answer, type Question } from '../answer/index.ts';
import type { RuleBook, Scope } from '../policy/index.ts';
import type { ClosureFacts } from './facts.ts';
import type { ClosurePlan } from './finding.ts';
import { accountPlan } from './plan-account.ts';
import { BINDING, DEVICE_CARD } from './plan-cards.ts';
import { SERVICE } from './plan-service.ts';
import type { ClosureRoute } from './subject.ts';

export interface ClosureAsked {
  readonly question: Question<ClosureRoute>;
  readonly facts: ClosureFacts;
  readonly book: RuleBook;
  readonly scope: Scope;
  /** Calendar day on which rules must be in force. */
  readonly day: string;
  readonly nowMs: number;
}

export function closurePlan(facts: ClosureFacts): ClosurePlan {
  switch (facts.subject) {
    case 'service':
      return SERVICE;
    case 'binding':
      return BINDING;
    case 'device-card':
      return DEVICE_CARD;
    case 'account':
      return accountPlan(facts);
  }
}

/** Asking and doing use this one function: what it refuses cannot happen by another door. */
export const canBeClosed = (asked: ClosureAsked): Answer<ClosureRoute> =>
  answer(closurePlan(asked.facts), asked);
