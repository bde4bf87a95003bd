export {
  createMemoryStore,
  type MemoryStore,
  type MemoryStoreOptions,
  type StoredEvent,
} from './memory-store.ts';
