export type BackupErrorCode =
  | 'file-exists'
  | 'file-missing'
  | 'disk-full'
  | 'not-writable'
  | 'not-a-backup'
  | 'newer-format'
  | 'truncated'
  | 'altered'
  | 'migration-mismatch'
  | 'table-mismatch'
  | 'target-not-empty'
  | 'database-failed';

/** A backup or restore that did not happen; the message ends with the way out. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function explainWriteError(file: string, error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  const code = codeOf(error);
  const failed = `Writing the backup ${file} failed`;
  const options = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const wayOut = 'Free some space or write to another disk; the unfinished file is removed.';
    return new BackupError('disk-full', `${failed}: the disk is full (${code}). ${wayOut}`, options);
  }
  if (code === 'EEXIST') {
    const wayOut = 'Choose another name or move the old one away: a backup never replaces another.';
    return new BackupError('file-exists', `${failed}: the file exists. ${wayOut}`, options);
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const wayOut = 'Create the folder first.';
    return new BackupError(
      'not-writable',
      `${failed}: its folder does not exist (${code}). ${wayOut}`,
      options,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const wayOut = 'Choose a folder this user can write to.';
    return new BackupError('not-writable', `${failed}: writing is not allowed (${code}). ${wayOut}`, options);
  }
  return explainDatabaseError(failed, error);
}

export function explainReadError(file: string, error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  const code = codeOf(error);
  const failed = `Reading the backup ${file} failed`;
  const options = { cause: error };
  const wayOut = 'Fetch the file again from where it was stored, or use another backup.';
  switch (code) {
    case 'ENOENT':
    case 'EISDIR':
      return new BackupError('file-missing', `${failed}: there is no such file. Correct the path.`, options);
    case 'EACCES':
      return new BackupError(
        'file-missing',
        `${failed}: this user may not read it. Correct its mode.`,
        options,
      );
    case 'Z_BUF_ERROR':
      return new BackupError('truncated', `${failed}: it ends in the middle. ${wayOut}`, options);
    case 'Z_DATA_ERROR':
      return new BackupError('altered', `${failed}: its compressed data are damaged. ${wayOut}`, options);
    default:
      return explainDatabaseError(failed, error);
  }
}

/** Only the message of the server: its detail can quote a whole row. */
export function explainDatabaseError(
  failed: string,
  error: unknown,
  wayOut = 'Nothing was changed; repeat it once the cause is gone.',
): BackupError {
  if (error instanceof BackupError) return error;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  return new BackupError(
    'database-failed',
    `${failed.replace(/ failed$/, '')} failed: ${said}${code ? ` (${code})` : ''}. ${wayOut}`,
  );
}
