export { createClearingBooks, type Institution, readInstitution } from './clearing.ts';
export {
  createKeyAudit,
  type KeyAuditStore,
  type RecordedAct,
  readKeyActs,
  readKeyUses,
} from './key-audit.ts';
export {
  type Ceremony,
  type CeremonyStore,
  createCeremonyStore,
} from './key-ceremonies.ts';
export { MigrationError, migrate } from './migrate.ts';
export * from './notices/index.ts';
export { createReader } from './reader.ts';
export * from './reader-types.ts';
export {
  createTerminalRegistrar,
  type NewTerminal,
  newTerminal,
  type TerminalRegistrar,
} from './register-terminal.ts';
export { createPostgresStore, type PostgresStoreOptions } from './store.ts';
export { createStoredKeys, type KeyPlace, type StoredKeys } from './stored-keys.ts';
export {
  type Fault,
  type IssuerExpectation,
  type VerifyOptions,
  type VerifyReport,
  verifyBooks,
} from './verify/index.ts';
