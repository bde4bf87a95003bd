/**
 * Days as this trade counts them. An instant is a number of milliseconds since 1970 in UTC; a day is text.
 *
 * Two kinds of day exist and are different types on purpose: the calendar day of a place, and the clearing day
 * of the network, which runs from 23:00 to 23:00 (UP-01) and is moved by the network's own cut-over messages.
 */

declare const calendarDayBrand: unique symbol;
declare const clearingDayBrand: unique symbol;

/** `2026-11-23`, a natural day in a stated zone. */
export type CalendarDay = string & { readonly [calendarDayBrand]: true };
/** `2026-11-23`, a settlement date of the network (F15). */
export type ClearingDay = string & { readonly [clearingDayBrand]: true };

/** A zone without daylight saving, as minutes east of UTC. */
export interface Zone {
  readonly name: string;
  readonly offsetMinutes: number;
}
export const SHANGHAI: Zone = { name: 'Asia/Shanghai', offsetMinutes: 480 };

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a proleptic Gregorian date (months 1 to 12). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex + (monthIndex < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : daysFromCivil(year, month + 1, 1) - daysFromCivil(year, month, 1);
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
const dayText = (date: { year: number; month: number; day: number }): string =>
  `${date.year < 1000 ? String(date.year).padStart(4, '0') : date.year}-${two(date.month)}-${two(date.day)}`;

/** Wall-clock reading of an instant in a zone. */
export function civil(atMs: number, zone: Zone): Civil {
  const localMs = atMs + zone.offsetMinutes * 60_000;
  const days = Math.floor(localMs / DAY_MS);
  const seconds = Math.floor((localMs - days * DAY_MS) / 1000);
  return {
    ...civilFromDays(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor((seconds % 3600) / 60),
    second: seconds % 60,
  };
}

/** Two digits at a place of the text; `NaN` where there are none. Days are read for every answer: no pattern is run. */
function digitsAt(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function daysOf(day: string): number {
  const year = digitsAt(day, 0) * 100 + digitsAt(day, 2);
  const [month, date] = [digitsAt(day, 5), digitsAt(day, 8)];
  if (day.length !== 10 || day[4] !== '-' || day[7] !== '-' || Number.isNaN(year + month + date))
    throw new RangeError(`Cannot read the day "${day}": expected the form 2026-11-23`);
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) {
    throw new RangeError(`Cannot read the day "${day}": no such date`);
  }
  return daysFromCivil(year, month, date);
}

/** Is the text a date that exists, written `2026-11-23`? */
export function isDay(text: string): text is CalendarDay {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month);
}

/** The day that was written last: nearly every instant that is asked about is of the same one. */
let written: { readonly days: number; readonly text: CalendarDay } = {
  days: Number.NaN,
  text: '' as CalendarDay,
};

function dayOf(days: number): CalendarDay {
  if (written.days !== days) written = { days, text: dayText(civilFromDays(days)) as CalendarDay };
  return written.text;
}

export const calendarDayOf = (atMs: number, zone: Zone): CalendarDay =>
  dayOf(Math.floor((atMs + zone.offsetMinutes * 60_000) / DAY_MS));

/** First millisecond of a calendar day. */
export function calendarDayStartMs(day: CalendarDay, zone: Zone): number {
  return daysOf(day) * DAY_MS - zone.offsetMinutes * 60_000;
}

/** Checks the text and brands it; throws RangeError for what is no date. */
export function clearingDay(text: string): ClearingDay {
  daysOf(text);
  return text as ClearingDay;
}

export function addDays<D extends CalendarDay | ClearingDay>(day: D, count: number): D {
  return dayText(civilFromDays(daysOf(day) + count)) as D;
}

/** Month arithmetic clamped to the end of the month: 31 January + 1 month = 28 or 29 February. */
export function addMonths<D extends CalendarDay | ClearingDay>(day: D, count: number): D {
  const date = civilFromDays(daysOf(day));
  const index = date.year * 12 + (date.month - 1) + count;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return dayText({ year, month, day: Math.min(date.day, daysInMonth(year, month)) }) as D;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDay | ClearingDay, to: CalendarDay | ClearingDay): number {
  return daysOf(to) - daysOf(from);
}

/** Seconds after midnight of `23:00:00`. */
export function secondsOfDay(text: string): number {
  const [hour, minute, second] = [digitsAt(text, 0), digitsAt(text, 3), digitsAt(text, 6)];
  if (text.length !== 8 || text[2] !== ':' || text[5] !== ':' || !(hour < 24 && minute < 60 && second < 60))
    throw new RangeError(`Cannot read the time "${text}": expected the form 23:00:00`);
  return hour * 3600 + minute * 60 + second;
}

/** The clearing day that the clock alone predicts: at or after the cut-over it is the next day's (UP-01). */
export function predictedClearingDay(atMs: number, cutOver: string, zone: Zone): ClearingDay {
  const localMs = atMs + zone.offsetMinutes * 60_000;
  const days = Math.floor(localMs / DAY_MS);
  const today = dayOf(days) as string as ClearingDay;
  const seconds = Math.floor((localMs - days * DAY_MS) / 1000);
  return seconds >= secondsOfDay(cutOver) ? addDays(today, 1) : today;
}

/** What the network itself said last about its day. */
export interface CutOverNotice {
  readonly clearingDay: ClearingDay;
  readonly atMs: number;
}

/** How long after the predicted cut-over the network's silence is still taken for a late cut-over. */
export const CUT_OVER_GRACE_MS = 15 * 60_000;

/** A notice further ahead of the clock is a misread date: on the wire it has no year. */
export const NOTICE_AHEAD_DAYS_MAX = 31;

/**
 * The clearing day in force. The network's notice outweighs the clock: a network that cut over early, even by days, or
 * late is right. Past the grace a missing notice is taken for a lost one and the clock decides.
 */
export function clearingDayNow(
  atMs: number,
  cutOver: string,
  zone: Zone,
  notice: CutOverNotice | null,
): ClearingDay {
  const predicted = predictedClearingDay(atMs, cutOver, zone);
  if (notice === null || notice.clearingDay === predicted) return predicted;
  if (notice.clearingDay > predicted) {
    const aheadDays = daysBetween(predicted, notice.clearingDay);
    return aheadDays <= NOTICE_AHEAD_DAYS_MAX ? notice.clearingDay : predicted;
  }
  const late = addDays(notice.clearingDay, 1) === predicted;
  const sinceCutOverMs = atMs - clearingDayStartMs(predicted, cutOver, zone);
  return late && sinceCutOverMs < CUT_OVER_GRACE_MS ? notice.clearingDay : predicted;
}

/** First millisecond of a clearing day by the clock: 23:00:00 of the day before. */
export function clearingDayStartMs(day: ClearingDay, cutOver: string, zone: Zone): number {
  return (daysOf(day) - 1) * DAY_MS + secondsOfDay(cutOver) * 1000 - zone.offsetMinutes * 60_000;
}

/** The last good second of a clearing day by the clock: 22:59:59, given as its first millisecond. */
export function clearingDayLastSecondMs(day: ClearingDay, cutOver: string, zone: Zone): number {
  return daysOf(day) * DAY_MS + secondsOfDay(cutOver) * 1000 - zone.offsetMinutes * 60_000 - 1000;
}

/** The last good second of the calendar day, 23:59:59. */
export function calendarDayLastSecondMs(day: CalendarDay, zone: Zone): number {
  return calendarDayStartMs(day, zone) + DAY_MS - 1000;
}

/** A list of days, or a set where it is asked often. */
type Days = readonly string[] | ReadonlySet<string>;

/** Days that the state moved: `rest` are days off, `work` are weekend days worked instead. Data, see rules/calendar. */
export interface HolidayTable {
  readonly rest: Days;
  readonly work: Days;
}

const isAmong = (days: Days, day: string): boolean => ('has' in days ? days.has(day) : days.includes(day));

/** Saturday or Sunday. */
export function isWeekend(day: CalendarDay): boolean {
  const weekday = (((daysOf(day) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

export function isWorkingDay(day: CalendarDay, holidays: HolidayTable): boolean {
  if (isAmong(holidays.work, day)) return true;
  return !isAmong(holidays.rest, day) && !isWeekend(day);
}

/** The `count`-th working day after `day`. */
export function addWorkingDays(day: CalendarDay, count: number, holidays: HolidayTable): CalendarDay {
  let current = day;
  for (let left = count; left > 0; ) {
    current = addDays(current, 1);
    if (isWorkingDay(current, holidays)) left -= 1;
  }
  return current;
}

/** Wire dates carry no year: `MMDD` becomes the date nearest to `atMs`. `undefined` for what is no date. */
export function dayFromMonthDay(monthDay: string, atMs: number, zone: Zone): string | undefined {
  const [month, day] = [digitsAt(monthDay, 0), digitsAt(monthDay, 2)];
  if (monthDay.length !== 4 || !(month >= 1 && month <= 12 && day >= 1)) return undefined;
  const { year: thisYear } = civil(atMs, zone);
  const today = Math.floor((atMs + zone.offsetMinutes * 60_000) / DAY_MS);
  let nearest: number | undefined;
  let leastDays = Number.POSITIVE_INFINITY;
  for (let year = thisYear - 1; year <= thisYear + 1; year += 1) {
    const days = day <= daysInMonth(year, month) ? daysFromCivil(year, month, day) : Number.NaN;
    if (!(Math.abs(days - today) < leastDays)) continue;
    nearest = year;
    leastDays = Math.abs(days - today);
  }
  return nearest === undefined ? undefined : dayText({ year: nearest, month, day });
}

/** `MMDDhhmmss` of F7, `hhmmss` of F12, `MMDD` of F13 and F15. */
export function wireTime(
  atMs: number,
  zone: Zone,
): { transmission: string; time: string; date: string; year: string } {
  const now = civil(atMs, zone);
  const date = two(now.month) + two(now.day);
  const time = two(now.hour) + two(now.minute) + two(now.second);
  return { transmission: date + time, time, date, year: String(now.year).padStart(4, '0') };
}

/** `2026-11-23T22:59:59+08:00`: an instant as people of that zone read it. */
export function isoInZone(atMs: number, zone: Zone): string {
  const now = civil(atMs, zone);
  const sign = zone.offsetMinutes < 0 ? '-' : '+';
  const offset = Math.abs(zone.offsetMinutes);
  const clock = `${two(now.hour)}:${two(now.minute)}:${two(now.second)}`;
  return `${dayText(now)}T${clock}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}
