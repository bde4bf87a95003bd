/** What notifications need of the program. */
import type { NoticeStore } from '#adapters/postgres';
import type { Words } from '#domain/wording';
import type { Clock, EventRow, Limits, Random, SecurityModule, SmsPort } from '#engine';
import type { Noun } from './webhook-types.ts';

/** A subject as the API shows it, and what notices and texts say of it. */
export interface SubjectView {
  readonly data: unknown;
  readonly route: string | null;
  readonly amountFen: bigint | null;
  /** Where the money is, in a sentence. */
  readonly sentence: Words | null;
  readonly merchant: Words | null;
  readonly trackingUrl: string | null;
}

export interface Views {
  /** `null`: there is no such subject. Throws when it cannot be read: the event is then told later. */
  viewOf(noun: Noun, id: string): Promise<SubjectView | null>;
}

/** Where the payer of a subject is told, if the payer left a number. */
export interface Contact {
  /** As it is dialled: digits, with a leading + where it is international. */
  readonly number: string;
  readonly lang: 'zh' | 'en';
}

export interface Contacts {
  /** Of each event in turn. Most ways back were asked for by no payer, which all together cost one question. */
  contactsOf(
    events: readonly Pick<EventRow, 'book' | 'paymentId' | 'cancellationId' | 'body' | 'kind'>[],
  ): Promise<readonly (Contact | null)[]>;
}

/** Keeps every text in the outbox for an operator to see, and sends nothing. */
export const LOCAL_OUTBOX: SmsPort = { send: async () => ({ state: 'kept' }) };

/** One helper per event: metric and log record. Never gets an address, a payload, a number or a secret. */
export interface NoticeTelemetry {
  webhookAttempted(event: {
    readonly result: 'delivered' | 'retried' | 'failed';
    readonly tookMs: number;
  }): void;
  noticesMade(event: { readonly messages: number; readonly notices: number; readonly texts: number }): void;
  trouble(event: { readonly where: string; readonly message: string }): void;
}

export interface NotificationsOptions {
  readonly store: NoticeStore;
  /** The buckets that this process holds: it alone makes something of their events. */
  readonly buckets: readonly number[];
  readonly views: Views;
  readonly contacts: Contacts;
  readonly sms: SmsPort;
  readonly security: Pick<SecurityModule, 'seal' | 'unseal' | 'mark'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly telemetry: NoticeTelemetry;
  /** Plain HTTP and this machine as an endpoint: for a demonstration alone. */
  readonly allowLoopback: boolean;
  /** More authorities to trust as endpoints. */
  readonly ca?: string;
  /** Hears what is read before it counts as told: again after a crash, and in order within a book. */
  readonly onEvents?: (events: readonly EventRow[]) => Promise<void>;
  /** Named points at which a test may kill the program. */
  readonly crashPoint?: (name: string) => void;
}
