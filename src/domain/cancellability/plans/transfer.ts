/** A transfer that is executed later may be taken back until then (PBC-31); one that ran is not a merchant's. */
import { notFrozen } from '../checks/blocks.ts';
import { type FactCheck, type FactRoute, refuse } from '../checks/finding.ts';
import { FROZEN_NOTES } from '../checks/notes.ts';
import { knownSuccessOrUndone, wholeAmount } from '../checks/state.ts';
import { numberOf } from '../checks/windows.ts';
import type { Route } from '../routes.ts';
import { AT_ONCE, feeNever, termsOf } from '../terms.ts';
import { absent, FIRST, planOf } from './common.ts';

const beforeItRuns: FactCheck = {
  ruleId: 'PBC-31',
  reads: ['transferMode', 'paidAtMs'],
  judge: (input) => {
    const { transferMode, paidAtMs } = input.facts;
    if (transferMode === 'real-time' || transferMode === 'normal') return refuse('transfer-has-run');
    const endsMs = paidAtMs + numberOf(input, 'account.transferCancelHours') * 3_600_000;
    return input.nowMs >= endsMs
      ? refuse('transfer-has-run')
      : { held: true, deadlineMs: Math.ceil(endsMs / 1000) * 1000 - 1000 };
  },
};

const takeBack: FactRoute = {
  route: 'CLOSE',
  thenRoute: null,
  checks: [
    ...FIRST,
    knownSuccessOrUndone('PBC-31'),
    ...FROZEN_NOTES,
    notFrozen,
    wholeAmount('PBC-31', 'ends-as-a-whole'),
    beforeItRuns,
  ],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE('PBC-31', 'C'),
      fee: feeNever(input.facts),
      aftercare: ['check-statement'],
      items: ['order-number'],
    }),
};

/** A transfer has one way back; whoever insists on another hears that it has run, or that there is no such route. */
const noOther = (route: Route): FactRoute => {
  const none = absent(route, 'PBC-31', 'route-unknown');
  return { ...none, checks: [...none.checks.slice(0, -1), beforeItRuns, ...none.checks.slice(-1)] };
};

export const TRANSFER = planOf([
  takeBack,
  noOther('VOID'),
  noOther('REFUND'),
  noOther('REVERSAL'),
  noOther('DISPUTE'),
]);
