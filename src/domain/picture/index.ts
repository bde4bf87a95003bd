export type { TrackedWay } from './coins.ts';
export { type DrawInput, drawJourney } from './draw.ts';
export { LEGS_MAX } from './fold.ts';
export { type DraftLeg, endOf, type StoredEvent } from './leg-sheet.ts';
export * from './model.ts';
