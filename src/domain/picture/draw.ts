/** Draws a journey for one pair of eyes: whatever a level may not read is not in its drawing at all. Pure. */
import { type Cancellation, carriedOut } from '../cancellation/index.ts';
import { circumstancesOf, heldFen, isHold, type Payment } from '../payment/index.ts';
import type { CancelRequest } from '../request/index.ts';
import { type Calendar, STATIONS, type Station, type StopState, track } from '../tracking/index.ts';
import {
  type EventBody,
  eventWords,
  isEventKind,
  lastFour,
  paymentWords,
  ROUTE_WORDS,
  STATION_WORDS,
  trackingSentence,
  type Words,
} from '../wording/index.ts';
import { coinsOf, type TrackedWay } from './coins.ts';
import { type FoldedLeg, folded, LEGS_MAX } from './fold.ts';
import { type DraftLeg, endOf, type StoredEvent } from './leg-sheet.ts';
import { readLegs } from './legs.ts';
import type { Leg, LegCodes, Level, Picture, StationView, Wait, Way } from './model.ts';
import { waitsOf } from './waits.ts';
import { END_WORDS, legWords, nowWords, PAYER_NOTES, YOUR_WAITS, YOUR_WORDS } from './words.ts';

export interface DrawInput {
  readonly level: Level;
  readonly payment: Payment;
  readonly cancellations: readonly Cancellation[];
  readonly requests: readonly CancelRequest[];
  /** In order; without those that nobody of this level may read of. */
  readonly events: readonly StoredEvent[];
  /** Of a payer: the one way back that their link opens. */
  readonly only: string | null;
  readonly merchant: Words;
  readonly calendar: Calendar;
  readonly nowMs: number;
  readonly truncated: boolean;
  /** How the message of an event is named on its line; asked for operators alone. */
  readonly codesOf: (leg: Pick<DraftLeg, 'event' | 'line' | 'kind'>) => LegCodes | null;
  /** The event's words need what only a reading of all events knows, such as the route. */
  readonly bodyOf: (event: StoredEvent) => EventBody;
}

function trackedWays({ payment, cancellations, nowMs, calendar }: DrawInput): readonly TrackedWay[] {
  return cancellations.map((cancellation, index) => ({
    no: index + 1,
    cancellation,
    tracking: track({ payment, cancellation, nowMs, calendar }),
  }));
}

const endedMsOf = (way: Cancellation): number | null =>
  'endedMs' in way
    ? way.endedMs
    : way.state === 'done'
      ? way.doneMs
      : way.state === 'paid-out'
        ? way.paidMs
        : null;

function wayView(input: DrawInput, { no, cancellation, tracking }: TrackedWay): Way {
  const { level, nowMs } = input;
  const own = level !== 'payer';
  const { route, amountFen, openedMs, id, door, reason } = cancellation;
  return {
    ...{ no, route, amountFen, openedMs },
    routeWords: { ...ROUTE_WORDS[route] },
    movement: tracking.movement,
    where: tracking.where,
    sentence: {
      zh: trackingSentence(tracking, nowMs, 'zh'),
      en: trackingSentence(tracking, nowMs, 'en'),
    },
    stops: tracking.stops,
    endedMs: endedMsOf(cancellation),
    nextCheckMs: tracking.nextCheckMs,
    arrival: tracking.arrival,
    cancellationId: own ? id : null,
    door: own ? door : null,
    reason: own ? reason : null,
    attempts: own ? tracking.attempts : null,
  };
}

