/** All profiles one after the other and a table; what is finished can be kept, so that a long run goes on. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { RuleBook } from '#domain/policy';
import { PROFILE_NAMES, type ProfileName } from '#simulation';
import type { SimulateOptions } from './options.ts';
import { type Reported, report, say, versionOf } from './report.ts';

/** A line of the table. */
interface Row {
  readonly profile: ProfileName;
  readonly seed: number;
  /** Journeys, as the command line counts. */
  readonly payments: number;
  /** Payments and ways back that were made of them. */
  readonly made: number;
  readonly waysBack: number;
  readonly version: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly heapMostMib: number;
  readonly crashes: number;
  readonly openMost: number;
  readonly digest: string;
  readonly found: string;
}

function rowOf({ seed, payments, profile }: SimulateOptions, version: string, told: Reported): Row {
  const { result, seconds, cpuSeconds, heapMostMib } = told;
  const { crashes, openMost, digest, violation, figures } = result;
  const { payments: made, waysBack } = figures;
  const found = violation === null ? 'nothing' : violation.law;
  return {
    ...{ profile, seed, payments, made, waysBack, version, seconds, cpuSeconds, heapMostMib },
    ...{ crashes, openMost, digest, found },
  };
}

/** Rows of an earlier start with the same seed, count and version; others say nothing of this one. */
function keptRows(file: string | null, options: SimulateOptions, version: string): Row[] {
  if (file === null || !existsSync(file)) return [];
  const rows: Row[] = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
  return rows.filter(
    ({ seed, payments, version: made }) =>
      seed === options.seed && payments === options.payments && made === version,
  );
}

const COLUMNS = [
  'profile',
  'journeys',
  'payments',
  'ways back',
  'seconds',
  'cpu',
  'journeys, payments per cpu second',
  'heap',
  'crashes',
  'open',
  'found',
];

function cellsOf(row: Row): string[] {
  const { profile, payments, made, waysBack, seconds, cpuSeconds, heapMostMib } = row;
  const { crashes, openMost, found } = row;
  const rate = `${Math.round(payments / cpuSeconds)}, ${Math.round(made / cpuSeconds)}`;
  return [
    ...[profile, payments, made, waysBack, `${seconds.toFixed(1)} s`, `${cpuSeconds.toFixed(1)} s`, rate],
    ...[`${Math.round(heapMostMib)} MiB`, crashes, openMost, found],
  ].map(String);
}

function tellTable(rows: readonly Row[]): void {
  const lines = [COLUMNS, ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((cells) => cells[at]!.length)));
  for (const cells of lines)
    say(
      cells
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    );
}

/** The exit code: 0 when the auditor found nothing in any of them. */
export async function reportAll(
  options: SimulateOptions,
  file: string | null,
  rules: RuleBook,
): Promise<number> {
  const version = versionOf();
  const rows = keptRows(file, options, version);
  for (const profile of PROFILE_NAMES) {
    if (rows.some((row) => row.profile === profile)) {
      say(`${profile}: played before with this seed and version`);
      continue;
    }
    const one = { ...options, profile };
    const row = rowOf(one, version, await report(one, rules));
    rows.push(row);
    if (file !== null) writeFileSync(file, `${JSON.stringify(row)}\n`, { flag: 'a' });
    say('');
  }
  tellTable(rows);
  return rows.every(({ found }) => found === 'nothing') ? 0 : 1;
}
