/** WeChat Pay: an order is closed unpaid, revoked while its outcome is unclear, or refunded for 365 days. */
import type { Arrival } from '../../answer/index.ts';
import { UNDO_BLOCKS } from '../checks/blocks.ts';
import { type FactCheck, type FactInput, type FactRoute, HELD, refuse, SILENT } from '../checks/finding.ts';
import { partsApart, partsBelow, withinBalance } from '../checks/limits.ts';
import { FROZEN_NOTES } from '../checks/notes.ts';
import { notUndoneYet, outcomeUnknown, wholeAmount } from '../checks/state.ts';
import { numberOf, secondsAfterPayment, withinSecondsOf } from '../checks/windows.ts';
import {
  feeByParameter,
  feeNever,
  rangeOf,
  refundAftercare,
  termsOf,
  undoneCare,
  undoneEffect,
  within,
} from '../terms.ts';
import { absent, FIRST, noClose, planOf, refundWay } from './common.ts';
import { dispute } from './dispute.ts';

/** WX-08: not before fifteen seconds, and within seven days. */
const revokeWindow: FactCheck = {
  ruleId: 'WX-08',
  reads: ['paidAtMs', 'createdAtMs'],
  judge: (input) => {
    const opensAtMs = input.facts.paidAtMs + numberOf(input, 'wechat.revokeAfterSeconds') * 1000;
    if (input.nowMs < opensAtMs) return refuse('revoke-too-soon', opensAtMs);
    // Seven days of the order, whose making is not always told.
    const fromMs = input.facts.createdAtMs ?? input.facts.paidAtMs;
    return withinSecondsOf(
      input,
      fromMs,
      numberOf(input, 'wechat.revokeDays') * 86_400,
      'revoke-window-over',
    );
  },
};

/** WX-03: to the balance within minutes, to a card in working days; a revoke of paid money is a refund too. */
const arrival = (input: FactInput): Arrival =>
  input.facts.source === 'balance'
    ? within(input, 'minute', 'wechat.arrivalBalanceMinutes')
    : rangeOf(input, 'working-day', 'wechat.arrivalCardFromDays', 'wechat.arrivalCardToDays');

const revoke: FactRoute = {
  route: 'REVERSAL',
  thenRoute: 'REFUND',
  checks: [
    ...FIRST,
    notUndoneYet('WX-08'),
    outcomeUnknown('WX-08'),
    ...FROZEN_NOTES,
    ...UNDO_BLOCKS,
    wholeAmount('WX-08', 'reversal-amount-differs'),
    revokeWindow,
  ],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: arrival(input),
      fee: feeNever(input.facts, 'WX-05'),
      aftercare: ['check-statement', ...undoneCare(input.facts)],
      ...undoneEffect(input.facts),
      items: ['order-number'],
    }),
};

/** WX-09: a frozen share is released first; a share that was paid out comes back within its own bounds. */
const splitFirst: FactCheck = {
  ruleId: 'WX-09',
  reads: ['split', 'splitAtMs', 'splitReturns'],
  judge: (input) => {
    const { split, splitAtMs, splitReturns } = input.facts;
    if (split === 'none') return SILENT;
    if (split === 'returned') return HELD;
    if (split === 'frozen') return refuse('split-share-frozen');
    if (splitReturns >= numberOf(input, 'wechat.splitReturnsMax')) return refuse('split-return-over');
    const days = numberOf(input, 'wechat.splitReturnDays');
    if (splitAtMs !== null && input.nowMs > splitAtMs + days * 86_400_000) return refuse('split-return-over');
    return refuse('split-share-out');
  },
};

const refund: FactRoute = {
  route: 'REFUND',
  thenRoute: 'DISPUTE',
  checks: refundWay('WX-02', [
    secondsAfterPayment('WX-01', 'wechat.refundSeconds'),
    partsBelow('WX-02', 'wechat.partsMax'),
    partsApart('WX-02', 'wechat.partGapSeconds'),
    splitFirst,
    withinBalance('WX-09'),
  ]),
  terms: (input) =>
    termsOf(input, {
      arrival: arrival(input),
      fee: feeByParameter(input, 'wechat.feeReturn', 'WX-05'),
      aftercare: refundAftercare(input.facts),
      cleared: true,
      items: ['order-number'],
    }),
};

export const WECHAT_SALE = planOf([
  revoke,
  refund,
  absent('VOID', 'WX-08', 'no-void-on-channel'),
  noClose('WX-08'),
  dispute,
]);
