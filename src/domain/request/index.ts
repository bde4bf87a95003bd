export * from './decide.ts';
export type * from './moves.ts';
export * from './needs.ts';
export * from './receipt-code.ts';
export * from './state.ts';
