import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  connectOutside,
  DatabaseUrlError,
  DataFolderLockedError,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  lockDataFolder,
  startEmbeddedPostgres,
} from '#adapters/embedded-postgres';

const settings = { shared_buffers: '16MB' };

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-test-'));
  // mkdtemp makes it private; the server of a root that hands over must get in by name, as in a usual folder.
  await chmod(folder, 0o755);
  return folder;
}

async function query<Row extends object>(url: string, text: string, values?: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text, values);
    return rows;
  } finally {
    await client.end();
  }
}

async function failure<E extends Error = Error>(promise: Promise<unknown>): Promise<E> {
  const settled = await promise.then(
    () => undefined,
    (error: E) => error,
  );
  if (settled === undefined) throw new Error('expected a failure, and it succeeded');
  return settled;
}

describe('the embedded server', () => {
  let folder: string;
  const running: EmbeddedPostgres[] = [];
  const start = async () => {
    const database = await startEmbeddedPostgres({ dataFolder: folder, settings });
    running.push(database);
    return database;
  };

  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(async () => {
    for (const database of running.splice(0)) await database.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('starts, keeps its data over a stop, and writes every commit to the disk', async () => {
    const first = await start();
    expect(first.reused).toBe(false);
    await query(first.url, 'CREATE TABLE kept (text text)');
    await query(first.url, `INSERT INTO kept VALUES ('银联')`);
    await first.stop();
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);

    const second = await start();
    expect(await query(second.url, 'SELECT text FROM kept')).toEqual([{ text: '银联' }]);
    const { connection } = second;
    const client = new Client(connection);
    await client.connect();
    const { rows } = await client.query(`SELECT name, setting FROM pg_settings WHERE name IN
      ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses')
      ORDER BY name`);
    await client.end();
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      synchronous_commit: 'on',
    });
    expect((await stat(connection.host)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'postgres'))).mode & 0o077).toBe(0);
  });

  test('works below a folder only its owner can enter', async () => {
    await chmod(folder, 0o700);
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  test('takes over a server that outlived its program', async () => {
    const first = await start();
    const second = await start();
    expect(second.reused).toBe(true);
    expect(second.pid).toBe(first.pid);
    await second.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow();
  });

  test('recovers committed rows after kill -9 of the server', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (number int)');
    await query(first.url, 'INSERT INTO kept SELECT generate_series(1, 5000)');
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(second.reused).toBe(false);
    expect(await query(second.url, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 5000 }]);
  });

  test('is not misled by another process with the number of a dead server', async () => {
    const first = await start();
    await first.stop();
    const path = join(folder, 'postgres', 'postmaster.pid');
    await writeFile(path, `${process.pid}\n${folder}/postgres\n0\n5432\n${first.connection.host}\n\n0 0\n`);
    const second = await start();
    expect(second.reused).toBe(false);
  });

  test('says that it may not write, and where to go', async () => {
    await (await start()).stop();
    // Root is not held by a mode, but the user it hands the server to is.
    await chmod(join(folder, 'postgres'), 0o500);
    const error = await failure<EmbeddedPostgresError>(start());
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    expect(error.code).toBe('read-only');
    expect(error.message).toContain(folder);
    expect(error.message).toContain('YUANLU_DATA=');
    await chmod(join(folder, 'postgres'), 0o700);
    await start();
  });

  test('refuses data of another version and a folder that is none', async () => {
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '14\n');
    const older = await failure<EmbeddedPostgresError>(start());
    expect(older.code).toBe('version-mismatch');
    expect(older.message).toContain('PostgreSQL 14');
    await rm(join(folder, 'postgres', 'PG_VERSION'));
    await writeFile(join(folder, 'postgres', 'letter.txt'), 'mine');
    expect((await failure(start())).message).toContain('no PG_VERSION');
    await writeFile(join(folder, 'file'), '');
    const dataFolder = join(folder, 'file', 'data');
    expect((await failure(startEmbeddedPostgres({ dataFolder }))).message).toContain('a file, not a folder');
  });

  test('keeps the data of statements out of its log', async () => {
    const { url } = await start();
    await query(url, 'CREATE TABLE card (pan text PRIMARY KEY, n int)');
    await query(url, 'INSERT INTO card VALUES ($1, 1)', ['6228480000000000']);
    await failure(query(url, 'INSERT INTO card VALUES ($1, 1)', ['6228480000000000']));
    await failure(query(url, `SELECT '6228480000000000'::date`));
    expect(await readFile(join(folder, 'postgres.log'), 'utf8')).not.toContain('6228480000000000');
  });
});

