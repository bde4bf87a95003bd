import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginMasterKeyChange, endMasterKeyChange, loadOrCreateMasterKey, readMasterKeys } from './index.ts';

let home: string;
let path: string;
let place: { path: string; databaseFolder: string };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'master-key-change-'));
  path = join(home, 'keys', 'master.key');
  place = { path, databaseFolder: join(home, 'database') };
  await mkdir(place.databaseFolder);
  await loadOrCreateMasterKey({ ...place, demo: true });
});
afterEach(() => rm(home, { recursive: true }));

const files = async (): Promise<string[]> => (await readdir(join(home, 'keys'))).sort();
const text = (name: string): Promise<string> => readFile(join(home, 'keys', name), 'latin1');

test('the new key takes the place of the old one, which stays beside it until the end and is kept then', async () => {
  const before = await text('master.key');
  const { oldId, newId, resumed } = await beginMasterKeyChange(place);
  expect(resumed).toBe(false);
  expect(newId).not.toBe(oldId);
  expect(await files()).toEqual(['master.key', 'master.key.old']);
  expect(await text('master.key.old')).toBe(before);
  expect(await text('master.key')).not.toBe(before);
  for (const name of await files()) expect((await stat(join(home, 'keys', name))).mode & 0o777).toBe(0o600);
  expect(await endMasterKeyChange(place)).toBe(`${path}.retired-${oldId}`);
  expect(await files()).toEqual(['master.key', `master.key.retired-${oldId}`]);
  expect(await endMasterKeyChange(place)).toBeNull();
});

test('a change under way is gone on with, never begun twice', async () => {
  const first = await beginMasterKeyChange(place);
  const kept = await text('master.key');
  expect(await beginMasterKeyChange(place)).toEqual({ ...first, resumed: true });
  expect(await text('master.key')).toBe(kept);
});

test('a crash after any step leaves keys that open everything, and the next run ends the change', async () => {
  const before = await text('master.key');
  // Made, and nothing else yet.
  await writeFile(`${path}.new`, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  expect((await readMasterKeys(place)).now.older).toEqual([]);
  await beginMasterKeyChange(place);
  expect(await text('master.key')).toBe(`${'ab'.repeat(32)}\n`);
  expect(await text('master.key.old')).toBe(before);
  // The old one kept, not exchanged yet.
  await rename(path, `${path}.new`);
  await writeFile(path, before, { mode: 0o600 });
  expect((await readMasterKeys(place)).now.current).toEqual((await readMasterKeys(place)).now.older[0]);
  await beginMasterKeyChange(place);
  expect(await text('master.key')).toBe(`${'ab'.repeat(32)}\n`);
  expect(await files()).toEqual(['master.key', 'master.key.old']);
});

test('a new key beside a change that has not ended is refused: nobody knows which is meant', async () => {
  await beginMasterKeyChange(place);
  await writeFile(`${path}.new`, `${'cd'.repeat(32)}\n`, { mode: 0o600 });
  await expect(beginMasterKeyChange(place)).rejects.toThrow(/Remove it/);
});

test('a running program sees the exchange when it looks, and nothing when there was none', async () => {
  const { now, refresh } = await readMasterKeys(place);
  expect(await refresh()).toBeNull();
  await beginMasterKeyChange(place);
  const seen = await refresh();
  expect(seen?.older).toEqual([now.current]);
  expect(await refresh()).toBeNull();
  await endMasterKeyChange(place);
  expect((await refresh())?.older).toEqual([]);
});
