/**
 * Counters, histograms and gauges. Labels come from closed lists alone: no id, book or address is ever a
 * label.
 */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isOutcome, kindOf } from '#domain/outcome';
import type { Telemetry } from '#engine';

/** What is read from the running program when somebody asks for the metrics. `null`: not known right now. */
export interface GaugeSources {
  readonly unknownPayments?: () => number | null | Promise<number | null>;
  readonly handedToPerson?: () => number | null | Promise<number | null>;
  readonly queuedCommands?: () => number | null;
  readonly waitingCallers?: () => number | null;
  readonly networkInFlight?: () => number | null;
  /** 1 while the link to the network is signed on, else 0. */
  readonly networkUp?: () => number | null;
  readonly terminalConnections?: () => number | null;
  /** Events that no message or notice was made of yet. */
  readonly noticeLag?: () => number | null | Promise<number | null>;
  readonly webhooksPending?: () => number | null | Promise<number | null>;
}

const GAUGES: Readonly<Record<keyof GaugeSources, { readonly name: string; readonly help: string }>> = {
  unknownPayments: {
    name: 'yuanlu_payments_without_outcome',
    help: 'Payments sent or unknown: neither paid nor unpaid.',
  },
  handedToPerson: { name: 'yuanlu_cancellations_handed', help: 'Cancellations that wait for a person.' },
  queuedCommands: { name: 'yuanlu_lane_queue', help: 'Commands that wait for their lane.' },
  waitingCallers: {
    name: 'yuanlu_waiting_callers',
    help: 'Payments and cancellations that somebody waits for.',
  },
  networkInFlight: {
    name: 'yuanlu_network_in_flight',
    help: 'Messages to the network without an answer yet.',
  },
  networkUp: { name: 'yuanlu_network_up', help: '1 while the link to the network is signed on.' },
  terminalConnections: { name: 'yuanlu_terminal_connections', help: 'Open connections of terminals.' },
  noticeLag: { name: 'yuanlu_notice_lag_events', help: 'Events that nothing was told of yet.' },
  webhooksPending: {
    name: 'yuanlu_webhooks_pending',
    help: 'Messages to active endpoints not delivered yet.',
  },
};

export interface HttpRequestEvent {
  /** The route's pattern, never the address that was called. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly tookMs: number;
}

export interface WebhookAttempt {
  readonly result: 'delivered' | 'retried' | 'failed';
  readonly tookMs: number;
}

export interface NoticesMade {
  readonly messages: number;
  readonly notices: number;
  readonly texts: number;
}

/** Since the start of the program. */
export interface Counts {
  /** Payments that ended, by the kind of their outcome. */
  readonly payments: Readonly<Record<string, number>>;
  /** Payments whose outcome took at most so long, narrowest bound first. */
  readonly buckets: readonly { readonly upToMs: number; readonly count: number }[];
  /** Ways back by route: moves to `sending`, and to `done`. */
  readonly opened: Readonly<Record<string, number>>;
  readonly done: Readonly<Record<string, number>>;
}

const LABEL_VALUES_MAX = 60;

/**
 * A label whose values are not a closed list by type: the first sixty are kept apart, the rest is `other`.
 */
function boundedLabel(): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= LABEL_VALUES_MAX) return 'other';
    seen.add(value);
    return value;
  };
}

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

