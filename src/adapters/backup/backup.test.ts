import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { type BackupError, backupDatabase, restoreDatabase, verifyBackup } from './index.ts';

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

describe('a backup', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let counter = 0;
  let source: string;
  let file: string;

  const makeDatabase = async () => {
    counter += 1;
    await query(server.url, `CREATE DATABASE target${counter}`);
    return server.url.replace('/yuanlu?', `/target${counter}?`);
  };

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
    CREATE TABLE payment_first PARTITION OF payment FOR VALUES FROM (MINVALUE) TO ('1999-01-01');
    CREATE UNIQUE INDEX of_its_own ON payment_default (id);
    ALTER TABLE payment_default SET (fillfactor = 50);
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
  const partitions = (url: string) =>
    query(
      url,
      `SELECT c.relname, pg_get_expr(relpartbound, c.oid) FROM pg_class c
        WHERE relispartition AND relkind = 'r' ORDER BY 1`,
    );
  const refused = async (url: string, from: string) =>
    (await failure<BackupError>(restoreDatabase({ url, file: from, migrate }))).code;

  beforeAll(async () => {
    folder = await makeFolder();
    server = await startEmbeddedPostgres({ dataFolder: folder, settings: { shared_buffers: '16MB' } });
    source = await makeDatabase();
    await migrate(source);
    await query(
      source,
      `
      ALTER TABLE payment DETACH PARTITION payment_first;
      ALTER TABLE payment ATTACH PARTITION payment_first FOR VALUES FROM (MINVALUE) TO ('2001-01-01');
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

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('restored into another database holds the same', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const target = await makeDatabase();
    const summary = await restoreDatabase({ url: target, file, migrate });
    expect(summary).toEqual(await verifyBackup({ file }));
    const restored = await contents(target);
    expect(restored.merchants).toHaveLength(2502);
    expect(restored).toEqual(await contents(source));
    // Made by the migration on another day, they were others; each is made as its siblings are.
    expect(await partitions(target)).toEqual(await partitions(source));
    const options = `SELECT reloptions, (SELECT count(*)::int FROM pg_index WHERE indrelid = c.oid) AS indexes
      FROM pg_class c WHERE relname = 'payment_2026'`;
    expect(await query(target, options)).toEqual([{ reloptions: ['fillfactor=50'], indexes: 2 }]);
    // Checks and numbering are back in force.
    expect((await failure(query(target, 'DELETE FROM merchant'))).message).toContain('only by the program');
    const wrong = `INSERT INTO payment (merchant, day, id, fen) 
      VALUES (0, '2026-01-01', gen_random_uuid(), 1)`;
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
