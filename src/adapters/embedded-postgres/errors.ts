export type EmbeddedPostgresErrorCode =
  | 'unsupported-platform'
  | 'disk-full'
  | 'read-only'
  | 'not-permitted'
  | 'version-mismatch'
  | 'already-starting'
  | 'no-unprivileged-user'
  | 'start-failed';

/** A failure of the embedded server; the message ends with the way out. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const diskFullWayOut =
  'Free some space there, or choose another disk: YUANLU_DATA=/path/with/space npm start. ' +
  'Nothing that was committed is lost.';
const readOnlyWayOut =
  'Make the folder writable, or choose another one: YUANLU_DATA=/path/that/is/writable npm start.';

/** Turns an error of the file system into one that says what to do about it. */
export function explainFileError(action: string, path: string, error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const errno = errnoOf(error);
  const options = { cause: error };
  const failed = `${action} failed in ${path}`;
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new EmbeddedPostgresError(
      'disk-full',
      `${failed}: the disk is full (${errno}). ${diskFullWayOut}`,
      options,
    );
  }
  if (errno === 'EROFS') {
    const found = 'the file system is mounted read-only (EROFS)';
    return new EmbeddedPostgresError('read-only', `${failed}: ${found}. ${readOnlyWayOut}`, options);
  }
  if (errno === 'EACCES' || errno === 'EPERM') {
    const found = `this user may not write there (${errno})`;
    return new EmbeddedPostgresError('read-only', `${failed}: ${found}. ${readOnlyWayOut}`, options);
  }
  if (errno === 'ENOENT') {
    const found = `no folder can be made there (${errno})`;
    return new EmbeddedPostgresError('read-only', `${failed}: ${found}. ${readOnlyWayOut}`, options);
  }
  if (errno === 'ENOTDIR' || errno === 'EEXIST') {
    const found = `a part of the path is a file, not a folder (${errno})`;
    const wayOut = 'Point YUANLU_DATA to a folder.';
    return new EmbeddedPostgresError('start-failed', `${failed}: ${found}. ${wayOut}`, options);
  }
  return new EmbeddedPostgresError('start-failed', `${failed}: ${textOf(error)}.`, options);
}

type Explanation = {
  readonly pattern: RegExp;
  readonly code: EmbeddedPostgresErrorCode;
  readonly found: string;
  readonly wayOut: string;
};

/** Read in order: the first pattern that occurs in the log of the failed start names the cause. */
const explanations: readonly Explanation[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|disk is full|PANIC: .*could not (write|extend)/,
    code: 'disk-full',
    found: 'the disk is full',
    wayOut: diskFullWayOut,
  },
  {
    pattern: /Read-only file system/,
    code: 'read-only',
    found: 'the file system is mounted read-only',
    wayOut: readOnlyWayOut,
  },
  {
    pattern: /lock file "postmaster\.pid" already exists|Is another postmaster/,
    code: 'already-starting',
    found: 'another server holds this data folder',
    wayOut: 'Wait for it or stop it, or start on another folder: YUANLU_DATA=/another/folder npm start.',
  },
  {
    pattern: /incompatible with (this version|server)|was initialized by PostgreSQL version/,
    code: 'version-mismatch',
    found: 'the data were written by another version of PostgreSQL',
    wayOut: 'Make a backup with the release that wrote them and restore it into an empty folder.',
  },
  {
    pattern: /wrong ownership|invalid permissions/,
    code: 'not-permitted',
    found: 'the database folder belongs to another user or is open to others',
    wayOut: 'Start as the user who created it, or give it back to that user with mode 0700.',
  },
  {
    pattern: /Permission denied|Operation not permitted/,
    code: 'read-only',
    found: 'the user who runs PostgreSQL may not write there',
    wayOut: readOnlyWayOut,
  },
  {
    pattern: /Cannot allocate memory|could not (map anonymous|create) shared memory/,
    code: 'start-failed',
    found: 'there is not enough memory for its buffers',
    wayOut: 'Free some memory, or start with a smaller shared_buffers setting.',
  },
  {
    pattern: /valid checkpoint record|invalid checkpoint|could not find redo location|checksum mismatch/i,
    code: 'start-failed',
    found: 'the database files are damaged',
    wayOut: 'Keep the folder for inspection and restore the last backup into an empty one.',
  },
];

/** Names the cause of a failed start from what the server or initdb printed. */
export function explainServerOutput(action: string, folder: string, output: string): EmbeddedPostgresError {
  // Our own questions, asked while it starts, leave lines that say nothing about the cause.
  const lines = output.split('\n').filter((line) => line !== '' && !/the database system is /.test(line));
  const known = explanations.find(({ pattern }) => lines.some((line) => pattern.test(line)));
  const telling =
    (known && lines.find((line) => known.pattern.test(line))) ??
    lines.findLast((line) => /FATAL|PANIC|ERROR|error:/.test(line)) ??
    lines.at(-1) ??
    '';
  const quoted = telling.replace(/^\S+ \S+ \S+ \[\d+\] /, '').slice(0, 400);
  const said = quoted === '' ? 'it printed nothing' : `it said: ${quoted}`;
  if (known !== undefined) {
    const message = `${action} failed in ${folder}: ${known.found} (${said}). ${known.wayOut}`;
    return new EmbeddedPostgresError(known.code, message);
  }
  const wayOut = 'The log beside the database folder holds the details; DATABASE_URL uses another server.';
  return new EmbeddedPostgresError('start-failed', `${action} failed in ${folder}: ${said}. ${wayOut}`);
}
