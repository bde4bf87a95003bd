/** A new version beside a server of the old one: the tables stay as they are until nobody serves them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createPostgresStore, migrate } from '#adapters/postgres';
import { startMigrated } from './migrated.ts';

let folder: string;
let server: EmbeddedPostgres;
let sql: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-migrate-'));
  server = await startMigrated(folder);
  sql = new Client({ connectionString: server.url });
  await sql.connect();
}, 120_000);
afterAll(async () => {
  await sql?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a migration waits for nobody who serves, and says whom to stop', async () => {
  const store = createPostgresStore({ url: server.url, laneCount: 1, clock: { nowMs: () => Date.now() } });
  try {
    const { node } = await store.claim();
    // Nothing is missing: a standby of the same version starts beside the one that serves.
    const newest = await migrate(server.url);

    const { rows } = await sql.query<{ name: string }>(
      'DELETE FROM schema_migration WHERE number = $1 RETURNING name',
      [newest],
    );
    await expect(migrate(server.url)).rejects.toThrow(
      `node ${node} serves it with an older one. Stop that server`,
    );
    const applied = await sql.query('SELECT 1 FROM schema_migration WHERE number = $1', [newest]);
    expect([rows.length, applied.rowCount]).toEqual([1, 0]);
  } finally {
    await store.close();
  }
});
