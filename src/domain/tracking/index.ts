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
export {
  MOVEMENTS,
  type Movement,
  STATIONS,
  STOP_STATES,
  type Station,
  type Stop,
  type StopState,
} from './place.ts';
export * from './track.ts';
