/** For how long the lease of the buckets is proven, over a real database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
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

test('a program that stands still in the middle of a batch keeps its buckets from nobody', async () => {
  const limits = { leaseMs: 4_000, leaseRenewMs: 200 };
  const client = new pg.Client({ connectionString: server.url, application_name: 'yuanlu lane 0' });
  client.on('error', () => {});
  await client.connect();
  const { connection } = client as unknown as {
    connection: {
      parse(message: { name: string; text: string }): void;
      bind(message: { statement: string }): void;
      execute(): void;
      flush(): void;
      once(event: 'commandComplete', heard: () => void): void;
    };
  };
  // The first statement of a batch locks its buckets; the Sync behind the last one never comes.
  connection.parse({ name: 'half', text: 'UPDATE bucket SET event_seq = event_seq + 1' });
  connection.bind({ statement: 'half' });
  connection.execute();
  connection.flush();
  await new Promise<void>((resolve) => connection.once('commandComplete', resolve));
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  const lease = new BucketLease({ url: server.url, now: () => performance.now(), limits });
  try {
    // As they are while their owner's lease runs: the successor waits, looks again, and finds it over.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect((await lease.claim()).buckets.length).toBe(256);
    await ended;
  } finally {
    await lease.release();
    await client.end().catch(() => {});
  }
});
