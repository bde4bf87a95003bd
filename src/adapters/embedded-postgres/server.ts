import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Binaries } from './binaries.ts';
import { clusterFolderOf, databaseUser, pathForServer } from './cluster.ts';
import { EmbeddedPostgresError, errnoOf, explainServerOutput, textOf } from './errors.ts';
import type { ServerLog } from './log-file.ts';
import { identifyProcess, isAlive, type ProcessIdentity, signalProcess, waitForExit } from './processes.ts';
import { runAs, type ServerUser } from './server-user.ts';

export const serverPort = 5432;

const defaultSettings: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  // So much of the log is used again after a checkpoint. A segment that is made anew is filled with zeros first, while
  // every commit waits: a twelfth of PostgreSQL's processor time under load.
  min_wal_size: '1GB',
  max_connections: '100',
  // Who asks payments of all months locks the tables of each: more than ten years of them, several at once.
  max_locks_per_transaction: '256',
  deadlock_timeout: '50ms',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Never up to the caller: the server is reached through its socket alone, and its log holds no data.
 * Statements, parameters, details and the errors of single statements stay out of it; their sender gets them
 * anyway.
 */
const fixedSettings: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(serverPort),
  unix_socket_permissions: '0700',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%m [%p] ',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_error_statement: 'panic',
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  lc_messages: 'C',
};

export type ServerPlace = {
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly user: ServerUser;
  readonly binaries: Binaries;
  readonly settings: Readonly<Record<string, string>>;
};

/** Starts the server process, in a session of its own: a Ctrl-C on the terminal is for our program alone. */
export async function spawnServer(place: ServerPlace, log: ServerLog): Promise<ProcessIdentity> {
  const folder = clusterFolderOf(place.dataFolder);
  const settings = {
    ...defaultSettings,
    ...place.settings,
    ...fixedSettings,
    unix_socket_directories: place.socketFolder,
  };
  const args = ['-D', pathForServer(place.user, folder)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const child = spawn(place.binaries.postgres, args, {
    ...runAs(place.user, folder),
    detached: true,
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      const wayOut = 'Start as an ordinary user, or set DATABASE_URL to an outside PostgreSQL.';
      const failed = `Starting PostgreSQL as ${place.user.name} failed: ${textOf(cause)}`;
      const code = errnoOf(cause) === 'EPERM' ? 'not-permitted' : 'start-failed';
      reject(new EmbeddedPostgresError(code, `${failed}. ${wayOut}`, { cause }));
    });
  });
  child.unref();
  const pid = child.pid ?? 0;
  return identifyProcess(pid) ?? { pid, start: 'already over' };
}

type Answer = 'ready' | 'starting' | 'silent';

export type SocketAddress = { readonly host: string; readonly port: number };

export async function connectTo(address: SocketAddress, database: string): Promise<Client> {
  const client = new Client({ ...address, user: databaseUser, database, connectionTimeoutMillis: 2_000 });
  // A server that stops ends its connections; without a listener that would end this program too.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function ask(address: SocketAddress): Promise<Answer> {
  try {
    const client = await connectTo(address, 'postgres');
    await client.end();
    return 'ready';
  } catch (error) {
    // 57P03 cannot_connect_now: it recovers, or it is on its way down.
    return errnoOf(error) === '57P03' ? 'starting' : 'silent';
  }
}

/** A server that says nothing for this long is given up; one that says it recovers gets more time. */
const silentLimitMs = 60_000;
const recoveryLimitMs = 15 * 60_000;
const reportEveryMs = 2_000;

/** Waits until the server answers; false when it ended instead. */
export async function waitUntilReady(
  server: ProcessIdentity,
  address: SocketAddress,
  onProgress?: (text: string) => void,
): Promise<boolean> {
  const begin = performance.now();
  let lastSign = begin;
  let lastReport = begin;
  for (;;) {
    const answer = await ask(address);
    if (answer === 'ready') return true;
    if (!isAlive(server)) return false;
    const now = performance.now();
    const seconds = Math.round((now - begin) / 1_000);
    if (answer === 'starting') lastSign = now;
    if (now - lastSign > silentLimitMs || now - begin > recoveryLimitMs) {
      throw new EmbeddedPostgresError(
        'start-failed',
        `Starting PostgreSQL failed: process ${server.pid} does not take connections after ${seconds} s. ` +
          'Look into postgres.log in the data folder; end that process and start again.',
      );
    }
    if (now - lastReport >= reportEveryMs) {
      lastReport = now;
      const state = answer === 'starting' ? 'replays its log after a sudden end' : 'is starting';
      onProgress?.(`PostgreSQL ${state} (${seconds} s so far)`);
    }
    await sleep(now - begin < 1_000 ? 10 : 100);
  }
}

const orphansLimitMs = 10_000;

/** Starts the server and waits for it. Backends that outlive a killed server get time to end. */
export async function startServer(
  place: ServerPlace,
  log: ServerLog,
  onProgress?: (text: string) => void,
): Promise<ProcessIdentity> {
  const address = { host: place.socketFolder, port: serverPort };
  const begin = performance.now();
  for (;;) {
    const server = await spawnServer(place, log);
    try {
      if (await waitUntilReady(server, address, onProgress)) return server;
    } catch (error) {
      await stopServer(server);
      throw error;
    }
    const output = log.tail();
    const thisTry = output.slice(output.lastIndexOf('starting PostgreSQL'));
    const orphans = /pre-existing shared memory block|could not bind Unix address/.test(thisTry);
    if (!orphans || performance.now() - begin > orphansLimitMs) {
      throw explainServerOutput('Starting PostgreSQL', join(place.dataFolder, 'postgres'), output);
    }
    await sleep(100);
  }
}

const fastLimitMs = 30_000;
const immediateLimitMs = 10_000;

/** Fast shutdown; one that hangs is cut short, which costs a log replay at the next start but no data. */
export async function stopServer(server: ProcessIdentity): Promise<void> {
  signalProcess(server, 'SIGINT');
  if (await waitForExit(server, fastLimitMs)) return;
  signalProcess(server, 'SIGQUIT');
  if (await waitForExit(server, immediateLimitMs)) return;
  signalProcess(server, 'SIGKILL');
  await waitForExit(server, immediateLimitMs);
}
