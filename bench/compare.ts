/** Two runs side by side: of each row how many times the first one's figures the second one's are. */
import { type Figures, LOADED, type Row, rowsOf } from './figures.ts';
import type { Measured } from './measure.ts';
import { aligned } from './table.ts';

export interface Ratio {
  readonly name: string;
  readonly inFlight: number | null;
  /** The second against the first, by what was measured; null where one of them has no figure. */
  readonly ratios: Readonly<Record<Measure, number | null>>;
}

/** What is compared, and which way is better. */
export const MEASURES = {
  'each s': 'more',
  'TPC-B': 'more',
  'p50 ms': 'less',
  'p99 ms': 'less',
  'Node µs': 'less',
  'PG µs': 'less',
  'WAL B': 'less',
} as const;
export type Measure = keyof typeof MEASURES;
const NAMES = Object.keys(MEASURES) as readonly Measure[];

type Values = Readonly<Record<Measure, number | null>>;

const valuesOf = (row: Row): Values => ({
  ...{ 'each s': row.perSecond, 'TPC-B': row.timesTpcB, 'p50 ms': row.p50Ms, 'p99 ms': row.p99Ms },
  'Node µs': row.cost?.nodeMicroseconds ?? null,
  'PG µs': row.cost?.postgresMicroseconds ?? null,
  'WAL B': row.cost?.walBytes ?? null,
});
const valuesOfMeasured = ({ perSecond, microseconds }: Measured): Values => ({
  ...{ 'each s': perSecond, 'TPC-B': null, 'p50 ms': null, 'p99 ms': null },
  ...{ 'Node µs': microseconds, 'PG µs': null, 'WAL B': null },
});

interface Entry {
  readonly key: string;
  readonly name: string;
  readonly inFlight: number | null;
  readonly values: Values;
}

function entriesOf(figures: Figures): Entry[] {
  const single = (['answers', 'codec'] as const).flatMap((part) =>
    (figures[part] ?? []).map((row) => ({
      ...{ key: `${part}/${row.name}`, name: row.name, inFlight: null, values: valuesOfMeasured(row) },
    })),
  );
  const loaded = LOADED.flatMap((part) =>
    rowsOf(figures, part).map((row) => ({
      ...{ key: `${part}/${row.id}/${row.inFlight}`, name: row.name, inFlight: row.inFlight },
      values: valuesOf(row),
    })),
  );
  return [...single, ...loaded];
}

/** Rows that both have, in the order of the second. */
export function compareFigures(first: Figures, second: Figures): readonly Ratio[] {
  const before = new Map(entriesOf(first).map((entry) => [entry.key, entry]));
  return entriesOf(second).flatMap(({ key, name, inFlight, values }) => {
    const old = before.get(key);
    if (old === undefined) return [];
    const ratio = (measure: Measure): number | null => {
      const [from, to] = [old.values[measure], values[measure]];
      return from === null || to === null || from === 0 ? null : to / from;
    };
    return [
      { name, inFlight, ratios: Object.fromEntries(NAMES.map((each) => [each, ratio(each)])) as Values },
    ];
  });
}

const titleOf = ({ machine, ms }: Figures): string =>
  `${machine.revision ?? 'no revision'}, ${machine.at}, ${machine.processors} × ${machine.processor}, ${ms} ms a row`;

export function comparisonTable(first: Figures, second: Figures): string {
  const rows = compareFigures(first, second);
  const times = (value: number | null): string => (value === null ? '' : `${value.toFixed(2)} ×`);
  const lines = rows.map(({ name, inFlight, ratios }) => [
    ...[name, inFlight === null ? '' : String(inFlight), ...NAMES.map((each) => times(ratios[each]))],
  ]);
  const head = ['', 'in flight', ...NAMES];
  return [
    'B against A, as ratios (each s and TPC-B: more is better; all others: less)',
    ...[`  A: ${titleOf(first)}`, `  B: ${titleOf(second)}`],
    ...(rows.length === 0 ? ['  no row is in both'] : aligned([head, ...lines]).map((line) => `  ${line}`)),
    '',
  ].join('\n');
}

/** Of several runs of one revision one: the mean of every figure that all of them have. */
export function meanOf(runs: readonly Figures[]): Figures {
  return meanOfValues(runs) as Figures;
}

function meanOfValues(values: readonly unknown[]): unknown {
  const [first] = values;
  if (values.every((each) => typeof each === 'number'))
    return values.reduce<number>((sum, each) => sum + (each as number), 0) / values.length;
  if (Array.isArray(first)) {
    const lists = values as readonly (readonly unknown[])[];
    return first.flatMap((_, index) =>
      lists.every((list) => index < list.length) ? [meanOfValues(lists.map((list) => list[index]))] : [],
    );
  }
  if (typeof first !== 'object' || first === null) return first;
  const all = values as readonly Readonly<Record<string, unknown>>[];
  const names = Object.keys(first).filter((name) => all.every((each) => name in each));
  return Object.fromEntries(names.map((name) => [name, meanOfValues(all.map((each) => each[name]))]));
}
