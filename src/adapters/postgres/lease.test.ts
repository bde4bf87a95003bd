/** For how long the lease of the buckets is proven, over a real database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { BucketLease } from './lease.ts';
import { migrate } from './migrate.ts';

let folder: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-lease-'));
  server = await startEmbeddedPostgres({ dataFolder: folder, settings: { shared_buffers: '16MB' } });
  await migrate(server.url);
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a process that was frozen beyond its lease has proven nothing until it renewed it', async () => {
  let nowMs = 0;
  const limits = { leaseMs: 15_000, leaseRenewMs: 200 };
  const lease = new BucketLease({ url: server.url, now: () => nowMs, limits });
  try {
    expect(lease.isProven).toBe(false);
    await lease.claim();
    expect(lease.isProven).toBe(true);
    nowMs += 15_000;
    expect(lease.isProven).toBe(false);
    await expect.poll(() => lease.isProven, { timeout: 20_000 }).toBe(true);
  } finally {
    await lease.release();
  }
  nowMs += 15_000;
  expect(lease.isProven).toBe(false);
});
