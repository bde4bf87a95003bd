export { type DataFolderLock, DataFolderLockedError, lockDataFolder } from './data-folder-lock.ts';
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.ts';
export { makeFolder } from './make-folder.ts';
export {
  connectOutside,
  DatabaseUrlError,
  type DatabaseUrlErrorCode,
  type OutsidePostgres,
} from './outside.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start.ts';
