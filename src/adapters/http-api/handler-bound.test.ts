import { once } from 'node:events';
import type { Server } from 'node:http';
import { type FastifyError, fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { Api } from './api-type.ts';
import { handleError } from './errors.ts';
import { boundHandlers } from './handler-bound.ts';

const apps: Api[] = [];

interface Opened {
  readonly base: string;
  readonly server: Server;
  /** Calls whose handler was given up. */
  readonly givenUp: readonly string[];
  readonly settle: () => void;
}

async function opened(handlerMs: number): Promise<Opened> {
  const app = fastify() as unknown as Api;
  apps.push(app);
  const givenUp: string[] = [];
  app.setErrorHandler((error: FastifyError, request, reply) => {
    givenUp.push(request.url);
    return handleError(error, request, reply);
  });
  boundHandlers(app, handlerMs);
  const { promise, resolve: settle } = Promise.withResolvers<void>();
  app.get('/quick', async () => ({ done: true }));
  app.get('/never', async () => promise);
  app.get('/never/:caller', async () => promise);
  app.get('/begun', (_request, reply) => {
    reply.raw.writeHead(200);
    reply.raw.write('begun');
  });
  app.get('/stream', (_request, reply) => {
    reply.hijack();
    reply.raw.write('a');
    setTimeout(() => reply.raw.end('b'), handlerMs * 3);
  });
  return { base: await app.listen({ host: '127.0.0.1', port: 0 }), server: app.server, givenUp, settle };
}

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

test('a handler that takes too long is given up, and its late answer is nobody’s', async () => {
  const { base, settle } = await opened(100);
  const answer = await fetch(`${base}/never`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'busy' });
  settle();
  expect(await (await fetch(`${base}/quick`)).json()).toEqual({ done: true });
});

test('an answer that is under way then is cut off', async () => {
  const { base } = await opened(100);
  const answer = await fetch(`${base}/begun`);
  await expect(answer.text()).rejects.toThrow();
});

test('a stream that has taken its reply over goes on', async () => {
  const { base } = await opened(50);
  expect(await (await fetch(`${base}/stream`)).text()).toBe('ab');
});

test('a request whose caller hung up is let go of at once', async () => {
  const { base, server, givenUp } = await opened(1_000);
  const hungUp = new AbortController();
  const came = once(server, 'request');
  const left = fetch(`${base}/never/left`, { signal: hungUp.signal });
  await Promise.race([came, left]);
  hungUp.abort();
  await expect(left).rejects.toThrow();
  expect((await fetch(`${base}/never/stays`)).status).toBe(503);
  expect(givenUp).toEqual(['/never/stays']);
});
