/** The lines, the figures of each second, and faults of a demonstration's network, over the API. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LiveSampleView, NetworkView, SimulatorView } from '#adapters/http-api';
import { LIVE_KEPT } from '#adapters/telemetry';
import {
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  openHttpWorld,
  SHOP,
  TERMINAL,
} from './http-api-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
  await world.api.listen({ host: '127.0.0.1', port: 0 });
}, 120_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown, key: string = KEYS.operator) =>
  world.call(method, `/v1/operator${url}`, { key, ...(body === undefined ? {} : { body }) });

describe('the lines', () => {
  test('the network line with its day, keys and what happened, newest first', async () => {
    const { lines } = world.operations;
    lines.add('network', 'down', '');
    lines.add('network', 'trouble', 'lost the centre');
    const { body } = await call('GET', '/network');
    const view = body as unknown as NetworkView;
    expect(view).toMatchObject({
      state: 'up',
      clearingDay: '2026-11-23',
      cutOver: '23:00:00',
      simulated: true,
    });
    expect(view.keys).toMatchObject([{ kind: 'mac', checkValue: 'ABCDEF' }]);
    expect(view.events.map(({ kind }) => kind)).toEqual(['trouble', 'down']);
  });
  test('what is remembered of a line is bounded', () => {
    const { lines } = world.operations;
    for (let no = 0; no < 1_000; no += 1) lines.add('terminals', 'trouble', `x${'y'.repeat(1_000)}`);
    expect(lines.events().length).toBeLessThanOrEqual(200);
    expect(lines.events()[0]!.text.length).toBeLessThanOrEqual(300);
  });
  test('a terminal with when and with what it was served last', async () => {
    world.operations.lines.gateway({
      ...{ kind: 'request-served', connection: 1, request: 'sale', merchantId: SHOP, terminalId: TERMINAL },
      ...{ stan: '000001', amountFen: 1n, card: null, outcome: 'approved', answered: true },
      ...{ repeated: false, tookMs: 12 },
    });
    const { body } = await call('GET', '/terminals');
    const items = body.items as { terminal: { merchant: string }; seen: object | null }[];
    const [seen, other] = [SHOP, '898310000000002'].map((shop) =>
      items.find(({ terminal }) => terminal.merchant === shop),
    );
    expect(seen!.seen).toMatchObject({ request: 'sale', outcome: 'approved', tookMs: 12 });
    expect(other!.seen).toBeNull();
  });
  test('nothing of it for a shop', async () => {
    for (const url of ['/network', '/terminals', '/live', '/live/history', '/simulator', '/simulator/books'])
      expectProblem(await call('GET', url, undefined, KEYS.shop), 403, 'not-allowed');
  });
});

describe('faults of the simulated network', () => {
  const simulated = (call: string) => {
    if (call === 'GET /health') return { state: 'up', clearingDay: '2026-11-23', transactions: 3 };
    const orders = [{ kind: 'lose-reply', count: 1, mti: null, lateMs: 30_000 }];
    return call === 'GET /faults' ? { orders, done: { late: 2 } } : {};
  };
  test('one is ordered, all are cleared, the line is cut', async () => {
    world.operations.answer = (each) => ({ status: 200, body: simulated(each) });
    world.operations.calls.length = 0;
    const ordered = await call('POST', '/simulator/faults', { fault: 'lose-reply', message: '0200' });
    expect(ordered.body as unknown as SimulatorView).toMatchObject({
      ...{ state: 'up', done: { late: 2 } },
      waiting: [{ fault: 'lose-reply', count: 1, message: null, waitMs: 30_000 }],
    });
    await call('DELETE', '/simulator/faults');
    await call('POST', '/simulator/line', { down: true, forMs: 5_000 });
    await call('POST', '/simulator/line', { down: false });
    expect(world.operations.calls.filter((each) => !each.startsWith('GET'))).toEqual([
      'POST /faults {"next":"lose-reply","mti":"0200"}',
      'DELETE /faults',
      'POST /down {"forMs":5000}',
      'POST /up {}',
    ]);
  });
  test('one that is away is told, and outside of a demonstration there is none', async () => {
    world.operations.answer = () => null;
    expectProblem(await call('GET', '/simulator'), 503, 'simulator-away');
    world.operations.demo = false;
    for (const [method, url, body] of [
      ['GET', '/simulator'],
      ['GET', '/simulator/books'],
      ['POST', '/simulator/faults', { fault: 'late' }],
      ['DELETE', '/simulator/faults'],
      ['POST', '/simulator/line', { down: true }],
      ['POST', '/simulator/sales', { amount: 100 }],
    ] as const)
      expectProblem(await call(method, url, body), 409, 'demonstration-only');
    world.operations.demo = true;
  });
  test('a fault that does not exist', async () => {
    expectProblem(await call('POST', '/simulator/faults', { fault: 'explode' }), 400, 'input-not-valid');
  });
});

/** The messages of a stream as they come. */
async function* messagesOf(response: IncomingMessage): AsyncGenerator<{ event: string; data: unknown }> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const event = lines.find((line) => line.startsWith('event: '))?.slice(7);
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) };
    }
  }
}

async function stream(key: string) {
  const { port } = world.api.server.address() as AddressInfo;
  const request = get({
    ...{ host: '127.0.0.1', port, path: '/v1/operator/live' },
    headers: { authorization: `Bearer ${key}` },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { request, response, messages: messagesOf(response) };
}

describe('the figures of each second', () => {
  test('are differences of the program’s own counters, with the times of its own histogram', async () => {
    const { live } = world.operations;
    await live.sample();
    for (let made = 0; made < 3; made += 1) await world.sale(fresh(), 1_000n);
    const sample = await live.sample();
    expect(sample.payments).toMatchObject({ success: 3, declined: 0, unknown: 0 });
    expect(sample.latency!.p50).toBeLessThanOrEqual(sample.latency!.p99);
    const next = await live.sample();
    expect(next.payments.success).toBe(0);
    expect(next).toMatchObject({ networkUp: true, terminals: 1, queue: 0 });
  });
  test('the past is bounded', async () => {
    for (let no = 0; no < LIVE_KEPT + 5; no += 1) await world.operations.live.sample();
    expect(world.operations.live.history()).toHaveLength(LIVE_KEPT);
  });
  test('a stream begins with the past and goes on with each second, and ends with the server', async () => {
    const { request, response, messages } = await stream(KEYS.operator);
    expect(response.headers['content-type']).toContain('text/event-stream');
    const first = (await messages.next()).value as { event: string; data: LiveSampleView[] };
    expect([first.event, first.data.length]).toEqual(['history', LIVE_KEPT]);
    await world.operations.live.sample();
    const second = (await messages.next()).value as { event: string; data: LiveSampleView };
    expect(second.event).toBe('sample');
    expect(second.data.at).toBeGreaterThanOrEqual(first.data.at(-1)!.at);
    request.destroy();
  });
  test('a stream ends for a caller who may not look any more', async () => {
    const { messages } = await stream(KEYS.second);
    await messages.next();
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    await client.query("DELETE FROM api_key WHERE id = 'key_second'");
    await client.end();
    const events: string[] = [];
    for (let second = 0; second < 10; second += 1) await world.operations.live.sample();
    for await (const { event } of messages) events.push(event);
    expect(events).toEqual([...Array.from({ length: 10 }, () => 'sample'), 'over']);
  });
});
