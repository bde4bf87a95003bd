/** What a payer without login is told of a payment, and how a request is followed by whoever asked for it. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Payment } from '#domain/payment';
import { LIMITS } from '#engine';
import {
  type Answered,
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  openHttpWorld,
} from './http-api-world.ts';
import { png } from './papers.ts';

const LOOKUP = '/v1/public/requests/lookup';
const REQUESTS = '/v1/public/requests';

let world: HttpWorld;
let cancel: ReturnType<typeof cancelIn>;
let addresses = 0;
beforeAll(async () => {
  world = await openHttpWorld();
  cancel = cancelIn(world);
});
afterAll(async () => world[Symbol.asyncDispose]());

interface Call {
  readonly body?: object;
  readonly token?: string;
  readonly from?: string;
  readonly key?: string;
  readonly file?: Buffer;
}

/** From an address of its own, unless the story is about one address. */
async function payer(method: 'GET' | 'POST', url: string, call: Call = {}): Promise<Answered> {
  addresses += 1;
  const { body, token, from, key, file } = call;
  const response = await world.api.inject({
    method,
    url,
    remoteAddress: from ?? `10.1.${addresses >> 8}.${addresses & 255}`,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(file === undefined ? {} : { payload: file }),
    ...(body === undefined ? {} : { payload: body }),
  });
  const { statusCode: status, headers, payload: text } = response;
  return { status, body: JSON.parse(text) as Record<string, unknown>, headers, text };
}

const codeOf = async ({ id }: Payment): Promise<string> =>
  String((await world.call('GET', `/v1/payments/${id}/receipt`)).body.code);
const lookedUp = async (payment: Payment, more: object = {}): Promise<Answered> =>
  payer('POST', LOOKUP, { body: { code: await codeOf(payment), ...more } });

interface Asked {
  readonly token: string | null;
  readonly request: { readonly id: string; readonly state: string };
}
async function ask(payment: Payment, more: object = {}, key?: string): Promise<Asked> {
  const body = { code: await codeOf(payment), reason: '尺码不对', ...more };
  const answered = await payer('POST', REQUESTS, { body, ...(key === undefined ? {} : { key }) });
  expect([200, 201], answered.text).toContain(answered.status);
  return answered.body as unknown as Asked;
}

describe('the answer', () => {
  test('has every rule with its source in both languages, and what the payer is charged', async () => {
    const { body, text } = await lookedUp(await world.sale(fresh(), 12_000n));
    const answer = body.answer as { rules: Record<string, unknown>[]; payerFee: number };
    expect(answer.payerFee, text).toBe(0);
    expect(answer.rules.length).toBeGreaterThan(3);
    for (const rule of answer.rules)
      expect(rule).toEqual({
        id: expect.any(String),
        zh: expect.stringMatching(/\p{Script=Han}/u),
        en: expect.any(String),
        source: { zh: expect.any(String), en: expect.stringMatching(/^[\x20-\x7e]+$/) },
        certainty: expect.any(String),
        usually: expect.any(Boolean),
        held: true,
      });
    expect(answer.rules.find(({ id }) => id === 'UP-02')).toMatchObject({
      source: { zh: '公开引用的银联接口规范' },
    });
    expect(body).toMatchObject({ card: '****0005', wayBack: null, request: null });
  });

  test('«it was not me» asks for the papers that the law names, and a review', async () => {
    const payment = await world.sale(fresh(), 8_800n);
    const plain = (await lookedUp(payment)).body.answer as { evidence: { items: { code: string }[] } };
    const theft = (await lookedUp(payment, { purpose: 'unauthorised' })).body.answer as typeof plain;
    const codes = (answer: typeof plain): string[] => answer.evidence.items.map(({ code }) => code);
    expect(codes(plain)).not.toContain('police-record');
    expect(codes(theft)).toEqual(expect.arrayContaining(['police-record', 'loss-report']));
    expect(theft).toMatchObject({ verdict: 'YES_WITH_REVIEW' });
  });

  test('of an open outcome says when it is looked at again; of a way back where its money is', async () => {
    const payment = await world.sale(fresh(), 3_300n);
    await cancel({ subject: payment.id });
    await vi.waitFor(async () => {
      const { body } = await lookedUp(payment);
      expect(body).toMatchObject({
        payment: { state: 'voided', nextCheckAt: null },
        answer: { verdict: 'NO' },
        wayBack: { movement: expect.any(String), tracking: expect.stringContaining('/v1/track/') },
      });
    });
    world.network.next('sale', 'answer-lost');
    // Nobody waits for its end, which comes when the answer is overdue.
    world.sale(fresh(), 4_400n).catch(() => {});
    const rrn = await vi.waitFor(async () => {
      const rows = await world.call('GET', '/v1/payments?limit=1');
      const [row] = rows.body.items as { state: string; rrn: string }[];
      expect(['sent', 'unknown']).toContain(row?.state);
      return row!.rrn;
    });
    const typed = { reference: rrn, date: '2026-11-23', amount: 4_400, last4: '0005' };
    const { body } = await payer('POST', LOOKUP, { body: typed });
    expect(body.payment).toMatchObject({ nextCheckAt: expect.stringMatching(/^2026-11-23T/) });
  });

  test('shows no more of a card than its last four digits, on the link too', async () => {
    const payment = await world.sale(fresh(), 2_100n);
    const made = await cancel({ subject: payment.id });
    const { body } = await world.call('GET', `/v1/cancellations/${made.body.id}`);
    const path = new URL(String(body.trackingUrl)).pathname;
    const page = await world.api.inject({ url: path, headers: { accept: 'text/html' } });
    const seen = await world.api.inject({ url: path });
    for (const { payload } of [page, seen]) {
      expect(payload).toContain('****0005');
      expect(payload).not.toMatch(/620000/);
    }
  });
});

