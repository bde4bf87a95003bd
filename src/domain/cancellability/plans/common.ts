/** What the plans of all channels share: the order of checks, and what remains. */

import type { Next, SubjectPlan } from '../../answer/index.ts';
import type { Outcome } from '../../outcome/index.ts';
import { adviceFor } from '../advice.ts';
import { BLOCKS, REFUND_BLOCKS } from '../checks/blocks.ts';
import { type FactCheck, type FactInput, type FactRoute, refuse } from '../checks/finding.ts';
import { FROZEN_NOTES, HELD_UP, PURSUED, REFUND_NOTES, REFUND_WITHOUT_SALE } from '../checks/notes.ts';
import { REVIEWS, VOID_REVIEWS } from '../checks/reviews.ts';
import { RIGHTS } from '../checks/rights.ts';
import { knownSuccessOrUndone, merchantBehindIt, originalExists, withinRemaining } from '../checks/state.ts';
import type { Facts } from '../facts.ts';
import type { Route } from '../routes.ts';
import { AT_ONCE, feeNever, termsOf } from '../terms.ts';
import { disputeWindow } from './dispute-window.ts';

export type FactPlan = SubjectPlan<Facts, Route>;

/** Asked first of everything: is there a payment, and a merchant behind it? */
export const FIRST: readonly FactCheck[] = [merchantBehindIt, REFUND_WITHOUT_SALE, originalExists];

/** The checks of a way that gives back the whole of a known success, in order: state, blocks, own checks, reviews. */
export const wholeWay = (state: readonly FactCheck[], own: readonly FactCheck[]): readonly FactCheck[] => [
  ...FIRST,
  PURSUED,
  ...state,
  ...FROZEN_NOTES,
  ...BLOCKS,
  ...own,
  ...HELD_UP,
  ...VOID_REVIEWS,
];

/** The checks of a refund: state and sum, blocks, windows and limits, rights and notes, reviews. */
export const refundWay = (ruleId: string, own: readonly FactCheck[]): readonly FactCheck[] => [
  ...FIRST,
  PURSUED,
  knownSuccessOrUndone(ruleId),
  ...FROZEN_NOTES,
  ...REFUND_BLOCKS,
  withinRemaining(ruleId),
  ...RIGHTS,
  ...own,
  ...REFUND_NOTES,
  ...REVIEWS,
];

/** A route that this channel or kind of payment does not have: refused under the rule that says what there is. */
export const absent = (route: Route, ruleId: string, reason: Outcome): FactRoute => ({
  route,
  onRequest: true,
  thenRoute: null,
  checks: [...FIRST, { ruleId, reads: ['kind', 'channel'], judge: () => refuse(reason) }],
  terms: (input) => termsOf(input, { arrival: AT_ONCE(ruleId), fee: feeNever(input.facts), aftercare: [] }),
});

/** A payment that was made is no unpaid order; one of which nobody knows, or that took nothing, is told so by name. */
export const noClose = (ruleId: string): FactRoute => ({
  ...absent('CLOSE', ruleId, 'paid-is-not-closed'),
  checks: [
    ...FIRST,
    knownSuccessOrUndone(ruleId),
    { ruleId, reads: ['kind', 'channel'], judge: () => refuse('paid-is-not-closed') },
  ],
});

/** Refusals after which the dispute at the issuer is what remains. */
const DISPUTE_REMAINS: readonly Outcome[] = ['refund-window-over', 'dispute-at-issuer'];

/** Channels whose network has an error platform of its own behind every window (UP-06, UP-07). */
const HAS_ERROR_PLATFORM: readonly Facts['channel'][] = [
  'unionpay.pos',
  'unionpay.qr',
  'unionpay.gateway',
  'cross-border',
];

function lastResort(input: FactInput, reason: Outcome): Next<Route> | 'none' {
  if (reason === 'refund-bounced') return { route: 'REFUND', opensAtMs: null, at: 'institution' };
  if (!DISPUTE_REMAINS.includes(reason)) return 'none';
  const { facts, nowMs } = input;
  const { lastMs, certainty } = disputeWindow(input);
  if (facts.source === 'card' && lastMs + 999 >= nowMs)
    return { route: 'DISPUTE', opensAtMs: null, at: 'issuer', untilMs: lastMs, certainty };
  // The holder's own window is over: the institution may still return what was taken too much.
  return HAS_ERROR_PLATFORM.includes(facts.channel) && reason === 'refund-window-over'
    ? { route: 'DISPUTE', opensAtMs: null, at: 'institution', untilMs: null }
    : 'none';
}

/** Where no way is open, the refusal of the way that this state of affairs has is the one that is told. */
function leading({ kind, outcome }: Facts): Route | null {
  if (outcome === 'unknown') return 'REVERSAL';
  if (kind === 'order' && ['unpaid', 'closed', 'declined'].includes(outcome)) return 'CLOSE';
  return kind === 'preauthorisation' ? 'VOID' : null;
}

export const planOf = (routes: readonly FactRoute[]): FactPlan => ({
  routes,
  lastResort,
  leading,
  advice: adviceFor,
});
