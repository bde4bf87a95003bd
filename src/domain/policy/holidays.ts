/** The working calendar as data: days off and weekend days worked, one entry for each year. */
import { addDays, type CalendarDay, isWeekend } from '../calendar/index.ts';
import {
  isCertainty,
  isDayText,
  isList,
  isRecord,
  isText,
  type Placed,
  problemAt,
  type Reader,
} from './reader.ts';
import { type At, CERTAINTIES, type Certainty, type Holidays, type RuleProblem } from './types.ts';

export interface CalendarYear {
  readonly year: number;
  readonly source: string;
  readonly certainty: Certainty;
  /** Every day off, spelt out. */
  readonly rest: readonly string[];
  readonly work: readonly string[];
}

/** A longer run of days off is a slip of the pen: the longest so far had ten days. */
const REST_RUN_DAYS_MAX = 31;

const isYear = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 2000 && (value as number) <= 2100;

/** The days of one run, or none where it is wrong. */
function readRun(reader: Reader, at: At, value: unknown): readonly string[] {
  if (!reader.check(at, value, isRecord, 'an object with from, until, zh and en')) return [];
  reader.keys(at, value, ['from', 'until', 'zh', 'en']);
  reader.check([...at, 'zh'], value.zh, isText, 'words in Chinese');
  reader.check([...at, 'en'], value.en, isText, 'words in English');
  const { from, until } = value;
  const days = [
    reader.check([...at, 'from'], from, isDayText, 'a day such as "2026-10-01"'),
    reader.check([...at, 'until'], until, isDayText, 'a day such as "2026-10-07"'),
  ];
  if (!days.every(Boolean)) return [];
  const run: string[] = [];
  for (let day = from as CalendarDay; day <= (until as string); day = addDays(day, 1)) {
    if (run.length === REST_RUN_DAYS_MAX) {
      reader.refuse(
        [...at, 'until'],
        `found ${until}, expected at most ${REST_RUN_DAYS_MAX} days in one run`,
      );
      return [];
    }
    run.push(day);
  }
  if (run.length === 0) reader.refuse([...at, 'until'], `found ${until}, expected a day not before ${from}`);
  return run;
}

export function readCalendarYear(reader: Reader, at: At, value: unknown): CalendarYear | undefined {
  if (!reader.check(at, value, isRecord, 'an object with year, source, certainty, rest and work'))
    return undefined;
  reader.keys(at, value, ['year', 'source', 'certainty', 'rest', 'work']);
  const { year, source, certainty } = value;
  const good = [
    reader.check([...at, 'year'], year, isYear, 'a year such as 2026'),
    reader.check([...at, 'source'], source, isText, 'where it was read'),
    reader.check([...at, 'certainty'], certainty, isCertainty, `one of ${CERTAINTIES.join(', ')}`),
    reader.check([...at, 'rest'], value.rest, isList, 'a list of days off'),
    reader.check([...at, 'work'], value.work, isList, 'a list of weekend days worked'),
  ].every(Boolean);
  if (!good) return undefined;
  const rest: string[] = [];
  const note = (where: At, days: readonly string[]): void => {
    const outside = days.find((day) => !day.startsWith(`${year}-`));
    if (outside !== undefined) reader.refuse(where, `found ${outside}, expected a day of the year ${year}`);
    const twice = days.find((day) => rest.includes(day));
    if (twice !== undefined) reader.refuse(where, `found ${twice} a second time, expected each day off once`);
    rest.push(...days);
  };
  for (const [index, run] of (value.rest as unknown[]).entries())
    note([...at, 'rest', index], readRun(reader, [...at, 'rest', index], run));
  const work: string[] = [];
  for (const [index, day] of (value.work as unknown[]).entries()) {
    const where = [...at, 'work', index];
    if (!reader.check(where, day, isDayText, 'a day such as "2026-10-10"')) continue;
    if (!day.startsWith(`${year}-`)) reader.refuse(where, `found ${day}, expected a day of the year ${year}`);
    if (!isWeekend(day as CalendarDay))
      reader.refuse(where, `found ${day}, a day from Monday to Friday, expected a Saturday or Sunday`);
    if (work.includes(day)) reader.refuse(where, `found ${day} a second time, expected each day once`);
    if (rest.includes(day)) reader.refuse(where, `found ${day} also as a day off, expected one of the two`);
    work.push(day);
  }
  return { year, source, certainty, rest, work } as CalendarYear;
}

export function holidaysOf(years: readonly CalendarYear[]): Holidays {
  return {
    rest: new Set(years.flatMap(({ rest }) => rest)),
    work: new Set(years.flatMap(({ work }) => work)),
    years: new Map(years.map(({ year, certainty, source }) => [year, { certainty, source }])),
  };
}

export function sameYearTwice(years: readonly Placed<CalendarYear>[]): RuleProblem[] {
  return years.flatMap(({ file, at, value }, index) => {
    const before = years.slice(0, index).find((each) => each.value.year === value.year);
    if (before === undefined) return [];
    return [
      problemAt(file, [...at, 'year'], `found ${value.year} also in ${before.file}, expected each year once`),
    ];
  });
}

const WEAKEST: readonly Certainty[] = ['A', 'B+', 'B', 'P', 'C'];

/** The less certain of two. */
export const weakest = (a: Certainty, b: Certainty): Certainty =>
  WEAKEST.indexOf(b) > WEAKEST.indexOf(a) ? b : a;

/** How surely the working days of a span are known: a year without an entry has weekends alone, and speaks as C. */
export function calendarCertainty(holidays: Holidays, from: string, until: string): Certainty {
  let certainty: Certainty = 'A';
  for (let year = Number(from.slice(0, 4)); year <= Number(until.slice(0, 4)); year += 1)
    certainty = weakest(certainty, holidays.years.get(year)?.certainty ?? 'C');
  return certainty;
}
