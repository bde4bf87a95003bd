/** Until when the holder may dispute: a foreign scheme's own figure (ISS-06), else the network's (DSP-03). */
import {
  addDays,
  type CalendarDay,
  calendarDayLastSecondMs,
  calendarDayOf,
  SHANGHAI,
} from '../../calendar/index.ts';
import type { Certainty } from '../../policy/index.ts';
import { type FactCheck, type FactInput, HELD, refuse, SILENT } from '../checks/finding.ts';
import { numberOf } from '../checks/windows.ts';

const windowOf = ({ facts }: FactInput): { readonly ruleId: string; readonly key: string } => {
  switch (facts.scheme) {
    case 'visa':
      return { ruleId: 'ISS-06', key: 'scheme.visaDisputeDays' };
    case 'mastercard':
      return { ruleId: 'ISS-06', key: 'scheme.mastercardDisputeDays' };
    default:
      return { ruleId: 'DSP-03', key: 'dispute.firstChargebackDays' };
  }
};

/** Calendar days after the day of payment; the last one counts whole. */
const lastDay = (input: FactInput): CalendarDay =>
  addDays(input.facts.paymentDay as CalendarDay, numberOf(input, windowOf(input).key));

/** The last good second, and how sure the figure behind it is. */
export const disputeWindow = (
  input: FactInput,
): { readonly lastMs: number; readonly certainty: Certainty } => ({
  lastMs: calendarDayLastSecondMs(lastDay(input), SHANGHAI),
  certainty: input.parameter(windowOf(input).key).certainty,
});

const withinWindow = (ruleId: string): FactCheck => ({
  ruleId,
  reads: ['paymentDay', 'scheme'],
  judge: (input) => {
    if (windowOf(input).ruleId !== ruleId) return SILENT;
    return calendarDayOf(input.nowMs, SHANGHAI) > lastDay(input) ? refuse('dispute-window-over') : HELD;
  },
});

export const DISPUTE_WINDOWS: readonly FactCheck[] = [withinWindow('DSP-03'), withinWindow('ISS-06')];
