export { CHART } from './chart.ts';
export { createClearingBooks, type Institution, readInstitution } from './clearing.ts';
export * from './desk/index.ts';
export {
  createKeyAudit,
  type KeyAuditStore,
  keyFirstRecorded,
  type RecordedAct,
  readKeyActs,
  readKeyUses,
} from './key-audit.ts';
export {
  type Ceremony,
  type CeremonyStore,
  createCeremonyStore,
} from './key-ceremonies.ts';
export { LOCK_NOT_FREE, type MadeMonth, makeMonths } from './make-months.ts';
export { MigrationError, migrate } from './migrate.ts';
export {
  listMonths,
  type MonthEntry,
  MonthRefused,
  putMonthBack,
  setMonthAside,
} from './months-aside.ts';
export * from './notices/index.ts';
export * from './persons/index.ts';
export { createReader } from './reader.ts';
export type { ChangeReading, Changes, Positions } from './reader-changes.ts';
export * from './reader-types.ts';
export type { WalletEventRow, WalletReading } from './reader-wallets.ts';
export {
  createTerminalRegistrar,
  type NewTerminal,
  newTerminal,
  type TerminalRegistrar,
} from './register-terminal.ts';
export * from './rule-editions.ts';
export * from './staff/index.ts';
export { createPostgresStore, type PostgresStoreOptions } from './store.ts';
export { createStoredKeys, type KeyPlace, type StoredKeys } from './stored-keys.ts';
export {
  type Fault,
  type IssuerExpectation,
  MarkError,
  type MarkTold,
  SLICE,
  type VerifyOptions,
  type VerifyReport,
  verifyBooks,
} from './verify/index.ts';
export { LAW_WORDS } from './verify/law-words.ts';
