/**
 * Sends messages to endpoints: at least once, in order per subject, again at growing distances. What came of an
 * attempt is noted after it: a program that dies in between sends the same message again, under the same id.
 */
import type { Attempted, DueDelivery, Endpoint, Notice } from '#adapters/postgres';
import { WEBHOOK_RETRY_MS } from '#engine';
import { IdMaker } from './ids.ts';
import { ENDPOINT_DISABLED } from './notices.ts';
import type { NotificationsOptions } from './ports.ts';
import { type Sent, send } from './sender.ts';
import { signedHeaders } from './signature.ts';

const isDelivered = ({ status }: Sent): boolean => status !== null && status >= 200 && status < 300;

/** When a message is sent again after its `tries`-th try of a round; `null`: it has failed. */
export function retryAfterMs(
  tries: number,
  jitterPercent: number,
  below: (bound: number) => number,
): number | null {
  const distanceMs = WEBHOOK_RETRY_MS[tries - 1];
  if (distanceMs === undefined) return null;
  // Never earlier than the distance: what is down is left alone for as long as was said.
  return distanceMs + Math.floor((distanceMs * below(jitterPercent * 10 + 1)) / 1_000);
}

/** Notes attempts together: those that end while others are being noted wait for the next transaction. */
class Notes {
  readonly #write: (attempts: readonly Attempted[]) => Promise<void>;
  #waiting: { readonly attempt: Attempted; readonly done: PromiseWithResolvers<void> }[] = [];
  #writing = false;

  constructor(write: (attempts: readonly Attempted[]) => Promise<void>) {
    this.#write = write;
  }

  note(attempt: Attempted): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ attempt, done });
    if (!this.#writing) void this.#writeAll();
    return done.promise;
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.map(({ attempt }) => attempt));
        for (const { done } of batch) done.resolve();
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
    this.#writing = false;
  }
}

export class Deliverer {
  readonly #options: NotificationsOptions;
  readonly #ids = new IdMaker();
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #notes: Notes;
  /** Endpoints of which an attempt could not be noted, and until when nothing is sent there. */
  readonly #leftAlone = new Map<string, number>();
  readonly #onDone: () => void;
  #stopped = false;

  constructor(options: NotificationsOptions, onDone: () => void) {
    this.#options = options;
    this.#notes = new Notes((attempts) => options.store.delivering.attempted(attempts));
    this.#onDone = onDone;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  async round(): Promise<'some' | 'none'> {
    const { store, clock, limits } = this.#options;
    const room = limits.webhookInFlightMax - this.#inFlight.size;
    if (room <= 0 || this.#stopped) return 'some';
    for (const [endpointId, untilMs] of this.#leftAlone)
      if (untilMs <= clock.nowMs()) this.#leftAlone.delete(endpointId);
    const busy = [...this.#leftAlone.keys()];
    const due = await store.delivering.due(clock.nowMs(), limits.webhookPerEndpointMax, room, busy);
    // What is under way is still pending and comes again: the first of its subject, it keeps the others waiting.
    const begun = due.filter((delivery) => this.#begin(delivery));
    return begun.length > 0 ? 'some' : 'none';
  }

  #begin(delivery: DueDelivery): boolean {
    const key = `${delivery.endpoint.id} ${delivery.messageId}`;
    if (this.#inFlight.has(key)) return false;
    const done = this.#deliver(delivery)
      .catch((error: unknown) => {
        // Not noted: it is sent again under its id, and not at once, for it may have arrived.
        const { clock, limits } = this.#options;
        this.#leftAlone.set(delivery.endpoint.id, clock.nowMs() + limits.noticeTroubleMs);
        const message = error instanceof Error ? error.message : String(error);
        this.#options.telemetry.trouble({ where: 'webhook', message });
      })
      .finally(() => {
        this.#inFlight.delete(key);
        this.#onDone();
      });
    this.#inFlight.set(key, done);
    return true;
  }

  async #deliver(delivery: DueDelivery): Promise<void> {
    const { limits, clock, allowLoopback, ca, crashPoint, telemetry } = this.#options;
    const { endpoint, messageId, payload } = delivery;
    const atMs = clock.nowMs();
    const headers = signedHeaders(await this.#secretsOf(endpoint, atMs), messageId, atMs, payload);
    const sent = await send(endpoint.url, headers, payload, {
      rules: { allowLoopback, urlMax: limits.webhookUrlMax },
      replyMs: limits.webhookReplyMs,
      replyBytesMax: limits.webhookReplyBytesMax,
      ...(ca === undefined ? {} : { ca }),
    });
    const attempt = this.#attempt(delivery, sent, atMs, clock.nowMs());
    crashPoint?.('webhook-sent');
    await this.#notes.note(attempt);
    const result = attempt.state === 'pending' ? 'retried' : attempt.state;
    telemetry.webhookAttempted({ result, tookMs: attempt.tookMs });
  }

  async #secretsOf({ id, secret, previous }: Endpoint, nowMs: number): Promise<string[]> {
    const { security } = this.#options;
    const sealed = previous !== null && previous.untilMs > nowMs ? [secret, previous.secret] : [secret];
    return Promise.all(sealed.map((each) => security.unseal('webhook', each, id)));
  }

  #attempt(delivery: DueDelivery, sent: Sent, atMs: number, endMs: number): Attempted {
    const { endpoint, messageId, attempts, roundFrom } = delivery;
    const { limits, random } = this.#options;
    const no = attempts + 1;
    const delivered = isDelivered(sent);
    const afterMs = delivered
      ? null
      : retryAfterMs(no - roundFrom, limits.webhookJitterPercent, (bound) => random.below(bound));
    return {
      endpointId: endpoint.id,
      messageId,
      no,
      atMs,
      tookMs: Math.max(0, endMs - atMs),
      status: sent.status,
      error: sent.error,
      state: delivered ? 'delivered' : afterMs === null ? 'failed' : 'pending',
      dueMs: endMs + (afterMs ?? 0),
      disable: delivered ? null : this.#disable(endpoint, sent, endMs),
    };
  }

  /** 410 means that nobody wants it any more; after days without a single success nobody is there. */
  #disable(endpoint: Endpoint, { status }: Sent, nowMs: number): Attempted['disable'] {
    const { failingSinceMs } = endpoint;
    const failing =
      failingSinceMs !== null && nowMs - failingSinceMs >= this.#options.limits.webhookFailingMs;
    if (status !== 410 && !failing) return null;
    const why = status === 410 ? 'gone' : 'failing';
    const notices = (['merchant', 'operator'] as const).map(
      (audience): Notice => ({
        id: this.#ids.make('ntc', nowMs),
        audience,
        book: endpoint.book,
        kind: ENDPOINT_DISABLED,
        subject: endpoint.id,
        atMs: nowMs,
        body: { why, status },
        readMs: null,
      }),
    );
    return { why, notices };
  }

  /** Waits for what is under way, which is bounded by the time of a reply. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#inFlight.values());
  }
}
