export * from './network.ts';
export * from './pos.ts';
