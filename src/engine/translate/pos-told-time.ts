/** The time that a terminal names in F13 and F12. Most name none: the host sets their clock. */
import {
  type CalendarDay,
  calendarDayStartMs,
  dayFromMonthDay,
  SHANGHAI,
  secondsOfDay,
} from '#domain/calendar';
import { type Iso8583Message, textOf } from '#wire/iso8583';

/** `undefined` where no time is named, or none that there is. */
export function toldTime(message: Iso8583Message, nowMs: number): number | undefined {
  const [time, date] = [textOf(message, 12), textOf(message, 13)];
  const parts = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/.exec(time ?? '');
  const day = dayFromMonthDay(date ?? '', nowMs, SHANGHAI);
  if (parts === null || day === undefined) return undefined;
  const seconds = secondsOfDay(`${parts[1]}:${parts[2]}:${parts[3]}`);
  return calendarDayStartMs(day as CalendarDay, SHANGHAI) + seconds * 1_000;
}
