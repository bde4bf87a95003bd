export { type BackupOptions, backupDatabase } from './backup.ts';
export { BackupError, type BackupErrorCode } from './errors.ts';
export type { BackupSummary } from './file-format.ts';
export { verifyBackup } from './line-reader.ts';
export { type RestoreOptions, restoreDatabase } from './restore.ts';
