/** A sale by card at a POS terminal, and the completion of a pre-authorisation, which goes back in the same ways. */
import type { Arrival } from '../../answer/index.ts';
import { UNDO_BLOCKS } from '../checks/blocks.ts';
import { type FactCheck, type FactInput, type FactRoute, HELD, isPart, refuse } from '../checks/finding.ts';
import { voidsOfTheDay, withinTurnover } from '../checks/limits.ts';
import { FAILED_REVERSAL, FROZEN_NOTES } from '../checks/notes.ts';
import {
  knownSuccessOrUndone,
  nothingRefunded,
  notUndoneYet,
  outcomeUnknown,
  wholeAmount,
} from '../checks/state.ts';
import { afterClearingDayMs, cutOverOf, daysAfterPayment, sameClearingDay } from '../checks/windows.ts';
import {
  AT_ONCE,
  cardArrival,
  feeNever,
  feeOfRefund,
  rangeOf,
  refundAftercare,
  termsOf,
  undoneCare,
  undoneEffect,
} from '../terms.ts';
import { FIRST, noClose, planOf, refundWay, wholeWay } from './common.ts';
import { dispute } from './dispute.ts';

export const reversal: FactRoute = {
  route: 'REVERSAL',
  thenRoute: null,
  checks: [
    ...FIRST,
    notUndoneYet('UP-04'),
    outcomeUnknown('UP-04'),
    ...FROZEN_NOTES,
    ...UNDO_BLOCKS,
    wholeAmount('UP-04', 'reversal-amount-differs'),
    FAILED_REVERSAL,
    sameClearingDay,
  ],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE('UP-04'),
      fee: feeNever(input.facts),
      aftercare: ['keep-slip', 'check-statement', ...undoneCare(input.facts)],
      ...undoneEffect(input.facts),
    }),
};

const batchStillOpen: FactCheck = {
  ruleId: 'UP-03',
  reads: ['batchOpen'],
  judge: ({ facts }) => (facts.batchOpen ? HELD : refuse('batch-settled')),
};

const ownTerminal: FactCheck = {
  ruleId: 'UP-03',
  reads: ['terminalId'],
  judge: (input) => {
    const { facts, question, parameter } = input;
    if (question.terminalId !== null)
      return question.terminalId === facts.terminalId ? HELD : refuse('other-terminal');
    return parameter('unionpay.pos.hostVoid').value === true ? HELD : refuse('host-void-off');
  },
};

const voidWith = (
  stateRule: string,
  aftercare: readonly string[],
  extra: readonly FactCheck[] = [],
): FactRoute => ({
  route: 'VOID',
  thenRoute: 'REFUND',
  checks: wholeWay(
    [knownSuccessOrUndone(stateRule), nothingRefunded(stateRule), wholeAmount(stateRule, 'void-not-whole')],
    [...extra, sameClearingDay, batchStillOpen, ownTerminal, voidsOfTheDay],
  ),
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE(stateRule),
      fee: feeNever(input.facts),
      aftercare,
    }),
});

/** UP-07: open after the terminal's settlement or the end of the day, and for so many days. */
const settledOrNextDay: FactCheck = {
  ruleId: 'UP-07',
  reads: ['batchOpen', 'clearingDay', 'clearingDayNow'],
  judge: (input) => {
    const { facts, nowMs, parameter } = input;
    if (!facts.batchOpen || facts.clearingDay < facts.clearingDayNow) return HELD;
    const part = isPart(input);
    if (part && parameter('unionpay.pos.sameDayPartialRefund').value === true) return HELD;
    return refuse('refund-not-open-yet', afterClearingDayMs(facts, cutOverOf(input), nowMs));
  },
};

const posArrival = (input: FactInput): Arrival =>
  cardArrival(input, () =>
    rangeOf(input, 'clearing-day', 'unionpay.refund.arrivalFromDays', 'unionpay.refund.arrivalToDays'),
  );

export const refund: FactRoute = {
  route: 'REFUND',
  thenRoute: 'DISPUTE',
  checks: refundWay('UP-05', [
    settledOrNextDay,
    daysAfterPayment('UP-07', 'unionpay.pos.refundDays', 'refund-window-over'),
    { ruleId: 'UP-08', reads: [], judge: () => HELD },
    withinTurnover,
  ]),
  terms: (input) =>
    termsOf(input, {
      arrival: posArrival(input),
      fee: feeOfRefund(input, input.facts.feeReturn),
      aftercare: refundAftercare(input.facts),
      cleared: true,
    }),
};

/** The ways back of a POS card payment, the quickest and cheapest first. */
export const POS_SALE = planOf([
  reversal,
  voidWith('UP-02', ['keep-slip']),
  refund,
  noClose('UP-04'),
  dispute,
]);

/** A completion that is undone, by whichever way, leaves its hold alive. */
const completionReversal: FactRoute = {
  ...reversal,
  terms: (input) => {
    const terms = reversal.terms(input);
    return { ...terms, aftercare: [...terms.aftercare, 'preauth-lives-again'] };
  },
};

/** UP-14: voiding a completion gives the money back and leaves the pre-authorisation alive. */
export const COMPLETION = planOf([
  completionReversal,
  voidWith('UP-14', ['keep-slip', 'preauth-lives-again']),
  refund,
  noClose('UP-04'),
  dispute,
]);
