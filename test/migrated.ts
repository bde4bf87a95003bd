/**
 * A database with the newest tables, for each test file one of its own. Making a cluster and bringing it from the
 * first migration to the last takes longer than most tests in it, so it is made once per run and copied.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { migrate } from '#adapters/postgres';

const run = promisify(execFile);
const BUILD = join(import.meta.dirname, '..', '.build');
const NAME = /^cluster\.(\d+)$/;
/** Where it is; only a run that made it says so. */
const AT = 'YUANLU_TEST_CLUSTER';

const lives = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** What a run left behind that was killed. */
async function sweep(): Promise<void> {
  for (const name of await readdir(BUILD)) {
    const pid = Number(NAME.exec(name)?.[1] ?? process.pid);
    if (pid !== process.pid && !lives(pid)) await rm(join(BUILD, name), { recursive: true, force: true });
  }
}

/** Before a whole run: the cluster that its files copy, made anew from the migrations as they are. */
export default async function makeModel(): Promise<() => Promise<void>> {
  const folder = join(BUILD, `cluster.${process.pid}`);
  await mkdir(folder, { recursive: true });
  await sweep();
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataFolder: folder });
  try {
    await migrate(server.url);
  } finally {
    await server.stop();
  }
  process.env[AT] = join(folder, 'postgres');
  return () => rm(folder, { recursive: true, force: true });
}

/** Puts the cluster of the run into the data folder. Where a file runs alone there is none, and the start makes one. */
export async function copyModel(dataFolder: string): Promise<void> {
  const cluster = process.env[AT];
  if (cluster === undefined) return;
  await chmod(dataFolder, 0o755);
  await run('cp', ['-a', cluster, join(dataFolder, 'postgres')]);
}

/** PostgreSQL on a cluster in `dataFolder`, with the newest tables. */
export async function startMigrated(dataFolder: string): Promise<EmbeddedPostgres> {
  await copyModel(dataFolder);
  const server = await startEmbeddedPostgres({ dataFolder, settings: { shared_buffers: '16MB' } });
  await migrate(server.url);
  return server;
}
