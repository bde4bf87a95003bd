export * from './decide.ts';
export * from './facts.ts';
export * from './postings.ts';
export * from './routes.ts';
export * from './state.ts';
