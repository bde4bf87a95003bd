/** A journey as a picture: once, and live for as long as somebody looks. */
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { PaymentRecord } from '#adapters/postgres';
import type { PaymentId } from '#domain/payment';
import { LEVELS, type Level } from '#domain/picture';
import type { Api } from '../api-type.ts';
import { callerOf, isStillLetIn } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { draw, type Eyes } from '../payments/picture-view.ts';
import { paymentFor } from '../payments/routes-payments.ts';
import { PictureSchema } from '../payments/schemas-picture.ts';
import { Problem } from '../problems.ts';
import { MISS, TokenParams } from '../public/routes-tracking.ts';
import { cancellationOfToken } from '../public/tracking-link.ts';
import { addressGroup, RateLimit } from '../rate-limit.ts';
import { IdParams } from '../schemas-input.ts';
import { LiveStreams, type Shown, type StreamSource } from './live-streams.ts';
import { LiveWatch } from './live-watch.ts';

const LevelQuery = Type.Object(
  {
    level: Type.Optional(
      Type.Enum([...LEVELS], { description: 'For less than your own eyes: what others would see.' }),
    ),
    cancellation: Type.Optional(
      Type.String({ maxLength: 64, description: 'With level=payer: whose link it is; else the newest.' }),
    ),
  },
  { additionalProperties: false },
);

const LIVE =
  'Server-sent events. `picture`: the whole picture, at first and after every change; its id is the same for the ' +
  'same picture, and whoever sends it as Last-Event-ID is not told it again. `beat`: a sign of life with the ' +
  "server's time in milliseconds. `over`: the caller may not see it any more. Too many streams: 503 `busy` in all, " +
  '429 of one caller.';

const STREAM = { 200: Type.String({ description: 'text/event-stream', format: 'event-stream' }) } as const;

/** What the caller's role may see, or the less that it asks for. */
function eyesOf(
  own: Exclude<Level, 'payer'>,
  { level = own, cancellation }: Static<typeof LevelQuery>,
  { cancellations }: PaymentRecord,
): Eyes {
  if (level === 'payer') return { level, only: cancellation ?? cancellations.at(-1)?.id ?? null };
  if (level === 'operator' && own !== 'operator')
    throw new Problem('not-allowed', { detail: 'This needs an operator.' });
  return { level };
}

/** The payment of a payer's link, and the one way back that it opens. */
async function ofToken(
  { security, reader }: HttpApiOptions,
  token: string,
): Promise<{ readonly record: PaymentRecord; readonly eyes: Eyes }> {
  const id = await cancellationOfToken(security, token);
  const cancellation = id === null ? null : await reader.cancellation(id);
  const record = cancellation === null ? null : await reader.payment(cancellation.paymentId);
  if (id === null || record === null) throw new Problem('not-found', MISS);
  return { record, eyes: { level: 'payer', only: id } };
}

interface Live {
  readonly streams: LiveStreams;
  readonly source: (id: PaymentId, eyes: Eyes, still: StreamSource['still']) => StreamSource;
}

function liveOf(app: Api, options: HttpApiOptions): Live {
  const { limits, clock, reader, log } = options;
  const trouble = (error: unknown): void => log.warn({ event: 'live-trouble', err: error }, 'live journey');
  const streams = new LiveStreams({ limits, clock, trouble });
  const { livePollMs: pollMs, liveTroubleMs: troubleMs } = limits;
  const watch = new LiveWatch({ reader, pollMs, troubleMs, trouble });
  app.addHook('preClose', async () => {
    streams.stop();
    watch.stop();
  });
  const source: Live['source'] = (id, eyes, still) => ({
    still,
    watch: (onChange) => watch.add(id, onChange),
    show: async (): Promise<Shown | null> => {
      const record = await reader.payment(id);
      return record === null ? null : draw(options, record, eyes);
    },
  });
  return { streams, source };
}

function addForCallers(app: Api, options: HttpApiOptions, { streams, source }: Live): void {
  app.get(
    '/v1/payments/:id/journey/picture',
    {
      schema: docs(
        'getPicture',
        'payments',
        'The journey of one payment as a picture: stations, messages, where the money is, who waits for whom',
        { params: IdParams, querystring: LevelQuery },
        { 200: PictureSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const record = await paymentFor(options, caller, request.params.id);
      const own = caller.role === 'operator' ? 'operator' : 'cashier';
      return (await draw(options, record, eyesOf(own, request.query, record))).view;
    },
  );
  app.get(
    '/v1/payments/:id/journey/live',
    {
      exposeHeadRoute: false,
      schema: docs(
        'watchJourney',
        'payments',
        'The picture of a journey, live',
        { params: IdParams, querystring: LevelQuery },
        STREAM,
        { description: LIVE },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const record = await paymentFor(options, caller, request.params.id);
      const own = caller.role === 'operator' ? 'operator' : 'cashier';
      const eyes = eyesOf(own, request.query, record);
      const still = (): Promise<boolean> => isStillLetIn(request, options);
      await streams.open(request, reply, caller.id, source(record.payment.id, eyes, still));
      return reply;
    },
  );
}

function addForPayers(app: Api, options: HttpApiOptions, { streams, source }: Live): void {
  const { limits, clock } = options;
  const rate = new RateLimit({
    callsMax: limits.trackCallsMax,
    windowMs: limits.trackWindowMs,
    addressesMax: limits.trackAddressesMax,
  });
  const admit = (request: FastifyRequest): void => {
    const waitMs = rate.take(request.ip, clock.nowMs());
    if (waitMs === null) return;
    const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) };
    throw new Problem('too-many-requests', { headers, members: MISS.members ?? {} });
  };
  app.get(
    '/v1/track/:token/journey/picture',
    {
      config: { access: 'public' },
      schema: docs(
        'getTrackedPicture',
        'tracking',
        'The journey as a picture, for whoever has the link of a cancellation',
        { params: TokenParams },
        { 200: PictureSchema },
        { isPublic: true },
      ),
    },
    async (request) => {
      admit(request);
      const { record, eyes } = await ofToken(options, request.params.token);
      return (await draw(options, record, eyes)).view;
    },
  );
  app.get(
    '/v1/track/:token/journey/live',
    {
      exposeHeadRoute: false,
      config: { access: 'public' },
      schema: docs(
        'watchTrackedJourney',
        'tracking',
        'The picture of a journey, live, for whoever has the link of a cancellation',
        { params: TokenParams },
        STREAM,
        { isPublic: true, description: LIVE },
      ),
    },
    async (request, reply) => {
      admit(request);
      const { record, eyes } = await ofToken(options, request.params.token);
      const still = (): Promise<boolean> => Promise.resolve(true);
      const caller = `address ${addressGroup(request.ip)}`;
      await streams.open(request, reply, caller, source(record.payment.id, eyes, still));
      return reply;
    },
  );
}

export function addLiveRoutes(app: Api, options: HttpApiOptions): void {
  const live = liveOf(app, options);
  addForCallers(app, options, live);
  addForPayers(app, options, live);
}
