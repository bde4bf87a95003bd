/** Starts what tells others over the world of the API, with a clock that can be moved on. */
import { createSubjectViews } from '#adapters/http-api';
import {
  LOCAL_OUTBOX,
  type Notifications,
  type NotificationsOptions,
  startNotifications,
} from '#adapters/notifications';
import { LIMITS } from '#engine';
import type { HttpWorld } from './http-api-world.ts';

export const BUCKETS = Array.from({ length: LIMITS.bucketCount }, (_, bucket) => bucket);

export class Telling {
  readonly #world: HttpWorld;
  readonly troubles: string[] = [];
  running: Notifications | null = null;
  /** How far the clock of what tells is ahead of the engine's. */
  aheadMs = 0;

  constructor(world: HttpWorld) {
    this.#world = world;
  }

  start(given: Partial<NotificationsOptions> = {}): Notifications {
    const { noticeStore, options, telemetry } = this.#world;
    this.running = startNotifications({
      store: noticeStore,
      buckets: BUCKETS,
      views: createSubjectViews(options),
      contacts: { contactsOf: async (events) => events.map(() => null) },
      sms: LOCAL_OUTBOX,
      security: this.#world.security,
      clock: { nowMs: () => options.clock.nowMs() + this.aheadMs },
      random: { below: () => 0 },
      limits: LIMITS,
      telemetry: {
        ...telemetry,
        trouble: ({ where, message }) => void this.troubles.push(`${where}: ${message}`),
      },
      allowLoopback: true,
      ...given,
    });
    return this.running;
  }

  moveOn(byMs: number): void {
    this.aheadMs += byMs;
    this.running?.wake();
  }

  /** Stops, and takes every endpoint away. */
  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
    this.aheadMs = 0;
    const { endpoints } = this.#world.noticeStore;
    for (const { id } of await endpoints.list(null)) await endpoints.stop(id, 'removed', null);
  }
}

/** Asks again until it holds: what is told is stored a moment after it happened. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  let value = await read();
  for (let tries = 0; tries < 200 && !holds(value); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    value = await read();
  }
  if (!holds(value)) throw new Error(`It never came to hold: ${JSON.stringify(value).slice(0, 2_000)}`);
  return value;
}
