/** Bad input at the merchant API: a clear error by the protocol's own means, and nothing moves. */
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answered,
  type Call,
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  openHttpWorld,
} from './http-api-world.ts';

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

describe('bad input', () => {
  let id: string;
  beforeAll(async () => {
    id = (await world.sale(fresh(), 6_000n)).id;
  });

  test.each([
    ['zero', 0, 422, 'amount-out-of-range'],
    ['negative', -1, 422, 'amount-out-of-range'],
    ['half a fen', 1.5, 400, 'input-not-valid'],
    ['a text', '1', 400, 'input-not-valid'],
    ['huge', 1e15, 422, 'amount-out-of-range'],
    ['beyond every integer', 1e300, 422, 'amount-out-of-range'],
    ['null', null, 400, 'input-not-valid'],
    ['a list', [1], 400, 'input-not-valid'],
    ['thirteen digits', 1_000_000_000_000, 422, 'amount-out-of-range'],
    ['more than was paid', 999_999_999_999, 422, 'exceeds-remaining'],
  ])('an amount that is %s', async (_name, amount, status, code) => {
    const answered = await cancel({
      subject: id,
      amount,
      ...(code === 'exceeds-remaining' ? { route: 'REFUND' } : {}),
    });
    expectProblem(answered, status, code);
    if (code !== 'exceeds-remaining')
      expect(answered.body.errors).toMatchObject([{ in: 'body', pointer: '/amount' }]);
  });

  test.each([
    ['0', 422, 'amount-out-of-range'],
    ['-5', 422, 'amount-out-of-range'],
    ['1.5', 400, 'input-not-valid'],
    ['1e3', 400, 'input-not-valid'],
    ['%201', 400, 'input-not-valid'],
    ['12&amount=13', 400, 'input-not-valid'],
    ['9999999999999999999', 400, 'input-not-valid'],
  ])('asking with amount=%s', async (amount, status, code) => {
    expectProblem(await get(`/v1/payments/${id}/cancellability?amount=${amount}`), status, code);
  });

  test.each([
    ['an unknown route', { route: 'TELEPORT' }, '/route'],
    ['a route in small letters', { route: 'void' }, '/route'],
    ['a misspelt member', { amout: 5 }, '/amout'],
    ['a subject that is no text', { subject: 7 }, '/subject'],
    ['an empty subject', { subject: '' }, '/subject'],
    ['a reason that is too long', { reason: 'x'.repeat(201) }, '/reason'],
    ['a reason with half a character', { reason: 'half \ud83d of it' }, '/reason'],
    ['a reason with a zero character', { reason: 'a\u0000b' }, '/reason'],
    ['a reason over two lines', { reason: 'a\nb' }, '/reason'],
    ['a reason with a card number in it', { reason: 'card 6200 0000 0000 0005' }, '/reason'],
  ])('%s is pointed at', async (_name, members, pointer) => {
    const answered = await cancel({ subject: id, ...members });
    expectProblem(answered, 400, 'input-not-valid');
    expect(answered.body.errors).toMatchObject([{ in: 'body', pointer }]);
    expect(answered.text).not.toMatch(/0005|x{70}/);
  });

  test.each([
    ['no JSON', '{"subject": ', /no valid JSON/],
    ['nothing', '', /empty/],
    ['a list', '[]', /must be object/],
    ['a number', '5', /must be object/],
    ['null', 'null', /must be object/],
    ['a key that reaches the prototype', '{"subject":"x","__proto__":{"amount":5}}', /has the key __proto__/],
    ['the same in disguise', '{"subject":"x","\\u005f_proto__":{"amount":5}}', /has the key __proto__/],
    [
      'a constructor with a prototype',
      '{"subject":"x","constructor":{"prototype":{"amount":5}}}',
      /has the key constructor/,
    ],
    ['20 levels', `${'['.repeat(20)}${']'.repeat(20)}`, /must be object/],
    ['21 levels', `${'['.repeat(21)}${']'.repeat(21)}`, /nested deeper than 20 levels/],
    ['10000 levels', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, /nested deeper than 20 levels/],
  ])('a body that is %s', async (_name, body, detail) => {
    const answered = await cancel(body);
    expectProblem(answered, 400, 'input-not-valid');
    expect(answered.body.detail).toMatch(detail);
    expect(({} as { amount?: number }).amount).toBeUndefined();
  });

  test('brackets inside a text nest nothing', async () => {
    expectProblem(await cancel({ subject: '[{"'.repeat(20) }), 404, 'payment-not-found');
  });

  test('a body over the bound, announced or streamed, and in a real connection of ten megabytes', async () => {
    expectProblem(await cancel({ subject: id, reason: 'x'.repeat(70_000) }), 413, 'input-too-large');
    expectProblem(await cancel('x'.repeat(70_000), { key: null }), 401, 'not-signed-in');
    await world.api.listen({ host: '127.0.0.1', port: 0 });
    const { port } = world.api.server.address() as AddressInfo;
    const status = await new Promise<number>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${KEYS.shop}`,
        'content-type': 'application/json',
        'idempotency-key': 'big',
        'transfer-encoding': 'chunked',
      };
      const sent = httpRequest(
        { host: '127.0.0.1', port, path: '/v1/cancellations', method: 'POST', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
          sent.destroy();
        },
      );
      // The server may close before all was written.
      sent.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
      );
      sent.write(Buffer.alloc(5_000_000, 'x'));
      sent.end(Buffer.alloc(5_000_000, 'x'));
    });
    expect(status).toBe(413);
    const long = await fetch(`http://127.0.0.1:${port}/v1/payments?rrn=${'1'.repeat(20_000)}`);
    expect(long.status).toBe(431);
    expect(await long.json()).toMatchObject({ code: 'input-too-large', status: 431 });
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  });

  test.each([
    ['text/plain', 415, 'media-type'],
    ['application/xml', 415, 'media-type'],
    ['application/json; charset=utf-8', 201, undefined],
  ])('a body of type %s', async (type, status, code) => {
    const target = status === 201 ? (await world.sale(fresh(), 100n)).id : id;
    const answered = await cancel({ subject: target }, { headers: { 'content-type': type } });
    if (code === undefined) expect(answered.status, answered.text).toBe(status);
    else expectProblem(answered, status, code);
  });

  test.each([
    ['missing', null, 'key-missing'],
    ['empty', '', 'input-not-valid'],
    ['too long', 'k'.repeat(129), 'input-not-valid'],
    ['with a space', 'a b', 'input-not-valid'],
  ])('an Idempotency-Key that is %s', async (_name, idempotencyKey, code) => {
    expectProblem(await cancel({ subject: id }, { idempotencyKey }), 400, code);
  });

  test('an address that does not exist, one that takes another method, one that cannot be decoded, one that is too long', async () => {
    expectProblem(await get('/v1/payment'), 404, 'not-found');
    const wrong = await world.call('POST', '/v1/payments', { body: {} });
    expectProblem({ ...wrong, body: { ...wrong.body } }, 405, 'method-not-allowed');
    expect(wrong.headers.allow).toBe('GET, HEAD');
    expectProblem(await get('/v1/payments/%zz'), 400, 'input-not-valid');
    expectProblem(await get(`/v1/payments/${'p'.repeat(100)}`), 400, 'input-not-valid');
    expectProblem(await get(`/v1/payments/${'p'.repeat(1_000)}`), 404, 'not-found');
    expectProblem(await get(`/v1/payments/${encodeURIComponent("pay_' OR 1=1 --")}`), 404, 'not-found');
  });

  test('what was typed comes back short, and never with a card number in it', async () => {
    const answered = await get('/v1/payments/6200000000000005/no-such-page');
    expect(answered.text).toContain('620000******0005');
    expect(answered.text).not.toContain('6200000000000005');
    await get('/v1/payments?rrn=6200000000000005');
    await cancel({ subject: id, '6200000000000005': 1 });
    expect(world.log.join('')).not.toContain('6200000000000005');
  });

  test('nothing of all this moved the payment', async () => {
    expect((await get(`/v1/payments/${id}`)).body).toMatchObject({
      state: 'approved',
      wayBack: { remaining: 6_000 },
    });
    expect((await get(`/v1/cancellations?payment=${id}`)).body).toMatchObject({ items: [] });
  });
});

