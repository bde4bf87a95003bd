export { createClearingBooks, type Institution, readInstitution } from './clearing.ts';
export { MigrationError, migrate } from './migrate.ts';
export * from './notices/index.ts';
export { createReader } from './reader.ts';
export * from './reader-types.ts';
export { createPostgresStore, type PostgresStoreOptions } from './store.ts';
export {
  type Fault,
  type IssuerExpectation,
  type VerifyOptions,
  type VerifyReport,
  verifyBooks,
} from './verify/index.ts';
