export * from './auditor/index.ts';
export * from './memory-store/index.ts';
export * from './planted/index.ts';
export * from './virtual-time/index.ts';
export * from './world/index.ts';
