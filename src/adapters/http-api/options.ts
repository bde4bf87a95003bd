/** What the API needs from the program that builds it. */

import type { FastifyBaseLogger } from 'fastify';
import type { PaperStore } from '#adapters/evidence';
import type { WebhookRegistry } from '#adapters/notifications';
import type { ApiKey, NoticeStore, Reader, TerminalRegistrar } from '#adapters/postgres';
import type { RuleBook } from '#domain/policy';
import type { Clock, Engine, Limits, SecurityModule } from '#engine';
import type { DialectProfile } from '#wire/iso8583';
import type { TrackingOptions } from './cancellation-detail.ts';
import type { KeyDesk } from './key-desk.ts';
import type { TlsFiles } from './tls.ts';

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
}

export interface HttpApiOptions {
  readonly engine: Pick<
    Engine,
    'submit' | 'waitFor' | 'ask' | 'askUnder' | 'askOrder' | 'merchant' | 'orders' | 'stats'
  >;
  readonly rules: RuleDesk;
  readonly reader: Reader;
  readonly security: Pick<SecurityModule, 'fingerprint' | 'sealPan' | 'mark' | 'verifyMark' | 'seal'>;
  readonly keys: KeyDesk;
  readonly registrar: Pick<TerminalRegistrar, 'register'>;
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
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustProxy?: readonly string[];
}

/**
 * Who may call a route: anybody, the holder of any key, an operator, or for metrics the same machine or an
 * operator.
 */
export type Access = 'public' | 'key' | 'operator' | 'metrics';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** The key that the request was made with; `null` on public routes. */
    apiKey: ApiKey | null;
  }
}
