/**
 * `npm start`: database, network simulator and server on one machine, with a seeded shop. Watches them and starts
 * again what dies; Ctrl-C ends all of it.
 */
import { access, constants, mkdir } from 'node:fs/promises';
import {
  connectOutside,
  DatabaseUrlError,
  DataFolderLockedError,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  lockDataFolder,
  startEmbeddedPostgres,
} from '#adapters/embedded-postgres';
import { MigrationError, migrate } from '#adapters/postgres';
import {
  createSoftwareSecurityModule,
  loadOrCreateMasterKey,
  MasterKeyError,
} from '#adapters/security-module';
import { Child } from './child.ts';
import {
  type DataFolder,
  dataFolderAt,
  defaultDataFolder,
  type Runtime,
  readDemoKeys,
  removeFile,
  writePrivateFile,
} from './data-folder.ts';
import { DEMO_TERMINALS, pointTerminals, seedDemo } from './seed.ts';
import { readSettings, SettingError, type Settings } from './settings.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Things that go wrong on a user's machine: told in their own words, without a stack. */
const EXPECTED = [
  EmbeddedPostgresError,
  DataFolderLockedError,
  DatabaseUrlError,
  MigrationError,
  MasterKeyError,
  SettingError,
];

interface Database {
  readonly url: string;
  readonly label: string;
  readonly embedded: EmbeddedPostgres | null;
}

async function openDatabase(settings: Settings, data: DataFolder): Promise<Database> {
  if (settings.databaseUrl !== null) {
    const outside = await connectOutside(settings.databaseUrl);
    return { url: outside.url, label: outside.label, embedded: null };
  }
  const embedded = await startEmbeddedPostgres({ dataFolder: data.root, onProgress: say });
  return { url: embedded.url, label: `embedded PostgreSQL in ${data.database}`, embedded };
}

/** An embedded server that was killed is started again; programs reconnect by themselves. */
function watchDatabase(
  database: Database,
  data: DataFolder,
  onNew: (embedded: EmbeddedPostgres) => void,
): () => void {
  let current = database.embedded;
  let busy = false;
  const timer = setInterval(async () => {
    if (current === null || busy) return;
    try {
      process.kill(current.pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPERM') return;
      busy = true;
      try {
        say('The database ended; starting it again.');
        current = await startEmbeddedPostgres({ dataFolder: data.root, onProgress: say });
        onNew(current);
        say('The database is back.');
      } catch (failure) {
        say(failure instanceof Error ? failure.message : String(failure));
      } finally {
        busy = false;
      }
    }
  }, 300);
  return () => clearInterval(timer);
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const settings = readSettings();
  const data = dataFolderAt(defaultDataFolder());
  await makeDataFolder(data);
  const lock = await lockDataFolder(data.root);
  let database: Database | null = null;
  const children: Child[] = [];
  let stopWatching = (): void => {};
  let onDatabase = (_embedded: EmbeddedPostgres): void => {};
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      stopWatching();
      for (const child of [...children].reverse()) await child.stop();
      await database?.embedded?.stop();
      await removeFile(data.runtime);
      await lock.release();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping === null) say('\nStopping server, network simulator and database …');
      void stop().then(() => process.exit(0));
    });
  }
  try {
    database = await openDatabase(settings, data);
    stopWatching = watchDatabase(database, data, (embedded) => {
      database = { ...database!, embedded };
      onDatabase(embedded);
    });
    const all = await startAll(settings, data, database, children);
    await writeRuntime(data, all.runtime());
    all.onChange(() => void writeRuntime(data, all.runtime()).catch((error: unknown) => say(String(error))));
    onDatabase = (embedded) => all.databaseIs(embedded);
    for (const child of children) child.supervise();
    await greet(data, all.runtime(), database, performance.now() - startedMs);
  } catch (error) {
    await stop();
    throw error;
  }
}

const writeRuntime = (data: DataFolder, runtime: Runtime): Promise<void> =>
  writePrivateFile(data.runtime, `${JSON.stringify(runtime, null, 2)}\n`);

/** What runs, as it is now. */
interface Running {
  runtime(): Runtime;
  onChange(act: () => void): void;
  databaseIs(embedded: EmbeddedPostgres): void;
}

