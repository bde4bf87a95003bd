/** Verifies the books on a thread of its own: recomputing all of them must not keep payments waiting. */
import { parentPort, workerData } from 'node:worker_threads';
import { verifyBooks } from '#adapters/postgres';

const { url } = workerData as { readonly url: string };
const report = await verifyBooks({
  url,
  leaveMark: true,
  onProgress: (done, of) => parentPort?.postMessage({ progress: { done, of } }),
});
parentPort?.postMessage({ report });
