import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError, errnoOf, explainFileError } from './errors.ts';

/** Who runs the server. PostgreSQL refuses to run as root, so root hands it to another user. */
export type ServerUser = {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** True when this process is root and starts the server as somebody else. */
  readonly switched: boolean;
};

type PasswdEntry = { readonly name: string; readonly uid: number; readonly gid: number };

function readPasswd(): PasswdEntry[] {
  let text = '';
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

async function ownerOf(folder: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(folder);
    return { uid, gid };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw explainFileError('Looking at the database folder', folder, error);
  }
}

function ordinaryUser(uid: number, owner: { uid: number } | undefined, folder: string): ServerUser {
  let name: string;
  try {
    name = userInfo().username;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'no-unprivileged-user',
      `Starting PostgreSQL failed: user ${uid} has no entry in /etc/passwd, and PostgreSQL insists on one. ` +
        'Add an entry for it, start as another user, or set DATABASE_URL to an outside PostgreSQL.',
      { cause },
    );
  }
  if (owner !== undefined && owner.uid !== uid) {
    const other = readPasswd().find((entry) => entry.uid === owner.uid)?.name ?? `user ${owner.uid}`;
    throw new EmbeddedPostgresError(
      'not-permitted',
      `Starting PostgreSQL failed: ${folder} belongs to ${other}, and this program runs as ${name}. ` +
        `Start it as ${other} (or as root, who hands over to ${other}), or choose another folder: ` +
        'YUANLU_DATA=/another/folder npm start.',
    );
  }
  return { name, uid, gid: process.getgid?.() ?? uid, switched: false };
}

/** The user for the server on this folder: its owner, else ourselves, else `postgres` or `nobody`. */
export async function chooseServerUser(clusterFolder: string): Promise<ServerUser> {
  const uid = process.getuid?.();
  if (uid === undefined) {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `Starting PostgreSQL failed: the embedded server does not run on ${process.platform}. ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  const owner = await ownerOf(clusterFolder);
  if (uid !== 0) return ordinaryUser(uid, owner, clusterFolder);
  const entries = readPasswd();
  if (owner !== undefined && owner.uid !== 0) {
    const name = entries.find((entry) => entry.uid === owner.uid)?.name ?? `user ${owner.uid}`;
    return { name, uid: owner.uid, gid: owner.gid, switched: true };
  }
  for (const wanted of ['postgres', 'nobody']) {
    const entry = entries.find(({ name, uid }) => name === wanted && uid > 0);
    if (entry !== undefined) return { ...entry, switched: true };
  }
  throw new EmbeddedPostgresError(
    'no-unprivileged-user',
    'Starting PostgreSQL failed: it refuses to run as root, and /etc/passwd has neither "postgres" nor ' +
      '"nobody". Start as an ordinary user, add one of the two, or set DATABASE_URL to an outside one.',
  );
}

/** Options that make a child process run as that user. Nothing of our own environment goes with it. */
export function runAs(user: ServerUser, cwd: string) {
  // The environment may hold keys and passwords, or PG* variables that would redirect the server.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return user.switched ? { cwd, env, uid: user.uid, gid: user.gid } : { cwd, env };
}

/** Whether that user can enter the folder by its path: every parent must let it through. */
export function canEnter(user: ServerUser, folder: string): boolean {
  if (!user.switched) return true;
  const tried = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], {
    ...runAs(user, '/'),
    stdio: 'ignore',
  });
  return tried.status === 0;
}

/** Gives a folder to the server's user, and everything in it when root had copied it there. */
export async function giveTo(user: ServerUser, folder: string): Promise<void> {
  if (!user.switched) return;
  if ((await stat(folder)).uid === user.uid) return;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
  await chown(folder, user.uid, user.gid);
}
