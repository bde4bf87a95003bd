/** The stations of a way back, and how the money stands towards each. */

export const STATIONS = ['merchant', 'institution', 'network', 'bank', 'account'] as const;
export type Station = (typeof STATIONS)[number];

/**
 * - `passed` proven, at `atMs`
 * - `here` proven, and nothing beyond it is
 * - `unknown` a message went there and nobody answered
 * - `expected` by the calendar, proven by nobody
 * - `ahead` not reached yet
 * - `stopped` it ended here, no money goes back
 * - `none` not on this way
 */
export const STOP_STATES = ['passed', 'here', 'unknown', 'expected', 'ahead', 'stopped', 'none'] as const;
export type StopState = (typeof STOP_STATES)[number];

export interface Stop {
  readonly station: Station;
  readonly state: StopState;
  /** When it was proven; for `expected` the earliest instant. `null`: no time is known. */
  readonly atMs: number | null;
}

/**
 * - `under-way` asked for, not confirmed by the network
 * - `undoing` a void without an answer is itself being undone: what became of it is unknown
 * - `clearing-file` the day ended first, the clearing file decides
 * - `with-person` this platform could not end it
 * - `arriving` confirmed, within the window of arrival
 * - `lifted` confirmed, and there was only a hold to lift
 * - `overdue` confirmed, and the last day is over: ask
 * - `arrived` somebody who can know says that it is there
 * - `in-suspense` the bank sent it back, its holder is to name another account
 * - `account-check` another account is named and being checked
 * - `paying-out` the bank has, or gets, the order to pay it out
 * - `paid-out` the bank paid it to the other account
 * - `nothing-taken` the network knows of no payment: there is nothing to give back
 * - `stands` it came to nothing, the payment stands
 */
export const MOVEMENTS = [
  'under-way',
  'undoing',
  'clearing-file',
  'with-person',
  'arriving',
  'lifted',
  'overdue',
  'arrived',
  'in-suspense',
  'account-check',
  'paying-out',
  'paid-out',
  'nothing-taken',
  'stands',
] as const;
export type Movement = (typeof MOVEMENTS)[number];

type Stops = readonly [StopState, number | null][];
export interface Place {
  readonly movement: Movement;
  readonly where: Station;
  readonly stops: Stops;
}

/** From merchant to account; stations that are not named are ahead. */
export function place(movement: Movement, where: Station, ...stops: [StopState, (number | null)?][]): Place {
  const rest = STATIONS.map((_, index): [StopState, number | null] => {
    const [state, atMs = null] = stops[index] ?? ['ahead'];
    return [state, atMs];
  });
  return { movement, where, stops: rest };
}