export class Metrics {
  readonly registry = new Registry();
  readonly #payments: Counter<'outcome'>;
  readonly #paymentSeconds: Histogram<'kind'>;
  readonly #cancellations: Counter<'route' | 'state'>;
  readonly #batchSeconds: Histogram<'lane'>;
  readonly #batchCommands: Histogram<'lane'>;
  readonly #troubles: Counter<'where'>;
  readonly #http: Histogram<'route' | 'method' | 'status'>;
  readonly #webhooks: Histogram<'result'>;
  readonly #told: Counter<'what'>;
  readonly #where = boundedLabel();
  readonly #route = boundedLabel();
  #sources: GaugeSources = {};

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#payments = new Counter({
      name: 'yuanlu_payments_total',
      help: 'Payments that ended, by outcome.',
      labelNames: ['outcome'],
      registers,
    });
    this.#paymentSeconds = new Histogram({
      name: 'yuanlu_payment_seconds',
      help: 'From the intent on disk to the outcome told.',
      labelNames: ['kind'],
      buckets: SECONDS,
      registers,
    });
    this.#cancellations = new Counter({
      name: 'yuanlu_cancellation_moves_total',
      help: 'Steps of cancellations, by route and the state reached.',
      labelNames: ['route', 'state'],
      registers,
    });
    this.#batchSeconds = new Histogram({
      name: 'yuanlu_batch_seconds',
      help: 'Load, decide, apply and commit of one batch.',
      labelNames: ['lane'],
      buckets: SECONDS,
      registers,
    });
    this.#batchCommands = new Histogram({
      name: 'yuanlu_batch_commands',
      help: 'Commands in one batch.',
      labelNames: ['lane'],
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    });
    this.#troubles = new Counter({
      name: 'yuanlu_troubles_total',
      help: 'What went wrong and was survived.',
      labelNames: ['where'],
      registers,
    });
    this.#http = new Histogram({
      name: 'yuanlu_http_seconds',
      help: 'Requests of the API.',
      labelNames: ['route', 'method', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#webhooks = new Histogram({
      name: 'yuanlu_webhook_seconds',
      help: 'Attempts to deliver a message to an endpoint, by what came of them.',
      labelNames: ['result'],
      buckets: SECONDS,
      registers,
    });
    this.#told = new Counter({
      name: 'yuanlu_told_total',
      help: 'Messages, notices and texts made of events.',
      labelNames: ['what'],
      registers,
    });
    this.#makeGauges(registers);
  }

  webhookAttempted(event: WebhookAttempt): void {
    this.#webhooks.observe({ result: event.result }, event.tookMs / 1000);
  }

  noticesMade(event: NoticesMade): void {
    for (const what of ['messages', 'notices', 'texts'] as const)
      if (event[what] > 0) this.#told.inc({ what }, event[what]);
  }

  #makeGauges(registers: Registry[]): void {
    for (const key of Object.keys(GAUGES) as (keyof GaugeSources)[]) {
      const read = async (): Promise<number | null> => {
        try {
          return (await this.#sources[key]?.()) ?? null;
        } catch {
          // A source that cannot answer leaves its gauge out; the other metrics are still told.
          return null;
        }
      };
      new Gauge({
        ...GAUGES[key],
        registers,
        async collect() {
          const value = await read();
          this.set(value ?? Number.NaN);
        },
      });
    }
  }

  /** From now on these are asked whenever the metrics are. */
  watch(sources: GaugeSources): void {
    this.#sources = { ...this.#sources, ...sources };
  }

  paymentEnded(event: Parameters<Telemetry['paymentEnded']>[0]): void {
    const outcome = isOutcome(event.outcome) ? event.outcome : null;
    this.#payments.inc({ outcome: outcome ?? 'other' });
    this.#paymentSeconds.observe({ kind: outcome === null ? 'other' : kindOf(outcome) }, event.tookMs / 1000);
  }

  cancellationMoved(event: Parameters<Telemetry['cancellationMoved']>[0]): void {
    this.#cancellations.inc({ route: event.route, state: event.state });
  }

  batchApplied(event: Parameters<Telemetry['batchApplied']>[0]): void {
    const lane = String(event.lane);
    this.#batchSeconds.observe({ lane }, event.tookMs / 1000);
    this.#batchCommands.observe({ lane }, event.commands);
  }

  trouble(where: string): void {
    this.#troubles.inc({ where: this.#where(where) });
  }

  httpRequest(event: HttpRequestEvent): void {
    const labels = { route: this.#route(event.route), method: event.method, status: String(event.status) };
    this.#http.observe(labels, event.tookMs / 1000);
  }

  /** The counts as they stand, for whoever compares two moments. */
  async counts(): Promise<Counts> {
    const [seconds, moves] = await Promise.all([this.#paymentSeconds.get(), this.#cancellations.get()]);
    const buckets = new Map<number, number>();
    const payments: Record<string, number> = {};
    for (const { labels, value, metricName } of seconds.values) {
      const { le, kind } = labels as { readonly le?: string | number; readonly kind?: string };
      if (metricName?.endsWith('_count') === true) payments[String(kind)] = value;
      if (le === undefined) continue;
      const upToMs = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le) * 1000;
      buckets.set(upToMs, (buckets.get(upToMs) ?? 0) + value);
    }
    const ways = (states: readonly string[]): Record<string, number> => {
      const found: Record<string, number> = {};
      for (const { labels, value } of moves.values)
        if (states.includes(String(labels.state)))
          found[String(labels.route)] = (found[String(labels.route)] ?? 0) + value;
      return found;
    };
    return {
      payments,
      buckets: [...buckets].sort(([a], [b]) => a - b).map(([upToMs, count]) => ({ upToMs, count })),
      opened: ways(['sending']),
      done: ways(['done']),
    };
  }

  async render(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}
