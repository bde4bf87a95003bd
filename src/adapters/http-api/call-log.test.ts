import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { createTelemetry } from '#adapters/telemetry';
import { callLogging } from './call-log.ts';

test('what the framework says of a request names it, and a quiet request makes no logger', async () => {
  const lines: string[] = [];
  const { log: loggerInstance } = createTelemetry({
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  let made = 0;
  const child = loggerInstance.child.bind(loggerInstance);
  loggerInstance.child = ((...of: Parameters<typeof child>) => {
    made += 1;
    return child(...of);
  }) as typeof loggerInstance.child;
  const ids = ['call_quiet', 'call_twice'];
  const app = fastify({ loggerInstance, ...callLogging, genReqId: () => ids.shift()! });
  // The framework made one of its own.
  made = 0;
  app.get('/quiet', async () => 'done');
  app.get('/twice', (_request, reply) => {
    reply.send('one');
    reply.send('two');
  });
  expect((await app.inject('/quiet')).body).toBe('done');
  expect([made, lines]).toEqual([0, []]);
  expect((await app.inject('/twice')).body).toBe('one');
  expect(made).toBe(1);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'warn',
      requestId: 'call_twice',
      msg: expect.stringMatching(/already sent/),
    }),
  ]);
  await app.close();
});
