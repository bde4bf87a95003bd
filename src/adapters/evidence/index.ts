export { inspectPaper, type PaperFault, type PaperKind } from './inspect.ts';
export { createPaperStore, type PaperStore, type StoredPaper } from './store.ts';
