export * from './decide.ts';
export * from './facts.ts';
export * from './moves.ts';
export { mayTryVoidAgain, type OpenRequest, openCancellation, tryVoidAgain } from './open.ts';
export * from './postings.ts';
export * from './routes.ts';
export * from './state.ts';
export { dayOf, repeatAfterMs } from './steps.ts';
