/** What notifications ask of the database. Every method throws StoreUnavailable when it cannot be asked. */
import type { EventRow, SmsReceipt } from '#engine';

/** A stretch of events of one bucket: those behind `after`, up to and with `upTo`. */
export interface Stretch {
  readonly bucket: number;
  readonly after: bigint;
  readonly upTo: bigint;
}

export interface NumberedEvent extends EventRow {
  readonly bucket: number;
  readonly seq: bigint;
}

export const ENDPOINT_STATES = ['active', 'disabled', 'removed'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];
/** Why an endpoint is disabled: it answered 410, it failed for days, or its merchant switched it off. */
export const DISABLED_WHY = ['gone', 'failing', 'switched-off'] as const;
export type DisabledWhy = (typeof DISABLED_WHY)[number];

export interface Endpoint {
  readonly id: string;
  readonly book: string;
  readonly url: string;
  readonly wants: readonly string[];
  readonly state: EndpointState;
  readonly why: DisabledWhy | null;
  /** Sealed. */
  readonly secret: string;
  readonly previous: { readonly secret: string; readonly untilMs: number } | null;
  readonly createdMs: number;
  readonly failingSinceMs: number | null;
}

export interface Message {
  readonly id: string;
  readonly bucket: number;
  readonly seq: bigint;
  readonly book: string;
  readonly subject: string;
  readonly type: string;
  readonly atMs: number;
  readonly payload: string;
}

export interface NewDelivery {
  readonly endpointId: string;
  readonly messageId: string;
  readonly subject: string;
  readonly seq: bigint;
  readonly state: 'pending' | 'held';
  readonly dueMs: number;
}

export interface Notice {
  readonly id: string;
  readonly audience: 'merchant' | 'operator' | 'holder';
  readonly book: string;
  readonly kind: string;
  readonly subject: string;
  readonly atMs: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly readMs: number | null;
}

/** `delivered` and `undelivered` are what a provider's receipt said of a text that was `sent`. */
export const SMS_STATES = [
  'waiting',
  'sent',
  'delivered',
  'undelivered',
  'kept',
  'dropped',
  'failed',
] as const;
export type SmsState = (typeof SMS_STATES)[number];

export interface SmsRow {
  readonly id: string;
  readonly book: string;
  readonly subject: string;
  readonly kind: string;
  readonly numberIndex: string;
  /** Sealed. */
  readonly numberSeal: string;
  readonly numberMask: string;
  readonly lang: 'zh' | 'en';
  readonly text: string;
  readonly state: SmsState;
  readonly attempts: number;
  readonly createdMs: number;
  readonly dueMs: number;
  readonly endedMs: number | null;
  readonly error: string | null;
  /** A part that no stored text shows, put in when it is sent; then it is forgotten. */
  readonly secretSeal?: string | null;
  /** Later it is not sent any more. */
  readonly untilMs?: number | null;
}

/** What a stretch of events is made into; stored together with the move of the cursors, or not at all. */
export interface Made {
  readonly stretches: readonly Stretch[];
  readonly messages: readonly Message[];
  readonly deliveries: readonly NewDelivery[];
  readonly notices: readonly Notice[];
  readonly texts: readonly SmsRow[];
}

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'held'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DueDelivery {
  readonly endpoint: Endpoint;
  readonly messageId: string;
  readonly type: string;
  readonly payload: string;
  readonly attempts: number;
  readonly roundFrom: number;
}

/** What came of one attempt, and what follows. */
export interface Attempted {
  readonly endpointId: string;
  readonly messageId: string;
  readonly no: number;
  readonly atMs: number;
  readonly tookMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly dueMs: number;
  /** The endpoint is disabled with this; its merchant is told. */
  readonly disable: { readonly why: 'gone' | 'failing'; readonly notices: readonly Notice[] } | null;
}

export interface Delivery {
  readonly messageId: string;
  readonly type: string;
  readonly subject: string;
  readonly eventMs: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueMs: number;
  readonly lastMs: number | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly log: readonly {
    readonly no: number;
    readonly atMs: number;
    readonly tookMs: number;
    readonly status: number | null;
    readonly error: string | null;
  }[];
}

