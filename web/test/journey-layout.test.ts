/** Where things are drawn: along the way of the money, out forward and back backward, on a desk and on a phone. */
import { describe, expect, test } from 'vitest';
import {
  backSegments,
  frameOf,
  lanesOf,
  ORDER,
  outSegments,
  pathBetween,
  placeOf,
  rounded,
  sharesAt,
  spotOf,
  turnOf,
  WIDE_FROM,
} from '../src/journey/layout.ts';
import type { CoinView, PictureView, WayView } from '../src/journey/picture.ts';

const coin = (parts: Partial<CoinView>): CoinView => ({
  ...{ id: 'out', way: 0, amount: 10_000, state: 'paid', at: 'merchant', rail: 'out', towards: null },
  words: { zh: '', en: '' },
  ...parts,
});
const way = (no: number, states: string, parts: Partial<WayView> = {}): WayView =>
  ({
    no,
    movement: 'arriving',
    route: 'REFUND',
    stops: states
      .split(' ')
      .map((state, index) => ({ station: [...ORDER].reverse()[index], state, at: null })),
    ...parts,
  }) as unknown as WayView;
const picture = (parts: Partial<PictureView>): PictureView =>
  ({
    state: 'approved',
    kind: 'sale',
    amount: 10_000,
    coins: [],
    ways: [],
    stations: [],
    ...parts,
  }) as unknown as PictureView;
const bank = (out: string) => [{ station: 'bank', out }] as unknown as PictureView['stations'];

describe('the stations', () => {
  test('lie along the way of the money: forward is out', () => {
    const wide = frameOf(1_000, 2);
    const xs = ORDER.map((station) => wide.point({ rail: 0, place: placeOf(station) }).x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(ORDER[0]).toBe('account');
    const tall = frameOf(320, 2);
    const ys = ORDER.map((station) => tall.point({ rail: 0, place: placeOf(station) }).y);
    expect(ys).toEqual([...ys].sort((a, b) => a - b));
  });

  test.each([320, WIDE_FROM - 1, WIDE_FROM, 1_200])(
    'are all inside a width of %i, with every rail and its turn',
    (width) => {
      for (const rails of [2, 5]) {
        const frame = frameOf(width, rails);
        for (let rail = 0; rail < rails; rail += 1)
          for (const { x, y } of [frame.point({ rail, place: 0 }), ...turnOf(frame, rail)]) {
            expect(x).toBeGreaterThan(0);
            expect(x).toBeLessThan(width);
            expect(y).toBeGreaterThan(0);
            expect(y).toBeLessThanOrEqual(frame.height);
          }
      }
    },
  );
});

describe('a coin', () => {
  test('that changes rails goes round the shop’s end, there and back', () => {
    const frame = frameOf(1_000, 2);
    const path = pathBetween(frame, { rail: 0, place: 1 }, { rail: 1, place: 2 });
    const farthest = Math.max(...path.map(({ x }) => x));
    expect(farthest).toBeGreaterThan(frame.point({ rail: 0, place: 4 }).x);
    expect(path.at(-1)).toEqual(frame.point({ rail: 1, place: 2 }));
    expect(pathBetween(frame, { rail: 1, place: 2 }, { rail: 0, place: 1 })).toEqual([...path].reverse());
    expect(pathBetween(frame, { rail: 0, place: 0 }, { rail: 0, place: 3 })).toHaveLength(2);
  });

  test('is on the rail of its way back, and of many ways the newest have rails', () => {
    const ways = [1, 2, 3, 4, 5, 6].map((no) => way(no, 'passed passed here expected expected'));
    const lanes = lanesOf(picture({ ways }));
    expect(lanes.map(({ no }) => no)).toEqual([3, 4, 5, 6]);
    expect(spotOf(coin({ way: 6, rail: 'back', at: 'network' }), lanes)).toEqual({ rail: 4, place: 2 });
    expect(spotOf(coin({ way: 1, rail: 'back', at: 'network' }), lanes)).toBeNull();
    expect(spotOf(coin({}), lanes)).toEqual({ rail: 0, place: 4 });
  });

  test('that a dispute gave back is on the dispute’s rail, a lapsed hold at home on the way out', () => {
    const lanes = [way(1, 'none none none passed here', { route: 'DISPUTE' })];
    const back = coin({ state: 'charged-back', rail: 'back', at: 'account' });
    expect(spotOf(back, lanes)).toEqual({ rail: 1, place: 0 });
    expect(spotOf(coin({ state: 'released', rail: 'back', at: 'account' }), [])).toEqual({
      rail: 0,
      place: 0,
    });
  });
});

describe('a rail', () => {
  test.each([
    ['sent', 'sale', 'unknown', 'asked asked asked asked'],
    ['unknown', 'sale', 'unknown', 'unknown unknown unknown unknown'],
    ['unknown', 'sale', 'passed', 'done none none none'],
    ['reversed', 'sale', 'unknown', 'none none none none'],
    ['declined', 'sale', 'stopped', 'none none none none'],
    ['approved', 'sale', 'passed', 'done done done done'],
    ['approved', 'preauthorisation', 'passed', 'done idle idle idle'],
    ['sent', 'completion', 'unknown', 'done asked asked asked'],
  ])('out of a %s %s whose bank is %s', (state, kind, out, pieces) => {
    expect(outSegments(picture({ state, kind, stations: bank(out) })).join(' ')).toBe(pieces);
  });

  test.each([
    ['under-way', 'passed here unknown ahead ahead', 'idle idle asked done'],
    ['arriving', 'passed passed here expected expected', 'expected expected done done'],
    ['undoing', 'passed here unknown unknown unknown', 'unknown unknown unknown done'],
    ['stands', 'passed passed stopped none none', 'none none done done'],
  ] as const)('back that is %s', (movement, states, pieces) => {
    expect(backSegments(way(1, states, { movement })).join(' ')).toBe(pieces);
  });

  test('has round corners, and none where its line is straight', () => {
    expect(
      rounded(
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
        ],
        4,
      ),
    ).toBe('M0 0L10 0');
    expect(
      rounded(
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
          { x: 10, y: 10 },
        ],
        4,
      ),
    ).toBe('M0 0L6 0Q10 0 10 4L10 10');
  });
});

test('a ring shows what is at its station: kept, gone back, or not known', () => {
  const coins = [
    coin({ amount: 2_000 }),
    coin({ id: 'way-1', amount: 5_000, rail: 'back', state: 'returned', at: 'account' }),
    coin({ id: 'way-2', amount: 3_000, rail: 'back', state: 'with-person', at: 'institution' }),
  ];
  const of = (station: 'merchant' | 'account' | 'institution') => sharesAt(picture({ coins }), station);
  expect(of('merchant')).toEqual({ kept: 0.2, back: 0, open: 0 });
  expect(of('account')).toEqual({ kept: 0, back: 0.5, open: 0 });
  expect(of('institution')).toEqual({ kept: 0, back: 0, open: 0.3 });
});
