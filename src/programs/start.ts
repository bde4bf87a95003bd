/**
 * `npm start`: database, network simulator and server on one machine, with a seeded shop. Watches them and starts
 * again what dies; Ctrl-C ends all of it.
 */
import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DatabaseUrlError,
  DataFolderLockedError,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  lockDataFolder,
  makeFolder,
} from '#adapters/embedded-postgres';
import { MigrationError, migrate, readInstitution } from '#adapters/postgres';
import { MasterKeyError, Pkcs11Error } from '#adapters/security-module';
import { openAuditedSecurity } from './audited-security.ts';
import { prepareCards } from './card-keys.ts';
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
import { preparePages } from './pages.ts';
import { checkHost, checkPorts } from './places.ts';
import { pointTerminals, type Reach, reachOf } from './point-terminals.ts';
import { DEMO_MERCHANT, DEMO_TERMINALS, prepareRows } from './seed.ts';
import { seedDemoStaff } from './seed-staff.ts';
import { pkcs11Settings, readSettings, SettingError, type Settings } from './settings.ts';
import { type Database, openDatabase, watchDatabase } from './watched-database.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Things that go wrong on a user's machine: told in their own words, without a stack. */
const EXPECTED = [
  EmbeddedPostgresError,
  DataFolderLockedError,
  DatabaseUrlError,
  MigrationError,
  MasterKeyError,
  Pkcs11Error,
  SettingError,
];

async function main(): Promise<void> {
  const startedMs = performance.now();
  const settings = readSettings();
  const data = dataFolderAt(defaultDataFolder());
  await checkHost(settings);
  await makeDataFolder(data);
  const lock = await lockDataFolder(data.root);
  let opening: Promise<Database> | null = null;
  let database: Database | null = null;
  const children: Child[] = [];
  let stopWatching = async (): Promise<void> => {};
  let onDatabase = (_embedded: EmbeddedPostgres): void => {};
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const child of children) child.noMore();
      await stopWatching();
      for (const child of [...children].reverse()) await child.stop();
      // One that is just being made comes up first; left alone it would go on without anybody.
      const last = database ?? (await opening?.catch(() => null));
      await last?.embedded?.stop();
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
    await checkPorts(settings);
    const pages = settings.withServer ? preparePages(say) : null;
    opening = openDatabase(settings, data, say);
    database = await opening;
    if (stopping !== null) return await stopping;
    stopWatching = watchDatabase(database, data, say, (embedded) => {
      database = { ...database!, embedded };
      onDatabase(embedded);
    });
    await pages;
    const all = await startAll(settings, data, database, children);
    await writeRuntime(data, all.runtime());
    all.onChange(() => void writeRuntime(data, all.runtime()).catch((error: unknown) => say(String(error))));
    onDatabase = (embedded) => all.databaseIs(embedded);
    for (const child of children) child.supervise();
    await greet(data, all, database, performance.now() - startedMs);
  } catch (error) {
    // What fails because everything is being stopped is no failure.
    if (stopping !== null) return await stopping;
    await stop();
    throw error;
  }
}

const writeRuntime = (data: DataFolder, runtime: Runtime): Promise<void> =>
  writePrivateFile(data.runtime, `${JSON.stringify(runtime, null, 2)}\n`);

/** What runs, as it is now. */
interface Running {
  readonly reach: Reach;
  runtime(): Runtime;
  onChange(act: () => void): void;
  databaseIs(embedded: EmbeddedPostgres): void;
}

