/** `verify` for those who start it from a page: the own books alone, on a thread of its own, within a bound. */
import { Worker } from 'node:worker_threads';
import type { Progress, VerifyRunner } from '#adapters/http-api';
import type { VerifyReport } from '#adapters/postgres';

/** Ten million payments take less; what takes longer is for the command line. */
const WITHIN_MS = 2 * 3_600_000;
const MEGABYTES_MAX = 512;

type Told = { readonly progress: Progress } | { readonly report: VerifyReport };

export const verifyAside =
  (url: string): VerifyRunner =>
  (onProgress) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), {
        workerData: { url },
        resourceLimits: { maxOldGenerationSizeMb: MEGABYTES_MAX },
      });
      const timer = setTimeout(() => {
        reject(new Error(`not done within ${WITHIN_MS / 60_000} minutes`));
        void worker.terminate();
      }, WITHIN_MS);
      worker.on('message', (told: Told) => {
        if ('progress' in told) onProgress(told.progress);
        else resolve({ ...told.report, issuers: false });
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        clearTimeout(timer);
        reject(new Error('the thread that verifies ended'));
      });
    });
