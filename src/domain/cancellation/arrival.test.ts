/** When a refund has to be there: the last day of the range that its answer gave. */
import { expect, test } from 'vitest';
import { approved, at, DAY, open } from '../../../test/domain/samples.ts';
import type { Arrival as Range } from '../answer/index.ts';
import { arrivalOf } from './arrival.ts';

/** The national holidays of October 2026, with the Saturday that is worked for them. */
const HOLIDAYS = {
  rest: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
  work: new Set(['2026-10-10']),
};
const NONE = { rest: [], work: [] };

const last = (
  unit: Range['unit'],
  toDays: number,
  when: string,
  holidays: typeof HOLIDAYS | typeof NONE = NONE,
) => {
  const { cancellation } = open(approved(), { route: 'REFUND', amountFen: 100n });
  const terms = {
    ...cancellation.answer.terms!,
    arrival: { fromDays: 0, toDays, unit, certainty: 'A', ruleId: 'X' },
  };
  const made = { ...cancellation, answer: { ...cancellation.answer, terms } } as typeof cancellation;
  return arrivalOf(made, { atMs: at(when), clearingDay: DAY }, holidays as typeof HOLIDAYS);
};

test.each<[string, Range['unit'], number, string, string, (typeof HOLIDAYS | typeof NONE)?]>([
  [
    'clearing days from the day that the network named',
    'clearing-day',
    10,
    '2026-11-23 23:30:00',
    '2026-12-03',
  ],
  ['working days: Friday and one is Monday', 'working-day', 1, '2026-11-27 10:00:00', '2026-11-30'],
  ['working days across a holiday', 'working-day', 3, '2026-09-30 10:00:00', '2026-10-10', HOLIDAYS],
  ['the same without the table of holidays', 'working-day', 3, '2026-09-30 10:00:00', '2026-10-05'],
  ['calendar days', 'calendar-day', 30, '2026-11-23 10:00:00', '2026-12-23'],
  ['hours over midnight', 'hour', 2, '2026-11-23 23:00:00', '2026-11-24'],
  ['minutes of the same day', 'minute', 5, '2026-11-23 10:00:00', '2026-11-23'],
])('%s', (_what, unit, toDays, when, day, holidays = NONE) => {
  expect(last(unit, toDays, when, holidays)).toEqual({ state: 'expected', latestMs: at(`${day} 23:59:59`) });
});

test('what is there at once leaves nothing to look for', () => {
  expect(last('at-once', 0, '2026-11-23 10:00:00')).toBeNull();
});
