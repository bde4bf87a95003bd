/** One chart of lines over time. What it shows stands beside it as text: a canvas says nothing to a screen reader. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { TAGS } from '../../app/i18n.ts';
import { PALETTES } from '../../app/palette.ts';
import { useShade } from '../../app/theme.ts';
import { ZONE } from '../../shared/moment.tsx';
import { useLanguage } from '../../shared/words.ts';
import css from './live.module.css';

export type Tone = 'out' | 'back' | 'yes' | 'unknown' | 'muted';

export interface Line {
  readonly label: string;
  readonly tone: Tone;
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
}

export interface ChartProps {
  readonly title: string;
  readonly unit: string;
  /** Milliseconds since 1970, one for each value. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The newest of it in a sentence. */
  readonly says: string;
}

const HEIGHT = 180;
/** Half a payment is no payment: the lines of the scale stand at whole numbers. */
const WHOLE = [1, 10, 100, 1_000, 10_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);
const MS = 1_000;

export function Chart({ title, unit, times, lines, says }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const shade = useShade();
  const language = useLanguage();
  const drawn = lines.map(({ label, tone, dashed }) => `${label} ${tone} ${dashed}`).join('|');
  const data = [
    times.map((time) => time / MS),
    ...lines.map(({ values }) => [...values]),
  ] as uPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;
  const shown = useRef(lines);
  shown.current = lines;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `drawn` stands for what of the lines needs a new chart
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const made = new uPlot(
      optionsOf(box, shown.current, PALETTES[shade], TAGS[language]),
      latest.current,
      box,
    );
    chart.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: HEIGHT }));
    size.observe(box);
    return () => {
      size.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [shade, language, drawn]);
  useEffect(() => chart.current?.setData(data));

  return (
    <figure className={css.chart}>
      <figcaption>
        <h2>{title}</h2>
        <p>{says}</p>
        <ul className={css.legend}>
          {lines.map(({ label, tone, dashed = false }) => (
            <li key={label}>
              <span className={css.stroke} data-tone={tone} data-dashed={dashed} aria-hidden="true" />
              {label}
            </li>
          ))}
          <li className={css.unit}>{unit}</li>
        </ul>
      </figcaption>
      <div ref={place} className={css.canvas} aria-hidden="true" data-points={times.length} />
    </figure>
  );
}

type Palette = (typeof PALETTES)[keyof typeof PALETTES];

function optionsOf(box: HTMLElement, lines: readonly Line[], palette: Palette, tag: string): uPlot.Options {
  const font = `12px ${getComputedStyle(box).fontFamily}`;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE } as const;
  const time = new Intl.DateTimeFormat(tag, clock);
  const second = new Intl.DateTimeFormat(tag, { ...clock, second: '2-digit' });
  const shown = (at: number, apart: number): string => (apart % 60 === 0 ? time : second).format(at * MS);
  const axis = { stroke: palette.muted, font, ticks: { show: false } } as const;
  return {
    ...{ width: box.clientWidth, height: HEIGHT, legend: { show: false }, padding: [8, 8, 0, 0] },
    cursor: { show: false },
    scales: { y: { range: (_chart, _min, max) => [0, Math.max(1, max ?? 1) * 1.1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        values: (_chart, at, _axis, _space, apart) => at.map((each) => shown(each, apart)),
      },
      {
        ...axis,
        size: 48,
        grid: { stroke: palette.line, width: 1 },
        incrs: WHOLE,
        values: (_chart, at) => at.map(String),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, tone, dashed = false }) => ({
        ...{ label, stroke: palette[tone], width: 2, points: { show: false }, spanGaps: false },
        ...(dashed ? { dash: [4, 4] } : {}),
      })),
    ],
  };
}
