import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { chown, mkdtemp, open, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, errnoOf, explainFileError, explainServerOutput, textOf } from './errors.ts';
import { identifyProcess, type ProcessIdentity } from './processes.ts';
import { canEnter, giveTo, runAs, type ServerUser } from './server-user.ts';

/** The folder with the database files, which belongs to PostgreSQL alone. */
export function clusterFolderOf(dataFolder: string): string {
  return join(dataFolder, 'postgres');
}

/** The superuser of the embedded server. Whoever can enter the socket folder is let in under this name. */
export const databaseUser = 'yuanlu';

/**
 * The path given to the server. It is started inside the folder; when a private parent (a 0700 home) keeps
 * its user from entering by name, this path leads there all the same.
 */
export function pathForServer(user: ServerUser, folder: string): string {
  return process.platform === 'linux' && !canEnter(user, folder) ? '/proc/self/cwd' : folder;
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw explainFileError('Reading the database folder', path, error);
  }
}

function run(program: string, args: readonly string[], user: ServerUser, cwd: string) {
  return new Promise<{ status: number | null; output: string }>((resolve, reject) => {
    const child = spawn(program, args, { ...runAs(user, cwd), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

async function initialise(unfinished: string, binaries: Binaries, user: ServerUser): Promise<void> {
  const action = 'Creating the database';
  try {
    if (user.switched) await chown(unfinished, user.uid, user.gid);
  } catch (error) {
    throw explainFileError(action, unfinished, error);
  }
  const args = ['-D', pathForServer(user, unfinished), '-U', databaseUser, '-A', 'trust', '-E', 'UTF8'];
  // The built-in provider sorts alike on every machine; a libc update cannot corrupt an index.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums');
  const { status, output } = await run(binaries.initdb, args, user, unfinished).catch((error: unknown) => {
    const code = errnoOf(error) === 'EPERM' ? 'not-permitted' : 'start-failed';
    const wayOut = 'Start as an ordinary user, or set DATABASE_URL to an outside PostgreSQL.';
    const said = `${action} failed: initdb cannot be run as ${user.name} (${textOf(error)}). ${wayOut}`;
    throw new EmbeddedPostgresError(code, said, { cause: error });
  });
  if (status !== 0) throw explainServerOutput(action, unfinished, output);
  try {
    // Only the socket: no line for TCP, so a changed listen_addresses setting opens no door.
    await writeFile(join(unfinished, 'pg_hba.conf'), 'local all all trust\n');
  } catch (error) {
    throw explainFileError(action, unfinished, error);
  }
}

/** What is left of a creation that was cut short holds no data yet. */
async function removeUnfinished(dataFolder: string, prefix: string): Promise<void> {
  const names = (await readdir(dataFolder).catch(() => [])).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    await rm(join(dataFolder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

async function createCluster(
  dataFolder: string,
  binaries: Binaries,
  user: ServerUser,
  onProgress?: (text: string) => void,
): Promise<void> {
  onProgress?.('Creating the database, once');
  // A name of its own: the initdb of a program that was killed may still be writing under another one.
  const prefix = `${clusterFolderOf(dataFolder)}.new-`;
  await removeUnfinished(dataFolder, basename(prefix));
  const unfinished = await mkdtemp(prefix).catch((error: unknown) => {
    throw explainFileError('Creating the database', dataFolder, error);
  });
  try {
    await initialise(unfinished, binaries, user);
    // The folder appears under its name only when complete, so a creation cut short is simply repeated.
    await rename(unfinished, clusterFolderOf(dataFolder));
    const parent = await open(dataFolder, 'r');
    try {
      await parent.sync();
    } finally {
      await parent.close();
    }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw explainFileError('Creating the database', dataFolder, error);
  }
}

/** Database files, their first log and the PostgreSQL programs where they have to be copied. */
const FIRST_START_BYTES = 100 * 1024 * 1024;

/** A new database that fills the disk half-way ends in words about something else: the room is asked for before. */
export async function requireRoom(dataFolder: string): Promise<void> {
  if ((await readOptional(join(clusterFolderOf(dataFolder), 'PG_VERSION'))) !== undefined) return;
  let freeBytes: number;
  try {
    const { bavail, bsize } = await statfs(dataFolder);
    freeBytes = bavail * bsize;
  } catch {
    // A file system that does not tell is no reason to refuse.
    return;
  }
  if (freeBytes >= FIRST_START_BYTES) return;
  const [free, needed] = [freeBytes, FIRST_START_BYTES].map((bytes) => Math.floor(bytes / 1024 / 1024));
  throw new EmbeddedPostgresError(
    'disk-full',
    `Creating the database failed in ${dataFolder}: the disk is full, ${free} MB are free and a new database ` +
      `needs ${needed} MB. Free some space there, or choose another disk: YUANLU_DATA=/path/with/space npm start.`,
  );
}

/** Creates the database folder when there is none, and refuses one this version cannot read. */
export async function ensureCluster(
  dataFolder: string,
  binaries: Binaries,
  user: ServerUser,
  onProgress?: (text: string) => void,
): Promise<void> {
  const folder = clusterFolderOf(dataFolder);
  const version = (await readOptional(join(folder, 'PG_VERSION')))?.trim();
  if (version === undefined) {
    const entries = await readdir(folder).catch(() => []);
    if (entries.length > 0) {
      throw new EmbeddedPostgresError(
        'start-failed',
        `Starting PostgreSQL failed: ${folder} holds ${entries.length} entries but no PG_VERSION file, so ` +
          'it is not a complete database. Move it away, or choose another folder with YUANLU_DATA.',
      );
    }
    await createCluster(dataFolder, binaries, user, onProgress);
    return;
  }
  if (Number(version) !== binaries.majorVersion) {
    throw new EmbeddedPostgresError(
      'version-mismatch',
      `Starting PostgreSQL failed: ${folder} was written by PostgreSQL ${version}, and this release brings ` +
        `PostgreSQL ${binaries.majorVersion}. Make a backup with the release that wrote it and restore ` +
        'that backup into an empty folder.',
    );
  }
  try {
    await giveTo(user, folder);
  } catch (error) {
    throw explainFileError('Handing the database folder over', folder, error);
  }
}

export type LiveServer = {
  readonly process: ProcessIdentity;
  readonly port: number;
  readonly socketFolder: string;
};

function runsInFolder(pid: number, folder: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const [its, ours] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
    return its.dev === ours.dev && its.ino === ours.ino;
  } catch (error) {
    // Not allowed to look: leave the decision to PostgreSQL's own check.
    return errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM';
  }
}

/** The server that already runs on this folder, for example after its program was killed. */
export async function findLiveServer(dataFolder: string): Promise<LiveServer | undefined> {
  const folder = clusterFolderOf(dataFolder);
  const lines = (await readOptional(join(folder, 'postmaster.pid')))?.split('\n') ?? [];
  const found = identifyProcess(Number(lines[0]));
  if (found === undefined || !runsInFolder(found.pid, folder)) return undefined;
  return { process: found, port: Number(lines[3]), socketFolder: lines[4] ?? '' };
}

/** Above the highest number Linux gives out: certainly no process. */
const numberOfNoProcess = 4_194_305;

/**
 * PostgreSQL takes any process of its user with the number in postmaster.pid for a server and refuses to
 * start; in a container, where numbers are used again at once, that is the normal case after a crash. Only
 * the number is replaced: the rest of the file lets PostgreSQL find backends that survived their server.
 */
export async function clearStalePid(dataFolder: string): Promise<void> {
  const path = join(clusterFolderOf(dataFolder), 'postmaster.pid');
  const text = await readOptional(path);
  if (text === undefined || text === '') return;
  const lines = text.split('\n');
  lines[0] = String(numberOfNoProcess);
  try {
    await writeFile(path, lines.join('\n'));
  } catch (error) {
    throw explainFileError('Replacing the stale server number', path, error);
  }
}
