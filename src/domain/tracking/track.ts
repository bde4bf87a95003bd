/**
 * Where the money of a way back is now: merchant → institution → network → bank → account. Only what somebody
 * proved is told as passed; what the calendar lets expect is told as expected, and what nobody answered as unknown.
 */
import type { Arrival } from '../answer/index.ts';
import type { Cancellation, CancellationIn } from '../cancellation/index.ts';
import { kindOf } from '../outcome/index.ts';
import { isHold, type Payment } from '../payment/index.ts';
import { whenBounced } from './after-bounce.ts';
import { type ArrivalWindow, arrivalWindow, type Calendar } from './arrival.ts';
import { type Ask, askAfter, type Reference, referencesOf } from './ask.ts';
import {
  type Movement,
  type Place,
  place,
  STATIONS,
  type Station,
  type Stop,
  type StopState,
} from './place.ts';

export interface Tracking {
  readonly movement: Movement;
  /** The farthest station that is proven to have it. */
  readonly where: Station;
  readonly stops: readonly Stop[];
  readonly references: readonly Reference[];
  /** When this platform looks again by itself; `null`: it waits for nothing. */
  readonly nextCheckMs: number | null;
  /** How often the message was sent; `null` where nothing is being sent. */
  readonly attempts: number | null;
  /** `null`: nothing arrives, or no source says when. */
  readonly arrival: ArrivalWindow | null;
  /** In the order in which asking helps. */
  readonly ask: readonly Ask[];
}

export interface TrackingInput {
  readonly payment: Payment;
  readonly cancellation: Cancellation;
  readonly nowMs: number;
  readonly calendar: Calendar;
}

/** What a void or reversal gives back was never cleared; without a source a refund's arrival is not known. */
function arrivalOf({ answer, route }: Cancellation): Arrival | null {
  if (answer.terms !== null) return answer.terms.arrival;
  if (route === 'REFUND') return null;
  const ruleId = route === 'VOID' ? 'UP-02' : 'UP-04';
  return { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'B+', ruleId };
}

function nothingTaken({ outcome, route }: CancellationIn<'done'>, payment: Payment): boolean {
  if (route !== 'REVERSAL') return false;
  if (payment.state === 'declined') return true;
  const unknownThere = outcome === 'original-not-found' || outcome === 'related-transaction-not-valid';
  return unknownThere && (payment.state !== 'reversed' || payment.approval === null);
}

function whenDone(
  input: TrackingInput,
  cancellation: CancellationIn<'done'>,
  window: ArrivalWindow | null,
): Place {
  const { openedMs, doneMs, route } = cancellation;
  if (nothingTaken(cancellation, input.payment))
    return place(
      'nothing-taken',
      'network',
      ['passed', openedMs],
      ['passed', openedMs],
      ['here', doneMs],
      ['none'],
      ['none'],
    );
  const { arrival } = cancellation;
  if (arrival?.state === 'confirmed')
    return place(
      'arrived',
      'account',
      ['passed', openedMs],
      ['passed', openedMs],
      ['passed', doneMs],
      ['passed', arrival.atMs],
      ['here', arrival.atMs],
    );
  const late = window !== null && input.nowMs > window.latestMs + 999;
  const movement = late ? 'overdue' : isHold(input.payment) ? 'lifted' : 'arriving';
  const first: [StopState, number][] = [
    ['passed', openedMs],
    ['passed', openedMs],
  ];
  // Only a void is answered by the bank itself; a reversal and a refund may be taken in by the network alone.
  if (route === 'VOID')
    return place(
      movement,
      'bank',
      ...first,
      ['passed', doneMs],
      ['here', doneMs],
      [late ? 'unknown' : 'expected', late ? null : (window?.fromMs ?? null)],
    );
  const later: [StopState, number | null] =
    window === null ? ['unknown', null] : late ? ['unknown', null] : ['expected', window.fromMs];
  return place(movement, 'network', ...first, ['here', doneMs], later, later);
}

/** The network or the bank said no, or nothing ever left this platform. */
function whenRefused({ openedMs, endedMs, outcome }: CancellationIn<'refused'>): Place {
  return kindOf(outcome) === 'declined'
    ? place(
        'stands',
        'network',
        ['passed', openedMs],
        ['passed', openedMs],
        ['stopped', endedMs],
        ['none'],
        ['none'],
      )
    : place(
        'stands',
        'institution',
        ['passed', openedMs],
        ['stopped', endedMs],
        ['none'],
        ['none'],
        ['none'],
      );
}

