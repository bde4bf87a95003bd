/** Tracking as the API tells it. Pure. */
import type { Cancellation } from '#domain/cancellation';
import type { Payment } from '#domain/payment';
import type { ReferenceName, Tracking } from '#domain/tracking';
import {
  askText,
  isUsual,
  lastFour,
  REFERENCE_WORDS,
  ROUTE_WORDS,
  STATION_WORDS,
  STOP_WORDS,
  trackingSentence,
  type Words,
  windowText,
} from '#domain/wording';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import type { PublicTrackingView, TrackingView } from './schemas-tracking.ts';

type Lang = keyof Words;
const both = (say: (lang: Lang) => string): { zh: string; en: string } => ({ zh: say('zh'), en: say('en') });

export function trackingView(tracking: Tracking, nowMs: number): TrackingView {
  const { arrival } = tracking;
  return {
    movement: tracking.movement,
    where: tracking.where,
    sentence: both((lang) => trackingSentence(tracking, nowMs, lang)),
    stops: tracking.stops.map(({ station, state, atMs }) => ({
      station,
      words: { ...STATION_WORDS[station] },
      state,
      stateWords: { ...STOP_WORDS[state] },
      at: instantOrNull(atMs),
    })),
    references: tracking.references.map(({ name, value }) => ({
      name,
      value,
      words: { ...REFERENCE_WORDS[name] },
    })),
    nextCheckAt: instantOrNull(tracking.nextCheckMs),
    attempts: tracking.attempts,
    arrival:
      arrival === null
        ? null
        : {
            from: arrival.fromDay,
            to: arrival.toDay,
            latestAt: instant(arrival.latestMs),
            certainty: arrival.certainty,
            usually: isUsual(arrival.certainty),
            firm: arrival.firm,
            rule: arrival.ruleId,
            words: both((lang) => windowText(arrival, lang)),
          },
    ask: tracking.ask.map((ask) => ({
      whom: ask.whom,
      from: instantOrNull(ask.fromMs),
      by: [...ask.by],
      words: both((lang) => askText(ask, nowMs, lang)),
    })),
  };
}

/** References that stand on a slip or a statement; how our messages are named to the network is nobody's business. */
const PUBLIC_REFERENCES: readonly ReferenceName[] = ['rrn', 'original-rrn', 'auth-code', 'clearing-day'];
const isPublic = (name: ReferenceName): boolean => PUBLIC_REFERENCES.includes(name);

export function publicTrackingView(
  given: {
    readonly payment: Payment;
    readonly cancellation: Cancellation;
    readonly merchant: Words;
    readonly tracking: Tracking;
  },
  nowMs: number,
): PublicTrackingView {
  const { payment, cancellation, merchant, tracking } = given;
  const masked: Tracking = {
    ...tracking,
    references: tracking.references.filter(({ name }) => isPublic(name)),
    ask: tracking.ask.map((ask) => ({ ...ask, by: ask.by.filter(isPublic) })),
  };
  return {
    merchant: { zh: merchant.zh, en: merchant.en },
    card: lastFour(payment.card.masked),
    amount: amount(cancellation.amountFen),
    currency: payment.currency,
    route: cancellation.route,
    routeWords: { ...ROUTE_WORDS[cancellation.route] },
    openedAt: instant(cancellation.openedMs),
    at: instant(nowMs),
    ...trackingView(masked, nowMs),
  };
}
