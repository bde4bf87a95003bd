/** What happens now, one message a second, for as long as somebody looks. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { LiveSample } from '#adapters/telemetry';
import type { Api } from '../api-type.ts';
import { authenticate } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { LiveSampleSchema, type LiveSampleView } from './schemas-operations.ts';

/** A caller that has so much unread is let go, and comes again. */
const UNREAD_BYTES_MAX = 1_000_000;
/** May the caller still look? Asked every so many messages. */
const STILL_EVERY = 10;
const RETRY_MS = 2_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // A proxy that collects before it sends would show the past.
  'x-accel-buffering': 'no',
} as const;

const sampleView = ({ atMs, payments, latency, opened, done, ...gauges }: LiveSample): LiveSampleView => ({
  at: atMs,
  payments: { ...payments },
  latency: latency === null ? null : { ...latency },
  opened: { ...opened },
  done: { ...done },
  ...gauges,
});

const DESCRIPTION =
  'Server-sent events. `history`: the last quarter of an hour, second by second, at first. `sample`: what the last ' +
  'second brought. `over`: the caller may not look any more.';

export function addLiveFigureRoutes(app: Api, options: HttpApiOptions): void {
  const { live } = options.operations;
  const open = new Set<FastifyReply>();
  app.addHook('preClose', async () => {
    for (const reply of open) reply.raw.end();
  });

  /** Is the caller still allowed? Looking on by itself keeps nobody signed in. */
  async function still(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    request.headers['x-quiet'] = '1';
    return authenticate(request, reply, options).then(
      () => true,
      () => false,
    );
  }

  function stream(request: FastifyRequest, reply: FastifyReply): void {
    const { raw } = reply;
    const send = (event: string, data: unknown): void => {
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    open.add(reply);
    reply.hijack();
    raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...HEADERS });
    // With an id the browser says that it comes again by itself: that keeps nobody signed in.
    raw.write(`retry: ${RETRY_MS}\nid: again\n\n`);
    send('history', live.history().map(sampleView));
    let sent = 0;
    const unlisten = live.listen((sample) => {
      if (raw.writableLength > UNREAD_BYTES_MAX) return void raw.destroy();
      send('sample', sampleView(sample));
      sent += 1;
      if (sent % STILL_EVERY !== 0) return;
      void still(request, reply).then((allowed) => {
        if (allowed || raw.writableEnded) return;
        send('over', {});
        raw.end();
      });
    });
    raw.on('error', () => raw.destroy());
    raw.on('close', () => {
      unlisten();
      open.delete(reply);
    });
  }

  app.get(
    '/v1/operator/live',
    {
      config: { access: 'operator' },
      exposeHeadRoute: false,
      schema: docs(
        'watchFigures',
        'operation',
        'Rate, times, unknown outcomes and ways back, live',
        {},
        { 200: Type.String({ description: 'text/event-stream', format: 'event-stream' }) },
        { description: DESCRIPTION },
      ),
    },
    async (request, reply) => {
      if (open.size >= options.limits.liveFiguresMax) throw new Problem('busy');
      stream(request, reply);
      return reply;
    },
  );

  app.get(
    '/v1/operator/live/history',
    {
      config: { access: 'operator' },
      schema: docs(
        'getFigures',
        'operation',
        'The last quarter of an hour, second by second',
        {},
        { 200: Type.Object({ items: Type.Array(LiveSampleSchema) }, { title: 'LiveHistory' }) },
      ),
    },
    async () => ({ items: live.history().map(sampleView) }),
  );
}
