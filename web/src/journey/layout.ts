/**
 * Where things stand in the drawing. The stations lie along the way of the money, the payer's account first: out is
 * forward, back is backward. Wide, the way runs from left to right; narrow, from top to bottom. Pure.
 */
import type { CoinView, PictureView, Station, WayView } from './picture.ts';

export const ORDER: readonly Station[] = ['account', 'bank', 'network', 'institution', 'merchant'];
export const placeOf = (station: Station): number => ORDER.indexOf(station);
const LAST = ORDER.length - 1;

/** More ways back than this are not drawn each on a rail of its own. */
export const LANES_MAX = 4;

/** The ways back that have a rail, the newest ones when there are too many. */
export const lanesOf = ({ ways }: PictureView): readonly WayView[] => ways.slice(-LANES_MAX);

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Rail 0 is the way out, the others the ways back in their order. */
export interface Spot {
  readonly rail: number;
  readonly place: number;
}

export interface Frame {
  readonly isWide: boolean;
  readonly width: number;
  readonly height: number;
  /** Where the stations begin: before them stand the names of the rails and the times. */
  readonly gutter: number;
  readonly point: (spot: Spot) => Point;
  /** How far behind the last station a rail turns. */
  readonly reach: (rail: number) => number;
}

export const GUTTER = 112;
export const WIDE = { first: 70, pitch: 78, below: 34, reach: 34, reachMore: 10, edge: 4 } as const;
const TALL = { first: 20, pitch: 26, row: 84, reach: 30, reachMore: 7 } as const;
/** From this width on the way runs from left to right. */
export const WIDE_FROM = 660;

export function frameOf(width: number, rails: number): Frame {
  const isWide = width >= WIDE_FROM;
  if (isWide) {
    const column = (width - GUTTER) / ORDER.length;
    // The turns of many rails stand closer where there is less room behind the last station.
    const room = column / 2 - WIDE.edge;
    const more = Math.min(WIDE.reachMore, (room * 0.6) / rails);
    const reach = Math.min(WIDE.reach, room - more * (rails - 1));
    return {
      ...{ isWide, width, gutter: GUTTER },
      height: WIDE.first + WIDE.pitch * (rails - 1) + WIDE.below,
      point: ({ rail, place }) => ({
        x: GUTTER + column * (place + 0.5),
        y: WIDE.first + WIDE.pitch * rail,
      }),
      reach: (rail) => reach + more * rail,
    };
  }
  return {
    ...{ isWide, width, gutter: 0 },
    height: TALL.row * ORDER.length + TALL.reach,
    point: ({ rail, place }) => ({ x: TALL.first + TALL.pitch * rail, y: TALL.row * (place + 0.5) }),
    reach: (rail) => TALL.reach + TALL.reachMore * rail,
  };
}

/** The corners of the turn from the way out into a way back, at the shop's end. */
export function turnOf(frame: Frame, rail: number): readonly Point[] {
  const from = frame.point({ rail: 0, place: LAST });
  const to = frame.point({ rail, place: LAST });
  const by = frame.reach(rail);
  return frame.isWide
    ? [from, { x: from.x + by, y: from.y }, { x: to.x + by, y: to.y }, to]
    : [from, { x: from.x, y: from.y + by }, { x: to.x, y: to.y + by }, to];
}

/** The way that a coin goes from one spot to another: along its rail, and round the shop's end where rails differ. */
export function pathBetween(frame: Frame, from: Spot, to: Spot): readonly Point[] {
  if (from.rail === to.rail) return [frame.point(from), frame.point(to)];
  const out = from.rail === 0 ? from : to;
  const back = from.rail === 0 ? to : from;
  const around = [frame.point(out), ...turnOf(frame, back.rail), frame.point(back)];
  return from.rail === 0 ? around : around.reverse();
}

