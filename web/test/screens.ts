/** Pictures of the pages for docs/screens: `npm run screens` takes them, a test that runs for itself takes none. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screens');

/** What the window shows, as docs/screens/<name>.png. `part`: a selector of what is taken alone, as long as it is. */
export async function keepScreen(page: Page, name: string, part?: string): Promise<void> {
  if (process.env.YUANLU_SCREENS === undefined) return;
  await mkdir(FOLDER, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await (part === undefined ? page : page.locator(part)).screenshot({
    path: join(FOLDER, `${name}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
}
