export { answer, type Given } from './evaluate.ts';
export * from './shape.ts';
