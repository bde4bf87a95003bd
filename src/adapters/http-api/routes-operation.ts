/** For those who run the platform: health, readiness, metrics, the catalogue of outcomes, the API's own description. */
import { OUTCOMES, type Outcome } from '#domain/outcome';
import { Type } from 'typebox';
import type { Api } from './api-type.ts';
import { outcomeView } from './answer-view.ts';
import { docs } from './openapi.ts';
import type { HttpApiOptions, Readiness, ReadinessPart } from './options.ts';
import { listOf, OutcomeSchema, ReadinessSchema } from './schemas.ts';

const part = (ok: boolean, zh: string, en: string): ReadinessPart => ({ ok, zh, en });

/** A database that does not answer within this is not ready. */
const PING_MS = 2_000;

async function databasePart({ reader }: HttpApiOptions): Promise<ReadinessPart> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PING_MS, false);
  });
  const asked = reader.ping().then(
    () => true,
    () => false,
  );
  const ok = await Promise.race([asked, late]);
  clearTimeout(timer);
  return ok ? part(true, '数据库可用', 'the database answers') : part(false, '数据库不可用', 'the database does not answer');
}

function lanesPart({ engine, limits }: HttpApiOptions): ReadinessPart {
  const full = engine.stats.queued >= limits.laneQueueMax;
  return full ? part(false, '处理队列已满', 'the lanes are full') : part(true, '处理队列正常', 'the lanes take commands');
}

async function readinessParts(options: HttpApiOptions): Promise<Readiness> {
  const [database, others] = await Promise.all([
    databasePart(options),
    Promise.resolve()
      .then(options.readiness)
      .catch(() => ({ program: part(false, '无法读取状态', 'the state could not be read') })),
  ]);
  return { database, lanes: lanesPart(options), ...others };
}

export function addOperationRoutes(app: Api, options: HttpApiOptions): void {
  app.get(
    '/health',
    {
      config: { access: 'public' },
      schema: docs('health', 'operation', 'The process is alive', {}, { 200: Type.Object({ alive: Type.Boolean() }) }, true),
    },
    async () => ({ alive: true }),
  );

  app.get(
    '/ready',
    {
      config: { access: 'public' },
      schema: docs('ready', 'operation', 'Every part works; 503 when one does not', {}, { 200: ReadinessSchema, 503: ReadinessSchema }, true),
    },
    async (_request, reply) => {
      const parts = await readinessParts(options);
      const ready = Object.values(parts).every(({ ok }) => ok);
      reply.code(ready ? 200 : 503);
      return { ready, parts };
    },
  );

  app.get('/metrics', { config: { access: 'metrics' }, schema: { hide: true } }, async (_request, reply) => {
    const { contentType, body } = await options.metrics.render();
    return reply.header('content-type', contentType).send(body);
  });

  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('content-type', 'application/vnd.oai.openapi+json;version=3.1').serializer(JSON.stringify).send(app.swagger()),
  );

  app.get(
    '/v1/outcomes',
    {
      config: { access: 'public' },
      schema: docs('listOutcomes', 'operation', 'The closed catalogue of results', {}, { 200: listOf(OutcomeSchema, 'OutcomeList') }, true),
    },
    async () => ({ items: (Object.keys(OUTCOMES) as Outcome[]).map(outcomeView), next: null }),
  );
}