/** A line with round corners, as the `d` of a path. */
export function rounded(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const towards = (from: Point, to: Point): Point => {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const part = length === 0 ? 0 : Math.min(radius, length / 2) / length;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  };
  const say = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  const bends = rest.map((corner, index) => {
    const next = rest[index + 1];
    if (next === undefined) return `L${say(corner)}`;
    const before = index === 0 ? first : rest[index - 1]!;
    return `L${say(towards(corner, before))}Q${say(corner)} ${say(towards(corner, next))}`;
  });
  return `M${say(first)}${bends.join('')}`;
}

/** On which rail a coin is; `null` where its way back has none of its own. */
export function spotOf(coin: CoinView, lanes: readonly WayView[]): Spot | null {
  const place = placeOf(coin.at);
  if (coin.rail === 'out') return { rail: 0, place };
  const lane = lanes.findIndex(({ no, route }) => (coin.way === 0 ? route === 'DISPUTE' : no === coin.way));
  if (lane >= 0) return { rail: lane + 1, place };
  // Back without a way back of ours, as a hold that lapsed: it is where it came from.
  return coin.way === 0 && place === 0 ? { rail: 0, place } : null;
}

/**
 * - `done` the money went here
 * - `asked` asked for in its time · `unknown` nobody knows · `expected` by the calendar
 * - `idle` it may yet go here · `none` it never does
 */
export type SegmentState = 'done' | 'asked' | 'unknown' | 'expected' | 'idle' | 'none';

/** The four pieces of the way out, the payer's first. */
export function outSegments(picture: PictureView): readonly SegmentState[] {
  const all = (state: SegmentState): SegmentState[] => Array.from({ length: LAST }, () => state);
  const stopOf = (station: Station) => picture.stations.find((each) => each.station === station)?.out;
  switch (picture.state) {
    case 'sent':
      return picture.kind === 'completion' ? ['done', 'asked', 'asked', 'asked'] : all('asked');
    case 'declined':
      return all('none');
    case 'unknown':
    case 'reversed':
      if (stopOf('bank') === 'unknown') return all(picture.state === 'unknown' ? 'unknown' : 'none');
      // The bank had taken it; that the shop was paid holds only where it was told so in time.
      return picture.state === 'unknown' ? ['done', 'none', 'none', 'none'] : all('done');
    default: {
      const held = picture.kind === 'preauthorisation' || picture.kind === 'increment';
      return held ? ['done', 'idle', 'idle', 'idle'] : all('done');
    }
  }
}

/** The four pieces of a way back, the payer's first: each is as the station at its payer's end is. */
export function backSegments({ stops, movement }: WayView): readonly SegmentState[] {
  return Array.from({ length: LAST }, (_, place) => {
    const stop = stops.find(({ station }) => station === ORDER[place]);
    switch (stop?.state) {
      case 'passed':
      case 'here':
      case 'stopped':
        return 'done';
      case 'unknown':
        return movement === 'under-way' ? 'asked' : 'unknown';
      case 'expected':
        return 'expected';
      case 'ahead':
        return 'idle';
      default:
        return 'none';
    }
  });
}

/** What of the amount is at a station, as parts of one: rings round the stations. */
export interface Shares {
  readonly kept: number;
  readonly back: number;
  readonly open: number;
}

export function sharesAt({ coins, amount }: PictureView, station: Station): Shares {
  const here = coins.filter(({ at }) => at === station);
  const part = (of: (coin: CoinView) => boolean): number => {
    const sum = here.filter(of).reduce((total, coin) => total + coin.amount, 0);
    return amount <= 0 ? 0 : Math.min(1, sum / amount);
  };
  const isOpen = ({ state }: CoinView): boolean => OPEN.includes(state);
  return {
    kept: part((coin) => !isOpen(coin) && coin.rail === 'out'),
    back: part((coin) => !isOpen(coin) && coin.rail === 'back'),
    open: part(isOpen),
  };
}

/** Of these nobody can say that they are where they are drawn. */
const OPEN: readonly CoinView['state'][] = ['asked', 'unknown', 'with-person', 'suspense', 'overdue'];
