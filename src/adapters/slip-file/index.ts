/** Slips as PDF files, made on a thread of their own so that no payment waits for one. */
import { Worker } from 'node:worker_threads';
import type { SlipFile } from './draw.ts';
import type { SlipDone, SlipTask } from './worker.ts';

export type { SlipFile } from './draw.ts';

/** Files that wait at a time; a printer's queue is no reason to fill the memory. */
const WAITING_MAX = 20;
/** The thread and its font are given back when nobody printed for so long. */
const IDLE_MS = 60_000;

/** Too many are being made, or this one could not be. */
export class SlipFileError extends Error {
  override readonly name = 'SlipFileError';
}

export interface SlipFiles {
  /** @throws SlipFileError. */
  pdf(slip: SlipFile): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (error: SlipFileError) => void;
}

export function createSlipFiles(): SlipFiles {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, Waiting>();

  const end = async (why: string): Promise<void> => {
    const ended = worker;
    worker = null;
    for (const { reject } of waiting.values()) reject(new SlipFileError(why));
    waiting.clear();
    await ended?.terminate();
  };
  const begun = (): Worker => {
    if (worker !== null) return worker;
    const fresh = new Worker(new URL('./worker.ts', import.meta.url));
    fresh.unref();
    fresh.on('message', (done: SlipDone) => {
      const waits = waiting.get(done.no);
      waiting.delete(done.no);
      if ('pdf' in done) waits?.resolve(done.pdf);
      else waits?.reject(new SlipFileError(done.failure));
      if (waiting.size > 0) return;
      idle = setTimeout(() => void end('nobody waits'), IDLE_MS);
      idle.unref();
    });
    fresh.on('error', (error) => void end(error instanceof Error ? error.message : String(error)));
    worker = fresh;
    return fresh;
  };
  return {
    pdf: (slip) =>
      new Promise((resolve, reject) => {
        if (waiting.size >= WAITING_MAX)
          return reject(new SlipFileError(`${WAITING_MAX} slips wait already`));
        clearTimeout(idle);
        last += 1;
        waiting.set(last, { resolve, reject });
        begun().postMessage({ no: last, slip } satisfies SlipTask);
      }),
    close: async () => {
      clearTimeout(idle);
      await end('the program stops');
    },
  };
}
