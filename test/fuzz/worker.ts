/** The loop in a thread of its own, watched by the main one: a case that never ends cannot tell so itself. */
import { parentPort, workerData } from 'node:worker_threads';
import { runCases } from './run.ts';

export interface WorkerTask {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  /** Two doubles: the number of the case under way, and resident bytes at their highest. */
  readonly shared: SharedArrayBuffer;
}

const MEMORY_EVERY = 10_000;

const { seed, from, runs, shared } = workerData as WorkerTask;
const state = new Float64Array(shared);
const tally = runCases(seed, from, runs, (index) => {
  state[0] = index;
  if (index % MEMORY_EVERY === 0) state[1] = Math.max(state[1]!, process.memoryUsage.rss());
});
parentPort!.postMessage(tally);
