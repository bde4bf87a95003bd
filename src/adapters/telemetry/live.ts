/**
 * What happens now, second by second: differences between two readings of the program's own counters and histograms,
 * kept for a quarter of an hour so that a chart begins full.
 */
import type { Counts } from './metrics.ts';

/** Kinds of outcomes as the catalogue has them. */
export type PaymentKind = 'success' | 'declined' | 'refused' | 'unknown' | 'trouble';
export const PAYMENT_KINDS: readonly PaymentKind[] = ['success', 'declined', 'refused', 'unknown', 'trouble'];

/** Milliseconds within which so much of the payments of the last half minute had their outcome. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface LiveSample {
  readonly atMs: number;
  /** Payments that ended in this second, by the kind of their outcome. */
  readonly payments: Readonly<Record<PaymentKind, number>>;
  /** `null`: no payment ended within the last half minute. */
  readonly latency: Latency | null;
  /** Ways back that were opened and that were done in this second, by route. */
  readonly opened: Readonly<Record<string, number>>;
  readonly done: Readonly<Record<string, number>>;
  /** Payments without an outcome, ways back that wait for a person; `null`: not known now. */
  readonly unknown: number | null;
  readonly handed: number | null;
  readonly queue: number | null;
  readonly waiting: number | null;
  readonly inFlight: number | null;
  readonly networkUp: boolean | null;
  readonly terminals: number | null;
}

export interface LiveGauges {
  readonly unknown: () => Promise<{ readonly payments: number; readonly handed: number }>;
  readonly queue: () => number;
  readonly waiting: () => number;
  readonly inFlight: () => number;
  readonly networkUp: () => boolean;
  readonly terminals: () => number;
}

export const LIVE_KEPT = 900;
const LATENCY_WINDOW = 30;
/** The database is asked for its counts so seldom. */
const COUNT_EVERY = 5;
const SECOND_MS = 1_000;

/** The value below which this share of the observations lies, straight between the bounds of its bucket. */
export function quantile(
  share: number,
  buckets: readonly { readonly upToMs: number; readonly count: number }[],
): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return null;
  const rank = share * total;
  let before = { upToMs: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank && bucket.count > before.count) {
      // What lies above the last bound is only known to do so.
      if (!Number.isFinite(bucket.upToMs)) return before.upToMs;
      const part = (rank - before.count) / (bucket.count - before.count);
      return Math.round(before.upToMs + part * (bucket.upToMs - before.upToMs));
    }
    before = bucket;
  }
  return before.upToMs;
}

function latencyOf(old: Counts | undefined, now: Counts): Latency | null {
  const buckets = now.buckets.map(({ upToMs, count }, at) => ({
    upToMs,
    count: count - (old?.buckets[at]?.count ?? 0),
  }));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(share, buckets));
  return p50 == null || p95 == null || p99 == null ? null : { p50, p95, p99 };
}

const grown = (
  old: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(now).flatMap(([name, count]) => {
      const more = count - (old[name] ?? 0);
      return more > 0 ? [[name, more]] : [];
    }),
  );

const safe = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

export class LiveFigures {
  readonly #counts: () => Promise<Counts>;
  readonly #gauges: LiveGauges;
  readonly #nowMs: () => number;
  readonly #samples: LiveSample[] = [];
  readonly #readings: Counts[] = [];
  readonly #listeners = new Set<(sample: LiveSample) => void>();
  #open: Awaited<ReturnType<LiveGauges['unknown']>> | null = null;
  #turns = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(counts: () => Promise<Counts>, gauges: LiveGauges, nowMs: () => number) {
    this.#counts = counts;
    this.#gauges = gauges;
    this.#nowMs = nowMs;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.sample().catch(() => {}), SECOND_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#listeners.clear();
  }

  /** The oldest first. */
  history(): readonly LiveSample[] {
    return [...this.#samples];
  }

  /** Called with each sample from now on; the result ends it. */
  listen(act: (sample: LiveSample) => void): () => void {
    this.#listeners.add(act);
    return () => this.#listeners.delete(act);
  }

  /** Reads once; the program does so every second. */
  async sample(): Promise<LiveSample> {
    const now = await this.#counts();
    if (this.#turns % COUNT_EVERY === 0)
      void this.#gauges.unknown().then(
        (open) => {
          this.#open = open;
        },
        () => {
          this.#open = null;
        },
      );
    this.#turns += 1;
    const before = this.#readings.at(-1) ?? now;
    const payments = grown(before.payments, now.payments);
    const gauges = this.#gauges;
    const sample: LiveSample = {
      atMs: this.#nowMs(),
      payments: Object.fromEntries(PAYMENT_KINDS.map((kind) => [kind, payments[kind] ?? 0])) as Record<
        PaymentKind,
        number
      >,
      latency: latencyOf(this.#readings[0], now),
      opened: grown(before.opened, now.opened),
      done: grown(before.done, now.done),
      unknown: this.#open?.payments ?? null,
      handed: this.#open?.handed ?? null,
      queue: safe(gauges.queue),
      waiting: safe(gauges.waiting),
      inFlight: safe(gauges.inFlight),
      networkUp: safe(gauges.networkUp),
      terminals: safe(gauges.terminals),
    };
    this.#readings.push(now);
    if (this.#readings.length > LATENCY_WINDOW) this.#readings.shift();
    this.#samples.push(sample);
    if (this.#samples.length > LIVE_KEPT) this.#samples.shift();
    for (const act of this.#listeners) act(sample);
    return sample;
  }
}