export interface Part<T> {
  readonly items: readonly T[];
  /** `null`: this was the last part. */
  readonly next: string | null;
}

/** The reader of events. */
export interface EventReading {
  /** Buckets with events that nothing was made of yet, at most `limit`, those with most first. */
  lagging(buckets: readonly number[], limit: number): Promise<readonly Stretch[]>;
  /** Events of books with an endpoint, or of one of the kinds; in order, bucket by bucket. */
  events(stretches: readonly Stretch[], kinds: readonly string[]): Promise<readonly NumberedEvent[]>;
  endpointsOf(books: readonly string[]): Promise<readonly Endpoint[]>;
  /** @throws StoreClash when somebody else moved a cursor */
  store(made: Made): Promise<void>;
  /** How many events nothing was made of yet. */
  lag(buckets: readonly number[]): Promise<number>;
}

export interface Delivering {
  /** The next messages of active endpoints that are not in `busy`, at most `perEndpoint` each. */
  due(
    nowMs: number,
    perEndpoint: number,
    limit: number,
    busy: readonly string[],
  ): Promise<readonly DueDelivery[]>;
  /** All of them in one transaction. */
  attempted(attempts: readonly Attempted[]): Promise<void>;
  pendingCount(): Promise<number>;
  /** Removes old messages with their deliveries, read notices and ended texts; unread ones later. Counts the rows. */
  forget(
    before: { readonly beforeMs: number; readonly unreadBeforeMs: number },
    limit: number,
  ): Promise<number>;
}

export interface Endpoints {
  add(endpoint: Endpoint, maxPerBook: number): Promise<boolean>;
  list(book: string | null): Promise<readonly Endpoint[]>;
  get(id: string): Promise<Endpoint | null>;
  /** Removed or switched off: what is pending is held and not sent any more. */
  stop(id: string, state: 'disabled' | 'removed', why: DisabledWhy | null): Promise<void>;
  /** Active again; what was held stays held until it is resent. */
  enable(id: string): Promise<void>;
  rotate(id: string, secret: string, previousUntilMs: number): Promise<void>;
  deliveries(
    id: string,
    page: {
      readonly cursor: string | null;
      readonly limit: number;
      readonly state?: DeliveryState | undefined;
    },
  ): Promise<Part<Delivery>>;
  /** One message, or all since a time, begin a new round. Returns how many, at most `limit`. */
  resend(
    id: string,
    what: { readonly messageId: string } | { readonly sinceMs: number },
    nowMs: number,
    limit: number,
  ): Promise<number>;
}

export interface Notices {
  list(page: {
    readonly audience: Notice['audience'];
    readonly book: string | null;
    readonly unread: boolean;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Part<Notice>>;
  unread(audience: Notice['audience'], book: string | null): Promise<number>;
  /** Returns how many became read. */
  read(
    audience: Notice['audience'],
    book: string | null,
    which: { readonly id: string } | { readonly upTo: string },
    nowMs: number,
  ): Promise<number>;
}

export interface Texts {
  list(page: { readonly cursor: string | null; readonly limit: number }): Promise<Part<SmsRow>>;
  due(nowMs: number, limit: number): Promise<readonly SmsRow[]>;
  ended(
    id: string,
    what: {
      readonly state: SmsState;
      readonly attempts: number;
      readonly dueMs: number;
      readonly error: string | null;
      readonly providerId?: string | null;
    },
    nowMs: number,
  ): Promise<void>;
  /** What a provider says of a text that it took; false where it took none of this name. */
  receipt(receipt: SmsReceipt, nowMs: number): Promise<boolean>;
  /** Secret parts of texts whose time is over are forgotten. */
  forgetSecrets(nowMs: number): Promise<void>;
  /** How many texts were made for these numbers since then, dropped ones left out. */
  countSince(numberIndexes: readonly string[], sinceMs: number): Promise<ReadonlyMap<string, number>>;
}

export interface NoticeStore {
  readonly reading: EventReading;
  readonly delivering: Delivering;
  readonly endpoints: Endpoints;
  readonly notices: Notices;
  readonly texts: Texts;
  close(): Promise<void>;
}
