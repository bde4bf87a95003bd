/** Plays one world and tells what came of it: progress, verdict, and for a failure its smallest history. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleBook } from '#domain/policy';
import {
  HARMS,
  LAWS,
  PLANTED_FAULTS,
  runWorld,
  shrink,
  storyLineText,
  type WorldOptions,
  type WorldResult,
} from '#simulation';
import type { SimulateOptions } from './options.ts';

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Asking how large the heap is costs: once in so many virtual minutes. */
const HEAP_EVERY = 10;
/** At most this many lines of a failing history are printed. */
const LINES_MAX = 200;

/** Once in so many turns the event loop has one too. */
const LOOP_EVERY = 4_096;
let turns = 0;

const DONE = Promise.resolve();
const soon = (goOn: () => void): void => void DONE.then(goOn);

/**
 * Everything that can go on without time goes on: what a next tick is put after are all promises that may go on. The
 * tick itself only asks for a turn among the promises: what it did itself would come before the promises behind it.
 */
export const breathe = (goOn: () => void): void => {
  turns = (turns + 1) % LOOP_EVERY;
  if (turns === 0) setImmediate(soon, goOn);
  else process.nextTick(soon, goOn);
};

/** What is known of a world that was played. */
export interface Reported {
  /** The exit code: 0 when the auditor found nothing. */
  readonly code: 0 | 1;
  readonly result: WorldResult;
  readonly seconds: number;
  /** Processor time of this process, all its threads together. */
  readonly cpuSeconds: number;
  /** Most of the heap that was in use, garbage included, looked at every ten virtual minutes. */
  readonly heapMostMib: number;
}

/** The commit, or the package version where there is no repository. */
export function versionOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return String(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
  }
}

const span = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

function worldOf(options: SimulateOptions, rules: RuleBook): WorldOptions {
  const { seed, payments, profile, untilMs, only, harms, crashes, plant, story } = options;
  return {
    seed,
    payments,
    profile,
    rules,
    breathe,
    crashes,
    keepLines: story,
    ...(untilMs === null ? {} : { untilMs }),
    ...(only === null ? {} : { only }),
    ...(harms === null ? {} : { harms }),
    ...(plant === null ? {} : { tamper: PLANTED_FAULTS[plant].plant }),
  };
}

export function replayCommand(options: SimulateOptions, world: WorldOptions): string {
  const left = [
    ...(world.crashes === false ? ['crashes'] : []),
    ...HARMS.filter((harm) => world.harms !== undefined && !world.harms.has(harm)),
  ];
  return [
    `npm run simulate -- --seed ${options.seed} --payments ${options.payments} --faults ${options.profile}`,
    ...(world.only === undefined ? [] : [`--only ${[...world.only].join(',')}`]),
    ...(left.length === 0 ? [] : [`--without ${left.join(',')}`]),
    ...(options.plant === null ? [] : [`--plant ${options.plant}`]),
  ].join(' ');
}

/** Both counts in each second: a journey makes one payment or a few, or none. */
const pace = (journeys: number, payments: number, seconds: number): string =>
  `${Math.round(journeys / seconds)} journeys, ${Math.round(payments / seconds)} payments`;

