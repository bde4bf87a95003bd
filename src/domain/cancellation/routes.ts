/** Which way back is open, and on which terms: the checks of each route, rule by rule, in order of precedence. */
import {
  type Answer,
  answer,
  type Check,
  type Finding,
  type Question,
  type RoutePlan,
  type SubjectPlan,
  type Terms,
} from '../answer/index.ts';
import {
  addDays,
  type CalendarDay,
  type ClearingDay,
  CUT_OVER_GRACE_MS,
  calendarDayLastSecondMs,
  calendarDayOf,
  clearingDayLastSecondMs,
  SHANGHAI,
} from '../calendar/index.ts';
import { type Fen, shareOfPartFen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import { NO_SHARES, type Payment, type Shares, sharesBack } from '../payment/index.ts';
import type { RuleBook, Scope } from '../policy/index.ts';
import type { Terminal } from '../terminal/index.ts';
import { factsOf, type PaymentFacts } from './facts.ts';
import type { Route } from './state.ts';

type PosCheck = Check<PaymentFacts, Route>;
type PosRoute = RoutePlan<PaymentFacts, Route>;

const HELD: Finding = { held: true };
const refuse = (reason: Outcome, opensAtMs?: number): Finding =>
  opensAtMs === undefined ? { held: false, reason } : { held: false, reason, opensAtMs };

/** Nothing was undone before, and nothing that takes the whole is under way. */
const notUndoneYet = (ruleId: string): PosCheck => ({
  ruleId,
  reads: ['outcome', 'wholeUnderWay'],
  judge: ({ facts }) => {
    if (facts.outcome === 'reversed') return refuse('already-reversed');
    if (facts.outcome === 'voided') return refuse('already-voided');
    if (facts.outcome === 'unknown') return HELD;
    if (facts.wholeUnderWay === 'REVERSAL') return refuse('reversal-in-progress');
    if (facts.wholeUnderWay === 'VOID') return refuse('void-in-progress');
    return HELD;
  },
});

/** Void and refund need a success that is known here (UP-02, UP-05). */
const knownSuccess = (ruleId: string): PosCheck => ({
  ruleId,
  reads: ['outcome'],
  judge: ({ facts }) => {
    if (facts.outcome === 'approved') return HELD;
    if (facts.outcome === 'open') return refuse('payment-in-progress');
    if (facts.outcome === 'unknown') return refuse('outcome-not-known');
    return refuse('payment-not-approved');
  },
});

const wholeAmount = (ruleId: string, reason: Outcome): PosCheck => ({
  ruleId,
  reads: ['amountFen'],
  judge: ({ facts, question }) =>
    question.amountFen === null || question.amountFen === facts.amountFen ? HELD : refuse(reason),
});

const nothingRefunded = (ruleId: string): PosCheck => ({
  ruleId,
  reads: ['returnedFen', 'claimedFen'],
  judge: ({ facts }) => {
    if (facts.returnedFen > 0n)
      return refuse(facts.returnedFen >= facts.amountFen ? 'already-refunded' : 'refund-started');
    return facts.claimedFen > 0n ? refuse('refund-in-progress') : HELD;
  },
});

const sameClearingDay: PosCheck = {
  ruleId: 'UP-01',
  reads: ['clearingDay', 'clearingDayNow'],
  judge: ({ facts, nowMs, parameter }) => {
    const cutOver = String(parameter('unionpay.cutOver').value);
    if (facts.clearingDay !== facts.clearingDayNow) return refuse('clearing-day-over');
    // While the network is late with its cut-over no second after this one is certain.
    const thisSecondMs = Math.floor(nowMs / 1000) * 1000;
    return {
      held: true,
      deadlineMs: Math.max(clearingDayLastSecondMs(facts.clearingDay, cutOver, SHANGHAI), thisSecondMs),
    };
  },
};

/**
 * First millisecond after the payment's clearing day: from then on a refund is open without a settlement. A network
 * that is late with its cut-over is waited for until the end of the grace.
 */
function afterClearingDayMs(facts: PaymentFacts, cutOver: string, nowMs: number): number {
  const byTheClockMs = clearingDayLastSecondMs(facts.clearingDay, cutOver, SHANGHAI) + 1000;
  return byTheClockMs > nowMs ? byTheClockMs : byTheClockMs + CUT_OVER_GRACE_MS;
}

const reversal: PosRoute = {
  route: 'REVERSAL',
  thenRoute: null,
  checks: [
    notUndoneYet('UP-04'),
    {
      // Outcome is known per party: a reversal from the terminal proves that *it* holds no final result, whatever
      // this host knows. A question that leaves the route open proves nothing. Seen from the host a reversal needs
      // an unknown outcome.
      ruleId: 'UP-04',
      reads: ['outcome', 'returnedFen', 'claimedFen'],
      judge: ({ facts, question }) => {
        if (facts.outcome === 'unknown') return HELD;
        if (facts.outcome === 'declined') return refuse('payment-not-approved');
        if (
          question.route === 'REVERSAL' &&
          (question.asker === 'terminal' || question.asker === 'deadline')
        ) {
          if (facts.returnedFen > 0n) return refuse('refund-started');
          return facts.claimedFen > 0n ? refuse('refund-in-progress') : HELD;
        }
        return refuse(facts.outcome === 'open' ? 'payment-in-progress' : 'outcome-is-known');
      },
    },
    wholeAmount('UP-04', 'reversal-amount-differs'),
    sameClearingDay,
  ],
  terms: (input) => ({
    ...commonTerms(input.facts, input.facts.amountFen),
    arrival: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'B+', ruleId: 'UP-04' },
    fee: { returnedFen: input.facts.feeFen, keptFen: 0n, ruleId: 'FEE-07' },
    aftercare: ['keep-slip', 'check-statement'],
  }),
};

