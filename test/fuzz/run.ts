/** Runs cases in a row and keeps count: verdicts, findings, the slowest. */
import { allTargets, caseOf, type FuzzCase, inputText, runCase } from './cases.ts';
import type { Target, Verdict } from './target.ts';

export interface Found {
  readonly index: number;
  readonly target: string;
  /** Class and message of what was thrown, with the first lines of its stack. */
  readonly error: string;
  readonly input: string;
}

export interface Slow {
  readonly index: number;
  readonly target: string;
  readonly inputBytes: number;
  /** The quickest of three more runs: the first one may have met the garbage collector. */
  readonly ms: number;
}

export interface Tally {
  readonly counts: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
  readonly found: readonly Found[];
  readonly slowest: readonly Slow[];
}

const FOUND_MAX = 20;
const SLOW_KEPT = 5;
const NO_STACK = 0;
const STACK_LINES = 8;

export interface Watch {
  /** Hears the number of each case before it is made, so that a case that never ends has a name. */
  readonly before?: (index: number) => void;
  /** Hears of a finding at once: a long run may be ended early. */
  readonly found?: (found: Found) => void;
}

export function runCases(
  seed: number,
  from: number,
  runs: number,
  watch: Watch = {},
  targets: readonly Target[] = allTargets(),
): Tally {
  const counts = Object.fromEntries(targets.map(({ name }) => [name, { accepted: 0, refused: 0 }]));
  const found: Found[] = [];
  let slow: readonly (readonly [index: number, ms: number])[] = [];
  // Most inputs are refused: collecting a stack for each refusal would take half of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = NO_STACK;
  try {
    for (let index = from; index < from + runs && found.length < FOUND_MAX; index += 1) {
      watch.before?.(index);
      const each = caseOf(targets, seed, index);
      const startedMs = performance.now();
      try {
        counts[each.target.name]![runCase(each)] += 1;
      } catch {
        const one = foundIn(index, each);
        found.push(one);
        watch.found?.(one);
      }
      const ms = performance.now() - startedMs;
      if (slow.length < SLOW_KEPT || ms > slow.at(-1)![1])
        slow = [...slow, [index, ms] as const].sort((a, b) => b[1] - a[1]).slice(0, SLOW_KEPT);
    }
    const slowest = slow.map(([index]) => slowOf(targets, seed, index)).sort((a, b) => b.ms - a.ms);
    return { counts, found, slowest };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Once more, with a stack. */
function foundIn(index: number, each: FuzzCase): Found {
  const common = { index, target: each.target.name, input: inputText(each.input) };
  Error.stackTraceLimit = STACK_LINES;
  try {
    runCase(each);
    return { ...common, error: 'it happens only once: the code under test keeps a state' };
  } catch (error) {
    return { ...common, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    Error.stackTraceLimit = NO_STACK;
  }
}

function slowOf(targets: readonly Target[], seed: number, index: number): Slow {
  const each = caseOf(targets, seed, index);
  const times = [1, 2, 3].map(() => {
    const startedMs = performance.now();
    try {
      runCase(each);
    } catch {
      // What it throws is told among the findings.
    }
    return performance.now() - startedMs;
  });
  return { index, target: each.target.name, inputBytes: each.input.length, ms: Math.min(...times) };
}
