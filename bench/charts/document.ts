/** The part of docs/performance.md that a run writes: machine, floors, tables, charts. */
import { type Figures, LOADED, type Part, type Row, rowsOf, type Skipped } from '../figures.ts';
import { type Floor, floorsOf, inUnit } from '../floors.ts';
import type { Measured } from '../measure.ts';
import { killTable, memoryTable } from '../table.ts';
import { chartsOf } from './charts.ts';

const BEGIN = '<!-- figures: written by npm run bench:charts -->';
const END = '<!-- end of figures -->';

const whole = (value: number | null | undefined): string =>
  value == null ? 'skipped' : Math.round(value).toLocaleString('en');
const times = (value: number | null): string => (value === null ? '' : `${value.toFixed(2)} ×`);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

/** Parts may have been run one by one, some of them for longer. */
function secondsText(figures: Figures): string {
  const seconds = LOADED.flatMap((part) => rowsOf(figures, part).map((row) => Math.round(row.seconds)));
  if (seconds.length === 0) return `${figures.ms} ms a row`;
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
  return least === most ? `${most} s a row` : `${least} to ${most} s a row`;
}

function machineText(figures: Figures): string {
  const { machine } = figures;
  const { processor, processors, memoryBytes, system, node, postgres, pgbench, revision, at } = machine;
  return [
    `- ${processors} × ${processor}, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${system}`,
    `- Node ${node}, PostgreSQL ${postgres ?? 'from outside'}, ${pgbench ?? 'without pgbench'}`,
    `- revision ${revision ?? 'unknown'}, ${at}, ${secondsText(figures)}`,
  ].join('\n');
}

const reachedText = ({ reached }: Floor): string =>
  reached === null ? 'not measured' : reached ? 'reached' : '**not reached**';

const floorsText = (figures: Figures): string =>
  table(
    ['floor', 'wanted', 'measured', 'seconds', ''],
    floorsOf(figures).map((floor) => [
      floor.what,
      `${floor.atMost ? 'at most ' : ''}${inUnit(floor.bound, floor.unit)}`,
      floor.value === null ? '' : inUnit(floor.value, floor.unit),
      floor.seconds === null ? '' : floor.seconds.toFixed(0),
      reachedText(floor),
    ]),
  );

const rowCells = (row: Row): string[] => [
  ...[row.name, String(row.inFlight), whole(row.perSecond), times(row.timesTpcB), times(row.timesNaive)],
  ...[row.p50Ms.toFixed(1), row.p99Ms.toFixed(1), row.p999Ms.toFixed(1)],
  ...[whole(row.cost?.nodeMicroseconds), whole(row.cost?.postgresMicroseconds), whole(row.cost?.walBytes)],
  ...[whole(row.cost?.storedBytes), row.cost?.rowsWritten.toFixed(1) ?? 'skipped'],
  Object.entries(row.others)
    .map(([outcome, count]) => `${count} × ${outcome}`)
    .join(', '),
];

function partText(name: string, part: Part | Skipped): string {
  if ('skipped' in part) return `### ${name}\n\nSkipped. ${part.skipped}`;
  const { title, tpcB, naive, rows, hints } = part;
  const beside = [
    tpcB === null
      ? 'TPC-B: skipped.'
      : `TPC-B: ${whole(tpcB.perSecond)}/s (${whole(tpcB.before)} before, ${whole(tpcB.after)} after).`,
    ...(naive === null
      ? []
      : [`Ten statements: ${whole(naive.perSecond)}/s, p50 ${naive.p50Ms.toFixed(1)} ms.`]),
  ];
  const head = [
    ...['', 'in flight', 'each s', 'TPC-B', 'naive', 'p50 ms', 'p99 ms', 'p99.9 ms'],
    ...['Node µs', 'PG µs', 'WAL bytes', 'stored bytes', 'rows', 'other answers'],
  ];
  const notes = hints.map((hint) => `- ${hint}`).join('\n');
  return [`### ${title}`, beside.join(' '), table(head, rows.map(rowCells)), notes]
    .filter((each) => each !== '')
    .join('\n\n');
}

const measuredText = (title: string, rows: readonly Measured[]): string =>
  `### ${title}\n\n${table(
    ['', 'each s', 'µs', 'time'],
    rows.map(({ name, perSecond, microseconds, ratio }) => [
      ...[name, whole(perSecond), microseconds.toFixed(2), times(ratio)],
    ]),
  )}`;

export function figuresText(figures: Figures): string {
  const charts = [...chartsOf(figures)].map(([file, { title }]) => `![${title}](performance/${file})`);
  const { answers, codec, memory, kill } = figures;
  return [
    machineText(figures),
    floorsText(figures),
    ...charts,
    ...LOADED.flatMap((name) => {
      const part = figures[name];
      return part === undefined ? [] : [partText(name, part)];
    }),
    ...(memory === undefined ? [] : [`\`\`\`\n${memoryTable(memory)}\`\`\``]),
    ...(kill === undefined ? [] : [`\`\`\`\n${killTable(kill)}\`\`\``]),
    ...(answers === undefined ? [] : [measuredText('The answer, one process', answers)]),
    ...(codec === undefined ? [] : [measuredText('The codec, one process', codec)]),
  ].join('\n\n');
}

/** @throws Error where the marks are not there, once each and in order. */
export function withFigures(document: string, figures: Figures): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The document has no place for figures: ${BEGIN} … ${END}`);
  return `${document.slice(0, from + BEGIN.length)}\n\n${figuresText(figures)}\n\n${document.slice(to)}`;
}