async function makeDataFolder(data: DataFolder): Promise<void> {
  try {
    await mkdir(data.root, { recursive: true, mode: 0o755 });
    await access(data.root, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(
      `The data folder ${data.root} cannot be written (${code}). Choose another: YUANLU_DATA=/some/folder npm start`,
    );
  }
}

async function prepare(data: DataFolder, database: Database): Promise<void> {
  await migrate(database.url, say);
  const masterKey = await loadOrCreateMasterKey({
    path: data.masterKey,
    demo: true,
    databaseFolder: data.database,
  });
  const security = createSoftwareSecurityModule({ masterKey });
  await mkdir(data.clearing, { recursive: true, mode: 0o700 });
  await mkdir(data.network, { recursive: true, mode: 0o700 });
  const seeded = await seedDemo({ url: database.url, data, security });
  if (seeded) say('Seeded one shop with two terminals, and test cards at two banks.');
}

async function startAll(
  settings: Settings,
  data: DataFolder,
  database: Database,
  children: Child[],
): Promise<Running> {
  await prepare(data, database);
  const found = {
    networkPort: settings.networkPort,
    controlPort: settings.networkControlPort,
    apiPort: 0,
    terminalPort: 0,
  };
  let embedded = database.embedded;
  let changed = (): void => {};
  const network = new Child({
    name: 'network simulator',
    program: 'network-simulator/main.ts',
    // A port that was free at the first start stays the same when the program is started again.
    args: () => [
      '--data',
      data.network,
      '--port',
      String(found.networkPort),
      '--control-port',
      String(found.controlPort),
      '--clearing-dir',
      data.clearing,
      '--keys',
      data.zoneKeys,
    ],
    env: () => ({}),
    readyWithinMs: 30_000,
    say,
    onReady: ({ port, controlPort }) => {
      found.networkPort = Number(port);
      found.controlPort = Number(controlPort);
      changed();
    },
  });
  children.push(network);
  await network.start();
  const server = new Child({
    name: 'server',
    program: 'server/main.ts',
    args: () => [],
    env: () => ({
      DATABASE_URL: database.url,
      YUANLU_DATA: data.root,
      YUANLU_NETWORK_PORT: String(found.networkPort),
      YUANLU_API_PORT: String(found.apiPort || settings.apiPort),
      YUANLU_TERMINAL_PORT: String(found.terminalPort || settings.terminalPort),
    }),
    readyWithinMs: 60_000,
    say,
    onReady: ({ apiPort, terminalPort }) => {
      found.apiPort = Number(apiPort);
      found.terminalPort = Number(terminalPort);
      changed();
    },
  });
  children.push(server);
  await server.start();
  await pointTerminals(data, settings.host, found.terminalPort);
  const scheme = settings.tls === null ? 'http' : 'https';
  return {
    runtime: () => ({
      pid: process.pid,
      pids: { server: server.pid ?? 0, network: network.pid ?? 0, database: embedded?.pid ?? null },
      apiUrl: `${scheme}://${settings.host}:${found.apiPort}`,
      terminalHost: settings.host,
      terminalPort: found.terminalPort,
      networkPort: found.networkPort,
      networkControlUrl: `http://127.0.0.1:${found.controlPort}`,
      databaseUrl: embedded === null ? null : database.url,
    }),
    onChange: (act) => {
      changed = act;
    },
    databaseIs: (now) => {
      embedded = now;
      changed();
    },
  };
}

async function greet(data: DataFolder, runtime: Runtime, database: Database, tookMs: number): Promise<void> {
  const keys = await readDemoKeys(data);
  say(`
Yuanlu 原路 is up after ${(tookMs / 1000).toFixed(1)} s.

  API        ${runtime.apiUrl}   (/openapi.json, /ready, /metrics)
  Terminals  ${runtime.terminalHost}:${runtime.terminalPort}   ISO 8583, terminals ${DEMO_TERMINALS.join(' and ')}
  Network    127.0.0.1:${runtime.networkPort}, faults and books at ${runtime.networkControlUrl}
  Database   ${database.label}
  Keys       ${keys === null ? 'as you made them' : data.demoKeys}

Try in another terminal window:

  ./yuanlu terminal sale 120.00          pay at the virtual POS terminal
  ./yuanlu payments                      see it arrive
  ./yuanlu explain last                  可以取消吗? Can it be cancelled, how, until when?
  ./yuanlu cancel last                   send the money back the way it came
  ./yuanlu journey last                  every step, out and back
  ./yuanlu verify                        recompute the books, here and at the banks

Ctrl-C stops everything; the data stays.`);
}

main().catch((error: unknown) => {
  const told = EXPECTED.some((kind) => error instanceof kind) || error instanceof Error;
  process.stderr.write(`\nCannot start: ${told ? (error as Error).message : String(error)}\n`);
  process.exitCode = 1;
  // Handles of half-started parts must not keep a program alive that has nothing to do.
  setTimeout(() => process.exit(1), 500).unref();
});