/** A dispute is a way back that the bank makes, beside every one of ours. */
function disputeWay({ payment, level }: DrawInput, no: number): Way | null {
  const { dispute, slipAskedAtMs } = circumstancesOf(payment);
  if (level === 'payer' || (dispute !== 'open' && dispute !== 'retrieval' && dispute !== 'charged-back'))
    return null;
  const back = dispute === 'charged-back';
  const openedMs = slipAskedAtMs ?? payment.startedMs;
  const none = { cancellationId: null, door: null, reason: null, attempts: null, arrival: null } as const;
  return {
    ...none,
    ...{ no, openedMs, route: 'DISPUTE', amountFen: payment.amountFen, endedMs: null, nextCheckMs: null },
    routeWords: { ...ROUTE_WORDS.DISPUTE },
    movement: back ? 'charged-back' : 'disputed',
    where: back ? 'account' : 'bank',
    sentence: back
      ? { zh: '发卡行已将款项退回持卡人。', en: 'The bank gave the money back to the holder.' }
      : { zh: '发卡行正在处理争议。', en: 'The bank is dealing with a dispute.' },
    // A chargeback takes it from the shop by the network's clearing; before that the bank alone has the case.
    stops: STATIONS.map((station) => {
      const open: StopState = station === 'bank' ? 'here' : 'none';
      const done: StopState = station === 'account' ? 'here' : 'passed';
      return { station, state: back ? done : open, atMs: null };
    }),
  };
}

/** How the way out stands towards each station. */
function outStops(payment: Payment): readonly (readonly [StopState, number | null])[] {
  const { startedMs } = payment;
  const from: [StopState, number][] = [['passed', startedMs]];
  const none: [StopState, null] = ['none', null];
  switch (payment.state) {
    case 'sent':
      return [...from, ['here', startedMs], ['unknown', null], ['ahead', null], ['ahead', null]];
    case 'unknown': {
      const { lateApproval } = payment;
      if (lateApproval === null)
        return [...from, ['here', startedMs], ['unknown', null], ['unknown', null], ['unknown', null]];
      const atMs = lateApproval.approvedMs;
      return [...from, ['passed', startedMs], ['passed', atMs], ['passed', atMs], ['passed', atMs]];
    }
    case 'declined': {
      const { by, endedMs } = payment;
      return by === 'host'
        ? [...from, ['stopped', endedMs], none, none, none]
        : [...from, ['passed', startedMs], ['passed', endedMs], ['stopped', endedMs], none];
    }
    case 'reversed':
      if (payment.approval === null)
        return [...from, ['passed', startedMs], ['unknown', null], ['unknown', null], ['unknown', null]];
      break;
    default:
  }
  const atMs = payment.approval?.approvedMs ?? null;
  return [...from, ['passed', startedMs], ['passed', atMs], ['passed', atMs], ['passed', atMs]];
}

function stationsOf({ payment, level, merchant }: DrawInput): readonly StationView[] {
  const stops = outStops(payment);
  const end = endOf(payment);
  const till = payment.terminal.terminalId;
  const { masked } = payment.card;
  const card = level === 'payer' ? lastFour(masked) : masked;
  const names: Partial<Record<Station, Words>> = {
    merchant:
      level === 'payer' || end !== 'terminal'
        ? merchant
        : { zh: `${merchant.zh} ${till}`, en: `${merchant.en} ${till}` },
    account: { zh: card, en: card },
  };
  return STATIONS.map((station, index) => ({
    station,
    words:
      station === 'merchant'
        ? END_WORDS[end]
        : ((level === 'payer' ? YOUR_WORDS[station] : undefined) ?? STATION_WORDS[station]),
    name: names[station] ?? null,
    out: stops[index]![0],
    outMs: stops[index]![1],
  }));
}

/** The step in words: for operators as it is, with its code; for the shop the notes alone. */
function sentenceOf({ bodyOf }: DrawInput, { event }: DraftLeg): Words {
  const { kind } = event;
  if (!isEventKind(kind)) return { zh: kind, en: kind };
  const body = bodyOf(event);
  return { zh: eventWords(kind, body, 'zh'), en: eventWords(kind, body, 'en') };
}

function legView(input: DrawInput, leg: FoldedLeg, names: Words): Leg {
  const { level, payment, cancellations, codesOf } = input;
  const way = cancellations[leg.wayNo - 1];
  const route = way?.route;
  // Who asked by the API is told there, whatever the payment was made at.
  const end = leg.kind === 'back-result' && way?.door === 'api' ? 'online' : endOf(payment);
  const isNote = leg.kind === 'note';
  const words = isNote
    ? level === 'payer'
      ? (PAYER_NOTES[leg.event.kind] ?? names)
      : sentenceOf(input, leg)
    : legWords(leg, {
        ...{ level, payment: names },
        end,
        route: route === undefined ? { zh: '退款', en: 'way back' } : ROUTE_WORDS[route],
      });
  const { id, wayNo, kind, from, to, state, sentMs, endedMs, dueMs, attempt } = leg;
  return {
    ...{ id, wayNo, kind, from, to, state, sentMs, endedMs, dueMs, words },
    repeats: level === 'payer' ? 1 : leg.repeats,
    attempt: level === 'payer' || attempt === null || attempt < 2 ? null : attempt,
    outcome: level === 'payer' ? null : leg.outcome,
    sentence: level === 'operator' && !isNote ? sentenceOf(input, leg) : null,
    codes: level === 'operator' ? codesOf(leg) : null,
  };
}

