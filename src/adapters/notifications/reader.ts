/** Reads the events bucket by bucket behind the lanes and stores what is to be told, each event once. */
import type { Stretch } from '#adapters/postgres';
import { IdMaker } from './ids.ts';
import { make, READ_KINDS } from './make.ts';
import type { NotificationsOptions } from './ports.ts';

/** So that one round stays small, whatever piled up: the stretches together hold at most `eventsMax` events. */
export function bounded(lagging: readonly Stretch[], eventsMax: number): Stretch[] {
  const share = BigInt(Math.max(1, Math.floor(eventsMax / Math.max(1, lagging.length))));
  return lagging.map(({ bucket, after, upTo }) => ({
    bucket,
    after,
    upTo: upTo - after > share ? after + share : upTo,
  }));
}

export class Reader {
  readonly #options: NotificationsOptions;
  readonly #ids = new IdMaker();
  readonly #onMade: () => void;

  constructor(options: NotificationsOptions, onMade: () => void) {
    this.#options = options;
    this.#onMade = onMade;
  }

  async round(): Promise<'more' | 'some' | 'none'> {
    const { store, buckets, limits, telemetry } = this.#options;
    const lagging = await store.reading.lagging(buckets, limits.noticeBucketsMax);
    if (lagging.length === 0) return 'none';
    const stretches = bounded(lagging, limits.noticeEventsMax);
    const events = await store.reading.events(stretches, READ_KINDS);
    const made = await make(stretches, events, this.#ids, this.#options);
    await this.#options.onEvents?.(events);
    await store.reading.store(made);
    const { messages, notices, texts } = made;
    if (messages.length + notices.length + texts.length > 0) {
      telemetry.noticesMade({ messages: messages.length, notices: notices.length, texts: texts.length });
      this.#onMade();
    }
    const all = lagging.every(({ upTo }, index) => upTo === stretches[index]!.upTo);
    return all && lagging.length < limits.noticeBucketsMax ? 'some' : 'more';
  }
}
