/** Makes a failing world small: fewer journeys, fewer kinds of harm, the same broken law. */
import { HARMS, type Harm } from './ground.ts';
import { TERMINALS, terminalIdOf } from './shops.ts';
import { runWorld } from './world.ts';
import type { WorldOptions, WorldResult } from './world-options.ts';

export interface Shrunk {
  readonly options: WorldOptions;
  /** The result of playing the small world, with its lines. */
  readonly result: WorldResult;
  readonly runs: number;
}

/** More plays than this are not tried. */
const RUNS_MAX = 60;
/** A law that concerns no single journey is looked for among the last ones that began. */
const LAST_MOST = 4_096;

export async function shrink(options: WorldOptions, failed: WorldResult): Promise<Shrunk> {
  const law = failed.violation?.law;
  const untilMs = failed.virtualMs + 1;
  let best: WorldOptions = { ...options, untilMs };
  let runs = 0;
  const { progress: _progress, ...quiet } = options;
  const fails = async (candidate: WorldOptions): Promise<boolean> => {
    if (runs >= RUNS_MAX) return false;
    runs += 1;
    // A smaller world may need longer to show the same: it gets the whole time of the first one and some more.
    const { violation } = await runWorld({ ...candidate, keepLines: false });
    if (violation?.law !== law) return false;
    best = candidate;
    return true;
  };
  const base: WorldOptions = { ...quiet, untilMs: untilMs + 3_600_000 };
  await fewerJourneys(base, failed, fails);
  if (best.only !== undefined) {
    const small = await without(best, fails, () => best);
    best = small;
  }
  const { journey, terminal } = failed.violation ?? { journey: -1, terminal: null };
  const keepLines = journey < 0 || terminal !== null || best.only !== undefined || { journey };
  const result = await runWorld({ ...best, keepLines });
  return { options: best, result, runs };
}

type Fails = (candidate: WorldOptions) => Promise<boolean>;

async function fewerJourneys(base: WorldOptions, failed: WorldResult, fails: Fails): Promise<void> {
  const journey = failed.violation?.journey ?? -1;
  const all = base.only ?? Array.from({ length: failed.begun }, (_, index) => index);
  let left = [...all].slice(-LAST_MOST);
  if (journey >= 0 && (await fails({ ...base, only: new Set([journey]) }))) return;
  const { terminal } = failed.violation!;
  const atTerminal = left.filter((index) => terminalIdOf(index % TERMINALS) === terminal);
  if (terminal !== null && (await fails({ ...base, only: new Set(atTerminal) }))) left = atTerminal;
  else if (!(await fails({ ...base, only: new Set(left) }))) return;
  for (let size = Math.ceil(left.length / 2); size >= 1; ) {
    let smaller = false;
    for (let from = 0; from < left.length && left.length > 1; from += size) {
      const rest = [...left.slice(0, from), ...left.slice(from + size)];
      if (rest.length === 0 || !(await fails({ ...base, only: new Set(rest) }))) continue;
      left = rest;
      smaller = true;
      break;
    }
    if (!smaller) size = size === 1 ? 0 : Math.ceil(size / 2);
    else size = Math.min(size, Math.ceil(left.length / 2));
  }
}

/** Leaves out the crashes, and every kind of harm that the failure does not need. */
async function without(start: WorldOptions, fails: Fails, best: () => WorldOptions): Promise<WorldOptions> {
  await fails({ ...start, crashes: false });
  for (const harm of HARMS) {
    const kept: Harm[] = [...(best().harms ?? HARMS)].filter((each) => each !== harm);
    await fails({ ...best(), harms: new Set(kept) });
  }
  return best();
}
