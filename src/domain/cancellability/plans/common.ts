/** What the plans of all channels share: the order of checks, the dispute that is the issuer's, and what remains. */

import type { Next, SubjectPlan } from '../../answer/index.ts';
import {
  addDays,
  type CalendarDay,
  calendarDayLastSecondMs,
  calendarDayOf,
  SHANGHAI,
} from '../../calendar/index.ts';
import type { Outcome } from '../../outcome/index.ts';
import { adviceFor } from '../advice.ts';
import { BLOCKS, REFUND_BLOCKS } from '../checks/blocks.ts';
import { type FactCheck, type FactInput, type FactRoute, refuse } from '../checks/finding.ts';
import { FROZEN_NOTES, REFUND_NOTES, REFUND_WITHOUT_SALE } from '../checks/notes.ts';
import { REVIEWS } from '../checks/reviews.ts';
import { RIGHTS } from '../checks/rights.ts';
import { knownSuccessOrUndone, merchantBehindIt, originalExists, withinRemaining } from '../checks/state.ts';
import { numberOf } from '../checks/windows.ts';
import type { Facts } from '../facts.ts';
import type { Route } from '../routes.ts';
import { AT_ONCE, feeNever, termsOf } from '../terms.ts';

export type FactPlan = SubjectPlan<Facts, Route>;

/** Asked first of everything: is there a payment, and a merchant behind it? */
export const FIRST: readonly FactCheck[] = [merchantBehindIt, REFUND_WITHOUT_SALE, originalExists];

/** The checks of a way that gives back the whole of a known success, in order: state, blocks, own checks, reviews. */
export const wholeWay = (state: readonly FactCheck[], own: readonly FactCheck[]): readonly FactCheck[] => [
  ...FIRST,
  ...state,
  ...FROZEN_NOTES,
  ...BLOCKS,
  ...own,
  ...REVIEWS,
];

/** The checks of a refund: state and sum, blocks, windows and limits, rights and notes, reviews. */
export const refundWay = (ruleId: string, own: readonly FactCheck[]): readonly FactCheck[] => [
  ...FIRST,
  knownSuccessOrUndone(ruleId),
  ...FROZEN_NOTES,
  ...REFUND_BLOCKS,
  withinRemaining(ruleId),
  ...own,
  ...RIGHTS,
  ...REFUND_NOTES,
  ...REVIEWS,
];

/** How many days a dispute may be opened at the issuer: a foreign scheme's own figure, else the network's. */
function disputeDays(input: FactInput): number {
  const { scheme } = input.facts;
  if (scheme === 'visa') return numberOf(input, 'scheme.visaDisputeDays');
  if (scheme === 'mastercard') return numberOf(input, 'scheme.mastercardDisputeDays');
  return numberOf(input, 'dispute.firstChargebackDays');
}

const disputeLastSecondMs = (input: FactInput): number =>
  calendarDayLastSecondMs(addDays(input.facts.paymentDay as CalendarDay, disputeDays(input)), SHANGHAI);

/** DSP-01 and DSP-03: the payer's dispute is opened at the bank that issued the card, not here. */
export const dispute: FactRoute = {
  route: 'DISPUTE',
  onRequest: true,
  thenRoute: null,
  checks: [
    ...FIRST,
    {
      ruleId: 'DSP-03',
      reads: ['paymentDay', 'scheme'],
      judge: (input) => {
        const days = disputeDays(input);
        const lastDay = addDays(input.facts.paymentDay as CalendarDay, days);
        return calendarDayOf(input.nowMs, SHANGHAI) > lastDay
          ? refuse('dispute-window-over')
          : { held: true };
      },
    },
    {
      ruleId: 'DSP-04',
      reads: ['duplicate'],
      judge: ({ facts }) => ({
        held: true,
        ...(facts.duplicate === 'none' ? { silent: true as const } : {}),
      }),
    },
    { ruleId: 'DSP-01', reads: [], judge: () => refuse('dispute-at-issuer') },
  ],
  terms: (input) =>
    termsOf(input, { arrival: AT_ONCE('DSP-01', 'C'), fee: feeNever(input.facts), aftercare: [] }),
};

/** A route that this channel or kind of payment does not have: refused under the rule that says what there is. */
export const absent = (route: Route, ruleId: string, reason: Outcome): FactRoute => ({
  route,
  onRequest: true,
  thenRoute: null,
  checks: [...FIRST, { ruleId, reads: ['kind', 'channel'], judge: () => refuse(reason) }],
  terms: (input) => termsOf(input, { arrival: AT_ONCE(ruleId), fee: feeNever(input.facts), aftercare: [] }),
});

/** Refusals after which the dispute at the issuer is what remains. */
const DISPUTE_REMAINS: readonly Outcome[] = ['refund-window-over', 'dispute-at-issuer'];

function lastResort(input: FactInput, reason: Outcome): Next<Route> | 'none' {
  if (!DISPUTE_REMAINS.includes(reason)) return 'none';
  const untilMs = disputeLastSecondMs(input);
  return {
    route: 'DISPUTE',
    opensAtMs: null,
    at: 'issuer',
    untilMs: untilMs >= input.nowMs ? untilMs : null,
  };
}

export const planOf = (routes: readonly FactRoute[]): FactPlan => ({
  routes,
  lastResort,
  advice: (facts, reason) => adviceFor(facts, reason),
});
