export * from './chip.ts';
export * from './inquiry.ts';
export * from './key-audit.ts';
export * from './network.ts';
export * from './payouts.ts';
export * from './security-module.ts';
export * from './store.ts';
export * from './world.ts';
