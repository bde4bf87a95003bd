import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { locateBinaries } from './binaries.ts';
import {
  clearStalePid,
  clusterFolderOf,
  databaseUser,
  ensureCluster,
  findLiveServer,
  requireRoom,
} from './cluster.ts';
import { EmbeddedPostgresError, errnoOf, explainFileError, textOf } from './errors.ts';
import { openServerLog, type ServerLog } from './log-file.ts';
import { makeFolder } from './make-folder.ts';
import type { ProcessIdentity } from './processes.ts';
import {
  connectTo,
  type SocketAddress,
  serverPort,
  startServer,
  stopServer,
  waitUntilReady,
} from './server.ts';
import { chooseServerUser } from './server-user.ts';
import { clearStaleSocket, prepareSocketFolder } from './socket-folder.ts';

export type EmbeddedPostgresOptions = {
  readonly dataFolder: string;
  /** Server settings by name, over the defaults. A server that is found running keeps the ones it has. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (text: string) => void;
};

export type EmbeddedPostgres = AsyncDisposable & {
  readonly connection: {
    /** The folder of the Unix socket. */
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  readonly url: string;
  /** True when a server was already running on this folder. */
  readonly reused: boolean;
  readonly pid: number;
  /** Stops the server, a reused one too: whoever holds the data folder owns it. */
  stop(): Promise<void>;
};

const databaseName = 'yuanlu';

async function ensureDatabase(address: SocketAddress): Promise<void> {
  const client = await connectTo(address, 'postgres');
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } catch (error) {
    // 42P04 duplicate_database: somebody else was quicker.
    if (errnoOf(error) !== '42P04') {
      const failed = `Creating the database ${databaseName} failed: ${textOf(error)}`;
      const code = errnoOf(error) === '53100' ? 'disk-full' : 'start-failed';
      throw new EmbeddedPostgresError(code, `${failed}. Look into postgres.log in the data folder.`, {
        cause: error,
      });
    }
  } finally {
    await client.end();
  }
}

function describe(
  server: ProcessIdentity,
  address: SocketAddress,
  reused: boolean,
  log: ServerLog | undefined,
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const stopOnce = async () => {
    await stopServer(server);
    log?.close();
    // A folder outside the data folder is ours alone; one inside is created again as easily.
    await rmdir(address.host).catch(() => undefined);
  };
  const stop = () => {
    stopping ??= stopOnce();
    return stopping;
  };
  const { host, port } = address;
  return {
    connection: { host, port, user: databaseUser, database: databaseName },
    url: `postgres://${databaseUser}@localhost:${port}/${databaseName}?host=${encodeURIComponent(host)}`,
    reused,
    pid: server.pid,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function reuseLiveServer(
  dataFolder: string,
  onProgress?: (text: string) => void,
): Promise<EmbeddedPostgres | undefined> {
  const live = await findLiveServer(dataFolder);
  if (live === undefined) return undefined;
  const address = { host: live.socketFolder, port: live.port };
  if (!existsSync(join(address.host, `.s.PGSQL.${address.port}`))) {
    onProgress?.(`PostgreSQL runs on this folder without its socket: starting it again`);
    await stopServer(live.process);
    return undefined;
  }
  // One that is on its way down ends here, and a new one starts in its place.
  if (!(await waitUntilReady(live.process, address, onProgress))) return undefined;
  onProgress?.(`PostgreSQL already runs on this folder (process ${live.process.pid})`);
  await ensureDatabase(address);
  return describe(live.process, address, true, undefined);
}

/**
 * Starts PostgreSQL on `<dataFolder>/postgres`, creating the database at the first start. Take the lock of
 * the data folder before: two programs that create the same database at once would get in each other's way.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { onProgress, settings = {} } = options;
  const dataFolder = resolve(options.dataFolder);
  try {
    await makeFolder(dataFolder);
  } catch (error) {
    throw explainFileError('Creating the data folder', dataFolder, error);
  }
  const user = await chooseServerUser(clusterFolderOf(dataFolder));
  const reused = await reuseLiveServer(dataFolder, onProgress);
  if (reused !== undefined) return reused;

  await requireRoom(dataFolder);
  const binaries = await locateBinaries(dataFolder, user, onProgress);
  await ensureCluster(dataFolder, binaries, user, onProgress);
  await clearStalePid(dataFolder);
  const socketFolder = await prepareSocketFolder(dataFolder, user);
  await clearStaleSocket(socketFolder, serverPort);
  const log = await openServerLog(dataFolder);
  try {
    const place = { dataFolder, socketFolder, user, binaries, settings };
    const server = await startServer(place, log, onProgress);
    const address = { host: socketFolder, port: serverPort };
    try {
      await ensureDatabase(address);
    } catch (error) {
      await stopServer(server);
      throw error;
    }
    return describe(server, address, false, log);
  } catch (error) {
    log.close();
    if (dirname(socketFolder) !== dataFolder) await rmdir(socketFolder).catch(() => undefined);
    throw error;
  }
}