async function makeDataFolder(data: DataFolder): Promise<void> {
  try {
    await makeFolder(data.root, 0o755);
    await access(data.root, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(
      `The data folder ${data.root} cannot be written (${code}). Choose another: YUANLU_DATA=/some/folder npm start`,
    );
  }
}

async function prepare(data: DataFolder, database: Database, demo: boolean): Promise<void> {
  await migrate(database.url, say);
  const filled = (await readInstitution(database.url)) !== null;
  if (filled) requireKeys(data);
  const opened = await openAuditedSecurity({
    data,
    databaseUrl: database.url,
    // New keys would fit nothing that is in the database already.
    makeKeys: !filled,
    clock: { nowMs: () => Date.now() },
    who: 'start',
    trouble: say,
  });
  await prepareCards(data);
  await mkdir(data.clearing, { recursive: true, mode: 0o700 });
  await mkdir(data.network, { recursive: true, mode: 0o700 });
  const parts = { url: database.url, data, security: opened.security, demo };
  const seeded = await prepareRows(parts).finally(opened.close);
  if (seeded) say('Seeded one shop with two terminals, and test cards at three banks.');
  if (demo) await seedDemoStaff({ url: database.url, book: DEMO_MERCHANT, nowMs: Date.now() });
}

/** A restored folder has its rows and nothing else: what has to come from the original is told at once. */
function requireKeys(data: DataFolder): void {
  const master = pkcs11Settings() === null ? [data.masterKey] : [];
  const missing = [...master, data.zoneKeys].filter((path) => !existsSync(path));
  if (missing.length === 0) return;
  throw new Error(
    `The database has rows, and the keys they need are missing: ${missing.join(' and ')}. They are in no backup: ` +
      `copy the folder keys/ of the original data folder to ${join(data.root, 'keys')}, and terminals/ ` +
      'for the virtual terminals (docs/operating.md, "Backup and restore").',
  );
}

async function startAll(
  settings: Settings,
  data: DataFolder,
  database: Database,
  children: Child[],
): Promise<Running> {
  await prepare(data, database, settings.demo);
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
      '--issuer-keys',
      data.issuerKeys,
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
      YUANLU_NETWORK_CONTROL_PORT: String(found.controlPort),
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
  if (settings.withServer) {
    children.push(server);
    await server.start();
  } else {
    found.apiPort = settings.apiPort;
    found.terminalPort = settings.terminalPort;
  }
  const reach = await reachOf(settings);
  await pointTerminals(data, reach, found.terminalPort);
  const scheme = settings.tls === null ? 'http' : 'https';
  return {
    reach,
    runtime: () => ({
      pid: process.pid,
      pids: { server: server.pid ?? 0, network: network.pid ?? 0, database: embedded?.pid ?? null },
      apiUrl: `${scheme}://${reach.urlHost}:${found.apiPort}`,
      terminalHost: reach.host,
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

async function greet(data: DataFolder, all: Running, database: Database, tookMs: number): Promise<void> {
  const runtime = all.runtime();
  const { reach } = all;
  const terminals = `${reach.host.includes(':') ? `[${reach.host}]` : reach.host}:${runtime.terminalPort}`;
  const trust =
    reach.tls?.caFile == null
      ? ''
      : `\n  export NODE_EXTRA_CA_CERTS=${reach.tls.caFile}   so that the command line trusts the certificate`;
  const keys = await readDemoKeys(data);
  say(`
Yuanlu 原路 is up after ${(tookMs / 1000).toFixed(1)} s.

  Pages      ${runtime.apiUrl}   for a browser
  API        ${runtime.apiUrl}   (/openapi.json, /ready, /metrics)
  Terminals  ${terminals}   ISO 8583, terminals ${DEMO_TERMINALS.join(' and ')}
  Network    127.0.0.1:${runtime.networkPort}, faults and books at ${runtime.networkControlUrl}
  Database   ${database.label}
  Keys       ${keys === null ? 'as you made them' : data.demoKeys}

Try in another terminal window:
${trust}
  ./yuanlu terminal sale 120.00          pay at the virtual POS terminal
  ./yuanlu payments                      see it arrive
  ./yuanlu explain last                  可以取消吗? Can it be cancelled, how, until when?
  ./yuanlu cancel last                   send the money back the way it came
  ./yuanlu order create 45.90            an order, paid by a code: order pay last, order scan last
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
