/** A pre-authorisation: nothing was taken, money is held. It is voided whole, or it lapses (UP-11 to UP-13). */
import { addDays, type CalendarDay, calendarDayOf, isWorkingDay, SHANGHAI } from '../../calendar/index.ts';
import { BLOCKS } from '../checks/blocks.ts';
import { type FactCheck, type FactRoute, HELD, refuse, SILENT } from '../checks/finding.ts';
import { FROZEN_NOTES, HELD_UP, PURSUED } from '../checks/notes.ts';
import { HOLD_REVIEWS } from '../checks/reviews.ts';
import { knownSuccessOrUndone, wholeAmount } from '../checks/state.ts';
import { daysAfterPayment, numberOf } from '../checks/windows.ts';
import type { Route } from '../routes.ts';
import { AT_ONCE, feeNever, termsOf } from '../terms.ts';
import { absent, FIRST, planOf } from './common.ts';
import { reversal } from './unionpay-pos.ts';

/** UP-16: the function is given to hotels, car rental and the like, on cards; there are no rules for other channels. */
export const given: FactCheck = {
  ruleId: 'UP-16',
  reads: ['kind', 'channel'],
  judge: ({ facts }) =>
    facts.channel === 'wechat' || facts.channel === 'alipay' ? refuse('kind-not-on-channel') : HELD,
};

/** UP-13: once completed the hold is used up; a completion that was voided leaves it alive again (UP-14). */
const notCompleted: FactCheck = {
  ruleId: 'UP-13',
  reads: ['completion'],
  judge: ({ facts }) => {
    if (facts.completion === 'approved') return refuse('preauth-completed');
    if (facts.completion === 'open') return refuse('completion-in-progress');
    return HELD;
  },
};

/** UP-11: what this institution itself ended by time is over, whatever the calendar says now. */
const notLapsed: FactCheck = {
  ruleId: 'UP-11',
  reads: ['lapsed'],
  judge: ({ facts }) => (facts.lapsed ? refuse('preauth-expired') : SILENT),
};

/** UP-13: the finally accepted sum goes back as a whole: it has to be certain. */
const notBeingRaised: FactCheck = {
  ruleId: 'UP-13',
  reads: ['beingRaised'],
  judge: ({ facts }) => (facts.beingRaised ? refuse('increment-in-progress') : SILENT),
};

/** UP-13: an increment alone is not voided. */
const notAnIncrement: FactCheck = {
  ruleId: 'UP-13',
  reads: ['increment'],
  judge: ({ facts }) => (facts.increment ? refuse('increment-goes-with-its-hold') : SILENT),
};

const aliveAgain: FactCheck = {
  ruleId: 'UP-14',
  reads: ['completion'],
  judge: ({ facts }) => (facts.completion === 'voided' ? HELD : SILENT),
};

/** UP-13: whether another terminal of the merchant may void is the acquirer's choice. */
const whichTerminal: FactCheck = {
  ruleId: 'UP-13',
  reads: ['terminalId'],
  judge: ({ facts, question, parameter }) => {
    if (question.terminalId === null || question.terminalId === facts.terminalId) return HELD;
    return parameter('preauth.otherTerminalVoid').value === true ? HELD : refuse('other-terminal');
  },
};

/** ISS-07: Mastercard wants completions within three working days; a void in time spares the extra cost. */
const mastercardDays: FactCheck = {
  ruleId: 'ISS-07',
  reads: ['scheme', 'paymentDay'],
  judge: (input) => {
    if (input.facts.scheme !== 'mastercard') return SILENT;
    const days = numberOf(input, 'crossBorder.mastercardPreauthDays');
    const late = workingDaysPassed(input.facts.paymentDay, input.nowMs) > days;
    return late ? { held: true, against: true, aftercare: ['completion-in-working-days'] } : HELD;
  },
};

/** Weekdays after the day of the hold up to today; holidays lengthen the time, they never shorten it. */
function workingDaysPassed(from: string, nowMs: number): number {
  const today = calendarDayOf(nowMs, SHANGHAI);
  let passed = 0;
  for (let day = addDays(from as CalendarDay, 1); day <= today && passed <= 40; day = addDays(day, 1))
    if (isWorkingDay(day, NO_HOLIDAYS)) passed += 1;
  return passed;
}
const NO_HOLIDAYS = { rest: [], work: [] };

const voiding: FactRoute = {
  route: 'VOID',
  thenRoute: null,
  checks: [
    ...FIRST,
    PURSUED,
    given,
    knownSuccessOrUndone('UP-13'),
    notCompleted,
    notLapsed,
    notAnIncrement,
    notBeingRaised,
    ...FROZEN_NOTES,
    ...BLOCKS,
    wholeAmount('UP-13', 'void-not-whole'),
    daysAfterPayment('UP-11', 'preauth.days', 'preauth-expired'),
    whichTerminal,
    aliveAgain,
    mastercardDays,
    ...HELD_UP,
    ...HOLD_REVIEWS,
  ],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: AT_ONCE('UP-13', 'B'),
      fee: feeNever(input.facts),
      aftercare: ['keep-slip', 'hold-lifts-at-issuer'],
    }),
};

/** What was charged is the completion, and that one goes back; of a hold alone nothing was taken. */
const nothingTaken = (route: Route): FactRoute => {
  const none = absent(route, 'UP-13', 'nothing-was-charged');
  return { ...none, checks: [...none.checks.slice(0, -1), given, notCompleted, ...none.checks.slice(-1)] };
};

export const PREAUTHORISATION = planOf([
  {
    ...reversal,
    checks: [
      ...FIRST,
      given,
      notCompleted,
      notLapsed,
      notBeingRaised,
      ...reversal.checks.slice(FIRST.length),
    ],
  },
  voiding,
  nothingTaken('REFUND'),
  nothingTaken('CLOSE'),
  nothingTaken('DISPUTE'),
]);