/** What a payer may read of: the payment and their own way back; not what shop and institution do among themselves. */
const forPayer = (leg: DraftLeg, onlyNo: number): boolean =>
  leg.kind === 'note'
    ? Object.hasOwn(PAYER_NOTES, leg.event.kind) &&
      (leg.wayNo === onlyNo || leg.event.kind.startsWith('preauth-'))
    : leg.kind !== 'advice' && leg.kind !== 'advice-answer' && (leg.wayNo === 0 || leg.wayNo === onlyNo);

const PAYER_WAITS: readonly Wait['kind'][] = [
  'answer',
  'notice-answer',
  'back-answer',
  'void-answer',
  'undo-answer',
  'file',
  'person',
  'second-person',
  'arrival',
  'holder',
  'account-check',
  'payout',
  'completion',
];

const minOf = (values: readonly (number | null)[]): number | null => {
  const set = values.filter((each) => each !== null);
  return set.length === 0 ? null : Math.min(...set);
};

export function drawJourney(input: DrawInput): Picture {
  const { level, payment, cancellations, requests, nowMs, only } = input;
  const tracked = trackedWays(input);
  const payer = level === 'payer';
  const onlyNo = payer ? (tracked.find(({ cancellation }) => cancellation.id === only)?.no ?? -1) : -1;
  const shown = payer ? tracked.filter(({ no }) => no === onlyNo) : tracked;
  const coins = coinsOf(payment, tracked).map((coin) =>
    payer && coin.wayNo !== onlyNo ? { ...coin, wayNo: 0 } : coin,
  );
  const kindName = paymentWords({
    kind: payment.kind,
    variety: payment.variety?.is ?? null,
    offline: payment.offline !== undefined,
  });
  const drafts = readLegs(payment, cancellations, input.events).filter(
    (leg) => !payer || forPayer(leg, onlyNo),
  );
  const waits = waitsOf(payment, shown, payer ? [] : requests)
    .filter(({ kind }) => !payer || PAYER_WAITS.includes(kind))
    .map((wait) => (payer ? { ...wait, attempt: null, words: YOUR_WAITS[wait.kind] ?? wait.words } : wait));
  const dispute = disputeWay(input, tracked.length + 1);
  const sum = (of: readonly TrackedWay[]): bigint =>
    of.reduce((total, { cancellation }) => total + cancellation.amountFen, 0n);
  const back = tracked.filter(({ tracking }) => tracking.movement !== 'nothing-taken');
  return {
    level,
    kind: payment.kind,
    kindWords: kindName,
    end: endOf(payment),
    state: payment.state,
    currency: payment.currency,
    amounts: {
      amountFen: isHold(payment) ? heldFen(payment) : payment.amountFen,
      returnedFen: sum(back.filter(({ cancellation }) => carriedOut(cancellation))),
      underWayFen: sum(back.filter(({ cancellation }) => UNDER_WAY.includes(cancellation.state))),
    },
    startedMs: payment.startedMs,
    drawnMs: nowMs,
    now: nowWords(coins),
    stations: stationsOf(input),
    coins,
    legs: folded(drafts, level).map((leg) => legView(input, leg, kindName)),
    ways: [...shown.map((way) => wayView(input, way)), ...(dispute === null ? [] : [dispute])],
    waits,
    nextCheckMs: minOf(waits.map(({ untilMs }) => untilMs)),
    truncated: input.truncated || drafts.length > LEGS_MAX,
  };
}

const UNDER_WAY: readonly Cancellation['state'][] = ['sending', 'undoing', 'awaiting-file', 'handed'];
