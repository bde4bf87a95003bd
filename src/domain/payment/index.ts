export * from './circumstances.ts';
export * from './decide.ts';
export * from './discounts.ts';
export * from './fees.ts';
export * from './postings.ts';
export * from './state.ts';
