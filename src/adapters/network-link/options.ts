import type { ConnectionOptions } from 'node:tls';
import type { CutOverNotice } from '#domain/calendar';
import type { OrderId } from '#domain/order';
import type {
  Clock,
  CodePayment,
  InquiryAnswer,
  Limits,
  NetworkAnswer,
  NetworkPort,
  NoticeTaken,
  OrderFinding,
  Random,
  SecurityModule,
  Telemetry,
  WrappedKey,
} from '#engine';
import type { ZoneKeyKind } from '#engine/translate';
import type { ZoneKeyDesk } from './key-reset.ts';

export interface NetworkLinkOptions {
  readonly host: string;
  readonly port: number;
  /** F33 of our management messages; payments bring their own key. */
  readonly institution: { readonly forwarderId: string };
  /** How the header names us: up to 11 characters. */
  readonly stationId: string;
  /** How the header names the centre. */
  readonly centreId?: string;
  readonly keys: { readonly zoneMacKey: WrappedKey };
  /** Where new keys of the zone go; without it the centre is told that they are not served. */
  readonly zoneKeys?: ZoneKeyDesk;
  readonly security: SecurityModule;
  readonly clock: Clock;
  /** Spreads reconnections and chooses the first trace number of management messages. */
  readonly random?: Random;
  readonly limits: LinkLimits;
  /** TLS towards the centre, as `node:tls` takes it; without it the line is plain TCP. */
  readonly tls?: ConnectionOptions;
  /** Every valid answer, in time or late. Rejections are reported and do not stop the link. */
  readonly onAnswer: (keyText: string, answer: NetworkAnswer) => void | Promise<void>;
  /** The centre ended its cut-over. It is told "done" after this resolves, so that it repeats what was lost. */
  readonly onCutOver: (notice: CutOverNotice) => void | Promise<void>;
  /** A payment made with a merchant's code. The centre is answered after this resolves, or tells it again. */
  readonly onOrderPaid: (orderId: OrderId, paid: CodePayment) => Promise<NoticeTaken>;
  /** An answer to an enquiry or a close. */
  readonly onOrderFound: (finding: OrderFinding) => Promise<void>;
  /** An answer about what is on a card, by the key of its question. */
  readonly onInquiry: (keyText: string, answer: InquiryAnswer) => void;
  readonly telemetry: Pick<Telemetry, 'trouble'>;
  readonly onState?: (state: LinkState) => void;
}

export type LinkLimits = Pick<
  Limits,
  | 'networkFrameBytesMax'
  | 'networkInFlightMax'
  | 'networkInFlightMs'
  | 'networkEchoMs'
  | 'networkReplyMs'
  | 'networkReconnectFirstMs'
  | 'networkReconnectMaxMs'
  | 'networkBacklogBytesMax'
  | 'zoneKeyResetAgeMs'
  | 'zoneKeyOverlapMs'
>;

/** Payments go out in `up` only. */
export type LinkState = 'down' | 'connecting' | 'signing-on' | 'up';

export interface NetworkLinkStatus {
  readonly state: LinkState;
  /** When this state began, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Why the link was last down; null before the first connection. */
  readonly lastDownReason: string | null;
  /** Requests whose answer is awaited. */
  readonly inFlight: number;
  /** Connections tried after the first. */
  readonly reconnects: number;
  /** When a line test of ours was last answered; null before the first. */
  readonly lastEchoMs: number | null;
  /** Messages dropped because F128 was wrong or missing. */
  readonly macFailures: number;
  /** Messages of ours that came back with a reject code. */
  readonly rejected: number;
}

export interface NetworkLink extends NetworkPort {
  /** Begins to connect and keeps the link up until {@link stop}. */
  start(): void;
  /** Signs off, closes, and stays down. Bounded by twice `networkReplyMs`. */
  stop(): Promise<void>;
  status(): NetworkLinkStatus;
  /** Asks the centre for a new key. F39 of its answer; null when the line is down or no answer came. */
  askForKey(kind: ZoneKeyKind): Promise<string | null>;
}
