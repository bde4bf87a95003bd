/** A drawn journey as the API tells it: amounts as numbers, instants as text. Pure but for the reading at its end. */
import type { ApiKey, JourneyRecord, PaymentRecord } from '#adapters/postgres';
import { isoInZone, SHANGHAI } from '#domain/calendar';
import { advicesOf } from '#domain/payment';
import { type DrawInput, drawJourney, type LegCodes, type Level, type Picture } from '#domain/picture';
import type { CancelRequest } from '#domain/request';
import { isUsual, type Words } from '#domain/wording';
import { amount, instant } from '../answers/answer-view.ts';
import type { HttpApiOptions } from '../options.ts';
import { maySeeStep } from './circumstances-view.ts';
import { MessageReading } from './journey-messages.ts';
import { forEyes } from './journey-view.ts';
import type { PictureView } from './schemas-picture.ts';

/** `2026-11-24T10:00:00.123+08:00` */
function exact(atMs: number): string {
  const text = isoInZone(atMs, SHANGHAI);
  const millis = String(((atMs % 1000) + 1000) % 1000).padStart(3, '0');
  return `${text.slice(0, 19)}.${millis}${text.slice(19)}`;
}

export function pictureView(picture: Picture, paymentId: string | null): PictureView {
  const at = picture.level === 'payer' ? instant : exact;
  const maybe = (ms: number | null): string | null => (ms === null ? null : at(ms));
  const { level, kind, kindWords, end, state, currency, amounts, now, truncated } = picture;
  return {
    ...{ level, kind, kindWords, end, state, currency, now, truncated },
    payment: paymentId,
    amount: amount(amounts.amountFen),
    returned: amount(amounts.returnedFen),
    underWay: amount(amounts.underWayFen),
    startedAt: at(picture.startedMs),
    drawnAt: at(picture.drawnMs),
    stations: picture.stations.map(({ outMs, ...rest }) => ({ ...rest, outAt: maybe(outMs) })),
    coins: picture.coins.map(({ wayNo, amountFen, ...rest }) => ({
      ...rest,
      way: wayNo,
      amount: amount(amountFen),
    })),
    legs: picture.legs.map(({ wayNo, sentMs, endedMs, dueMs, ...rest }) => ({
      ...rest,
      way: wayNo,
      sentAt: maybe(sentMs),
      endedAt: maybe(endedMs),
      dueAt: maybe(dueMs),
    })),
    ways: picture.ways.map(
      ({ amountFen, openedMs, endedMs, nextCheckMs, arrival, cancellationId, stops, ...rest }) => ({
        ...rest,
        amount: amount(amountFen),
        stops: stops.map(({ station, state: stop, atMs }) => ({ station, state: stop, at: maybe(atMs) })),
        openedAt: at(openedMs),
        endedAt: maybe(endedMs),
        nextCheckAt: maybe(nextCheckMs),
        arrival:
          arrival === null
            ? null
            : {
                from: arrival.fromDay,
                to: arrival.toDay,
                usually: isUsual(arrival.certainty),
                firm: arrival.firm,
              },
        cancellation: cancellationId,
      }),
    ),
    waits: picture.waits.map(({ wayNo, sinceMs, untilMs, ...rest }) => ({
      ...rest,
      way: wayNo,
      since: at(sinceMs),
      until: maybe(untilMs),
    })),
    nextCheckAt: maybe(picture.nextCheckMs),
  };
}

type Told = Pick<DrawInput, 'events' | 'codesOf' | 'bodyOf'>;

/** The events that a level may read, with the names of their messages read in order. */
function toldFrom(record: PaymentRecord, journey: JourneyRecord, level: Level): Told {
  const role: ApiKey['role'] = level === 'operator' ? 'operator' : 'merchant';
  const reading = new MessageReading(record, journey.events);
  const read = new Map(
    journey.events.map((event) => {
      const message = reading.message(event);
      return [event.seq, { message, body: reading.body(forEyes(event, role)) }] as const;
    }),
  );
  const { payment, cancellations } = record;
  return {
    events: journey.events.filter((event) => maySeeStep(event, role)),
    bodyOf: (event) => read.get(event.seq)?.body ?? event.body,
    codesOf: ({ event, line, kind }): LegCodes | null => {
      if (line === null) return null;
      const none = { terminal: null, batch: null };
      if (line === 'network') {
        const message = read.get(event.seq)?.message ?? null;
        return message === null ? null : { ...message, ...none };
      }
      const back = kind === 'asked' || kind === 'back-result';
      const way = cancellations.find(({ id }) => id === event.cancellationId);
      const advice = advicesOf(payment).find(({ id }) => kind === 'advice' && id === event.body.id);
      const named = back ? way : (advice ?? payment);
      if (named === undefined || named.terminal === null) return null;
      const { stan: trace, terminalId: terminal, batchNo: batch } = named.terminal;
      const { rrn } = named;
      return { type: null, transmission: null, responseCode: null, rrn, trace, terminal, batch };
    },
  };
}

/** For whom a journey is drawn. `only`: the way back that a payer's link opens. */
export type Eyes =
  | { readonly level: 'payer'; readonly only: string | null }
  | { readonly level: Exclude<Level, 'payer'> };

export interface Drawing {
  readonly view: PictureView;
  /** When it looks different although nothing happened; `null`: never. */
  readonly staleMs: number | null;
}

type Options = Pick<HttpApiOptions, 'reader' | 'engine' | 'clock' | 'tracking'>;

const staleOf = ({ ways, nextCheckMs, drawnMs }: Picture): number | null => {
  const ends = [nextCheckMs, ...ways.map(({ arrival }) => arrival?.latestMs ?? null)];
  const ahead = ends.flatMap((each) => (each !== null && each >= drawnMs ? [each + 1_000] : []));
  return ahead.length === 0 ? null : Math.min(...ahead);
};

export async function draw(options: Options, record: PaymentRecord, eyes: Eyes): Promise<Drawing> {
  const { reader, engine, clock, tracking } = options;
  const { payment, cancellations } = record;
  const nobody: readonly CancelRequest[] = [];
  const [journey, requests, merchant] = await Promise.all([
    reader.journey(payment.id),
    eyes.level === 'payer' ? nobody : reader.requestsOf(payment.id),
    engine.merchant(payment.terminal.merchantId),
  ]);
  const names: Words = { zh: merchant?.nameZh ?? '', en: merchant?.nameEn ?? '' };
  const picture = drawJourney({
    ...{ level: eyes.level, payment, cancellations, requests },
    ...toldFrom(record, journey, eyes.level),
    only: eyes.level === 'payer' ? eyes.only : null,
    merchant: names,
    calendar: tracking.calendar(),
    nowMs: clock.nowMs(),
    truncated: journey.truncated,
  });
  return {
    view: pictureView(picture, eyes.level === 'payer' ? null : payment.id),
    staleMs: staleOf(picture),
  };
}
