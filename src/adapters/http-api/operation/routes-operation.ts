/**
 * For those who run the platform: health, readiness, metrics, the catalogue of outcomes, the API's own
 * description.
 */

import { Type } from 'typebox';
import { OUTCOMES, type Outcome } from '#domain/outcome';
import { outcomeView } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions, Readiness, ReadinessPart } from '../options.ts';
import { listOf, OutcomeSchema, ReadinessSchema } from '../schemas.ts';

interface Words {
  readonly zh: string;
  readonly en: string;
}
const words = (zh: string, en: string): Words => ({ zh, en });

/** A part that does not answer within this is not ready. */
const PART_MS = 2_000;

const PARTS: Readonly<Record<string, readonly [well: Words, ill: Words]>> = {
  database: [
    words('数据库可用', 'the database answers'),
    words('数据库不可用', 'the database does not answer'),
  ],
  lanes: [words('处理队列正常', 'the lanes take commands'), words('处理队列已满', 'the lanes are full')],
  network: [
    words('网络已连接', 'the network is connected'),
    words('网络未连接', 'the network is not connected'),
  ],
};
const ANY_PART = [words('正常', 'works'), words('不正常', 'does not work')] as const;

const partOf = (name: string, state: boolean | ReadinessPart): ReadinessPart =>
  typeof state === 'boolean' ? { ok: state, ...(PARTS[name] ?? ANY_PART)[state ? 0 : 1] } : state;

/** What the promise brings, or `instead` when it fails or takes too long. */
async function inTime<T>(promise: Promise<T>, instead: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, PART_MS, instead);
  });
  const asked = promise.catch(() => instead);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readinessParts({
  reader,
  engine,
  limits,
  readiness,
}: HttpApiOptions): Promise<Record<string, ReadinessPart>> {
  const [database, others] = await Promise.all([
    inTime(reader.ping(), false),
    inTime<Readiness>(Promise.resolve().then(readiness), { program: false }),
  ]);
  const parts: Readiness = { database, lanes: engine.stats.queued < limits.laneQueueMax, ...others };
  return Object.fromEntries(Object.entries(parts).map(([name, state]) => [name, partOf(name, state)]));
}

export function addOperationRoutes(app: Api, options: HttpApiOptions): void {
  app.get(
    '/health',
    {
      config: { access: 'public' },
      schema: docs(
        'health',
        'operation',
        'The process is alive',
        {},
        { 200: Type.Object({ alive: Type.Boolean() }) },
        { isPublic: true },
      ),
    },
    async () => ({ alive: true }),
  );

  app.get(
    '/ready',
    {
      config: { access: 'public' },
      schema: docs(
        'ready',
        'operation',
        'Every part works; 503 when one does not',
        {},
        { 200: ReadinessSchema, 503: ReadinessSchema },
        { isPublic: true },
      ),
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

  app.get(
    '/openapi.json',
    { config: { access: 'public' }, schema: { hide: true } },
    async (_request, reply) =>
      reply
        .header('content-type', 'application/vnd.oai.openapi+json;version=3.1')
        .serializer(JSON.stringify)
        .send(app.swagger()),
  );

  app.get(
    '/v1/outcomes',
    {
      config: { access: 'public' },
      schema: docs(
        'listOutcomes',
        'operation',
        'The closed catalogue of results',
        {},
        { 200: listOf(OutcomeSchema, 'OutcomeList') },
        { isPublic: true },
      ),
    },
    async () => ({ items: (Object.keys(OUTCOMES) as Outcome[]).map(outcomeView), next: null }),
  );
}
