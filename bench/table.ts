/** Figures as lines for a terminal. */
import type { KillFigures, MemoryFigures, Part, Row, Skipped } from './figures.ts';
import { type Floor, floorLine } from './floors.ts';
import type { Measured } from './measure.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const times = (value: number | null): string => (value === null ? 'skipped' : `${value.toFixed(2)} ×`);
const wait = (ms: number): string => ms.toFixed(1);
const orSkipped = (value: number | null | undefined): string => (value == null ? 'skipped' : whole(value));

const headsOf = (withNaive: boolean): string[] => [
  ...['in flight', 'each s', 'TPC-B', ...(withNaive ? ['naive'] : []), 'p50 ms', 'p99 ms', 'p99.9 ms'],
  ...['Node µs', 'PG µs', 'WAL B', 'stored B', 'rows', 'transactions'],
];

function cells(row: Row, withNaive: boolean): string[] {
  const { cost } = row;
  return [
    ...[String(row.inFlight), whole(row.perSecond), times(row.timesTpcB)],
    ...(withNaive ? [times(row.timesNaive)] : []),
    ...[wait(row.p50Ms), wait(row.p99Ms), wait(row.p999Ms)],
    ...[orSkipped(cost?.nodeMicroseconds), orSkipped(cost?.postgresMicroseconds), orSkipped(cost?.walBytes)],
    ...[orSkipped(cost?.storedBytes), cost?.rowsWritten.toFixed(1) ?? 'skipped'],
    cost?.transactions.toFixed(2) ?? 'skipped',
  ];
}

export function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

export function partTable(part: Part | Skipped, title: string): string {
  if ('skipped' in part) return `${title}: skipped. ${part.skipped}\n`;
  const { tpcB, naive, rows, hints } = part;
  const beside = [
    tpcB === null
      ? 'TPC-B (pgbench, prepared, 32 clients): skipped'
      : `TPC-B (pgbench, prepared, 32 clients): ${whole(tpcB.perSecond)}/s, mean of ` +
        `${whole(tpcB.before)} before and ${whole(tpcB.after)} after`,
    ...(naive === null
      ? []
      : [
          `a payment as ten statements, 32 connections: ${whole(naive.perSecond)}/s, p50 ${wait(naive.p50Ms)} ms` +
            othersOf(naive),
        ]),
  ];
  const lines = rows.map((row) => [row.name, ...cells(row, naive !== null)]);
  const table = aligned([['', ...headsOf(naive !== null)], ...lines]).map((line, index) =>
    index === 0 ? line : `${line}${othersOf(rows[index - 1]!)}${besideOf(rows[index - 1]!)}`,
  );
  return `${[part.title, ...[...beside, ...table, ...hints].map((line) => `  ${line}`)].join('\n')}\n`;
}

function othersOf({ others }: Pick<Row, 'others'>): string {
  const told = Object.entries(others).map(([outcome, count]) => `${count} × ${outcome}`);
  return told.length === 0 ? '' : `  (${told.join(', ')})`;
}

/** Processor time of programs that run on the same machine and are not the server. */
function besideOf({ cost }: Row): string {
  const told = Object.entries(cost?.besideMicroseconds ?? {}).map(
    ([name, us]) => `${name} ${orSkipped(us)} µs`,
  );
  return told.length === 0 ? '' : `  (${told.join(', ')})`;
}

export function measuredTable(title: string, rows: readonly Measured[]): string {
  const lines = rows.map(({ name, perSecond, microseconds, ratio }) => [
    ...[name, `${whole(perSecond)} /s`, `${microseconds.toFixed(2)} µs`, `${ratio.toFixed(2)} ×`],
  ]);
  return `${[title, ...aligned(lines).map((line) => `  ${line}`)].join('\n')}\n`;
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

export function memoryTable({ atStartBytes, wantedPerSecond, points, others }: MemoryFigures): string {
  const title = `Memory of the server, ${wantedPerSecond} sales each second by ISO 8583`;
  if (atStartBytes === null) return `${title}: skipped. This system does not tell the memory of a process.\n`;
  const lines = [
    ['at the start', megabytes(atStartBytes), ''],
    ...points.map(({ minutes, bytes, payments }) => [
      `after ${minutes} min`,
      megabytes(bytes),
      `${whole(payments)} payments`,
    ]),
  ];
  return `${[title, ...aligned(lines).map((line) => `  ${line}`)].join('\n')}${othersOf({ others })}\n`;
}

export function killTable({
  kills,
  inFlight,
  acknowledged,
  lost,
  faults,
  readyAgainMs,
}: KillFigures): string {
  return (
    `kill -9 of server and database in turns, ${kills} times, ${inFlight} terminals selling\n` +
    `  ${whole(acknowledged)} sales acknowledged, ${lost} of them lost, ${faults} faults in the books; ` +
    `serves again after ${(readyAgainMs / 1_000).toFixed(1)} s (median)\n`
  );
}

export function floorsTable(floors: readonly Floor[]): string {
  const measured = floors.filter(({ value }) => value !== null);
  const others = floors.length - measured.length;
  return [
    'Floors',
    ...measured.map((floor) => `  ${floorLine(floor)}`),
    ...(others === 0 ? [] : [`  not measured in this run: ${others} of ${floors.length}`]),
    '',
  ].join('\n');
}
