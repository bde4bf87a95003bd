/** `npm run pages`: builds the pages of web/ when their sources changed. A program of its own, so that what Vite
 * needs in memory and environment ends with it. */
import { buildPages } from '#adapters/web-pages';

process.env.NODE_ENV = 'production';
const startedMs = performance.now();
try {
  const folder = await buildPages();
  process.stdout.write(`Pages in ${folder} after ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
} catch (error) {
  process.stderr.write(
    `The pages could not be built: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
