/**
 * A change of the master key in its file. While it lasts the key before stands beside it as `….old` and still opens
 * what it wrapped; when nothing is wrapped under it any more it is put aside, and no program reads it again.
 */
import { copyFile, link, rename, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { MasterKeys } from './keyring.ts';
import { masterKeyIdOf } from './keyring.ts';
import {
  createKeyFile,
  MasterKeyError,
  readKeyFile,
  refuseInsideDatabase,
  syncFolder,
} from './master-key.ts';

interface Place {
  readonly path: string;
  readonly databaseFolder: string;
}

const oldOf = (path: string): string => `${path}.old`;
const newOf = (path: string): string => `${path}.new`;

async function required(path: string): Promise<Uint8Array> {
  const key = await readKeyFile(path);
  if (key !== undefined) return key;
  throw new MasterKeyError('absent', `Cannot load the master key: ${path} does not exist; restore it`);
}

/** What the two files are now: another text means that they were exchanged. */
async function stampOf(path: string): Promise<string> {
  const stamps = [path, oldOf(path)].map(async (each) => {
    const found = await stat(each).catch(() => null);
    return found === null ? '-' : `${found.ino} ${found.mtimeMs} ${found.size}`;
  });
  return (await Promise.all(stamps)).join('|');
}

async function keysAt(path: string): Promise<MasterKeys> {
  const current = await required(path);
  const old = await readKeyFile(oldOf(path));
  return { current, older: old === undefined ? [] : [old] };
}

/** The keys of now, and a look whether they were changed since. */
export async function readMasterKeys(
  place: Place,
): Promise<{ readonly now: MasterKeys; readonly refresh: () => Promise<MasterKeys | null> }> {
  const path = resolve(place.path);
  await refuseInsideDatabase(path, place.databaseFolder);
  let stamp = await stampOf(path);
  const now = await keysAt(path);
  return {
    now,
    async refresh() {
      const seen = await stampOf(path);
      if (seen === stamp) return null;
      const keys = await keysAt(path);
      stamp = seen;
      return keys;
    },
  };
}

/**
 * Makes a new master key and puts it in the place of the one of now. Run again after a crash it goes on where that
 * one stopped, and where a change is under way already it makes no third key.
 */
export async function beginMasterKeyChange(
  place: Place,
): Promise<{ readonly oldId: string; readonly newId: string; readonly resumed: boolean }> {
  const path = resolve(place.path);
  await refuseInsideDatabase(path, place.databaseFolder);
  const [old, made] = [await readKeyFile(oldOf(path)), await readKeyFile(newOf(path))];
  if (old === undefined || made !== undefined) {
    const current = await required(path);
    // The old file is written before the exchange: one that differs belongs to a change that has not ended.
    if (old !== undefined && masterKeyIdOf(old) !== masterKeyIdOf(current)) {
      throw new MasterKeyError(
        'unusable-file',
        `Cannot begin a change of the master key: ${newOf(path)} lies beside a change that has not ended. ` +
          'Remove it, and run the change again to end it',
      );
    }
    if (made === undefined) await createKeyFile(newOf(path));
    if (old === undefined) await keepAs(path, oldOf(path));
    await rename(newOf(path), path);
    await syncFolder(dirname(path));
  }
  const keys = await keysAt(path);
  return {
    oldId: masterKeyIdOf(keys.older[0] ?? keys.current),
    newId: masterKeyIdOf(keys.current),
    resumed: old !== undefined,
  };
}

async function keepAs(path: string, kept: string): Promise<void> {
  try {
    await link(path, kept);
  } catch (error) {
    // Some file systems have no links. A copy of a file of mode 0600 has that mode.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(path, kept);
  }
  await syncFolder(dirname(path));
}

/** Puts the key before aside under the name that is returned. Backups of its time still need it. */
export const endMasterKeyChange = ({ path }: Place): Promise<string | null> =>
  putAside(oldOf(resolve(path)), resolve(path));

/** Puts the master key itself aside, as it is in a token now; and the one before it, where a change had not ended. */
export async function retireMasterKeyFile(place: Place): Promise<string | null> {
  await endMasterKeyChange(place);
  return putAside(resolve(place.path), resolve(place.path));
}

async function putAside(file: string, path: string): Promise<string | null> {
  const key = await readKeyFile(file);
  if (key === undefined) return null;
  const aside = `${path}.retired-${masterKeyIdOf(key)}`;
  await rename(file, aside);
  await syncFolder(dirname(path));
  return aside;
}
