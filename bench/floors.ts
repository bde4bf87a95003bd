/** How quick the product is to be, as ratios, and whether a run reached it. */
import { type Figures, type LoadedPart, quickest, type Row, rowsOf } from './figures.ts';

export interface Floor {
  readonly id: string;
  readonly what: string;
  /** At least so much; `atMost` turns it round. */
  readonly bound: number;
  readonly atMost: boolean;
  readonly unit: '×' | '';
  /** Null: not measured in this run. */
  readonly value: number | null;
  readonly reached: boolean | null;
  /** For how long the row ran that decides, seconds; null where time says nothing. */
  readonly seconds: number | null;
}

interface Wanted {
  readonly id: string;
  readonly what: string;
  readonly bound: number;
  readonly atMost?: boolean;
  readonly unit?: '×' | '';
  readonly of: (figures: Figures) => Found;
}

type Found = { readonly value: number | null; readonly seconds: number | null } | null;

const found = (row: Row | null, value: number | null): Found =>
  row === null ? null : { value, seconds: row.seconds };
const over = (value: number | null | undefined, by: number | null | undefined): number | null =>
  value == null || by == null || by === 0 ? null : value / by;

const timesTpcB = (part: LoadedPart, id: string) => (figures: Figures) => {
  const row = quickest(rowsOf(figures, part), id);
  return found(row, row?.timesTpcB ?? null);
};

/** The same number in flight for both, or the comparison would be of queues. */
const ofPay = (id: string) => (figures: Figures) => {
  const rows = rowsOf(figures, 'switch');
  const row = quickest(rows, id);
  const pay = rows.find((each) => each.id === 'pay' && each.inFlight === row?.inFlight);
  return found(row, over(row?.perSecond, pay?.perSecond));
};

const WANTED: readonly Wanted[] = [
  {
    id: 'one-pass',
    what: 'payment decided in one pass (one commit), 40 s sustained, against TPC-B',
    bound: 6,
    of: timesTpcB('switch', 'one-pass'),
  },
  { id: 'pay', what: 'card payment (two commits) against TPC-B', bound: 3, of: timesTpcB('switch', 'pay') },
  { id: 'void', what: 'void against card payment', bound: 0.8, of: ofPay('void') },
  { id: 'refund', what: 'refund against card payment', bound: 0.8, of: ofPay('refund') },
  {
    id: 'one-pass-naive',
    what: 'payment decided in one pass against a payment as ten statements',
    bound: 40,
    of: (figures) => {
      const row = quickest(rowsOf(figures, 'switch'), 'one-pass');
      return found(row, row?.timesNaive ?? null);
    },
  },
  {
    id: 'iso8583',
    what: 'ISO 8583 end to end (two commits, MAC, all checks) against TPC-B',
    bound: 1.5,
    of: timesTpcB('platform', 'iso8583'),
  },
  {
    id: 'http',
    what: 'HTTP order and its payment against TPC-B',
    bound: 1.5,
    of: timesTpcB('platform', 'http'),
  },
  {
    id: 'sizes',
    what: 'card payment with 20,000,000 payments in the tables against with 10,000',
    bound: 0.9,
    of: (figures) => {
      const rows = rowsOf(figures, 'sizes');
      const full = quickest(rows, 'pay-at-20000000');
      return found(full, over(full?.perSecond, quickest(rows, 'pay-at-10000')?.perSecond));
    },
  },
  {
    id: 'tail',
    what: 'card payment, p99 at 64 in flight, against p50 of the ten statements at 32',
    bound: 0.5,
    atMost: true,
    of: (figures) => {
      const row =
        rowsOf(figures, 'switch').find(({ id, inFlight }) => id === 'pay' && inFlight === 64) ?? null;
      const part = figures.switch;
      const naive = part === undefined || 'skipped' in part ? null : part.naive;
      return found(row, over(row?.p99Ms, naive?.p50Ms));
    },
  },
  {
    id: 'lost',
    what: 'acknowledged payments lost by kill -9 under full load, ten times',
    bound: 0,
    atMost: true,
    unit: '',
    of: ({ kill }) => (kill === undefined ? null : { value: kill.lost, seconds: null }),
  },
];

export function floorsOf(figures: Figures): readonly Floor[] {
  return WANTED.map(({ id, what, bound, atMost = false, unit = '×', of }) => {
    const measured = of(figures);
    const value = measured?.value ?? null;
    const reached = value === null ? null : atMost ? value <= bound : value >= bound;
    return { id, what, bound, atMost, unit, value, reached, seconds: measured?.seconds ?? null };
  });
}

/** `0.66 ×`, and of counts `0`. */
export const inUnit = (value: number, unit: Floor['unit']): string =>
  unit === '' ? String(value) : `${value.toFixed(2)} ${unit}`;

export function floorLine({ what, bound, atMost, unit, value, reached, seconds }: Floor): string {
  const wanted = `${atMost ? 'at most' : 'floor'} ${inUnit(bound, unit)}`;
  if (value === null) return `${what}: ${wanted}: not measured`;
  const lasted = seconds === null ? '' : `, measured for ${seconds.toFixed(0)} s`;
  return `${what}: ${wanted}: ${inUnit(value, unit)}${reached ? '' : ' not reached'}${lasted}`;
}
