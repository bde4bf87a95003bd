/** «In 1 to 10 clearing days» as dates of a calendar. */
import type { Arrival } from '../answer/index.ts';
import {
  addDays,
  addWorkingDays,
  type CalendarDay,
  type ClearingDay,
  calendarDayLastSecondMs,
  calendarDayOf,
  calendarDayStartMs,
  predictedClearingDay,
  SHANGHAI,
} from '../calendar/index.ts';
import { type Certainty, calendarCertainty, type Holidays, weakest } from '../policy/index.ts';

/** What turns a count of days into dates. `cutOver`: `23:00:00`, as the rules have it. */
export interface Calendar {
  readonly cutOver: string;
  readonly holidays: Holidays;
}

export interface ArrivalWindow {
  /** First and last day on which the money may arrive, as read in Shanghai. */
  readonly fromDay: CalendarDay;
  readonly toDay: CalendarDay;
  readonly fromMs: number;
  /** The last good second of the last day, 23:59:59. */
  readonly latestMs: number;
  readonly unit: Arrival['unit'];
  /** B, C and P are shown as «usually». */
  readonly certainty: Certainty;
  readonly ruleId: string;
  /** False: nobody has confirmed the act yet; counted as if it were confirmed now. */
  readonly firm: boolean;
}

/** First and last day, counted from the act as the unit counts. */
function days(
  arrival: Arrival,
  act: { readonly atMs: number; readonly clearingDay: ClearingDay | null },
  calendar: Calendar,
): readonly [CalendarDay, CalendarDay] {
  const today = calendarDayOf(act.atMs, SHANGHAI);
  switch (arrival.unit) {
    case 'at-once':
      return [today, today];
    case 'clearing-day': {
      // The network clears on every day of the year; a clearing day is paid out on the calendar day of its name.
      const day = act.clearingDay ?? predictedClearingDay(act.atMs, calendar.cutOver, SHANGHAI);
      const named = day as string as CalendarDay;
      return [addDays(named, arrival.fromDays), addDays(named, arrival.toDays)];
    }
    case 'calendar-day':
      return [addDays(today, arrival.fromDays), addDays(today, arrival.toDays)];
    case 'minute':
    case 'hour': {
      const unitMs = arrival.unit === 'hour' ? 3_600_000 : 60_000;
      const dayAfter = (count: number): CalendarDay => calendarDayOf(act.atMs + count * unitMs, SHANGHAI);
      return [dayAfter(arrival.fromDays), dayAfter(arrival.toDays)];
    }
    case 'working-day':
      return [
        addWorkingDays(today, arrival.fromDays, calendar.holidays),
        addWorkingDays(today, arrival.toDays, calendar.holidays),
      ];
  }
}

/**
 * When the money should be there. At once means within the calendar day of the act: what the bank shows, and
 * when, is the bank's matter, and what was undone before clearing is on no statement of that day.
 */
export function arrivalWindow(
  arrival: Arrival,
  act: { readonly atMs: number; readonly clearingDay: ClearingDay | null; readonly firm: boolean },
  calendar: Calendar,
): ArrivalWindow {
  const [fromDay, toDay] = days(arrival, act, calendar);
  // The date of a working day is as certain as the calendar that counts it, whatever the number of days is.
  const certainty =
    arrival.unit === 'working-day'
      ? weakest(
          arrival.certainty,
          calendarCertainty(calendar.holidays, calendarDayOf(act.atMs, SHANGHAI), toDay),
        )
      : arrival.certainty;
  return {
    fromDay,
    toDay,
    fromMs: arrival.unit === 'at-once' ? act.atMs : calendarDayStartMs(fromDay, SHANGHAI),
    latestMs: calendarDayLastSecondMs(toDay, SHANGHAI),
    unit: arrival.unit,
    certainty,
    ruleId: arrival.ruleId,
    firm: act.firm,
  };
}
