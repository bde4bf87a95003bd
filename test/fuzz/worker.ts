/** The loop in a thread of its own, watched by the main one: a case that never ends cannot tell so itself. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Found, runCases, type Tally } from './run.ts';

export interface WorkerTask {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  /** Two doubles: the number of the case under way, and resident bytes at their highest. */
  readonly shared: SharedArrayBuffer;
}

export type WorkerWord =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'end'; readonly tally: Tally };

const MEMORY_EVERY = 10_000;

const { seed, from, runs, shared } = workerData as WorkerTask;
const state = new Float64Array(shared);
const say = (word: WorkerWord): void => parentPort!.postMessage(word);
const tally = runCases(seed, from, runs, {
  before: (index) => {
    state[0] = index;
    if (index % MEMORY_EVERY === 0) state[1] = Math.max(state[1]!, process.memoryUsage.rss());
  },
  found: (found) => say({ kind: 'found', found }),
});
say({ kind: 'end', tally });