describe('a request', () => {
  test('keeps what was told of it: purpose and language; the shop sees the purpose', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const { request, token } = await ask(payment, { purpose: 'goods-defective', language: 'en' });
    const seen = await payer('GET', `${REQUESTS}/${request.id}`, { token: token! });
    expect(seen.body).toMatchObject({
      purpose: { code: 'goods-defective', zh: '商品有质量问题' },
      papers: [],
      canWithdraw: true,
    });
    const shops = await world.call('GET', `/v1/requests/${request.id}`);
    expect(shops.body.purpose).toMatchObject({ code: 'goods-defective' });
    const found = await lookedUp(payment);
    expect(found.body).toMatchObject({ requested: true, request: { state: 'asked' } });
    expect(found.text).not.toMatch(/尺码不对|req_/);
  });

  test('of a theft wants its papers also when the shop has accepted it', async () => {
    const payment = await world.sale(fresh(), 6_600n);
    const { request, token } = await ask(payment, { purpose: 'unauthorised' });
    await world.call('POST', `/v1/requests/${request.id}/accept`);
    const url = `${REQUESTS}/${request.id}`;
    const stands = await payer('GET', url, { token: token! });
    expect(stands.body).toMatchObject({ state: 'papers', approval: 'review' });
    const handed = await payer('POST', `${url}/evidence?item=police-record`, { token: token!, file: png() });
    expect(handed.body, handed.text).toMatchObject({
      papers: [{ kind: 'png', item: { code: 'police-record', zh: '报警回执' } }],
    });
    const taken = await payer('POST', `${url}/withdraw`, { token: token! });
    expect(taken.body).toMatchObject({ state: 'withdrawn', canWithdraw: false });
  });

  test('asked again under its own key gives the token again; under another key, or none, never', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const key = 'k-7f3a9c2e5b8d1046';
    const first = await ask(payment, {}, key);
    const again = await ask(payment, {}, key);
    expect([again.request.id, again.token]).toEqual([first.request.id, first.token]);
    expect((await ask(payment, {}, 'k-0000000000000000')).token).toBeNull();
    expect((await ask(payment)).token).toBeNull();
    const seen = await payer('GET', `${REQUESTS}/${first.request.id}`, { token: again.token! });
    expect(seen.status).toBe(200);
    expect(seen.text).not.toContain(key);
  });

  test('may be followed from a page without using up what its house may try, and only so often', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const { request, token } = await ask(payment);
    const from = '198.51.100.9';
    const follow = (): Promise<Answered> =>
      payer('GET', `${REQUESTS}/${request.id}`, { token: token!, from });
    for (let count = 0; count < LIMITS.publicOpensPerRequest; count += 1)
      expect((await follow()).status).toBe(200);
    expectProblem(await follow(), 429, 'too-many-requests');
    const neighbour = await payer('POST', LOOKUP, { body: { code: 'x' }, from });
    expectProblem(neighbour, 404, 'not-recognised');
    // A wrong token is a guess, and counts as one.
    for (let count = 0; count < LIMITS.publicTriesPerAddress; count += 1)
      await payer('GET', `${REQUESTS}/${request.id}`, { token: 'A'.repeat(26), from: '198.51.100.10' });
    const guessed = await payer('GET', `${REQUESTS}/${request.id}`, { token: token!, from: '198.51.100.10' });
    expectProblem(guessed, 429, 'too-many-requests');
  });

  test('what is written into it stays text', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const reason = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const { request, token } = await ask(payment, { reason });
    const seen = await payer('GET', `${REQUESTS}/${request.id}`, { token: token! });
    expect(seen.body.reason).toBe(reason);
    expect(seen.headers['content-type']).toMatch(/^application\/json/);
    expect(seen.headers['x-content-type-options']).toBe('nosniff');
    const why = '<b onmouseover=alert(3)>no</b>';
    await world.call('POST', `/v1/requests/${request.id}/refuse`, { key: KEYS.shop, body: { reason: why } });
    const refused = await payer('GET', `${REQUESTS}/${request.id}`, { token: token! });
    expect(refused.body.refusal).toMatchObject({ why });
  });
});

test('the link of a receipt holds the code where no server sees it', async () => {
  const payment = await world.sale(fresh(), 12_000n);
  const { body } = await world.call('GET', `/v1/payments/${payment.id}/receipt`);
  const link = new URL(String(body.link));
  expect([link.origin, link.pathname, link.search]).toEqual(['https://pay.example', '/', '']);
  expect(link.hash).toBe(`#${body.code}`);
});
