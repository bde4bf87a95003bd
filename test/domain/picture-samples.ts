/** Journeys as they would be stored: every step of payment and cancellation with its events, numbered. */
import {
  type BackStep,
  type Cancellation,
  type CancellationCommand,
  type CancellationEvent,
  type OpenRequest,
  stepCancellation,
} from '#domain/cancellation';
import {
  type Payment,
  type PaymentBase,
  type PaymentCommand,
  type PaymentEvent,
  startPayment,
  stepPayment,
} from '#domain/payment';
import { type DrawInput, drawJourney, type Level, type Picture, type StoredEvent } from '#domain/picture';
import { open, PACE, paymentBase } from './samples.ts';

type Timed<E> = readonly { readonly atMs: number; readonly event: E }[];

export const CALENDAR = {
  cutOver: '23:00:00',
  holidays: { rest: new Set<string>(), work: new Set<string>(), years: new Map() },
};

export class Story {
  payment: Payment;
  readonly ways: Cancellation[] = [];
  readonly events: StoredEvent[] = [];

  constructor(base: PaymentBase = paymentBase()) {
    const { payment, events } = startPayment(base, base.startedMs + 20_000);
    this.payment = payment;
    this.#store(events, null);
  }

  /** A journey that is something else already: what led there is not told. */
  static of(payment: Payment): Story {
    const story = new Story();
    story.payment = payment;
    return story;
  }

  pay(...commands: readonly PaymentCommand[]): this {
    for (const command of commands) {
      const step = stepPayment(this.payment, command);
      this.payment = step.payment;
      this.#store(step.events, null);
    }
    return this;
  }

  back(
    request: Partial<OpenRequest> & Pick<OpenRequest, 'route'>,
    ...commands: readonly CancellationCommand[]
  ): this {
    const id = request.id ?? (`can_${this.ways.length + 1}` as Cancellation['id']);
    let step = open(this.payment, { ...request, id });
    this.ways.push(step.cancellation);
    this.#take(step);
    for (const command of commands) {
      step = stepCancellation(this.payment, step.cancellation, command, PACE);
      this.#take(step);
    }
    return this;
  }

  /** Continues the newest way back. */
  go(...commands: readonly CancellationCommand[]): this {
    for (const command of commands)
      this.#take(stepCancellation(this.payment, this.ways.at(-1)!, command, PACE));
    return this;
  }

  #take(step: BackStep): void {
    this.payment = step.payment;
    this.ways[this.ways.length - 1] = step.cancellation;
    this.#store(step.paymentEvents, step.cancellation.id);
    this.#store(step.events, step.cancellation.id);
  }

  #store(events: Timed<PaymentEvent | CancellationEvent>, cancellationId: string | null): void {
    for (const { atMs, event } of events) {
      const { kind, ...rest } = event;
      const body = kind === 'advice-opened' ? { id: 'adv_1', advice: 'tip', amountFen: 0n } : rest;
      this.events.push({ seq: BigInt(this.events.length + 1), atMs, kind, cancellationId, body });
    }
  }

  draw(level: Level = 'operator', more: Partial<DrawInput> = {}): Picture {
    return drawJourney({
      ...{ level, payment: this.payment, cancellations: this.ways, requests: [], events: this.events },
      only: level === 'payer' ? (this.ways.at(-1)?.id ?? null) : null,
      merchant: { zh: '原路咖啡', en: 'YUANLU COFFEE' },
      calendar: CALENDAR,
      nowMs: this.events.at(-1)!.atMs + 1_000,
      truncated: false,
      codesOf: ({ line }) =>
        line === null
          ? null
          : {
              ...{ type: '0200', transmission: '1123100000', trace: '000001', rrn: '261123000001' },
              ...{ responseCode: '00', terminal: '00000001', batch: '000001' },
            },
      bodyOf: ({ body, cancellationId }) => {
        const way = this.ways.find(({ id }) => id === cancellationId);
        return way === undefined ? body : { route: way.route, ...body };
      },
      ...more,
    });
  }
}

const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

/** `paid 60.00 @merchant; returning 40.00 @institution→account` */
export const coinText = ({ coins }: Picture): string =>
  coins
    .map(
      ({ state, amountFen, at, towards }) =>
        `${state} ${yuan(amountFen)} @${at}${towards === null ? '' : `→${towards}`}`,
    )
    .join('; ');

/** `answer institution→bank, then reverse` */
export const waitText = ({ waits }: Picture): string =>
  waits
    .map(({ kind, by, on, next }) => `${kind} ${by}→${on}${next === null ? '' : `, then ${next}`}`)
    .join('; ');

/** One leg a word: `payment merchant→institution arrived`, and what was only noted without stations. */
export const legTexts = ({ legs }: Picture): string[] =>
  legs.map(({ kind, from, to, state, wayNo, repeats }) => {
    const times = repeats > 1 ? ` ×${repeats}` : '';
    return kind === 'note' ? `${wayNo} note @${from}` : `${wayNo} ${kind} ${from}→${to} ${state}${times}`;
  });
