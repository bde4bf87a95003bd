/**
 * The browser of the tests: Chromium out of an npm package, unpacked once. It brings the libraries that a bare
 * machine lacks. Its fonts are Latin alone, on every machine: Chinese on a page is the page's own font.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');

/** The package unpacks into the folder for temporary files and takes what lies there: it gets one of its own. */
const UNPACK = `
  import { inflate } from '@sparticuz/chromium';
  for (const name of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) await inflate(process.argv[1] + '/bin/' + name);
`;

const fontsFile = (folder: string): string =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>` +
  `<dir>${folder}/fonts/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>\n`;

async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(ROOT, '.build', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const making = await mkdtemp(join(dirname(folder), 'chromium-making-'));
  try {
    await run(process.execPath, ['--input-type=module', '-e', UNPACK, PACKAGE], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: making },
    });
    await writeFile(join(making, 'fonts.conf'), fontsFile(folder));
    await rename(making, folder).catch((error: unknown) => {
      // Another test file was quicker.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return folder;
}

async function libraries(folder: string): Promise<Record<string, string>> {
  const { stdout } = await run('ldd', [join(folder, 'chromium')]);
  return stdout.includes('not found') ? { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } : {};
}

/** `flags`: further switches, for example of a camera that shows a film. */
export async function openChromium(flags: readonly string[] = []): Promise<Browser> {
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--headless=shell', '--no-sandbox', '--disable-gpu', '--font-render-hinting=none', ...flags],
    env: {
      ...(process.env as Record<string, string>),
      ...(await libraries(folder)),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}
