import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errnoOf } from './errors.ts';

/**
 * Makes a folder and those above it, one after the other. The recursive mkdir of Node.js never ends where a file
 * system, as `/proc`, refuses a folder with ENOENT although the folder above exists.
 *
 * @throws the error of the file system; ENOTDIR where a file has that name.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const folder = resolve(path);
  const missing: string[] = [];
  for (let at = folder; !(await isThere(at)); at = dirname(at)) missing.push(at);
  for (const each of missing.reverse()) {
    try {
      await mkdir(each, { mode });
    } catch (error) {
      // Somebody else may have been quicker.
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
  if (!(await stat(folder)).isDirectory())
    throw Object.assign(new Error(`${folder} is not a folder`), { code: 'ENOTDIR' });
}

async function isThere(path: string): Promise<boolean> {
  if (path === dirname(path)) return true;
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
