export * from './cover.ts';
export * from './decide.ts';
export type * from './moves.ts';
export * from './needs.ts';
export * from './state.ts';
export * from './words.ts';
