/** What the API needs from the program that builds it. */

import type { FastifyBaseLogger } from 'fastify';
import type { ApiKey, Reader } from '#adapters/postgres';
import type { Clock, Engine, Limits, SecurityModule } from '#engine';
import type { TrackingOptions } from './cancellation-detail.ts';
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

export interface HttpApiOptions {
  readonly engine: Pick<Engine, 'submit' | 'waitFor' | 'ask' | 'merchant' | 'stats'>;
  readonly reader: Reader;
  readonly security: Pick<SecurityModule, 'fingerprint' | 'mark' | 'verifyMark'>;
  readonly tracking: TrackingOptions;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  readonly metrics: ApiMetrics;
  readonly readiness: () => Readiness | Promise<Readiness>;
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
