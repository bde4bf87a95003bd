/** Where built pages are: a folder named after what they were made of, so that a change is noticed by its name. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');
const PAGES = join(ROOT, '.build', 'web');

/** What the pages are made of. Packages are named by the lock file: their versions are exact. */
const SOURCES = ['web', 'src/domain', 'package-lock.json', 'src/adapters/web-pages/build.ts'];
const NO_SOURCE = /^web\/test\/|\.test\.tsx?$|\.browser\.ts$|\.md$|tsbuildinfo$/;
const FILES_MAX = 5_000;
const NAME_LENGTH = 16;

async function filesUnder(path: string): Promise<string[]> {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if ((await stat(full)).isFile()) return [path];
  const names = (await readdir(full, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
  return names.filter((name) => !NO_SOURCE.test(name));
}

async function nameOfSources(): Promise<string> {
  const files = (await Promise.all(SOURCES.map(filesUnder))).flat().sort();
  if (files.length > FILES_MAX)
    throw new Error(`${files.length} source files of pages: something that is no source lies in web/`);
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file))));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    hash.update(`${file}\0${texts[index]!.length}\0`);
    hash.update(texts[index]!);
  }
  return hash.digest('hex').slice(0, NAME_LENGTH);
}

/** The folder of the pages as their sources are now, whether it is there or not. */
export const builtPages = async (): Promise<string> => join(PAGES, await nameOfSources());

/** A folder gets its name when it is whole. */
export const isBuilt = (folder: string): boolean => existsSync(join(folder, 'index.html'));

const isName = (name: string): boolean => new RegExp(`^[0-9a-f]{${NAME_LENGTH}}$`).test(name);

/** Whole builds, the newest first. */
export async function allBuilt(): Promise<string[]> {
  if (!existsSync(PAGES)) return [];
  const folders = (await readdir(PAGES)).filter(isName).map((name) => join(PAGES, name));
  const dated = await Promise.all(
    folders.filter(isBuilt).map(async (folder) => ({ folder, madeMs: (await stat(folder)).mtimeMs })),
  );
  return dated.sort((a, b) => b.madeMs - a.madeMs).map(({ folder }) => folder);
}

/** Those of the sources as they are; else the last that were built; `null` when none were. */
export async function newestPages(): Promise<string | null> {
  const own = await builtPages();
  return isBuilt(own) ? own : ((await allBuilt())[0] ?? null);
}
