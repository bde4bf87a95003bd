/** An order: while nobody paid it is closed, afterwards it goes back as a payment of its channel does. */
import { type FactCheck, type FactRoute, HELD, refuse, SILENT } from '../checks/finding.ts';
import { PAYER_ASKS } from '../checks/reviews.ts';
import { wholeAmount } from '../checks/state.ts';
import { numberOf } from '../checks/windows.ts';
import type { Channel } from '../facts.ts';
import { AT_ONCE, termsOf } from '../terms.ts';
import { ALIPAY_SALE } from './alipay.ts';
import { type FactPlan, FIRST, planOf } from './common.ts';
import { ONLINE_SALE } from './unionpay-online.ts';
import { WECHAT_SALE } from './wechat.ts';

/** EXC-01: while it is open whether somebody paid, the platform is asked; nothing is closed on a guess. */
const surelyUnpaid: FactCheck = {
  ruleId: 'EXC-01',
  reads: ['outcome'],
  judge: ({ facts }) => {
    switch (facts.outcome) {
      case 'unpaid':
        return HELD;
      case 'open':
        return refuse('payment-in-progress');
      case 'unknown':
        return refuse('outcome-not-known');
      case 'closed':
        return refuse('order-closed');
      case 'declined':
        return HELD;
      case 'reversed':
        return refuse('already-reversed');
      case 'voided':
        return refuse('already-voided');
      default:
        return refuse('paid-is-not-closed');
    }
  },
};

/** EXC-01: what nobody paid cannot be disputed at a bank. */
const paid: FactCheck = {
  ruleId: 'EXC-01',
  reads: ['outcome'],
  judge: ({ facts }) => {
    if (facts.outcome === 'unpaid') return refuse('order-unpaid');
    return facts.outcome === 'closed' ? refuse('order-closed') : SILENT;
  },
};

/** After its last second an order closes by itself; there is nothing left to do. */
const notExpired = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['expiresAtMs'],
  judge: ({ facts, nowMs }) => {
    if (facts.expiresAtMs === null) return SILENT;
    return nowMs >= facts.expiresAtMs
      ? refuse('order-expired')
      : { held: true, deadlineMs: Math.ceil(facts.expiresAtMs / 1000) * 1000 - 1000 };
  },
});

/** WX-08: an order is closed five minutes after it was made at the earliest. */
const closeAfter: FactCheck = {
  ruleId: 'WX-08',
  reads: ['createdAtMs'],
  judge: (input) => {
    const { createdAtMs } = input.facts;
    if (createdAtMs === null) return SILENT;
    const opensAtMs = createdAtMs + numberOf(input, 'wechat.closeAfterSeconds') * 1000;
    return input.nowMs < opensAtMs ? refuse('close-too-soon', opensAtMs) : HELD;
  },
};

/** ALI-05: the code of a prepared order is good for two hours; nobody can pay it afterwards. */
const codeStillGood: FactCheck = {
  ruleId: 'ALI-05',
  reads: ['createdAtMs'],
  judge: (input) => {
    const { createdAtMs } = input.facts;
    if (createdAtMs === null) return SILENT;
    const endsMs = createdAtMs + numberOf(input, 'alipay.qrValidSeconds') * 1000;
    return input.nowMs >= endsMs
      ? refuse('order-expired')
      : { held: true, deadlineMs: Math.ceil(endsMs / 1000) * 1000 - 1000 };
  },
};

const close = (own: readonly FactCheck[], ruleId: string): FactRoute => ({
  route: 'CLOSE',
  thenRoute: null,
  checks: [
    ...FIRST,
    surelyUnpaid,
    wholeAmount('EXC-01', 'ends-as-a-whole'),
    notExpired(ruleId),
    ...own,
    PAYER_ASKS,
  ],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE('EXC-01', 'A'),
      // Nothing was paid, so no fee was taken either.
      fee: { returnedFen: 0n, keptFen: 0n, ruleId: 'EXC-01' },
      aftercare: ['late-payment-comes-back'],
      items: ['order-number'],
      effect: 'nothing-was-paid',
    }),
});

const afterClose = (plan: FactPlan, own: readonly FactCheck[], ruleId: string): FactPlan =>
  planOf([
    close(own, ruleId),
    ...plan.routes
      .filter(({ route }) => route !== 'CLOSE')
      .map((each) =>
        each.route === 'DISPUTE' ? { ...each, checks: [...FIRST, paid, ...each.checks] } : each,
      ),
  ]);

const UNIONPAY_ORDER = afterClose(ONLINE_SALE, [], 'EXC-07');
const WECHAT_ORDER = afterClose(WECHAT_SALE, [closeAfter], 'EXC-07');
const ALIPAY_ORDER = afterClose(ALIPAY_SALE, [codeStillGood], 'EXC-07');

export const orderPlan = (channel: Channel): FactPlan =>
  channel === 'wechat' ? WECHAT_ORDER : channel === 'alipay' ? ALIPAY_ORDER : UNIONPAY_ORDER;
