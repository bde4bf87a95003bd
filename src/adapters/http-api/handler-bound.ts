/**
 * How long a handler may take. One clock looks at all requests under way: a timer and a signal for each of them, which
 * the framework would make, cost as much as the rest of a short request.
 */
import type { FastifyReply } from 'fastify';
import type { Api } from './api-type.ts';
import { Problem } from './problems.ts';

/** How late the bound may be, as a part of it, and at most. */
const LATE_PART = 10;
const LATE_MAX_MS = 500;

export function boundHandlers(app: Api, handlerMs: number): void {
  /** In the order in which they came: the first is the oldest. */
  const underWay = new Map<FastifyReply, number>();
  let clock: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(clock);
    clock = undefined;
  };
  const look = (): void => {
    const nowMs = performance.now();
    for (const [reply, startedMs] of underWay) {
      if (nowMs - startedMs < handlerMs) break;
      underWay.delete(reply);
      giveUp(reply);
    }
    if (underWay.size === 0) stop();
  };
  app.addHook('onRequest', (_request, reply, done) => {
    underWay.set(reply, performance.now());
    // Also of a caller who hung up, for whom the framework calls no hook: nobody waits for that answer.
    reply.raw.once('close', () => underWay.delete(reply));
    clock ??= setInterval(look, Math.min(LATE_MAX_MS, handlerMs / LATE_PART)).unref();
    done();
  });
  app.addHook('onClose', async () => {
    underWay.clear();
    stop();
  });
}

/** A stream has taken its reply over, and lives as long as its caller wants. */
function giveUp(reply: FastifyReply): void {
  if (reply.sent) return;
  if (reply.raw.headersSent) reply.raw.destroy();
  else reply.send(new Problem('busy', { detail: 'The request took too long and was given up.' }));
}
