/**
 * `npm run fuzz -- --runs 10000000 --seed 7`: mutated frames, sub-fields, chip data and codes through everything that
 * reads them. Exit code 0 when nothing was found, 1 for a finding, 2 for wrong use.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { allTargets, caseOf, inputText, runCase } from './cases.ts';
import type { Found, Tally } from './run.ts';
import type { WorkerTask, WorkerWord } from './worker.ts';

/** A case takes some microseconds; one that takes this long never ends. */
const HANG_MS = 20_000;
/** Of one case, measured at rest: more is a finding. */
const SLOW_MS = 100;
const HEAP_MAX_MIB = 256;
const RSS_MAX_MIB = 768;
const RUNS_MAX = 1_000_000_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function usage(message: string): never {
  process.stderr.write(
    `${message}\nUsage: npm run fuzz -- [--runs 1000000] [--seed 1] [--from 0] [--only <number of a case>]\n`,
  );
  process.exit(2);
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value;
  return usage(
    `Cannot start: --${name} is ${JSON.stringify(text)}, expected a whole number from ${min} to ${max}`,
  );
}

function optionsOf(): { seed: number; from: number; runs: number; only: number | null } {
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: '1' },
        from: { type: 'string', default: '0' },
        only: { type: 'string' },
      },
    });
    return {
      seed: whole('seed', values.seed, 0, 2_147_483_647),
      from: whole('from', values.from, 0, Number.MAX_SAFE_INTEGER),
      runs: whole('runs', values.runs, 1, RUNS_MAX),
      only: values.only === undefined ? null : whole('only', values.only, 0, Number.MAX_SAFE_INTEGER),
    };
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

/** One case by its number: its input, and what comes of it, thrown as it is. */
function only(seed: number, index: number): void {
  const each = caseOf(allTargets(), seed, index);
  say(`${each.target.name}, ${each.input.length} long: ${inputText(each.input)}`);
  say(runCase(each));
}

function tellFound({ index, target, error, input }: Found): void {
  say(`FOUND: case ${index}, ${target}: ${error}`);
  say(`  for test/fuzz/findings.json: ${JSON.stringify({ target, input, was: error.split('\n')[0] })}`);
}

function tell(tally: Tally, seconds: number, rssBytes: number): number {
  const verdicts = Object.values(tally.counts).flatMap(({ accepted, refused }) => [accepted, refused]);
  // A run with many findings ends early.
  const done = verdicts.reduce((sum, count) => sum + count, tally.found.length);
  for (const [name, { accepted, refused }] of Object.entries(tally.counts))
    say(
      `  ${name.padEnd(16)}${String(accepted).padStart(10)} accepted ${String(refused).padStart(10)} refused`,
    );
  for (const { index, target, inputBytes, ms } of tally.slowest)
    say(`  slowest: case ${index}, ${target}, ${inputBytes} long, ${ms.toFixed(2)} ms`);
  const slow = tally.slowest.filter(({ ms }) => ms > SLOW_MS);
  for (const { index } of slow) say(`FOUND: case ${index} takes more than ${SLOW_MS} ms`);
  const rssMib = Math.round(rssBytes / 1_048_576);
  if (rssMib > RSS_MAX_MIB) say(`FOUND: ${rssMib} MiB of memory, at most ${RSS_MAX_MIB} are expected`);
  say(`${done} cases in ${seconds.toFixed(0)} s, ${Math.round(done / seconds)}/s, at most ${rssMib} MiB`);
  const findings = tally.found.length + slow.length + (rssMib > RSS_MAX_MIB ? 1 : 0);
  say(findings === 0 ? 'Nothing found.' : `${findings} found.`);
  return findings === 0 ? 0 : 1;
}

function run(seed: number, from: number, runs: number): void {
  const shared = new SharedArrayBuffer(16);
  const state = new Float64Array(shared);
  const task: WorkerTask = { seed, from, runs, shared };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MIB },
  });
  const startedMs = performance.now();
  const every = process.stdout.isTTY ? 500 : 30_000;
  let [last, movedMs, toldMs] = [-1, startedMs, startedMs];
  const watch = setInterval(() => {
    const now = performance.now();
    const at = state[0]!;
    if (at !== last) [last, movedMs] = [at, now];
    // A machine that stands still stops the watch as well: what counts is time in which it looked.
    else if (now - movedMs > HANG_MS)
      end(1, `FOUND: case ${at} does not end; see it with --seed ${seed} --only ${at}`);
    if (now - toldMs < every) return;
    toldMs = now;
    const rate = Math.round((at - from) / ((now - startedMs) / 1_000));
    const text = `${at - from} of ${runs}, ${rate}/s, ${Math.round(state[1]! / 1_048_576)} MiB`;
    process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }, 500);
  function end(code: number, text?: string): void {
    clearInterval(watch);
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
    if (text !== undefined) say(text);
    process.exitCode = code;
    void worker.terminate();
  }
  worker.on('message', (word: WorkerWord) => {
    if (word.kind === 'found') tellFound(word.found);
    else end(tell(word.tally, (performance.now() - startedMs) / 1_000, state[1]!));
  });
  worker.once('error', (error) => end(1, `FOUND: case ${state[0]}: ${error.stack ?? error.message}`));
}

const { seed, from, runs, only: index } = optionsOf();
if (index !== null) only(seed, index);
else {
  say(`seed ${seed}, cases ${from} to ${from + runs - 1}`);
  run(seed, from, runs);
}
