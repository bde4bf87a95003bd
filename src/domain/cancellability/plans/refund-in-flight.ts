/** A refund itself: can it be undone? Once it was forwarded it is cleared, whatever the bank answers (UP-05). */
import { type FactCheck, type FactRoute, HELD, refuse } from '../checks/finding.ts';
import { PAYER_ASKS } from '../checks/reviews.ts';
import { wholeAmount } from '../checks/state.ts';
import type { Channel } from '../facts.ts';
import type { Route } from '../routes.ts';
import { AT_ONCE, termsOf } from '../terms.ts';
import { absent, type FactPlan, FIRST, planOf } from './common.ts';
import { dispute } from './dispute.ts';

/** The rule under which a refund that left stays gone, by channel. */
const RULE: Readonly<Partial<Record<Channel, string>>> = { wechat: 'WX-02', alipay: 'ALI-05' };

const stillHere = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['outcome', 'forwarded'],
  judge: ({ facts }) => {
    switch (facts.outcome) {
      case 'approved':
        return refuse('refund-arrived');
      case 'voided':
      case 'closed':
      case 'declined':
        return refuse('refund-not-made');
      case 'unknown':
        return refuse('refund-outcome-unknown');
      default:
        return facts.forwarded ? refuse('refund-cannot-be-undone') : HELD;
    }
  },
});

/** EXC-05: a refund that came back waits for an account of the holder's own. */
const notBounced: FactCheck = {
  ruleId: 'EXC-05',
  reads: ['outcome'],
  judge: ({ facts }) =>
    facts.outcome === 'bounced' ? refuse('refund-bounced') : { held: true, silent: true },
};

const withdraw = (ruleId: string): FactRoute => ({
  route: 'CLOSE',
  thenRoute: null,
  checks: [...FIRST, notBounced, stillHere(ruleId), wholeAmount(ruleId, 'ends-as-a-whole'), PAYER_ASKS],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE(ruleId),
      // The payment stands, and with it its fee.
      fee: { returnedFen: 0n, keptFen: input.facts.feeFen, ruleId: 'FEE-08' },
      aftercare: ['payment-stands'],
      effect: 'refund-withdrawn',
    }),
});

/** A refund has one way back; whoever insists on another hears what became of it, or that there is no such route. */
const other = (route: Route, ruleId: string): FactRoute => {
  const none = absent(route, ruleId, 'route-unknown');
  return { ...none, checks: [...FIRST, notBounced, stillHere(ruleId), ...none.checks.slice(FIRST.length)] };
};

const plan = (ruleId: string): FactPlan =>
  planOf([
    withdraw(ruleId),
    other('VOID', ruleId),
    other('REFUND', ruleId),
    other('REVERSAL', ruleId),
    dispute,
  ]);

const PLANS = new Map<string, FactPlan>(['UP-05', 'WX-02', 'ALI-05'].map((id) => [id, plan(id)]));

export const refundPlan = (channel: Channel): FactPlan => PLANS.get(RULE[channel] ?? 'UP-05')!;
