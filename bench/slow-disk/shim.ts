/** PostgreSQL started once more with a library of ours in front of the system's, which makes its disk slower. */
import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';

const run = promisify(execFile);
const SOURCE = join(import.meta.dirname, 'slow-fdatasync.c');
const READY_WITHIN_MS = 60_000;

export const COMPILER_HINT =
  'No C compiler was found for the library that slows fdatasync: on Debian "apt install gcc libc6-dev" brings one, ' +
  'or name it by CC=/path/to/cc';

/** Compiles the library into the folder; null where there is no compiler. */
export async function buildShim(folder: string): Promise<string | null> {
  const library = join(folder, 'slow-fdatasync.so');
  for (const compiler of [process.env.CC, 'cc', 'gcc', 'clang'].filter((each) => each !== undefined)) {
    try {
      await run(compiler, ['--version']);
    } catch {
      continue;
    }
    await run(compiler, ['-shared', '-fPIC', '-O2', '-Wall', '-o', library, SOURCE]);
    // The server runs as another user when the bench runs as root.
    await chmod(library, 0o755);
    return library;
  }
  return null;
}

/**
 * Stops the server and starts it as it was started, command line, user and folder, with the library preloaded.
 * Linux alone: what it was started with is read from `/proc`.
 */
export async function restartSlowed(
  server: EmbeddedPostgres,
  options: { readonly dataFolder: string; readonly library: string; readonly microseconds: number },
): Promise<EmbeddedPostgres> {
  const { dataFolder, library, microseconds } = options;
  const proc = `/proc/${server.pid}`;
  const command = (await readFile(`${proc}/cmdline`, 'utf8')).split('\0').slice(0, -1);
  const program = await readlink(`${proc}/exe`);
  const cwd = await readlink(`${proc}/cwd`);
  const { uid, gid } = await stat(cwd);
  const { host } = server.connection;
  const socketFolder = await stat(host);
  await server.stop();
  // An empty folder for the socket goes with the server.
  await mkdir(host, { recursive: true, mode: socketFolder.mode & 0o777 });
  await chown(host, socketFolder.uid, socketFolder.gid);
  const child = spawn(program, command.slice(1), {
    ...{ cwd, detached: true, stdio: 'ignore' },
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    env: {
      ...{ PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      ...{ LD_PRELOAD: library, SLOW_FDATASYNC_US: String(microseconds) },
    },
  });
  child.unref();
  await listening(server.url);
  const slowed = await startEmbeddedPostgres({ dataFolder });
  try {
    await checkSlowed(slowed, library);
    return slowed;
  } catch (error) {
    await slowed.stop();
    throw error;
  }
}

async function listening(url: string): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A figure of a disk that is as quick as ever would be worse than none. */
async function checkSlowed(server: EmbeddedPostgres, library: string): Promise<void> {
  if (!(await readFile(`/proc/${server.pid}/maps`, 'utf8')).includes(library))
    throw new Error(`PostgreSQL was started without ${library}`);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query<{ wal_sync_method: string }>('SHOW wal_sync_method');
  await client.end();
  if (rows[0]?.wal_sync_method !== 'fdatasync')
    throw new Error(`PostgreSQL makes commits durable by ${rows[0]?.wal_sync_method}, not by fdatasync`);
}
