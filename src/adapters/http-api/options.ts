/** What the API needs from the program that builds it. */

import type { FastifyBaseLogger } from 'fastify';
import type { PaperStore } from '#adapters/evidence';
import type { WebhookRegistry } from '#adapters/notifications';
import type { DeskStore, NoticeStore, Reader, TerminalRegistrar } from '#adapters/postgres';
import type { SignInDesk } from '#adapters/sign-in';
import type { HolderSignedIn, WalletSignInDesk } from '#adapters/wallet-sign-in';
import type { Pages } from '#adapters/web-pages';
import type { RuleBook } from '#domain/policy';
import type { Clock, Engine, Limits, SecurityModule } from '#engine';
import type { DialectProfile } from '#wire/iso8583';
import type { Caller } from './auth.ts';
import type { TrackingOptions } from './cancellations/cancellation-detail.ts';
import type { VerifyRunner } from './desk/index.ts';
import type { KeyDesk } from './operation/key-desk.ts';
import type { OperationsDesk } from './operation/operations-desk.ts';
import type { RuleEditions } from './rules/rule-editing.ts';
import type { ActUnderWay } from './staff/staff-acts.ts';
import type { TillDesk } from './till/till-desk.ts';
import type { TlsFiles } from './tls.ts';
import type { WalletTools } from './wallet/wallet-tools.ts';

/** One part of the system that has to work before requests make sense. */
export interface ReadinessPart {
  readonly ok: boolean;
  readonly zh: string;
  readonly en: string;
}
/** Parts by name, for example `network`. The API itself adds `database` and `lanes`. */
export type Readiness = Readonly<Record<string, boolean | ReadinessPart>>;

/** Where the API counts its requests and takes the metrics from. */
export interface ApiMetrics {
  httpRequest(event: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly tookMs: number;
  }): void;
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** A place in a rule file that is wrong, and what would be right. */
export interface RuleFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `$.rules[3].parameters.x.unit`; empty where the text itself is wrong. */
  readonly path: string;
  readonly message: string;
}

export interface TriedRules {
  readonly book: RuleBook;
  readonly faults: readonly RuleFault[];
  readonly warnings: readonly RuleFault[];
  /** Files in use whose place a given one took. */
  readonly replaced: readonly string[];
}

/** The rules in use, and what they would be with other files. */
export interface RuleDesk {
  readonly book: RuleBook;
  readonly institution: string;
  /** A given file takes the place of the one in use with its name, or stands beside all. */
  tried(files: readonly { readonly name: string; readonly text: string }[]): Promise<TriedRules>;
  readonly editions: RuleEditions;
}

export interface HttpApiOptions {
  readonly engine: Pick<
    Engine,
    'submit' | 'waitFor' | 'ask' | 'askUnder' | 'askOrder' | 'merchant' | 'orders' | 'bindings' | 'stats'
  >;
  readonly rules: RuleDesk;
  readonly reader: Reader;
  readonly desk: Omit<DeskStore, 'close'>;
  readonly verifyBooks: VerifyRunner;
  readonly security: Pick<SecurityModule, 'fingerprint' | 'sealPan' | 'mark' | 'verifyMark' | 'seal'>;
  readonly keys: KeyDesk;
  readonly staff: SignInDesk;
  readonly holders: WalletSignInDesk;
  readonly walletTools: WalletTools;
  readonly operations: OperationsDesk;
  readonly registrar: Pick<TerminalRegistrar, 'register'>;
  /** Virtual terminals at this server; left out: there are none. */
  readonly till?: TillDesk;
  readonly papers: Pick<PaperStore, 'put' | 'get'>;
  readonly tracking: TrackingOptions;
  readonly notices: { readonly webhooks: WebhookRegistry } & Pick<NoticeStore, 'notices' | 'texts'>;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  readonly metrics: ApiMetrics;
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** The institution's own terminal profiles, beside those of the house. */
  readonly ownDialects?: readonly DialectProfile[];
  /** Left out or `null`: plain HTTP, for the loopback alone. */
  readonly tls?: TlsFiles | null;
  /** Left out or `null`: the API alone, without pages. */
  readonly pages?: Pages | null;
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustProxy?: readonly string[];
}

/**
 * Who may call a route: anybody; the holder of any key and people; keys and people of the institution; people alone,
 * whatever their role; for metrics also the same machine. What a role may do stands in `ROUTE_PERMISSIONS`. A route
 * of a cardholder (`holder`) is opened by a sign-in to a wallet alone, which opens no other one.
 */
export type Access = 'public' | 'key' | 'operator' | 'person' | 'metrics' | 'holder';

export interface ListedRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route there is, for whoever checks that each one is decided. */
    listedRoutes: readonly ListedRoute[];
  }
  interface FastifyContextConfig {
    access?: Access;
    /** Of a route for people: wants a proof of who is there that is not old. */
    fresh?: boolean;
  }
  interface FastifyRequest {
    /** Whose key, or who is signed in; `null` on public routes. */
    caller: Caller | null;
    /** The cardholder who is signed in, on routes of cardholders. */
    holder: HolderSignedIn | null;
    /** What a person who is signed in is doing. */
    act: ActUnderWay | null;
  }
}
