import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errnoOf, explainFileError } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './processes.ts';

/** Somebody else works on this data folder. */
export class DataFolderLockedError extends Error {
  override readonly name = 'DataFolderLockedError';
  readonly pid: number;

  constructor(dataFolder: string, pid: number) {
    super(
      `Locking the data folder failed: process ${pid} already runs on ${dataFolder}. Stop it first ` +
        `(kill ${pid}), or start on another folder: YUANLU_DATA=/another/folder npm start.`,
    );
    this.pid = pid;
  }
}

export type DataFolderLock = AsyncDisposable & { release(): Promise<void> };

/*
 * The lock is a series of files `yuanlu.lock.1`, `.2`, ... of which the highest counts. Whoever finds its
 * holder gone creates the next number; creation is exclusive, so one wins. The highest file is never deleted,
 * only marked as released: were it deleted, a slow starter that had seen it could take its successor's number
 * beside a new holder. Taking over by deleting a stale file has that very hole.
 */
const namePattern = /^yuanlu\.lock\.([1-9]\d{0,14})$/;
const nameOf = (number: number) => `yuanlu.lock.${number}`;

async function lockNumbers(folder: string): Promise<number[]> {
  const numbers = (await readdir(folder)).flatMap((name) => {
    const found = namePattern.exec(name)?.[1];
    return found === undefined ? [] : [Number(found)];
  });
  return numbers.sort((left, right) => right - left);
}

async function readHolder(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const { pid, start } = JSON.parse(await readFile(path, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof start === 'string' ? { pid, start } : undefined;
  } catch (error) {
    // Complete when it appears, a file is empty only after the machine lost power: its holder is gone.
    if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function createComplete(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function tryTake(folder: string, me: ProcessIdentity): Promise<number | undefined> {
  const [highest = 0] = await lockNumbers(folder);
  if (highest > 0) {
    const holder = await readHolder(join(folder, nameOf(highest)));
    if (holder !== undefined && isAlive(holder)) throw new DataFolderLockedError(folder, holder.pid);
  }
  const mine = highest + 1;
  if (!(await createComplete(join(folder, nameOf(mine)), JSON.stringify(me)))) return undefined;
  const after = await lockNumbers(folder);
  if (after[0] !== mine) {
    await rm(join(folder, nameOf(mine)), { force: true });
    return undefined;
  }
  for (const old of after.slice(1)) await rm(join(folder, nameOf(old)), { force: true });
  return mine;
}

/** Holds the data folder for this process until released; a process that dies holds it no longer. */
export async function lockDataFolder(dataFolder: string): Promise<DataFolderLock> {
  const folder = resolve(dataFolder);
  const me = identifyProcess(process.pid) ?? { pid: process.pid, start: 'unknown' };
  try {
    await makeFolder(folder);
    for (;;) {
      const number = await tryTake(folder, me);
      if (number === undefined) continue;
      const path = join(folder, nameOf(number));
      let released: Promise<void> | undefined;
      const giveBack = async () => {
        try {
          await writeFile(`${path}.released`, '{}', { mode: 0o600 });
          await rename(`${path}.released`, path);
        } catch {
          // A full disk or a missing folder must not hold up the shutdown: the lock ends with the process.
        }
      };
      const release = () => {
        released ??= giveBack();
        return released;
      };
      return { release, [Symbol.asyncDispose]: release };
    }
  } catch (error) {
    if (error instanceof DataFolderLockedError) throw error;
    throw explainFileError('Locking the data folder', folder, error);
  }
}
