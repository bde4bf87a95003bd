/** A transfer that is executed later may be taken back until then (PBC-31); one that ran is not a merchant's. */
import { type FactCheck, type FactRoute, refuse } from '../checks/finding.ts';
import { knownSuccessOrUndone } from '../checks/state.ts';
import { numberOf } from '../checks/windows.ts';
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
  checks: [...FIRST, knownSuccessOrUndone('PBC-31'), beforeItRuns],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE('PBC-31', 'C'),
      fee: feeNever(input.facts),
      aftercare: ['check-statement'],
      items: ['order-number'],
    }),
};

export const TRANSFER = planOf([
  takeBack,
  absent('VOID', 'PBC-31', 'transfer-has-run'),
  absent('REFUND', 'PBC-31', 'transfer-has-run'),
  absent('REVERSAL', 'PBC-31', 'transfer-has-run'),
  absent('DISPUTE', 'PBC-31', 'transfer-has-run'),
]);