const voiding: PosRoute = {
  route: 'VOID',
  thenRoute: 'REFUND',
  checks: [
    knownSuccessOrUndone('UP-02'),
    nothingRefunded('UP-02'),
    wholeAmount('UP-02', 'void-not-whole'),
    sameClearingDay,
    {
      ruleId: 'UP-03',
      reads: ['batchOpen'],
      judge: ({ facts }) => (facts.batchOpen ? HELD : refuse('batch-settled')),
    },
    {
      ruleId: 'UP-03',
      reads: ['terminalId'],
      judge: ({ facts, question, nowMs, parameter }) => {
        if (question.terminalId !== null) {
          return question.terminalId === facts.terminalId ? HELD : refuse('other-terminal');
        }
        if (parameter('unionpay.pos.hostVoid').value === true) return HELD;
        const cutOver = String(parameter('unionpay.cutOver').value);
        return refuse('host-void-off', afterClearingDayMs(facts, cutOver, nowMs));
      },
    },
  ],
  terms: (input) => ({
    ...commonTerms(input.facts, input.facts.amountFen),
    arrival: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'B+', ruleId: 'UP-02' },
    fee: { returnedFen: input.facts.feeFen, keptFen: 0n, ruleId: 'FEE-07' },
    aftercare: ['keep-slip'],
  }),
};

/** A payment that was undone is refused by the name of what undid it, before its outcome is looked at. */
function knownSuccessOrUndone(ruleId: string): PosCheck {
  const undone = notUndoneYet(ruleId);
  const known = knownSuccess(ruleId);
  return {
    ruleId,
    reads: ['outcome', 'wholeUnderWay'],
    judge: (input) => {
      const finding = undone.judge(input);
      return finding.held ? known.judge(input) : finding;
    },
  };
}

