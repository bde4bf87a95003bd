import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BackupError, backupDatabase, restoreDatabase, verifyBackup } from '#adapters/backup';
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
      ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses') ORDER BY name`);
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

describe('with a server', () => {
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

  describe('DATABASE_URL', () => {
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

  describe('a backup', () => {
    let source: string;
    let file: string;

    const schema = `
      CREATE TABLE schema_migration (number int PRIMARY KEY, applied timestamptz DEFAULT now());
      INSERT INTO schema_migration VALUES (6), (7);
      CREATE TYPE road AS ENUM ('撤销', '退货');
      CREATE TABLE merchant (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
      INSERT INTO merchant (name) VALUES ('seed of the migration');
      CREATE TABLE payment (
        merchant bigint NOT NULL REFERENCES merchant, day date NOT NULL, id uuid NOT NULL,
        fen bigint NOT NULL, twice bigint GENERATED ALWAYS AS (fen * 2) STORED,
        original uuid, original_day date, road road, raw bytea, tags text[], detail jsonb, at timestamptz,
        rate numeric(20, 10), factor float8, flag boolean, code char(4), "Odd ""name" text,
        PRIMARY KEY (day, id), FOREIGN KEY (original_day, original) REFERENCES payment (day, id)
      ) PARTITION BY RANGE (day);
      CREATE TABLE payment_default PARTITION OF payment DEFAULT;
      CREATE SEQUENCE trace_number;
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'only by the program'; END $$;
      CREATE TRIGGER guard BEFORE TRUNCATE OR DELETE ON merchant FOR EACH STATEMENT EXECUTE FUNCTION refuse();
      CREATE TRIGGER stamp BEFORE INSERT ON merchant FOR EACH ROW WHEN (new.name LIKE 'never%')
        EXECUTE FUNCTION refuse();`;

    const migrate = async (url: string) => {
      await query(url, schema);
      return 7;
    };
    const contents = async (url: string) => ({
      merchants: await query(url, 'SELECT m::text FROM merchant m ORDER BY id'),
      payments: await query(url, 'SELECT p::text, tableoid::regclass::text FROM payment p ORDER BY day, id'),
      next: await query(url, `SELECT nextval('trace_number') AS trace`),
    });
    const refused = async (url: string, from: string) =>
      (await failure<BackupError>(restoreDatabase({ url, file: from, migrate }))).code;

    beforeAll(async () => {
      source = await makeDatabase();
      await migrate(source);
      await query(
        source,
        `
        CREATE TABLE payment_2026 PARTITION OF payment FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        INSERT INTO merchant (name) SELECT '商户 "' || n || E'"\\n\\\\\\u0001' FROM generate_series(1, 2500) n;
        SET session_replication_role = replica;
        INSERT INTO merchant (name) VALUES ('never by hand');
        INSERT INTO payment (merchant, day, id, fen, original, original_day) VALUES
          (1, '2025-12-31', '00000000-0000-0000-0000-000000000001', -1,
            '00000000-0000-0000-0000-000000000002', '2026-05-01');
        SET session_replication_role = origin;
        INSERT INTO payment VALUES
          (2, '2026-05-01', '00000000-0000-0000-0000-000000000002', 9007199254740993, DEFAULT, NULL, NULL, '撤销',
            '\\x00ff0a', ARRAY['a,b', NULL, '"'], '{"a": [1, null, "]"]}', '2026-05-01 12:00:00.123456+08',
            0.1234567891, 0.1::float8 + 0.2, true, 'ab', '');
        SELECT setval('trace_number', 41);`,
      );
      file = join(folder, 'backup.gz');
      const summary = await backupDatabase({ url: source, file });
      expect(summary).toMatchObject({ migration: 7, tables: 2, rows: 2504 });
    });

    test('restored into another database holds the same', async () => {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const target = await makeDatabase();
      const summary = await restoreDatabase({ url: target, file, migrate });
      expect(summary).toEqual(await verifyBackup({ file }));
      const restored = await contents(target);
      expect(restored.merchants).toHaveLength(2502);
      expect(restored).toEqual(await contents(source));
      // Checks and numbering are back in force.
      expect((await failure(query(target, 'DELETE FROM merchant'))).message).toContain('only by the program');
      const wrong = `INSERT INTO payment (merchant, day, id, fen) VALUES (0, '2026-01-01', gen_random_uuid(), 1)`;
      expect((await failure(query(target, wrong))).message).toContain('foreign key');
      const next = `INSERT INTO merchant (name) VALUES ('next') RETURNING id::int`;
      expect(await query(target, next)).toEqual([{ id: 2503 }]);
    });

    test('needs an empty database at the same migration, and replaces no file', async () => {
      expect(await refused(source, file)).toBe('target-not-empty');
      const target = await makeDatabase();
      const wrongNumber = restoreDatabase({ url: target, file, migrate: async () => 6 });
      expect((await failure<BackupError>(wrongNumber)).code).toBe('migration-mismatch');
      expect((await failure<BackupError>(backupDatabase({ url: source, file }))).code).toBe('file-exists');
      const nowhere = join(folder, 'missing', 'backup.gz');
      expect((await failure<BackupError>(backupDatabase({ url: source, file: nowhere }))).code).toBe(
        'not-writable',
      );
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    });

    test('cut short, altered or foreign is refused before the database is touched', async () => {
      const target = await makeDatabase();
      const bytes = await readFile(file);
      const text = gunzipSync(bytes).toString();
      const lines = text.trimEnd().split('\n');
      const flipped = Buffer.from(bytes);
      flipped[bytes.length >> 1]! ^= 1;
      const header = lines[0]!.replace('"version":1', '"version":2');
      const variants: [string, Buffer, string][] = [
        ['cut', bytes.subarray(0, bytes.length - 40), 'truncated'],
        ['half', bytes.subarray(0, bytes.length >> 1), 'truncated'],
        ['empty', Buffer.alloc(0), 'truncated'],
        ['unfinished', gzipSync(lines.slice(0, -1).join('\n')), 'truncated'],
        ['no-trailer', gzipSync(`${lines.slice(0, -1).join('\n')}\n`), 'truncated'],
        ['flipped', flipped, 'altered'],
        ['amount', gzipSync(text.replace('9007199254740993', '9007199254740994')), 'altered'],
        ['row-missing', gzipSync(`${lines.toSpliced(5, 1).join('\n')}\n`), 'altered'],
        ['newer', gzipSync(`${lines.with(0, header).join('\n')}\n`), 'newer-format'],
        ['foreign', Buffer.from('-- PostgreSQL database dump\n'), 'not-a-backup'],
        ['other-gzip', gzipSync('hello\n'), 'not-a-backup'],
      ];
      for (const [name, content, code] of variants) {
        const path = join(folder, `${name}.gz`);
        await writeFile(path, content);
        expect([name, await refused(target, path)]).toEqual([name, code]);
      }
      expect(await refused(target, join(folder, 'missing.gz'))).toBe('file-missing');
      const tables = await query(target, `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`);
      expect(tables).toEqual([]);
    });
  });
});
