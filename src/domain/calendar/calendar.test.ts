import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addWorkingDays,
  type CalendarDay,
  CUT_OVER_GRACE_MS,
  calendarDayLastSecondMs,
  calendarDayOf,
  calendarDayStartMs,
  civil,
  clearingDay,
  clearingDayLastSecondMs,
  clearingDayNow,
  clearingDayStartMs,
  DAY_MS,
  dayFromMonthDay,
  daysBetween,
  daysInMonth,
  isoInZone,
  isWorkingDay,
  predictedClearingDay,
  SHANGHAI,
  secondsOfDay,
  wireTime,
} from './index.ts';

const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`);
const day = (text: string): CalendarDay => text as CalendarDay;
const CUT = '23:00:00';

describe('UP-01: the clearing day runs from 23:00:00 to 22:59:59', () => {
  test.each([
    ['2026-11-23 00:00:00', '2026-11-23'],
    ['2026-11-23 22:59:59', '2026-11-23'],
    ['2026-11-23 22:59:59.999', '2026-11-23'],
    ['2026-11-23 23:00:00', '2026-11-24'],
    ['2026-11-23 23:59:59', '2026-11-24'],
    ['2026-11-30 23:00:00', '2026-12-01'],
    ['2026-12-31 23:00:00', '2027-01-01'],
    ['2028-02-28 23:00:00', '2028-02-29'],
    ['2028-02-29 23:00:00', '2028-03-01'],
    ['2026-02-28 23:00:00', '2026-03-01'],
  ])('at %s the clock says %s', (clock, expected) => {
    expect(predictedClearingDay(at(clock), CUT, SHANGHAI)).toBe(expected);
  });

  test('its first and last second', () => {
    const monday = clearingDay('2026-11-23');
    expect(clearingDayStartMs(monday, CUT, SHANGHAI)).toBe(at('2026-11-22 23:00:00'));
    expect(clearingDayLastSecondMs(monday, CUT, SHANGHAI)).toBe(at('2026-11-23 22:59:59'));
  });

  test('each instant lies within its own clearing day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const atMs = seconds * 1000;
        const found = predictedClearingDay(atMs, CUT, SHANGHAI);
        expect(clearingDayStartMs(found, CUT, SHANGHAI)).toBeLessThanOrEqual(atMs);
        expect(clearingDayLastSecondMs(found, CUT, SHANGHAI)).toBeGreaterThanOrEqual(atMs);
      }),
    );
  });
});

describe('the network moves its day, the clock only predicts it', () => {
  test.each([
    // clock, what the network said last, the day in force
    ['no notice yet', '2026-11-23 12:00:00', null, '2026-11-23'],
    ['agreeing notice', '2026-11-23 12:00:00', '2026-11-23', '2026-11-23'],
    ['cut over early', '2026-11-23 22:50:00', '2026-11-24', '2026-11-24'],
    ['cut over on time', '2026-11-23 23:00:00', '2026-11-24', '2026-11-24'],
    ['late: still the old day at 23:00:00', '2026-11-23 23:00:00', '2026-11-23', '2026-11-23'],
    ['late: last second of the grace', '2026-11-23 23:14:59', '2026-11-23', '2026-11-23'],
    ['missing: after the grace the clock decides', '2026-11-23 23:15:00', '2026-11-23', '2026-11-24'],
    ['two days old: lost, the clock decides', '2026-11-24 23:05:00', '2026-11-23', '2026-11-25'],
    ['cut over twice ahead of the clock', '2026-11-23 12:00:00', '2026-11-25', '2026-11-25'],
    ['as far ahead as is believed', '2026-11-23 12:00:00', '2026-12-24', '2026-12-24'],
    ['further ahead cannot be: the clock decides', '2026-11-23 12:00:00', '2026-12-25', '2026-11-23'],
    ['early on New Year’s Eve', '2026-12-31 22:58:00', '2027-01-01', '2027-01-01'],
  ])('%s', (_what, clock, notice, expected) => {
    const said =
      notice === null ? null : { clearingDay: clearingDay(notice), atMs: at('2026-11-22 23:00:00') };
    expect(clearingDayNow(at(clock), CUT, SHANGHAI, said)).toBe(expected);
  });

  test('the grace is fifteen minutes', () => expect(CUT_OVER_GRACE_MS).toBe(15 * 60_000));
});

describe('calendar days and months', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-11-23', 11, '2027-10-23'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-11-23', 0, '2026-11-23'],
  ])('%s plus %d months is %s', (from, months, to) => expect(addMonths(day(from), months)).toBe(to));

  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-02-28', 1, '2027-03-01'],
    ['2026-11-23', 180, '2027-05-22'],
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s plus %d days is %s', (from, days, to) => {
    expect(addDays(day(from), days)).toBe(to);
    expect(daysBetween(day(from), day(to))).toBe(days);
  });

  test.each([
    [2026, 2, 28],
    [2028, 2, 29],
    [2100, 2, 28],
    [2000, 2, 29],
    [2026, 4, 30],
    [2026, 12, 31],
  ])('%d-%d has %d days', (year, month, days) => expect(daysInMonth(year, month)).toBe(days));

  test('a calendar day is Shanghai’s, from 00:00:00 to 23:59:59', () => {
    expect(calendarDayOf(at('2026-11-23 23:59:59'), SHANGHAI)).toBe('2026-11-23');
    expect(calendarDayOf(at('2026-11-24 00:00:00'), SHANGHAI)).toBe('2026-11-24');
    expect(calendarDayStartMs(day('2026-11-23'), SHANGHAI)).toBe(at('2026-11-23 00:00:00'));
    expect(calendarDayLastSecondMs(day('2026-11-23'), SHANGHAI)).toBe(at('2026-11-23 23:59:59'));
  });

  test('days agree with an independent calendar over four centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50_000, max: 100_000 }), (days) => {
        const utc = { name: 'UTC', offsetMinutes: 0 };
        expect(calendarDayOf(days * DAY_MS, utc)).toBe(new Date(days * DAY_MS).toISOString().slice(0, 10));
      }),
    );
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '2026-1-1',
    '20261123',
    '',
    '2026-11-00',
  ])('"%s" is no day', (text) => expect(() => clearingDay(text)).toThrow(RangeError));

  test.each(['24:00:00', '23:60:00', '23:00', '', '23:00:60'])('"%s" is no time of day', (text) =>
    expect(() => secondsOfDay(text)).toThrow('expected the form 23:00:00'),
  );
});

describe('dates without a year, as messages carry them', () => {
  test.each([
    ['the same day', '1123', '2026-11-23 10:00:00', '2026-11-23'],
    ['yesterday', '1122', '2026-11-23 10:00:00', '2026-11-22'],
    ['New Year’s Eve, told after midnight', '1231', '2027-01-01 00:05:00', '2026-12-31'],
    ['New Year’s Day, told before midnight', '0101', '2026-12-31 23:30:00', '2027-01-01'],
    ['a sale of last summer', '0701', '2026-11-23 10:00:00', '2026-07-01'],
    ['a leap day', '0229', '2028-03-01 10:00:00', '2028-02-29'],
    ['a leap day a year ago', '0229', '2029-01-10 10:00:00', '2028-02-29'],
    ['a leap day far from any', '0229', '2026-11-23 10:00:00', undefined],
    ['no such date', '1131', '2026-11-23 10:00:00', undefined],
    ['unknown date', '0000', '2026-11-23 10:00:00', undefined],
    ['letters', '11a3', '2026-11-23 10:00:00', undefined],
  ])('%s', (_what, monthDay, now, expected) => {
    expect(dayFromMonthDay(monthDay, at(now), SHANGHAI)).toBe(expected);
  });

  test('the host’s own wire times', () => {
    expect(wireTime(at('2027-01-01 00:05:09'), SHANGHAI)).toEqual({
      transmission: '0101000509',
      time: '000509',
      date: '0101',
      year: '2027',
    });
    expect(isoInZone(at('2026-11-23 22:59:59'), SHANGHAI)).toBe('2026-11-23T22:59:59+08:00');
    expect(civil(at('2026-11-23 22:59:59'), SHANGHAI)).toMatchObject({ hour: 22, minute: 59, second: 59 });
  });
});

describe('working days, with days off and weekend days worked instead', () => {
  // State Council calendar of 2026: National Day 1 to 7 October, worked on Sunday 20 September and Saturday 10 October.
  const holidays = {
    rest: ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'],
    work: ['2026-09-20', '2026-10-10'],
  };
  test.each([
    ['2026-11-23', true], // Monday
    ['2026-11-21', false], // Saturday
    ['2026-11-22', false], // Sunday
    ['2026-10-01', false],
    ['2026-10-08', true],
    ['2026-10-10', true],
    ['2026-10-11', false],
    ['1969-12-31', true], // Wednesday, before the epoch
  ])('%s: %s', (date, working) => expect(isWorkingDay(day(date), holidays)).toBe(working));

  test.each([
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-09-30', 4, '2026-10-12'],
    ['2026-11-23', 0, '2026-11-23'],
  ])('%s plus %d working days is %s', (from, count, to) => {
    expect(addWorkingDays(day(from), count, holidays)).toBe(to);
  });
});
