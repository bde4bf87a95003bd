/** A closed loop: so many callers, each asks again when it was answered. */
import { type Cost, costOf, type Meter } from './meter.ts';
import { Waits } from './waits.ts';

export interface Load {
  /** Wanted answers to what was asked in the measured time. */
  readonly done: number;
  /** From the first question to the last wanted answer. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** Answers by outcome that were not the wanted one: a figure with such answers is no figure. */
  readonly others: Readonly<Record<string, number>>;
  /** Null where nothing was metered. */
  readonly cost: Cost | null;
}

export interface LoadOptions {
  readonly inFlight: number;
  readonly ms: number;
  /** Not counted, so that compilers and caches are warm. */
  readonly warmMs?: number;
  /** What is to come of each; anything else is counted by name. */
  readonly wanted: string;
  readonly meter?: Meter;
}

/** Gives the outcome of the next payment; null: there is nothing left to ask. `caller`: whose turn it is, from 0. */
export type Ask = (caller: number) => Promise<string> | null;

/** PostgreSQL's processes tell what they did at most once a second, at the end of a transaction. */
const TOLD_AFTER_MS = 1_100;
const NUDGES = 4;
const NUDGED_AT_ONCE = 16;

export async function drive(options: LoadOptions, ask: Ask): Promise<Load> {
  const { inFlight, ms, warmMs = Math.min(2_000, ms / 4), wanted, meter } = options;
  await phase(inFlight, warmMs, ask);
  const before = await reading(meter, ask);
  const waits = new Waits();
  const others: Record<string, number> = {};
  const startedAt = performance.now();
  let lastAt = startedAt;
  let done = 0;
  await phase(inFlight, ms, ask, (outcome, askedAt) => {
    if (outcome !== wanted) {
      others[outcome] = (others[outcome] ?? 0) + 1;
      return;
    }
    lastAt = performance.now();
    done += 1;
    waits.add(lastAt - askedAt);
  });
  const after = await reading(meter, ask);
  const [p50Ms = 0, p99Ms = 0, p999Ms = 0] = waits.quantiles(0.5, 0.99, 0.999);
  const seconds = (lastAt - startedAt) / 1_000;
  const cost =
    before === null || after === null ? null : costOf(before.reading, after.reading, done + after.nudged);
  return {
    ...{ done, seconds, perSecond: seconds > 0 ? done / seconds : 0 },
    p50Ms,
    p99Ms,
    p999Ms,
    others,
    cost,
  };
}

async function phase(
  inFlight: number,
  ms: number,
  ask: Ask,
  told: (outcome: string, askedAt: number) => void = () => {},
): Promise<void> {
  const endsAt = performance.now() + ms;
  const caller = async (index: number): Promise<void> => {
    while (performance.now() < endsAt) {
      const askedAt = performance.now();
      const answer = ask(index);
      if (answer === null) return;
      told(await answer, askedAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => caller(index)));
}

/** A pause and a few payments, after which every connection has told its counts; they are part of the cost. */
async function reading(meter: Meter | undefined, ask: Ask) {
  if (meter === undefined) return null;
  await new Promise((resolve) => setTimeout(resolve, TOLD_AFTER_MS));
  let nudged = 0;
  for (let round = 0; round < NUDGES; round += 1) {
    const asked = Array.from({ length: NUDGED_AT_ONCE }, (_, index) => ask(index));
    const answers = await Promise.all(asked.filter((each) => each !== null));
    nudged += answers.length;
  }
  return { reading: await meter.read(), nudged };
}
