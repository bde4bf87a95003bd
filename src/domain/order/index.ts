export * from './answer.ts';
export * from './decide.ts';
export * from './evolve.ts';
export * from './open.ts';
export * from './state.ts';
