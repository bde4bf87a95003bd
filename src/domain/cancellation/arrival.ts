/** Has the payer got a refund? The network's word says that it left; that it arrived somebody else has to say. */
import {
  addDays,
  addWorkingDays,
  type CalendarDay,
  type ClearingDay,
  calendarDayLastSecondMs,
  calendarDayOf,
  type HolidayTable,
  SHANGHAI,
} from '../calendar/index.ts';
import type { CancellationCommand } from './moves.ts';
import type { Cancellation, CancellationBase } from './state.ts';
import type { Steps } from './steps.ts';

/** Who can know: the payer who looked, the shop that asked, the bank in the clearing file. */
export const ARRIVAL_SOURCES = ['payer', 'merchant', 'bank'] as const;
export type ArrivalSource = (typeof ARRIVAL_SOURCES)[number];

export type Arrival =
  | { readonly state: 'expected'; readonly latestMs: number }
  /** The latest day of the answer has passed and nobody has said that it came. */
  | { readonly state: 'overdue'; readonly latestMs: number }
  | { readonly state: 'confirmed'; readonly by: ArrivalSource; readonly atMs: number };

/** The last day of a range, counted from the act as the unit counts. */
function lastDayOf(
  { unit, toDays }: NonNullable<CancellationBase['answer']['terms']>['arrival'],
  act: { readonly atMs: number; readonly clearingDay: ClearingDay | null },
  holidays: HolidayTable,
): CalendarDay {
  const today = calendarDayOf(act.atMs, SHANGHAI);
  switch (unit) {
    case 'at-once':
      return today;
    case 'minute':
      return calendarDayOf(act.atMs + toDays * 60_000, SHANGHAI);
    case 'hour':
      return calendarDayOf(act.atMs + toDays * 3_600_000, SHANGHAI);
    case 'working-day':
      return addWorkingDays(today, toDays, holidays);
    case 'clearing-day':
      // A clearing day is paid out on the calendar day of its name.
      return addDays((act.clearingDay ?? today) as string as CalendarDay, toDays);
    case 'calendar-day':
      return addDays(today, toDays);
  }
}

/**
 * When a refund that was carried out now has to be there, by the answer that was given: the last second of the last
 * day of its range. `null` for what has no range, and for a void or a reversal, which leave no entry to look for.
 */
export function arrivalOf(
  cancellation: CancellationBase,
  act: { readonly atMs: number; readonly clearingDay: ClearingDay | null },
  holidays: HolidayTable,
): Arrival | null {
  const arrival = cancellation.answer.terms?.arrival;
  if (cancellation.route !== 'REFUND' || arrival === undefined || arrival.unit === 'at-once') return null;
  return {
    state: 'expected',
    latestMs: calendarDayLastSecondMs(lastDayOf(arrival, act, holidays), SHANGHAI),
  };
}

/** Somebody who can know says that the money is there. The first one counts. */
export function confirmArrival(
  steps: Steps,
  cancellation: Cancellation,
  command: Extract<CancellationCommand, { type: 'arrival-confirmed' }>,
): Steps {
  if (cancellation.state !== 'done' || cancellation.route !== 'REFUND') return steps;
  if (cancellation.arrival?.state === 'confirmed') return steps;
  const { by, atMs } = command;
  return steps
    .become({ ...cancellation, arrival: { state: 'confirmed', by, atMs } })
    .tell({ kind: 'arrival-confirmed', by });
}

/** The latest arrival has passed: the payer may ask, the shop has to. Told once. */
export function arrivalDue(steps: Steps, cancellation: Cancellation, atMs: number): Steps {
  if (cancellation.state !== 'done' || cancellation.arrival?.state !== 'expected') return steps;
  const { latestMs } = cancellation.arrival;
  if (latestMs > atMs) return steps;
  return steps
    .become({ ...cancellation, arrival: { state: 'overdue', latestMs } })
    .tell({ kind: 'arrival-overdue', latestMs });
}
