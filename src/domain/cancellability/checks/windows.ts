/** Until which second. Each window says how it counts: a deadline is the last good second. */
import type { Finding } from '../../answer/index.ts';
import {
  addDays,
  addMonths,
  type CalendarDay,
  type ClearingDay,
  CUT_OVER_GRACE_MS,
  calendarDayLastSecondMs,
  calendarDayOf,
  clearingDayLastSecondMs,
  SHANGHAI,
} from '../../calendar/index.ts';
import type { Outcome } from '../../outcome/index.ts';
import type { Facts } from '../facts.ts';
import { type FactCheck, type FactInput, refuse } from './finding.ts';

export const cutOverOf = ({ parameter }: FactInput): string => String(parameter('unionpay.cutOver').value);
export const numberOf = ({ parameter }: FactInput, key: string): number => Number(parameter(key).value);

/** The last second of a clearing day. While the network is late with its cut-over none after this one is certain. */
const endOfClearingDayMs = (day: ClearingDay, cutOver: string, nowMs: number): number =>
  Math.max(clearingDayLastSecondMs(day, cutOver, SHANGHAI), Math.floor(nowMs / 1000) * 1000);

/**
 * UP-01: 23:00:00 of the day before to 22:59:59; the network's own word outweighs the clock. A day that an approval
 * carried and that is not known to have begun, as its notice was lost, has not ended either.
 */
export const sameClearingDay: FactCheck = {
  ruleId: 'UP-01',
  reads: ['clearingDay', 'clearingDayNow'],
  judge: (input) => {
    const { facts, nowMs } = input;
    const cutOver = cutOverOf(input);
    if (facts.clearingDay < facts.clearingDayNow) return refuse('clearing-day-over');
    return { held: true, deadlineMs: endOfClearingDayMs(facts.clearingDay, cutOver, nowMs) };
  },
};

/**
 * First millisecond after the payment's clearing day: from then on a refund is open without a settlement. A network
 * that is late with its cut-over is waited for until the end of the grace.
 */
export function afterClearingDayMs(facts: Facts, cutOver: string, nowMs: number): number {
  const byTheClockMs = clearingDayLastSecondMs(facts.clearingDay, cutOver, SHANGHAI) + 1000;
  if (byTheClockMs > nowMs) return byTheClockMs;
  // However long the network is behind: the next look is never in the past.
  const steps = Math.floor((nowMs - byTheClockMs) / CUT_OVER_GRACE_MS) + 1;
  return byTheClockMs + steps * CUT_OVER_GRACE_MS;
}

/** So many calendar days after the day of payment; the last day counts whole (UP-07, UP-11). */
export const daysAfterPayment = (
  ruleId: string,
  key: string,
  reason: 'refund-window-over' | 'preauth-expired',
): FactCheck => ({
  ruleId,
  reads: ['paymentDay'],
  judge: (input) => {
    const lastDay = addDays(input.facts.paymentDay as CalendarDay, numberOf(input, key));
    if (calendarDayOf(input.nowMs, SHANGHAI) > lastDay) return refuse(reason);
    return { held: true, deadlineMs: calendarDayLastSecondMs(lastDay, SHANGHAI) };
  },
});

/** UP-06: calendar months from the clearing day, clamped to the month's end; the last clearing day ends at 22:59:59. */
export const monthsOfClearingDays = (ruleId: string, key: string): FactCheck => ({
  ruleId,
  reads: ['clearingDay', 'clearingDayNow'],
  judge: (input) => {
    const { facts } = input;
    const lastDay: ClearingDay = addMonths(facts.clearingDay, numberOf(input, key));
    if (facts.clearingDayNow > lastDay) return refuse('refund-window-over');
    return { held: true, deadlineMs: endOfClearingDayMs(lastDay, cutOverOf(input), input.nowMs) };
  },
});

/** ALI-01: calendar months from the day of payment, clamped to the month's end; the last day counts whole. */
export const monthsAfterPayment = (ruleId: string, key: string): FactCheck => ({
  ruleId,
  reads: ['paymentDay'],
  judge: (input) => {
    const lastDay = addMonths(input.facts.paymentDay as CalendarDay, numberOf(input, key));
    if (calendarDayOf(input.nowMs, SHANGHAI) > lastDay) return refuse('refund-window-over');
    return { held: true, deadlineMs: calendarDayLastSecondMs(lastDay, SHANGHAI) };
  },
});

/** So many seconds after the second of an instant; that last second is a good one. */
export function withinSecondsOf(
  { nowMs }: FactInput,
  fromMs: number,
  seconds: number,
  reason: Outcome,
): Finding {
  const lastMs = (Math.floor(fromMs / 1000) + seconds) * 1000;
  return Math.floor(nowMs / 1000) * 1000 > lastMs ? refuse(reason) : { held: true, deadlineMs: lastMs };
}

/** WX-01: so many seconds after the second of success; that second is the last good one. */
export const secondsAfterPayment = (ruleId: string, key: string): FactCheck => ({
  ruleId,
  reads: ['paidAtMs'],
  judge: (input) => {
    return withinSecondsOf(input, input.facts.paidAtMs, numberOf(input, key), 'refund-window-over');
  },
});

/** ALI-02: the calendar day of the payment in Beijing, 00:00:00 to 23:59:59. */
export const sameCalendarDay = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['paymentDay'],
  judge: ({ facts, nowMs }) => {
    if (calendarDayOf(nowMs, SHANGHAI) !== facts.paymentDay) return refuse('calendar-day-over');
    return { held: true, deadlineMs: calendarDayLastSecondMs(facts.paymentDay as CalendarDay, SHANGHAI) };
  },
});
