export { type ArrivalWindow, arrivalWindow, type Calendar } from './arrival.ts';
export {
  type Ask,
  askAfter,
  REFERENCE_NAMES,
  type Reference,
  type ReferenceName,
  WHOM,
  type Whom,
} from './ask.ts';
export * from './track.ts';
