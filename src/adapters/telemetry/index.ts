/** One helper per business event: metric and log record together. */

import type { DestinationStream, Logger } from 'pino';
import { maskDigits } from '#domain/wording';
import type { Telemetry } from '#engine';
import { LiveFigures, type LiveGauges } from './live.ts';
import { createLog, type LogLevel } from './log.ts';
import {
  type GaugeSources,
  type HttpRequestEvent,
  Metrics,
  type NoticesMade,
  type WebhookAttempt,
} from './metrics.ts';

export { LIVE_KEPT, LiveFigures, type LiveGauges, type LiveSample, PAYMENT_KINDS } from './live.ts';
export { LOG_LEVELS, type LogLevel, maskLine } from './log.ts';
export type { GaugeSources, HttpRequestEvent } from './metrics.ts';

/** The telemetry of one program; it is the engine's Telemetry port and the API's metrics at once. */
export interface ProgramTelemetry extends Telemetry {
  readonly log: Logger;
  readonly registry: Metrics['registry'];
  httpRequest(event: HttpRequestEvent): void;
  webhookAttempted(event: WebhookAttempt): void;
  noticesMade(event: NoticesMade): void;
  /** From now on these are asked whenever the metrics are. */
  watch(sources: GaugeSources): void;
  /** What happens now, second by second. It does nothing before its `start`. */
  live(gauges: LiveGauges, nowMs: () => number): LiveFigures;
  /** The metrics in the text format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export function createTelemetry(options: {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}): ProgramTelemetry {
  const log = createLog(options);
  const metrics = new Metrics();
  return {
    log,
    registry: metrics.registry,
    paymentEnded(event) {
      metrics.paymentEnded(event);
      log.info({ event: 'payment-ended', ...event }, 'payment ended');
    },
    cancellationMoved(event) {
      metrics.cancellationMoved(event);
      log.info({ event: 'cancellation-moved', ...event }, 'cancellation moved');
    },
    batchApplied(event) {
      metrics.batchApplied(event);
      log.debug({ event: 'batch-applied', ...event }, 'batch applied');
    },
    trouble({ where, message }) {
      metrics.trouble(where);
      log.warn({ event: 'trouble', where }, maskDigits(message).slice(0, 500));
    },
    webhookAttempted(event) {
      metrics.webhookAttempted(event);
      log.info({ event: 'webhook-attempted', ...event }, 'webhook attempted');
    },
    noticesMade(event) {
      metrics.noticesMade(event);
      log.debug({ event: 'notices-made', ...event }, 'notices made');
    },
    httpRequest(event) {
      metrics.httpRequest(event);
    },
    watch: (sources) => metrics.watch(sources),
    live: (gauges, nowMs) => new LiveFigures(() => metrics.counts(), gauges, nowMs),
    render: () => metrics.render(),
  };
}
