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
