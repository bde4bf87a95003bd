/** Wires what tells others: webhooks, notices and texts. */
import {
  type Contacts,
  LOCAL_OUTBOX,
  type NoticeTelemetry,
  type Notifications,
  startNotifications,
  type Views,
  WebhookRegistry,
} from '#adapters/notifications';
import { createNoticeStore, type NoticeStore } from '#adapters/postgres';
import type { Clock, EventRow, Limits, Random, SecurityModule, SmsPort } from '#engine';

export interface TellingOptions {
  readonly url: string;
  readonly security: SecurityModule;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly telemetry: NoticeTelemetry;
  /** Endpoints on this machine, over plain HTTP: for a demonstration alone. */
  readonly allowLoopback: boolean;
  readonly crashPoint: (name: string) => void;
  /** A centre for texts; null: they stay in the outbox of this machine. */
  readonly sms: (SmsPort & { start(): void }) | null;
}

export interface Telling {
  /** What the API needs of it. */
  readonly doors: { readonly webhooks: WebhookRegistry } & Pick<NoticeStore, 'notices' | 'texts'>;
  /** Begins to tell what happens in these buckets, which this process holds. */
  start(
    buckets: readonly number[],
    views: Views,
    contacts: Contacts,
    onEvents: (events: readonly EventRow[]) => Promise<void>,
  ): void;
  /** Somebody waits for a text. */
  wakeTexts(): void;
  lag(): Promise<number>;
  pending(): Promise<number>;
  /** Ends what is under way; the database is left until `close`, for the doors. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export function createTelling(options: TellingOptions): Telling {
  const { security, clock, limits, allowLoopback } = options;
  const store = createNoticeStore({ url: options.url });
  let running: Notifications | null = null;
  let held: readonly number[] = [];
  const webhooks = new WebhookRegistry({
    store,
    security,
    clock,
    limits,
    allowLoopback,
    onResend: () => running?.wake(),
  });
  return {
    doors: { webhooks, notices: store.notices, texts: store.texts },
    start(buckets, views, contacts, onEvents) {
      held = buckets;
      options.sms?.start();
      running = startNotifications({
        ...options,
        store,
        buckets,
        views,
        contacts,
        onEvents,
        sms: options.sms ?? LOCAL_OUTBOX,
      });
    },
    wakeTexts: () => running?.wakeTexts(),
    lag: () => store.reading.lag(held),
    pending: () => store.delivering.pendingCount(),
    async stop() {
      await running?.stop();
      await options.sms?.close?.();
    },
    close: () => store.close(),
  };
}
