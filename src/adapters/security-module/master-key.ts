import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, link, mkdir, open, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

const KEY_BYTES = 32;
const FILE_BYTES_MAX = 1024;
const GROUP_AND_OTHERS = 0o077;

/** The master key file cannot be used. The text names the file and the way out, never its content. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  readonly code: 'absent' | 'inside-database-folder' | 'open-to-others' | 'wrong-content' | 'unusable-file';
  constructor(code: MasterKeyError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads the 32-byte master key from its file. Only a demonstration may make one: everywhere else a
 * missing file means a wrong path or a lost key, and a fresh key would leave all stored card numbers
 * unreadable.
 */
export async function loadOrCreateMasterKey(options: {
  readonly path: string;
  readonly demo: boolean;
  readonly databaseFolder: string;
}): Promise<Uint8Array> {
  const path = resolve(options.path);
  await refuseInsideDatabase(path, options.databaseFolder);
  const existing = await readKeyFile(path);
  if (existing !== undefined) return existing;
  if (!options.demo) {
    throw new MasterKeyError(
      'absent',
      `Cannot load the master key: ${path} does not exist. Restore it from its backup, ` +
        `or for a new installation make one: (umask 077; openssl rand -hex ${KEY_BYTES} > '${path}')`,
    );
  }
  await createKeyFile(path);
  // Two programs may start at once; both take the key of the one whose file stands.
  const created = await readKeyFile(path);
  if (created !== undefined) return created;
  throw new MasterKeyError('unusable-file', `Cannot load the master key: ${path} vanished after it was made`);
}

/** A copy or backup of the database folder must never carry the key that opens the data in it. */
export async function refuseInsideDatabase(path: string, databaseFolder: string): Promise<void> {
  const folder = await realPathOf(resolve(databaseFolder));
  const candidates = [path, await realPathOf(path)];
  if (candidates.some((candidate) => isInside(candidate, folder) || isInside(candidate, databaseFolder))) {
    throw new MasterKeyError(
      'inside-database-folder',
      `Cannot use the master key at ${path}: it lies inside the database folder ${folder}, ` +
        'whose backups would then hold key and data together. Move the file to another folder',
    );
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The path with links followed as far as it exists. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), basename(path));
  }
}

export async function readKeyFile(path: string): Promise<Uint8Array | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unusable('open', path, error);
  }
  try {
    return await readKey(file, path);
  } finally {
    await file.close();
  }
}

/** Looks at the opened file, not at the path again, so nothing can be swapped in between. */
async function readKey(file: FileHandle, path: string): Promise<Uint8Array> {
  const status = await file.stat();
  if (!status.isFile()) {
    throw new MasterKeyError('unusable-file', `Cannot load the master key: ${path} is not a regular file`);
  }
  if ((status.mode & GROUP_AND_OTHERS) !== 0) {
    const mode = (status.mode & 0o777).toString(8).padStart(4, '0');
    throw new MasterKeyError(
      'open-to-others',
      `Cannot load the master key: ${path} has mode ${mode}, which lets other users at it. ` +
        `Run: chmod 600 '${path}'; and replace the key if somebody may have read it`,
    );
  }
  const text = status.size <= FILE_BYTES_MAX ? await file.readFile('latin1') : '';
  if (!/^[0-9A-Fa-f]{64}\r?\n?$/.test(text)) {
    throw new MasterKeyError(
      'wrong-content',
      `Cannot load the master key: ${path} holds ${status.size} bytes, ` +
        `expected ${2 * KEY_BYTES} hexadecimal characters and a line end. Restore the file from its backup`,
    );
  }
  return new Uint8Array(Buffer.from(text.slice(0, 2 * KEY_BYTES), 'hex'));
}

/** Written aside, forced to disk, then put in place whole: a crash leaves no half key behind. */
export async function createKeyFile(path: string): Promise<void> {
  const folder = dirname(path);
  const aside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await putInPlace(aside, path);
    await syncFolder(folder);
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw unusable('create', path, error);
  }
}

/**
 * A rename would replace a key made meanwhile by another program; a link refuses. Some file systems have
 * none.
 */
async function putInPlace(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path);
    await unlink(aside);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') await unlink(aside);
    else if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') await rename(aside, path);
    else throw error;
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unusable(action: string, path: string, error: unknown): MasterKeyError {
  return new MasterKeyError(
    'unusable-file',
    `Cannot ${action} the master key file ${path}: ${errorCode(error) ?? 'unknown reason'}. ` +
      'Give the program a folder and file its user may read and write',
  );
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