describe('the lock of the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('lets one in, names it to the next, and opens when released', async () => {
    const lock = await lockDataFolder(folder);
    const error = await failure<DataFolderLockedError>(lockDataFolder(folder));
    expect(error).toBeInstanceOf(DataFolderLockedError);
    expect(error.pid).toBe(process.pid);
    expect(error.message).toContain(`process ${process.pid} already runs on ${folder}`);
    await lock.release();
    await (await lockDataFolder(folder)).release();
    expect((await readdir(folder)).length).toBe(1);
  });

  test('of many that start at once, one wins', async () => {
    await writeFile(join(folder, 'yuanlu.lock.4'), '{"pid":4194305,"start":"long ago"}');
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataFolder(folder)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('held by a dead process, or by a number that is used again, is taken over', async () => {
    const child = spawn('sleep', ['60']);
    const start = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await writeFile(join(folder, 'yuanlu.lock.1'), JSON.stringify({ pid: child.pid, start }));
    await (await lockDataFolder(folder)).release();
    // Our own number, but a start that is not ours: the holder died, and its number came to us.
    await writeFile(join(folder, 'yuanlu.lock.9'), `{"pid":${process.pid},"start":"another boot:1"}`);
    await (await lockDataFolder(folder)).release();
    // What a power cut leaves of a file.
    await writeFile(join(folder, 'yuanlu.lock.20'), '');
    await (await lockDataFolder(folder)).release();
  });
});

describe('DATABASE_URL', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let counter = 0;

  beforeAll(async () => {
    folder = await makeFolder();
    server = await startEmbeddedPostgres({ dataFolder: folder, settings });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const urlOf = (database: string) => server.url.replace('/yuanlu?', `/${database}?`);
  const makeDatabase = async (options = '') => {
    counter += 1;
    await query(server.url, `CREATE DATABASE target${counter} ${options}`);
    return urlOf(`target${counter}`);
  };

  const refused = async (url: string, options?: { minimumVersion?: number }) => {
    const error = await failure<DatabaseUrlError>(connectOutside(url, { timeoutMs: 3_000, ...options }));
    expect(error).toBeInstanceOf(DatabaseUrlError);
    expect(error.message).not.toContain('geheim');
    return error.code;
  };

  test('of a usable server is accepted', async () => {
    const found = await connectOutside(server.url.replace('yuanlu@', 'yuanlu:geheim@'));
    expect(found.majorVersion).toBeGreaterThanOrEqual(15);
    expect(found.label).not.toContain('geheim');
  });

  test('that is no URL is refused, whatever of it is the password', async () => {
    expect(await refused('')).toBe('bad-url');
    expect(await refused('geheim')).toBe('bad-url');
    expect(await refused('mysql://u:geheim@h/d')).toBe('bad-url');
    expect(await refused('postgres://u:ge#geheim@localhost/d')).toBe('bad-url');
    expect(await refused('postgres://u:12/geheim@localhost/d')).toBe('bad-url');
    expect(await refused('postgres://u:%geheim@localhost/%zz')).toBe('bad-url');
  });

  test('that leads nowhere is refused', async () => {
    expect(await refused('postgres://u:geheim@127.0.0.1:1/d')).toBe('unreachable');
    expect(await refused('postgres://u:geheim@no-such-host.invalid/d')).toBe('unreachable');
    expect(await refused(`postgres://u:geheim@h/d?host=${encodeURIComponent(folder)}`)).toBe('unreachable');
  });

  test('with an unknown user, no password or a missing database is refused', async () => {
    expect(await refused(urlOf('missing').replace('yuanlu@', 'yuanlu:geheim@'))).toBe('database-missing');
    expect(await refused(server.url.replace('yuanlu@', 'stranger:geheim@'))).toBe('authentication-failed');
  });

  test('with a wrong password is refused', async () => {
    await query(server.url, `CREATE ROLE guarded LOGIN PASSWORD 'right'`);
    const hba = join(folder, 'postgres', 'pg_hba.conf');
    const open = await readFile(hba, 'utf8');
    await writeFile(hba, `local all guarded scram-sha-256\n${open}`);
    await query(server.url, 'SELECT pg_reload_conf()');
    const guarded = (password: string) => server.url.replace('yuanlu@', `guarded${password}@`);
    await expect.poll(() => refused(guarded(':geheim'))).toBe('authentication-failed');
    expect(await refused(guarded(''))).toBe('authentication-failed');
  });

  test('of a server too old, read-only, in another encoding or without rights is refused', async () => {
    expect(await refused(server.url, { minimumVersion: 99 })).toBe('too-old');
    const readOnly = await makeDatabase();
    await query(readOnly, `ALTER DATABASE target${counter} SET default_transaction_read_only = on`);
    expect(await refused(readOnly)).toBe('read-only');
    const encoded = await makeDatabase(
      `ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0`,
    );
    expect(await refused(encoded)).toBe('wrong-encoding');
    await query(server.url, 'CREATE ROLE visitor LOGIN');
    expect(await refused(server.url.replace('yuanlu@', 'visitor@'))).toBe('not-permitted');
  });
});
