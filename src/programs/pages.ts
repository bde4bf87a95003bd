/** The pages at the start: built when their sources changed, while the database comes up; then served as they are. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { builtPages, isBuilt, newestPages, type Pages, readPages } from '#adapters/web-pages';

const BUILD_MAX_MS = 180_000;

function build(): Promise<string | null> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'build-pages.ts')], {
    // React in its development form is three times as large: the environment of a test must not choose it.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: BUILD_MAX_MS,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : said.trim() || 'the build did not end in time'));
  });
}

/** Never fails: a server without pages still takes payments. */
export async function preparePages(say: (text: string) => void): Promise<void> {
  if (isBuilt(await builtPages())) return;
  say('Building the pages (once, and again when web/ changes) …');
  const trouble = await build();
  if (trouble !== null) say(`The pages are not there as they should be, the API is: ${trouble}`);
}

/** What was built is served; without it the API stands alone, and says so. */
export async function pagesAtHand(warn: (text: string) => void): Promise<Pages | null> {
  const folder = await newestPages();
  if (folder !== null) return readPages(folder);
  warn('no pages are built: «npm run pages» builds them');
  return null;
}
