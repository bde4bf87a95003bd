/** Words of tracking: both languages everywhere, and no promise that the source does not carry. */
import { describe, expect, test } from 'vitest';
import type { CalendarDay } from '#domain/calendar';
import { type ArrivalWindow, MOVEMENTS, STATIONS, type Tracking } from '#domain/tracking';
import {
  askText,
  MOVEMENT_WORDS,
  REFERENCE_WORDS,
  STATION_WORDS,
  STOP_WORDS,
  trackingSentence,
  WHOM_WORDS,
  windowText,
} from './index.ts';

const day = (text: string): CalendarDay => text as CalendarDay;
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`);
const WINDOW: ArrivalWindow = {
  fromDay: day('2026-11-24'),
  toDay: day('2026-12-03'),
  fromMs: at('2026-11-24 00:00:00'),
  latestMs: at('2026-12-03 23:59:59'),
  unit: 'clearing-day',
  certainty: 'B+',
  ruleId: 'UP-10',
  firm: true,
};
const NOW = at('2026-11-23 10:00:00');
const tracking = (given: Partial<Tracking>): Tracking => ({
  movement: 'arriving',
  where: 'network',
  stops: [],
  references: [],
  nextCheckMs: null,
  attempts: null,
  arrival: null,
  ask: [],
  ...given,
});

describe('words of tracking', () => {
  test.each(
    [MOVEMENT_WORDS, REFERENCE_WORDS, STATION_WORDS, STOP_WORDS, WHOM_WORDS].flatMap((table) =>
      Object.entries(table),
    ),
  )('%s is said in both languages', (_code, { zh, en }) => {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[\x20-\x7e]+$/);
  });

  test('every movement is a whole sentence', () => {
    for (const movement of MOVEMENTS) {
      expect(trackingSentence(tracking({ movement }), NOW, 'en')).toMatch(/^[A-Z].*\.$/);
      expect(trackingSentence(tracking({ movement }), NOW, 'zh')).toMatch(/。$/);
    }
    expect(STATIONS.map((station) => STATION_WORDS[station].zh)).toHaveLength(5);
  });

  test.each([
    ['dates of its source', {}, '2026-11-24 至 2026-12-03', 'between 2026-11-24 and 2026-12-03'],
    [
      'a weak source says usually',
      { certainty: 'B' },
      '通常 2026-11-24 至 2026-12-03',
      'usually between 2026-11-24 and 2026-12-03',
    ],
    ['one day', { toDay: day('2026-11-24') }, '2026-11-24', 'on 2026-11-24'],
    [
      'at once',
      { unit: 'at-once', fromDay: day('2026-11-23'), toDay: day('2026-11-23') },
      '即时，最迟 2026-11-23 当日',
      'at once, at the latest on 2026-11-23',
    ],
    [
      'not confirmed yet',
      { firm: false },
      '2026-11-24 至 2026-12-03（自现在获确认起算）',
      'between 2026-11-24 and 2026-12-03 (if it is confirmed now)',
    ],
  ] as const)('arrival, %s', (_name, given, zh, en) => {
    const window = { ...WINDOW, ...given } as ArrivalWindow;
    expect(windowText(window, 'zh')).toBe(zh);
    expect(windowText(window, 'en')).toBe(en);
  });

  test('whom to ask, from which day on, and with what', () => {
    const ask = { whom: 'network', fromMs: at('2026-12-04 00:00:00'), by: ['rrn', 'clearing-day'] } as const;
    expect(askText(ask, NOW, 'en')).toBe(
      'From 2026-12-04 on ask UnionPay, 95516; have ready: reference of the way back (RRN), clearing day',
    );
    expect(askText(ask, NOW, 'zh')).toBe('2026-12-04 起可询问银联客服 95516，请提供退款参考号、清算日');
    expect(askText(ask, at('2026-12-04 00:00:00'), 'en')).toMatch(/^Ask UnionPay/);
  });

  test('the next check is told where there is one; an overdue arrival promises no date', () => {
    expect(
      trackingSentence(tracking({ movement: 'under-way', nextCheckMs: NOW + 4_000 }), NOW, 'en'),
    ).toMatch(/next check at 10:00:04 today\.$/);
    expect(trackingSentence(tracking({ movement: 'overdue', arrival: WINDOW }), NOW, 'en')).not.toContain(
      '2026',
    );
  });
});
