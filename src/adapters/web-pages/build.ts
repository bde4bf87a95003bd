/**
 * Builds the pages with Vite into a folder of their own and gives it its name when it is whole, so that nobody
 * serves half of it and two who build at once do no harm. Text is compressed here, once, as hard as it goes.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { allBuilt, builtPages, isBuilt, ROOT } from './places.ts';

const br = promisify(brotliCompress);
const gz = promisify(gzip);

/** Below this a compressed answer is no shorter on the wire. */
const WORTH_BYTES = 800;
const TEXT = /\.(js|css|svg|json|txt)$/;
/** Older builds that a running server may still be reading are left alone. */
const KEPT = 3;

async function compress(path: string): Promise<void> {
  const body = await readFile(path);
  if (body.length < WORTH_BYTES) return;
  const [small, other] = await Promise.all([
    br(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
    gz(body, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, small), writeFile(`${path}.gz`, other)]);
}

/** Gives the folder they are in; builds nothing that is built already. */
export async function buildPages(): Promise<string> {
  const folder = await builtPages();
  if (isBuilt(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const outDir = await mkdtemp(join(dirname(folder), 'making-'));
  try {
    const { build } = await import('vite');
    await build({
      configFile: join(ROOT, 'web', 'vite.config.ts'),
      logLevel: 'warn',
      mode: 'production',
      build: { outDir, emptyOutDir: true },
    });
    const assets = join(outDir, 'assets');
    for (const name of await readdir(assets)) if (TEXT.test(name)) await compress(join(assets, name));
    await rename(outDir, folder).catch((error: unknown) => {
      // Somebody else was quicker: the same sources give the same pages.
      if (!isBuilt(folder)) throw error;
    });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
  for (const old of (await allBuilt()).slice(KEPT)) await rm(old, { recursive: true, force: true });
  return folder;
}
