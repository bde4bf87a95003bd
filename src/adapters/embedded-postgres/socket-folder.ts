import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError, errnoOf, explainFileError } from './errors.ts';
import { canEnter, type ServerUser } from './server-user.ts';

/** A socket path holds at most 107 bytes, of which `/.s.PGSQL.5432` takes 14. */
const maxFolderBytes = 90;

async function prepare(folder: string, user: ServerUser): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
    if (user.switched) await chown(folder, user.uid, user.gid);
    return;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  const found = await lstat(folder);
  const uid = process.getuid?.();
  const owned = found.uid === user.uid || found.uid === uid;
  if (!found.isDirectory() || !owned) {
    throw new EmbeddedPostgresError(
      'not-permitted',
      `Preparing the socket folder failed: ${folder} belongs to another user (${found.uid}). Remove it, or ` +
        'set TMPDIR to a folder of your own.',
    );
  }
  // The only lock on the door of the database: nobody but its user and root may come in.
  await chmod(folder, 0o700);
  if (user.switched) await chown(folder, user.uid, user.gid);
}

/** A private folder for the Unix socket: beside the data, or a short one when that path is long or closed. */
export async function prepareSocketFolder(dataFolder: string, user: ServerUser): Promise<string> {
  const beside = join(dataFolder, 'postgres-socket');
  const short = join(
    tmpdir(),
    `yuanlu-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)}`,
  );
  const fits = Buffer.byteLength(beside) <= maxFolderBytes && canEnter(user, dataFolder);
  const folder = fits ? beside : short;
  try {
    await prepare(folder, user);
  } catch (error) {
    throw explainFileError('Preparing the socket folder', folder, error);
  }
  return folder;
}

/**
 * Removes the socket of a server that is known to be dead. Its lock names a process number that may be taken,
 * by another program or by the server's own remains that nobody buried, and PostgreSQL would respect it.
 */
export async function clearStaleSocket(folder: string, port: number): Promise<void> {
  for (const name of [`.s.PGSQL.${port}`, `.s.PGSQL.${port}.lock`]) {
    const path = join(folder, name);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw explainFileError('Removing the stale socket', path, error);
    }
  }
}
