/** How pages leave the server: for browsers alone, under a strict policy, files for ever and the document never. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpApi } from '#adapters/http-api';
import { readPages } from '#adapters/web-pages';
import { type HttpWorld, openHttpWorld } from './http-api-world.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
let world: HttpWorld;
let api: HttpWorld['api'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-pages-'));
  await mkdir(join(folder, 'assets'));
  await Promise.all([
    writeFile(join(folder, 'index.html'), '<meta nonce="{{nonce}}"><script nonce="{{nonce}}"></script>'),
    writeFile(join(folder, 'assets', 'a-1.js'), 'plain'),
    writeFile(join(folder, 'assets', 'a-1.js.br'), 'small'),
    writeFile(join(folder, 'assets', 'a-1.js.gz'), 'other'),
    writeFile(join(folder, 'secret.txt'), 'not an asset'),
  ]);
  world = await openHttpWorld();
  api = await createHttpApi({ ...world.options, pages: await readPages(folder) });
});
afterAll(async () => {
  await api?.close();
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('the document', () => {
  test.each(['/', '/follow/abc', '/merchant/payments/pay_1?x=1'])('answers a browser at %s', async (url) => {
    const answer = await api.inject({ url, headers: BROWSER });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const nonce = /'nonce-([\w-]{22})'/.exec(policy)?.[1];
    expect(answer.body).toBe(`<meta nonce="${nonce}"><script nonce="${nonce}"></script>`);
  });

  test('has another nonce at every answer', async () => {
    const bodies = await Promise.all(['/', '/'].map((url) => api.inject({ url, headers: BROWSER })));
    expect(bodies[0]!.body).not.toBe(bodies[1]!.body);
  });

  test.each([
    ['/v1/nothing', BROWSER, 'GET'],
    ['/v1', BROWSER, 'GET'],
    ['/assets/none.js', BROWSER, 'GET'],
    ['/', { accept: 'application/json' }, 'GET'],
    ['/', BROWSER, 'POST'],
  ] as const)('is no answer to %s with %o by %s', async (url, headers, method) => {
    const answer = await api.inject({ url, headers, method });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().code).toBe('not-found');
  });

  test('leaves the routes of the API alone', async () => {
    expect((await api.inject({ url: '/health', headers: BROWSER })).json()).toEqual({ alive: true });
    expect((await api.inject({ url: '/v1/payments', headers: BROWSER })).statusCode).toBe(401);
  });
});

describe('a file', () => {
  test.each([
    ['br, gzip', 'br', 'small'],
    ['gzip', 'gzip', 'other'],
    ['gzip, br;q=0', 'gzip', 'other'],
    ['identity', undefined, 'plain'],
  ])('accepting %s is sent as %s', async (accepted, encoding, body) => {
    const answer = await api.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': accepted } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(answer.body).toBe(body);
  });

  test.each([
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/a-1.js.br',
    '/secret.txt',
  ])('that is no asset is not found: %s', async (url) => {
    expect((await api.inject({ url })).statusCode).toBe(404);
  });
});

test('without pages a browser is told as everybody is', async () => {
  const answer = await world.api.inject({ url: '/', headers: BROWSER });
  expect(answer.statusCode).toBe(404);
  expect(answer.json().code).toBe('not-found');
});