function tellFigures(result: WorldResult, seconds: number, cpuSeconds: number): void {
  const { figures, begun, crashes, virtualMs, lineCount, openMost, digest } = result;
  const { payments, waysBack } = figures;
  say(
    `${begun} journeys, ${payments} payments and ${waysBack} ways back in ${seconds.toFixed(1)} s ` +
      `(${pace(begun, payments, seconds)} in each) and ${cpuSeconds.toFixed(1)} s of processor time ` +
      `(${pace(begun, payments, cpuSeconds)} in each); ${span(virtualMs)} of virtual time, ` +
      `${lineCount} messages and events, ${crashes} crashes, at most ${openMost} journeys open at once`,
  );
  say(
    `Of the payments: ${figures.unknowns} outcomes unknown for a while, ${figures.reversals} reversed, ` +
      `${figures.afterDecline} approved after a decline, ${figures.unheard} unheard of; ` +
      `${figures.changed} changed amounts; ` +
      `${figures.voids} voided, ${figures.refunds} refunds, ${figures.bounced} sent back; ` +
      `${figures.handed} with a person, ${figures.overruled} ` +
      `decided by the clearing file; ${figures.orders} orders, ${figures.givenBack} payments of them given back; ` +
      `${figures.requests} requests; ${figures.endedByPersons} ended by two persons; ` +
      `${figures.settlements} batches settled, ${figures.settlementsDiffering} differ; ${figures.wallets} wallets, ` +
      `${figures.walletPayments} payments with them, ${figures.walletReturns} went back, ` +
      `${figures.closedDeclines} met something closed, ${figures.arrears} times something was owed and ` +
      `${figures.arrearsFilled} times paid up`,
  );
  say(`digest ${digest}, memory ${Math.round(process.memoryUsage().rss / 1_048_576)} MiB`);
}

function tellStory({ lines, lineCount }: WorldResult): void {
  if (lines.length < lineCount) say(`(the first ${lineCount - lines.length} lines are not kept)`);
  for (const line of lines) say(storyLineText(line));
}

async function tellFailure(
  options: SimulateOptions,
  world: WorldOptions,
  failed: WorldResult,
): Promise<void> {
  const { law, journey, text } = failed.violation!;
  say(`FAILED: ${law}: ${LAWS[law]}`);
  say(text);
  say(`seed ${options.seed}, profile ${options.profile}, version ${versionOf()}; making it small ...`);
  const small = await shrink(world, failed);
  const found = small.result.violation ?? failed.violation!;
  const about = found.journey >= 0 ? found.journey : journey;
  const { terminal } = found;
  const lines = small.result.lines.filter((line) => {
    if (terminal !== null) return line.text.includes(terminal) || line.text.includes('network');
    return about < 0 || line.journey === about || line.journey < 0;
  });
  say(
    `\nThe smallest history found, after ${small.runs} plays of ${small.options.only?.size ?? 'all'} journeys:`,
  );
  const shown = lines.slice(-LINES_MAX);
  if (shown.length < lines.length) say(`(${lines.length - shown.length} earlier lines are left out)`);
  for (const line of shown) say(`  ${storyLineText(line)}`);
  say(`  ⇒ ${found.law}: ${found.text}`);
  say(`\nPlay it again:\n  ${replayCommand(options, small.options)} --story`);
}

/** Plays the world and tells of it as it goes. */
export async function report(options: SimulateOptions, rules: RuleBook): Promise<Reported> {
  const world = worldOf(options, rules);
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let heapMost = 0;
  let looks = 0;
  let nextMs = startedMs + 1_000;
  const progress: NonNullable<WorldOptions['progress']> = (now) => {
    looks += 1;
    if (looks % HEAP_EVERY === 0) heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + (process.stdout.isTTY ? 500 : 10_000);
    const { begun, ended, open, payments, waysBack, virtualMs } = now;
    const rates = pace(ended, payments, (performance.now() - startedMs) / 1_000);
    const text =
      `${begun} begun, ${ended} ended, ${open} open, ${payments} payments, ${waysBack} ways back, ` +
      `${span(virtualMs)} of virtual time; in each second ${rates}`;
    process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  say(`seed ${options.seed}, ${options.payments} journeys, profile ${options.profile}`);
  const result = await runWorld({ ...world, progress });
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - startedMs) / 1_000;
  const cpuSeconds = (user + system) / 1e6;
  if (options.story) tellStory(result);
  tellFigures(result, seconds, cpuSeconds);
  const told = { result, seconds, cpuSeconds, heapMostMib: heapMost / 1_048_576 };
  if (result.violation === null) {
    say('The auditor found nothing.');
    return { code: 0, ...told };
  }
  await tellFailure(options, world, result);
  return { code: 1, ...told };
}
