export { adviceFor } from './advice.ts';
export { type ReadDocument, readFactDocument } from './document.ts';
export { factDocumentSchema } from './document-schema.ts';
export { FACT_TABLE, type FactName } from './fact-table.ts';
export * from './facts.ts';
export { type Asked, canBeCancelled, planFor } from './plan-for.ts';
export * from './routes.ts';