describe('pages', () => {
  const ids = (answered: Answered): string[] => (answered.body.items as { id: string }[]).map(({ id }) => id);

  test('every payment once, newest first, whatever the page size, for a shop and for all shops', async () => {
    for (let count = 0; count < 5; count += 1) await world.sale(fresh(), 1_000n + BigInt(count));
    for (const key of [KEYS.shop, KEYS.operator]) {
      const whole = ids(await get('/v1/payments?limit=200', { key }));
      expect(whole.length).toBeGreaterThan(6);
      expect(whole).toEqual([...whole].sort().reverse());
      const walked: string[] = [];
      let next = '';
      do {
        const page = await get(`/v1/payments?limit=2${next}`, { key });
        expect(ids(page).length).toBeLessThanOrEqual(2);
        walked.push(...ids(page));
        next = page.body.next === null ? '' : `&cursor=${page.body.next}`;
      } while (next !== '');
      expect(walked).toEqual(whole);
    }
  });

  test('journals and cancellations are walked the same way', async () => {
    for (let count = 0; count < 5; count += 1)
      await cancel({ subject: (await world.sale(fresh(), 300n)).id });
    for (const [url, key] of [
      ['/v1/ledger/journals', KEYS.shop],
      ['/v1/ledger/journals', KEYS.operator],
      ['/v1/cancellations', KEYS.shop],
      ['/v1/cancellations', KEYS.operator],
    ] as const) {
      const name = (item: unknown): string => {
        const { id, payment, no } = item as { id?: string; payment: string; no?: number };
        return id ?? `${payment}/${no}`;
      };
      const whole = ((await get(`${url}?limit=200`, { key })).body.items as unknown[]).map(name);
      const walked: string[] = [];
      let next = '';
      do {
        const { body } = await get(`${url}?limit=3${next}`, { key });
        walked.push(...(body.items as unknown[]).map(name));
        next = body.next === null ? '' : `&cursor=${body.next}`;
      } while (next !== '');
      expect(walked.length).toBeGreaterThan(3);
      expect(walked).toEqual(whole);
      expect(new Set(walked).size).toBe(walked.length);
    }
  });

  test('filters narrow the list', async () => {
    const payment = await world.sale(fresh(), 9_900n);
    expect(ids(await get(`/v1/payments?rrn=${payment.rrn}`))).toContain(payment.id);
    expect(ids(await get(`/v1/payments?rrn=${payment.rrn}`, { key: KEYS.other }))).toEqual([]);
    expect(ids(await get('/v1/payments?terminal=99999999'))).toEqual([]);
    expect(ids(await get('/v1/payments?state=declined'))).toEqual([]);
    const at = encodeURIComponent(
      ((await get(`/v1/payments/${payment.id}`)).body.startedAt as string).replace('+08:00', '.000+08:00'),
    );
    expect(ids(await get(`/v1/payments?from=${at}&limit=200`))).toContain(payment.id);
    expect(ids(await get(`/v1/payments?to=${at}&limit=200`))).not.toContain(payment.id);
    expect(ids(await get('/v1/payments?from=2026-11-24T00:00:00Z'))).toEqual([]);
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=1.5',
    'limit=many',
    'limit=1&limit=2',
    'state=paid',
    'rrn=1',
    'from=yesterday',
    'from=2026-13-01T00:00:00Z',
    '__proto__=1',
    'colour=red',
    'cursor=',
  ])('a query with %s is refused and pointed at', async (query) => {
    const answered = await get(`/v1/payments?${query}`);
    expectProblem(answered, 400, 'input-not-valid');
    expect(answered.body.errors).toMatchObject([{ in: 'query', pointer: `/${query.split('=')[0]}` }]);
  });

  test('a cursor that was changed, or taken from another list, filter or shop, is refused by name', async () => {
    const { next } = (await get('/v1/payments?limit=1')).body as { next: string };
    expect((await get(`/v1/payments?limit=1&cursor=${next}`)).status).toBe(200);
    const middle = Math.floor(next.length / 2);
    const changed = `${next.slice(0, middle)}${next[middle] === 'A' ? 'B' : 'A'}${next.slice(middle + 1)}`;
    const other = (await get('/v1/payments?limit=1', { key: KEYS.other })).body.next as string;
    for (const [url, key] of [
      [`/v1/payments?limit=1&cursor=${changed}`, KEYS.shop],
      [`/v1/payments?limit=1&cursor=${next.slice(0, -3)}`, KEYS.shop],
      [`/v1/payments?limit=1&cursor=${Buffer.from('pay_ZZZZZZZZZZZZZZZZ').toString('base64url')}`, KEYS.shop],
      [`/v1/payments?limit=1&state=approved&cursor=${next}`, KEYS.shop],
      [`/v1/ledger/journals?cursor=${next}`, KEYS.shop],
      [`/v1/payments?cursor=${next}`, KEYS.other],
      [`/v1/payments?cursor=${other}`, KEYS.shop],
    ] as const) {
      const answered = await get(url, { key });
      expectProblem(answered, 400, 'input-not-valid');
      expect(answered.body.errors).toMatchObject([{ in: 'query', pointer: '/cursor' }]);
    }
    expectProblem(await get('/v1/payments?cursor=a$b'), 400, 'input-not-valid');
  });
});
