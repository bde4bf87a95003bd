/** Keys of the API are kept from look to look, and what becomes of them counts at once. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createReader, type Reader } from '#adapters/postgres';
import { startMigrated } from './migrated.ts';

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const KEY = hashOf('yk_m_kept');

let folder: string;
let database: EmbeddedPostgres;
let sql: Client;
let reader: Reader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-api-keys-'));
  database = await startMigrated(folder);
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  reader = createReader({ url: database.url, maxConnections: 2 });
  await sql.query(
    `INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms)
      VALUES ('key_kept', $1, 'merchant', 'shop-1', false, 0)`,
    [KEY],
  );
}, 60_000);

afterAll(async () => {
  await reader.close();
  await sql.end();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

/** How often the table was searched for keys; each connection tells within a second. */
async function searches(): Promise<number> {
  await sql.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await sql.query<{ n: string }>(
    "SELECT coalesce(sum(seq_scan + idx_scan), 0) AS n FROM pg_stat_user_tables WHERE relname = 'api_key'",
  );
  return Number(rows[0]!.n);
}

test('a key that was looked at is not read again', async () => {
  // The first looks are read, until changes are heard.
  await expect
    .poll(async () => {
      const before = await searches();
      for (let look = 0; look < 50; look += 1) expect((await reader.apiKey(KEY))?.id).toBe('key_kept');
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      return (await searches()) - before;
    })
    .toBeLessThan(50);
});

test('a key that is given a right, loses it or is taken away is so at the next look', async () => {
  const supervisor = async (): Promise<boolean | undefined> => (await reader.apiKey(KEY))?.supervisor;
  for (let round = 0; round < 5; round += 1) {
    await sql.query("UPDATE api_key SET supervisor = true WHERE id = 'key_kept'");
    await expect.poll(supervisor, { interval: 1, timeout: 500 }).toBe(true);
    await sql.query("UPDATE api_key SET supervisor = false WHERE id = 'key_kept'");
    await expect.poll(supervisor, { interval: 1, timeout: 500 }).toBe(false);
  }
  await sql.query("DELETE FROM api_key WHERE id = 'key_kept'");
  await expect.poll(() => reader.apiKey(KEY), { interval: 1, timeout: 500 }).toBe(null);
});

test('a key that is not known is looked for each time', async () => {
  const late = hashOf('yk_m_late');
  expect(await reader.apiKey(late)).toBe(null);
  await sql.query(
    `INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms)
      VALUES ('key_late', $1, 'merchant', 'shop-1', false, 0)`,
    [late],
  );
  expect((await reader.apiKey(late))?.id).toBe('key_late');
});

async function added(name: string): Promise<string> {
  const hash = hashOf(`yk_m_${name}`);
  await sql.query(
    `INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms)
      VALUES ($1, $2, 'merchant', 'shop-1', false, 0)`,
    [`key_${name}`, hash],
  );
  return hash;
}

/** The server's processes for lines over which changes are heard. */
async function hearing(): Promise<number[]> {
  const { rows } = await sql.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
      WHERE application_name = 'yuanlu api keys' AND state = 'idle' AND query LIKE 'LISTEN%'`,
  );
  return rows.map(({ pid }) => pid);
}

/** Looks until the only line there is hears, and the key is kept. */
async function keptBy(hash: string): Promise<number> {
  const look = async (): Promise<number> => {
    await reader.apiKey(hash);
    return (await hearing()).length;
  };
  await expect.poll(look, { timeout: 10_000 }).toBe(1);
  expect(await reader.apiKey(hash)).not.toBe(null);
  return (await hearing())[0]!;
}

test('a key that is taken away when the line was cut opens no more, and a new line hears', async () => {
  const cut = await added('cut');
  const pid = await keptBy(cut);
  await sql.query('SELECT pg_terminate_backend($1)', [pid]);
  await sql.query("DELETE FROM api_key WHERE id = 'key_cut'");
  await expect.poll(() => reader.apiKey(cut), { interval: 1, timeout: 2_000 }).toBe(null);
  const next = await added('next');
  expect(await keptBy(next)).not.toBe(pid);
  await sql.query("DELETE FROM api_key WHERE id = 'key_next'");
  await expect.poll(() => reader.apiKey(next), { interval: 1, timeout: 500 }).toBe(null);
}, 30_000);

test('where the line is silently dead, a key that is taken away opens for five seconds at most', async () => {
  const hash = await added('silent');
  const pid = await keptBy(hash);
  // The server's end of the line neither speaks nor ends.
  process.kill(pid, 'SIGSTOP');
  try {
    await sql.query("DELETE FROM api_key WHERE id = 'key_silent'");
    const goneMs = performance.now();
    let openMs = 0;
    while ((await reader.apiKey(hash)) !== null) {
      openMs = performance.now() - goneMs;
      expect(openMs).toBeLessThan(5_500);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(openMs).toBeGreaterThan(0);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}, 30_000);

test('who asks for a key while it is read waits for the same answer', async () => {
  // Nobody keeps what is not known, so every read of it shows.
  const nobody = hashOf('yk_m_nobody');
  const before = await searches();
  const looks = await Promise.all(Array.from({ length: 200 }, () => reader.apiKey(nobody)));
  expect(new Set(looks)).toEqual(new Set([null]));
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await reader.apiKey(nobody)).toBe(null);
  expect((await searches()) - before).toBeLessThan(20);
});
