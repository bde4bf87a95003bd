export * from './commands.ts';
export * from './engine.ts';
export { outcomeOfCancellation, outcomeOfPayment } from './handlers/index.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './limits.ts';
export * from './order-commands.ts';
export type { NoticeTaken } from './order-desk.ts';
export * from './ports/index.ts';
