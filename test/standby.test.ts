/** Two processes on one database: who waits takes over, and who lost its buckets stops and never writes. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createPostgresStore } from '#adapters/postgres';
import { type ChangeSet, LeaseLost, LIMITS, type Store } from '#engine';
import { Line } from '../src/programs/chaos/line.ts';
import { startMigrated } from './migrated.ts';
import { NO_CHANGES } from './store-rows.ts';

const LIMITS_HERE = { leaseMs: 1_500, leaseRenewMs: 300 };

const TOMBSTONE: ChangeSet = {
  ...NO_CHANGES,
  once: [{ book: 'm', key: 'sale/1', print: null, subject: null, outcome: null, atMs: 1 }],
};

describe('buckets go from one process to another', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  const open: Store[] = [];
  const lost: LeaseLost[] = [];
  const storeAt = (url: string): Store => {
    const store = createPostgresStore({
      url,
      laneCount: 1,
      clock: { nowMs: () => Date.now() },
      limits: LIMITS_HERE,
      onLeaseLost: (error) => void lost.push(error),
    });
    open.push(store);
    return store;
  };
  const ask = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<T>(text);
    await client.end();
    return rows;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuanlu-standby-'));
    server = await startMigrated(folder);
  });
  afterAll(async () => {
    await Promise.all(open.map((store) => store.close()));
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('one that waits finds none while the owner lives, and gets all as soon as the owner leaves', async () => {
    const [owner, waiting] = [storeAt(server.url), storeAt(server.url)];
    const first = await owner.claim();
    expect(first.buckets).toHaveLength(LIMITS.bucketCount);
    await expect(waiting.claim()).rejects.toThrow(LeaseLost);
    const second = waiting.claim();
    const leftMs = performance.now();
    await owner.close();
    expect((await second).buckets).toHaveLength(LIMITS.bucketCount);
    expect(performance.now() - leftMs).toBeLessThan(2_000);
    await waiting.close();
    expect(lost).toEqual([]);
  }, 20_000);

  it('an owner out of touch beyond its lease is followed, learns of it, and cannot write', async () => {
    const sockets = join(folder, 'line');
    await mkdir(sockets);
    const { host, port } = server.connection;
    const name = `.s.PGSQL.${port}`;
    const line = await Line.open({
      listen: { path: join(sockets, name) },
      target: () => ({ path: join(host, name) }),
    });
    const through = new URL(server.url);
    through.searchParams.set('host', sockets);
    const [owner, waiting] = [storeAt(through.href), storeAt(server.url)];
    await owner.claim();
    const stalledMs = performance.now();
    const stall = line.stall(4_000);
    // What the owner sends now arrives when somebody else has its buckets.
    const late = owner.apply(0, TOMBSTONE).catch((error: unknown) => error);
    const { node } = await waiting.claim();
    expect(performance.now() - stalledMs).toBeLessThan(
      LIMITS_HERE.leaseMs + LIMITS_HERE.leaseRenewMs + 1_000,
    );
    await stall;
    await expect.poll(() => lost.length, { timeout: 5_000 }).toBe(1);
    expect(await late).toBeInstanceOf(LeaseLost);
    await expect(owner.apply(0, TOMBSTONE)).rejects.toThrow(LeaseLost);
    expect(await ask('SELECT key FROM once')).toEqual([]);
    expect(await ask('SELECT DISTINCT node FROM bucket')).toEqual([{ node }]);
    await line.close();
  }, 20_000);
});