const refund: PosRoute = {
  route: 'REFUND',
  thenRoute: 'DISPUTE',
  checks: [
    knownSuccessOrUndone('UP-05'),
    {
      ruleId: 'UP-05',
      reads: ['amountFen', 'returnedFen', 'claimedFen', 'remainingFen'],
      judge: ({ facts, question }) => {
        if (facts.returnedFen >= facts.amountFen) return refuse('already-refunded');
        if (facts.remainingFen === 0n) return refuse('refund-in-progress');
        if (question.amountFen !== null && question.amountFen < 1n) return refuse('amount-out-of-range');
        if (question.amountFen !== null && question.amountFen > facts.remainingFen) {
          return refuse(
            facts.claimedFen > 0n && question.amountFen <= facts.remainingFen + facts.claimedFen
              ? 'refund-in-progress'
              : 'exceeds-remaining',
          );
        }
        return HELD;
      },
    },
    {
      ruleId: 'UP-07',
      reads: ['batchOpen', 'clearingDay', 'clearingDayNow'],
      judge: ({ facts, question, nowMs, parameter }) => {
        if (!facts.batchOpen || facts.clearingDay < facts.clearingDayNow) return HELD;
        const part = (question.amountFen ?? facts.remainingFen) < facts.amountFen;
        if (part && parameter('unionpay.pos.sameDayPartialRefund').value === true) return HELD;
        return refuse(
          'refund-not-open-yet',
          afterClearingDayMs(facts, String(parameter('unionpay.cutOver').value), nowMs),
        );
      },
    },
    {
      ruleId: 'UP-07',
      reads: ['paymentDay'],
      judge: ({ facts, nowMs, parameter }) => {
        const lastDay = addDays(
          facts.paymentDay as CalendarDay,
          Number(parameter('unionpay.pos.refundDays').value),
        );
        if (calendarDayOf(nowMs, SHANGHAI) > lastDay) return refuse('refund-window-over');
        return { held: true, deadlineMs: calendarDayLastSecondMs(lastDay, SHANGHAI) };
      },
    },
    { ruleId: 'UP-08', reads: [], judge: () => HELD },
  ],
  terms: ({ facts, question, parameter }) => {
    const amountFen = question.amountFen ?? facts.remainingFen;
    const from = parameter('unionpay.refund.arrivalFromDays');
    const to = parameter('unionpay.refund.arrivalToDays');
    const share = feeOfPart(facts, amountFen);
    return {
      ...commonTerms(facts, amountFen),
      arrival: {
        fromDays: Number(from.value),
        toDays: Number(to.value),
        unit: 'clearing-day',
        certainty: to.certainty,
        ruleId: 'UP-10',
      },
      fee:
        facts.feeReturn === 'PRO_RATA'
          ? { returnedFen: share, keptFen: 0n, ruleId: 'FEE-08' }
          : { returnedFen: 0n, keptFen: share, ruleId: 'FEE-08' },
      aftercare: ['keep-slip', 'pay-issued-bill', 'check-statement'],
    };
  },
};

/** The merchant discount that belongs to this part of the amount. */
function feeOfPart(facts: PaymentFacts, backFen: Fen): Fen {
  return shareOfPartFen({
    amountFen: facts.amountFen,
    wholeShareFen: facts.feeFen,
    alreadyBackFen: facts.returnedFen + facts.claimedFen,
    alreadyShareFen: facts.feeBackFen,
    backFen,
  });
}

function commonTerms(
  facts: PaymentFacts,
  amountFen: Fen,
): Pick<Terms, 'amountFen' | 'destination' | 'evidence'> {
  return {
    amountFen,
    destination: { masked: facts.card, zh: '付款原卡', en: 'the card that paid' },
    evidence: { items: ['slip-or-reference'], approval: 'none' },
  };
}

/** The ways back of a POS card payment, the quickest and cheapest first. */
export const POS_CARD_PAYMENT: SubjectPlan<PaymentFacts, Route> = {
  routes: [reversal, voiding, refund],
  lastResort: (_facts, reason) =>
    reason === 'refund-window-over' ? { route: 'DISPUTE', opensAtMs: null, at: 'issuer' } : 'none',
};

/** All that an answer about a payment needs beside the payment itself. */
export interface Setting {
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly terminal: Terminal | null;
  readonly clearingDayNow: ClearingDay;
  readonly nowMs: number;
}

/** Can this payment be cancelled? Asking and doing both come through here. */
export function answerForPayment(
  payment: Payment,
  question: Question<Route>,
  setting: Setting,
): Answer<Route> {
  return answer(POS_CARD_PAYMENT, {
    question,
    facts: factsOf(payment, setting.terminal, setting.clearingDayNow),
    book: setting.book,
    scope: setting.scope,
    day: calendarDayOf(setting.nowMs, SHANGHAI),
    nowMs: setting.nowMs,
  });
}

/** The fee shares that go back with an amount by a route: everything by void and reversal, by contract on refund. */
export function sharesFor(payment: Payment, route: Route, amountFen: Fen): Shares {
  if (payment.state !== 'approved') return NO_SHARES;
  return route === 'REFUND' ? sharesBack(payment, amountFen) : payment.shares;
}
