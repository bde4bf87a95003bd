/** Which figures of a run are drawn, and as what. */
import { type Figures, LOADED, type Row, rowsOf } from '../figures.ts';
import { floorsOf } from '../floors.ts';
import type { Bar, Chart } from './bars.ts';

const labelOf = ({ name, inFlight }: Row): string => `${name}, ${inFlight}`;
const allRows = (figures: Figures): readonly Row[] => LOADED.flatMap((part) => rowsOf(figures, part));

function ratios(figures: Figures): Chart {
  const floors = floorsOf(figures);
  const bars = (['switch', 'platform'] as const).flatMap((part) =>
    rowsOf(figures, part).flatMap((row): Bar[] => {
      if (row.timesTpcB === null) return [];
      // A floor of this name is a ratio to TPC-B only where its value is that of the row.
      const floor = floors.find(({ id, value }) => id === row.id && value === row.timesTpcB);
      const bar = { label: labelOf(row), values: [row.timesTpcB], text: `${row.timesTpcB.toFixed(2)} ×` };
      return [floor === undefined ? bar : { ...bar, floor: floor.bound }];
    }),
  );
  return { title: 'Each second, × TPC-B of the same run (red: the floor)', bars };
}

function waits(figures: Figures): Chart {
  const bars = allRows(figures).map((row) => ({
    label: labelOf(row),
    values: [row.p50Ms, row.p99Ms - row.p50Ms, row.p999Ms - row.p99Ms],
    text: `${row.p50Ms.toFixed(0)} / ${row.p99Ms.toFixed(0)} / ${row.p999Ms.toFixed(0)}`,
  }));
  return { title: 'Milliseconds until the answer', parts: ['p50', 'p99', 'p99.9'], bars };
}

function processors(figures: Figures): Chart {
  const bars = allRows(figures).flatMap((row): Bar[] => {
    const [node, postgres] = [row.cost?.nodeMicroseconds ?? null, row.cost?.postgresMicroseconds ?? null];
    if (node === null || postgres === null) return [];
    return [
      { label: labelOf(row), values: [node, postgres], text: `${node.toFixed(0)} + ${postgres.toFixed(0)}` },
    ];
  });
  return { title: 'Processor microseconds for each', parts: ['Node', 'PostgreSQL'], bars };
}

function sizes(figures: Figures): Chart {
  const bars = rowsOf(figures, 'sizes').map((row) => ({
    ...{
      label: row.name,
      values: [row.perSecond],
      text: `${Math.round(row.perSecond).toLocaleString('en')} /s`,
    },
  }));
  return { title: 'Card payments each second, by what is in the tables', bars };
}

/** By file name; charts without a bar are left out. */
export function chartsOf(figures: Figures): ReadonlyMap<string, Chart> {
  const all = {
    'ratios.svg': ratios(figures),
    'waits.svg': waits(figures),
    'processors.svg': processors(figures),
    'sizes.svg': sizes(figures),
  };
  return new Map(Object.entries(all).filter(([, { bars }]) => bars.length > 0));
}
