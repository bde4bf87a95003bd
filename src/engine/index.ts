export * from './commands.ts';
export * from './engine.ts';
export { outcomeOfCancellation, outcomeOfPayment } from './handlers/index.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './limits.ts';
export * from './ports/index.ts';
