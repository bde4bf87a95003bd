/** The merchant API for those who run it: health, document, failures, TLS. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpApi, loadTls, openStandbyDoor } from '#adapters/http-api';
import {
  type Answered,
  type Call,
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  LOST_SHOP,
  openHttpWorld,
} from './http-api-world.ts';
import { CA, SERVER_CERTIFICATE, SERVER_KEY } from './terminal-gateway-certificates.ts';

/** A day on which the test certificates are in force. */
const CERTIFICATE_MS = Date.UTC(2030, 0, 1);

let world: HttpWorld;
let cancel: ReturnType<typeof cancelIn>;
beforeAll(async () => {
  world = await openHttpWorld();
  cancel = cancelIn(world);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const get = (url: string, options: Call = {}): Promise<Answered> => world.call('GET', url, options);

describe('for those who run it', () => {
  test('health says that the process is alive, readiness what works', async () => {
    expect((await get('/health', { key: null })).body).toEqual({ alive: true });
    const ready = await get('/ready', { key: null });
    expect(ready.status).toBe(200);
    expect(ready.body).toMatchObject({
      ready: true,
      parts: { database: { ok: true }, lanes: { ok: true }, network: { ok: true } },
    });
  });

  test('a connection that asks nothing does not keep a server from stopping', async () => {
    const api = await createHttpApi({
      ...world.options,
      limits: { ...world.options.limits, httpStopMs: 200 },
    });
    await api.listen({ host: '127.0.0.1', port: 0 });
    const silent = connect((api.server.address() as AddressInfo).port, '127.0.0.1');
    silent.on('error', () => {});
    await once(api.server, 'connection');
    const startedMs = performance.now();
    await api.close();
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    silent.destroy();
  });

  test('a server that waits to take over is alive, not ready, and busy for everything else', async () => {
    const { limits } = world.options;
    const door = await openStandbyDoor({ host: '127.0.0.1', port: 0, tls: null, limits });
    const told = async (path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
      const response = await fetch(`http://127.0.0.1:${door.port}${path}`, init);
      return [response.status, await response.json()];
    };
    expect(await told('/health')).toEqual([200, { alive: true }]);
    expect(await told('/ready')).toMatchObject([503, { ready: false, parts: { standby: { ok: false } } }]);
    const refused = [503, { code: 'busy', retry: 'later' }];
    expect(await told('/v1/payments?limit=1')).toMatchObject(refused);
    expect(await told('/v1/orders', { method: 'POST', body: '{}' })).toMatchObject(refused);
    await door.close();
    // The address is free for the API.
    const api = await createHttpApi(world.options);
    await api.listen({ host: '127.0.0.1', port: door.port });
    await api.close();
  });

  test('readiness is 503 with the part that is down', async () => {
    world.readiness = { network: { ok: false, zh: '网络未连接', en: 'the network is not connected' } };
    try {
      const answered = await get('/ready', { key: null });
      expect(answered.status).toBe(503);
      expect(answered.body).toMatchObject({
        ready: false,
        parts: { database: { ok: true }, network: { ok: false } },
      });
    } finally {
      world.readiness = { network: true };
    }
  });

  test('every outcome of the catalogue is told, with its words', async () => {
    const { items } = (await get('/v1/outcomes', { key: null })).body as {
      items: { code: string; zh: string; en: string }[];
    };
    expect(items.length).toBeGreaterThan(80);
    expect(items).toContainEqual(
      expect.objectContaining({ code: 'already-voided', zh: '已撤销', en: 'already voided', http: 409 }),
    );
  });

  test('replies have the shapes that the document promises', async () => {
    const document = (await get('/openapi.json', { key: null })).body as unknown as Document;
    const { id } = await world.sale(fresh(), 5_500n);
    const made = await cancel({ subject: id });
    const replies: [string, string, Answered][] = [
      ['/v1/cancellations', 'post', made],
      ['/v1/payments', 'get', await get('/v1/payments')],
      ['/v1/payments/{id}', 'get', await get(`/v1/payments/${id}`)],
      ['/v1/payments/{id}/journey', 'get', await get(`/v1/payments/${id}/journey`)],
      ['/v1/payments/{id}/cancellability', 'get', await get(`/v1/payments/${id}/cancellability`)],
      ['/v1/cancellations', 'get', await get('/v1/cancellations')],
      ['/v1/cancellations/{id}', 'get', await get(`/v1/cancellations/${made.body.id}`)],
      [
        '/v1/cancellations/{id}/explanation',
        'get',
        await get(`/v1/cancellations/${made.body.id}/explanation`),
      ],
      ['/v1/ledger/accounts', 'get', await get('/v1/ledger/accounts', { key: KEYS.operator })],
      ['/v1/ledger/journals', 'get', await get('/v1/ledger/journals')],
      ['/v1/unresolved', 'get', await get('/v1/unresolved', { key: KEYS.operator })],
      ['/v1/operator/queue', 'get', await get('/v1/operator/queue', { key: KEYS.operator })],
      ['/v1/operator/books', 'get', await get('/v1/operator/books', { key: KEYS.operator })],
      ['/v1/operator/verify', 'get', await get('/v1/operator/verify', { key: KEYS.operator })],
      [
        '/v1/operator/trial-balance',
        'get',
        await get('/v1/operator/trial-balance?day=2026-11-20', { key: KEYS.operator }),
      ],
      ['/v1/outcomes', 'get', await get('/v1/outcomes')],
      ['/ready', 'get', await get('/ready')],
    ];
    for (const [path, method, answered] of replies) {
      const schema =
        document.paths[path]?.[method]?.responses[answered.status]?.content['application/json']?.schema;
      if (schema === undefined)
        throw new Error(`the document has no reply ${answered.status} of ${method} ${path}`);
      const errors = Compile(closed(resolved(schema, document))).Errors(answered.body);
      expect(errors.slice(0, 3), `${method} ${path}`).toEqual([]);
    }
    const refused = await cancel({ subject: id });
    const problem = document.components.schemas.Problem!;
    expect(Compile(resolved(problem, document)).Errors(refused.body)).toEqual([]);
  });

  test('docs/openapi.json is the document that is served', async () => {
    const served = await get('/openapi.json', { key: null });
    expect(served.body).toMatchObject({ openapi: '3.1.0' });
    const path = join(import.meta.dirname, '..', 'docs', 'openapi.json');
    const now = `${JSON.stringify(served.body, null, 2)}\n`;
    const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (kept !== now) writeFileSync(path, now);
    expect(
      kept === now,
      'docs/openapi.json was stale and has been written anew: look at the difference and keep it',
    ).toBe(true);
  });
});

describe('failures', () => {
  test('a fault of the program is told with the id under which the log has it, and nothing else', async () => {
    const { id } = await world.sale(fresh(), 900n, LOST_SHOP);
    const answered = await cancel({ subject: id }, { key: KEYS.operator });
    expectProblem(answered, 500, 'internal');
    expect(answered.text).not.toMatch(/Cannot find|\.ts|stack/);
    const { requestId } = answered.body;
    expect(answered.body.detail).toContain(requestId);
    const line = world.log.find(
      (each) => each.includes(`"requestId":"${requestId}"`) && each.includes('"level":"error"'),
    );
    expect(JSON.parse(line ?? '{}')).toMatchObject({ msg: `Cannot find the merchant of payment ${id}` });
  });

  test('every line of the log is JSON and tells no card', () => {
    expect(world.log.length).toBeGreaterThan(20);
    for (const line of world.log) expect(() => JSON.parse(line), line).not.toThrow();
    expect(world.log.join('')).not.toContain('c2VhbGVk');
  });

  test('TLS: the same API, not spoken to in the clear', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-tls-'));
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await writeFile(certFile, SERVER_CERTIFICATE);
    await writeFile(keyFile, SERVER_KEY);
    const api = await createHttpApi({
      ...world.options,
      tls: await loadTls({ certFile, keyFile }, CERTIFICATE_MS),
    });
    try {
      await api.listen({ host: '127.0.0.1', port: 0 });
      const { port } = api.server.address() as AddressInfo;
      const [status, security] = await new Promise<[number, unknown]>((resolve, reject) => {
        httpsRequest({ host: 'localhost', port, path: '/health', ca: CA, family: 4 }, (response) => {
          response.resume();
          resolve([response.statusCode ?? 0, response.headers['strict-transport-security']]);
        })
          .on('error', reject)
          .end();
      });
      expect([status, security]).toEqual([200, 'max-age=31536000']);
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    } finally {
      await api.close();
      await rm(folder, { recursive: true });
    }
  });

  // The last one: it takes the database away.
  test('without its database the API says so and keeps answering', async () => {
    await world.database.stop();
    expectProblem(await get('/v1/payments'), 503, 'storage-trouble');
    const ready = await get('/ready', { key: null });
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({
      ready: false,
      parts: { database: { ok: false }, network: { ok: true } },
    });
    expect((await get('/health', { key: null })).status).toBe(200);
  });
});

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      { responses: Record<string, { content: Record<string, { schema: Record<string, unknown> }> }> }
    >
  >;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

/** The schema with its references filled in. */
function resolved(schema: unknown, document: Document): Record<string, unknown> {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { $ref?: string };
    if ($ref !== undefined) return walk(document.components.schemas[$ref.split('/').at(-1)!]);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
  };
  return walk(schema) as Record<string, unknown>;
}

/** No member that the document does not name. */
function closed(schema: Record<string, unknown>): Record<string, unknown> {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const parts = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
    return parts.type === 'object' && parts.properties !== undefined
      ? { ...parts, additionalProperties: false }
      : parts;
  };
  return walk(schema) as Record<string, unknown>;
}