function placeOf(input: TrackingInput, window: ArrivalWindow | null): Place {
  const { cancellation } = input;
  const { openedMs } = cancellation;
  const asked: [StopState, number] = ['passed', openedMs];
  const here: [StopState, number] = ['here', openedMs];
  switch (cancellation.state) {
    case 'sending':
      return place('under-way', 'institution', asked, here, ['unknown']);
    case 'undoing':
      return place('undoing', 'institution', asked, here, ['unknown'], ['unknown'], ['unknown']);
    case 'awaiting-file':
      return place('clearing-file', 'institution', asked, here, ['unknown'], ['unknown'], ['unknown']);
    case 'handed':
      return place(
        'with-person',
        'institution',
        asked,
        ['here', cancellation.sinceMs],
        ['unknown'],
        ['unknown'],
        ['unknown'],
      );
    case 'done':
      return whenDone(input, cancellation, window);
    case 'refused':
      return whenRefused(cancellation);
    case 'bounced':
    case 'account-named':
    case 'payout-ordered':
    case 'paid-out':
    case 'stranded':
      return whenBounced(cancellation);
    case 'undone':
    case 'overruled':
      return place('stands', 'network', asked, asked, ['stopped', cancellation.endedMs], ['none'], ['none']);
  }
}

/** Dates of arrival: firm from the network's yes on; before that as if it came now. */
function windowOf({ payment, cancellation, nowMs, calendar }: TrackingInput): ArrivalWindow | null {
  const arrival = arrivalOf(cancellation);
  if (arrival === null) return null;
  switch (cancellation.state) {
    case 'done': {
      if (nothingTaken(cancellation, payment)) return null;
      const { doneMs, clearingDay } = cancellation;
      // A void or reversal is of the payment's day, whenever it was confirmed.
      const day = cancellation.route === 'REFUND' ? clearingDay : null;
      return arrivalWindow(arrival, { atMs: doneMs, clearingDay: day, firm: true }, calendar);
    }
    case 'sending':
      return arrivalWindow(arrival, { atMs: nowMs, clearingDay: null, firm: false }, calendar);
    default:
      // Whether anything comes at all is not known.
      return null;
  }
}

function asksOf({ movement }: Place, window: ArrivalWindow | null): readonly Ask[] {
  switch (movement) {
    case 'under-way':
    case 'undoing':
    case 'clearing-file':
    case 'with-person':
    case 'in-suspense':
    case 'account-check':
    case 'paying-out':
    case 'paid-out':
      return [{ whom: 'institution', fromMs: null, by: ['rrn', 'trace', 'transmission'] }];
    case 'arriving':
    case 'lifted':
    case 'overdue':
      return window === null
        ? [{ whom: 'institution', fromMs: null, by: ['rrn', 'trace', 'transmission'] }]
        : askAfter(window.latestMs);
    case 'arrived':
      return [{ whom: 'issuer', fromMs: null, by: ['rrn', 'auth-code', 'clearing-day'] }];
    case 'nothing-taken':
      return [{ whom: 'issuer', fromMs: null, by: ['original-rrn', 'rrn'] }];
    case 'stands':
      return [{ whom: 'merchant', fromMs: null, by: ['original-rrn', 'rrn'] }];
  }
}

const nextCheckOf = (cancellation: Cancellation): number | null =>
  cancellation.state === 'sending' ||
  cancellation.state === 'undoing' ||
  cancellation.state === 'awaiting-file'
    ? cancellation.dueMs
    : null;

/** Pure: the same payment, cancellation, time and calendar give the same picture. */
export function track(input: TrackingInput): Tracking {
  const { payment, cancellation } = input;
  const window = windowOf(input);
  const found = placeOf(input, window);
  return {
    movement: found.movement,
    where: found.where,
    stops: STATIONS.map((station, index) => {
      const [state, atMs] = found.stops[index]!;
      return { station, state, atMs };
    }),
    references: referencesOf(payment, cancellation),
    nextCheckMs: nextCheckOf(cancellation),
    attempts:
      cancellation.state === 'sending' || cancellation.state === 'undoing' ? cancellation.attempts : null,
    arrival: window,
    ask: asksOf(found, window),
  };
}
