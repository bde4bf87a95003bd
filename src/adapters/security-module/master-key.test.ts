import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateMasterKey } from './master-key.ts';

let home: string;
let path: string;
let databaseFolder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'master-key-'));
  path = join(home, 'keys', 'master.key');
  databaseFolder = join(home, 'database');
  await mkdir(databaseFolder);
});

afterEach(() => rm(home, { recursive: true }));

const load = (options: { path?: string; demo?: boolean } = {}) =>
  loadOrCreateMasterKey({ path: options.path ?? path, demo: options.demo ?? false, databaseFolder });
const withCode = (code: string) => expect.objectContaining({ name: 'MasterKeyError', code });

async function place(text: string, mode = 0o600): Promise<void> {
  await mkdir(join(home, 'keys'));
  await writeFile(path, text, { mode });
  await chmod(path, mode);
}

test('a demonstration makes the key once, readable by its user only, and reads it again', async () => {
  const made = await load({ demo: true });
  expect(made.length).toBe(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'latin1')).toBe(`${Buffer.from(made).toString('hex')}\n`);
  expect(await load()).toEqual(made);
  expect(await load({ demo: true })).toEqual(made);
  expect(await readdir(join(home, 'keys'))).toEqual(['master.key']);
});

test('programs that start together share one key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => load({ demo: true })));
  for (const key of keys) expect(key).toEqual(keys[0]);
  expect(await readdir(join(home, 'keys'))).toEqual(['master.key']);
});

test('an absent key is not made outside a demonstration, and the text shows the way out', async () => {
  await expect(load()).rejects.toThrow(withCode('absent'));
  await expect(load()).rejects.toThrow(/openssl rand -hex 32/);
  await expect(stat(path)).rejects.toThrow('ENOENT');
});

test('a key inside the database folder is refused, also through links', async () => {
  const refusal = withCode('inside-database-folder');
  await expect(load({ path: join(databaseFolder, 'master.key'), demo: true })).rejects.toThrow(refusal);
  await expect(load({ path: join(databaseFolder, 'a', 'b', 'key'), demo: true })).rejects.toThrow(refusal);
  await symlink(databaseFolder, join(home, 'elsewhere'));
  await expect(load({ path: join(home, 'elsewhere', 'master.key'), demo: true })).rejects.toThrow(refusal);
  expect(await readdir(databaseFolder)).toEqual([]);
});

test('a folder whose name only begins like the database folder is another folder', async () => {
  expect((await load({ path: join(home, 'database-keys', 'key'), demo: true })).length).toBe(32);
  expect((await load({ path: join(home, '..database', 'key'), demo: true })).length).toBe(32);
});

test.each([0o640, 0o604, 0o660, 0o644, 0o610])('mode %o is refused', async (mode) => {
  await place(`${'ab'.repeat(32)}\n`, mode);
  await expect(load({ demo: true })).rejects.toThrow(withCode('open-to-others'));
  await expect(load()).rejects.toThrow(/chmod 600/);
});

test.each(['', 'ab'.repeat(31), 'ab'.repeat(33), `${'ab'.repeat(31)}zz\n`, 'ab'.repeat(2000)])(
  'wrong content %# is refused and neither shown nor replaced',
  async (text) => {
    await place(text);
    const error = await load({ demo: true }).catch((reason: unknown) => reason);
    expect(error).toEqual(withCode('wrong-content'));
    expect(String(error)).not.toContain('abab');
    expect(await readFile(path, 'latin1')).toBe(text);
  },
);

test('a key without a line end, or in upper case, is read', async () => {
  await place('AB'.repeat(32));
  expect(await load()).toEqual(new Uint8Array(32).fill(0xab));
});

test('a folder in place of the file is refused', async () => {
  await mkdir(path, { recursive: true });
  await expect(load({ demo: true })).rejects.toThrow(withCode('unusable-file'));
});
