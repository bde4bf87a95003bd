export * from './memory-store/index.ts';
export * from './virtual-time/index.ts';
