/** The merchant API over the real engine and a real PostgreSQL: who may call, and a payment's way back. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Answered,
  type Call,
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  OTHER_SHOP,
  openHttpWorld,
  SHOP,
  TERMINAL,
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

const anonymous = ({ body }: Answered): Record<string, unknown> => ({ ...body, instance: '', requestId: '' });

describe('who may call', () => {
  test.each([
    ['no key', null],
    ['an unknown key', 'yk_m_nobody'],
    ['a key as long as a novel', 'x'.repeat(5_000)],
    [
      'the hash of a key instead of the key',
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ],
  ])('%s: 401 with the way to sign in', async (_name, key) => {
    const answered = await get('/v1/payments', { key });
    expectProblem(answered, 401, 'not-signed-in');
    expect(answered.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test('a scheme other than Bearer is refused', async () => {
    expectProblem(
      await get('/v1/payments', { key: null, headers: { authorization: `Basic ${KEYS.shop}` } }),
      401,
      'not-signed-in',
    );
  });

  test("another merchant's payment and cancellation look exactly like ones that do not exist", async () => {
    const payment = await world.sale(fresh(), 5_000n, OTHER_SHOP);
    const made = await cancel({ subject: payment.id }, { key: KEYS.other });
    expect(made.status).toBe(201);
    for (const [theirs, nobodys] of [
      [`/v1/payments/${payment.id}`, '/v1/payments/pay_0000000000000000'],
      [`/v1/payments/${payment.id}/journey`, '/v1/payments/pay_0000000000000000/journey'],
      [`/v1/payments/${payment.id}/cancellability`, '/v1/payments/nonsense/cancellability'],
      [`/v1/cancellations/${made.body.id}`, '/v1/cancellations/can_0000000000000000'],
      [`/v1/cancellations/${made.body.id}/explanation`, '/v1/cancellations/x/explanation'],
      [`/v1/cancellations?payment=${payment.id}`, '/v1/cancellations?payment=pay_0000000000000000'],
    ] as const) {
      const answered = await get(theirs);
      expectProblem(answered, 404, 'not-found');
      expect(anonymous(answered), theirs).toEqual(anonymous(await get(nobodys)));
    }
    const refused = await cancel({ subject: payment.id });
    expectProblem(refused, 404, 'payment-not-found');
    expect(anonymous(refused)).toEqual(anonymous(await cancel({ subject: 'pay_0000000000000000' })));
    expectProblem(await get(`/v1/payments?book=${OTHER_SHOP}`), 404, 'not-found');
    expect(anonymous(await get(`/v1/payments?book=${OTHER_SHOP}`))).toEqual(
      anonymous(await get('/v1/payments?book=nobody')),
    );
  });

  test('a merchant lists only its own, an operator all or one book', async () => {
    await world.sale(fresh(), 700n, SHOP);
    await world.sale(fresh(), 800n, OTHER_SHOP);
    const booksOf = async (url: string, key: string): Promise<string[]> => {
      const { items } = (await get(url, { key })).body as { items: { book: string }[] };
      return [...new Set(items.map(({ book }) => book))].sort();
    };
    expect(await booksOf('/v1/payments?limit=200', KEYS.shop)).toEqual([SHOP]);
    expect(await booksOf('/v1/payments?limit=200', KEYS.operator)).toEqual([SHOP, OTHER_SHOP]);
    expect(await booksOf(`/v1/payments?book=${OTHER_SHOP}`, KEYS.operator)).toEqual([OTHER_SHOP]);
    expect(await booksOf('/v1/ledger/journals?limit=200', KEYS.shop)).toEqual([SHOP]);
    expect(await booksOf('/v1/ledger/journals?limit=200', KEYS.operator)).toEqual([SHOP, OTHER_SHOP]);
  });

  test('what needs a person is for operators', async () => {
    expectProblem(await get('/v1/unresolved'), 403, 'not-allowed');
    expect((await get('/v1/unresolved', { key: KEYS.operator })).status).toBe(200);
  });

  test('metrics are for the same machine or an operator, and a proxy in between is somebody else', async () => {
    const local = await get('/metrics', { key: null });
    expect(local.status).toBe(200);
    expect(local.text).toContain('yuanlu_http_seconds_bucket{le="0.005",route="/v1/payments"');
    expect(local.text).not.toMatch(/pay_|can_|898310/);
    const proxied = { 'x-forwarded-for': '203.0.113.9' };
    expectProblem(await get('/metrics', { key: null, headers: proxied }), 401, 'not-signed-in');
    expectProblem(await get('/metrics', { headers: proxied }), 403, 'not-allowed');
    expect((await get('/metrics', { key: KEYS.operator, headers: proxied })).status).toBe(200);
  });
});

describe('a payment and its way back', () => {
  test('paid, asked about, cancelled, explained; the books are as before', async () => {
    const whole = { key: KEYS.operator };
    const before = (await get(`/v1/ledger/accounts?book=${SHOP}`, whole)).body.items as {
      account: string;
      balance: number;
    }[];
    const { id } = await world.sale(fresh(), 12_000n);
    const payment = (await get(`/v1/payments/${id}`)).body;
    expect(payment).toMatchObject({
      id,
      book: SHOP,
      state: 'approved',
      stateWords: { zh: '成功', en: 'approved' },
      amount: 12_000,
      currency: 'CNY',
      card: '620000******0005',
      terminalId: TERMINAL,
      clearingDay: '2026-11-23',
      wayBack: { returned: 0, claimed: 0, remaining: 12_000, underWay: null },
      outcome: { code: 'approved' },
      nextCheckAt: null,
    });

    const asked = (await get(`/v1/payments/${id}/cancellability`)).body;
    expect(asked).toMatchObject({
      verdict: 'YES',
      route: 'VOID',
      amount: 12_000,
      destination: { masked: '620000******0005' },
      arrival: { unit: 'at-once', usually: false, words: { zh: '即时', en: 'at once' } },
      deadline: { at: '2026-11-23T22:59:59+08:00', thenRoute: 'REFUND' },
      sentence: {
        en: 'Yes. Void until 22:59:59 today; the whole ¥120.00 goes back to 620000******0005 at once, no fee.',
        zh: '可以。撤销，截至今天 22:59:59；全额 ¥120.00 即时退回 620000******0005，不收手续费。',
      },
    });
    expect((asked.rules as { id: string }[]).map((rule) => rule.id)).toContain('UP-03');

    const made = await cancel({ subject: id, reason: '顾客改变主意' });
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe(`/v1/cancellations/${made.body.id}`);
    expect(made.body).toMatchObject({
      payment: id,
      route: 'VOID',
      state: 'done',
      amount: 12_000,
      door: 'api',
      requestedBy: 'key_shop',
      reason: '顾客改变主意',
    });
    expect(made.body.answer).toMatchObject({ verdict: 'YES', route: 'VOID', sentence: asked.sentence });

    expect((await get(`/v1/payments/${id}`)).body).toMatchObject({
      state: 'voided',
      wayBack: { returned: 12_000, remaining: 0 },
    });
    expect((await get(`/v1/cancellations/${made.body.id}`)).body).toEqual(made.body);
    expect((await get(`/v1/cancellations/${made.body.id}/explanation`)).body).toMatchObject({
      stored: { verdict: 'YES' },
      today: { verdict: 'NO', reason: { code: 'already-voided' } },
      differs: true,
    });
    expect((await get(`/v1/cancellations?payment=${id}`)).body).toMatchObject({
      items: [{ id: made.body.id }],
      next: null,
    });

    const journey = (await get(`/v1/payments/${id}/journey`, whole)).body as {
      steps: { kind: string; en: string; message: unknown }[];
      journals: { kind: string; entries: { debitPosted: number; creditPosted: number }[] }[];
    };
    expect(journey.steps.map(({ kind }) => kind)).toEqual([
      'payment-sent',
      'payment-approved',
      'way-back-claimed',
      'cancellation-opened',
      'back-sent',
      'money-returned',
      'cancellation-done',
    ]);
    expect(journey.steps[5]?.en).toBe('¥120.00 went back by void, the way it came');
    expect(journey.steps[6]?.en).toBe('The network confirmed the void [00]');
    const key = {
      transmission: expect.stringMatching(/^1123\d{6}$/),
      trace: expect.stringMatching(/^\d{6}$/),
    };
    expect(journey.steps.map(({ message }) => message)).toEqual([
      { ...key, type: '0200', rrn: payment.rrn, responseCode: null },
      { ...key, type: '0210', rrn: payment.rrn, responseCode: '00' },
      null,
      null,
      { ...key, type: '0200', rrn: made.body.rrn, responseCode: null },
      null,
      { ...key, type: '0210', rrn: made.body.rrn, responseCode: '00' },
    ]);
    expect(journey.journals.map(({ kind }) => kind)).toEqual(['hold', 'post', 'hold', 'mirror']);
    for (const { entries } of journey.journals) {
      const sum = (side: 'debitPosted' | 'creditPosted'): number =>
        entries.reduce((total, entry) => total + entry[side], 0);
      expect(sum('debitPosted')).toBe(sum('creditPosted'));
    }
    const after = (await get(`/v1/ledger/accounts?book=${SHOP}`, whole)).body.items as {
      account: string;
      balance: number;
    }[];
    for (const { account, balance } of after)
      expect(balance, account).toBe(before.find((each) => each.account === account)?.balance ?? 0);
  });

  test("a merchant sees its own accounts, not the acquirer's costs", async () => {
    const { id } = await world.sale(fresh(), 6_000n);
    const own = ['fee_income', 'merchant_payable', 'merchant_reserve', 'suspense'];
    const seen = async (url: string, key: string): Promise<string[]> => {
      const { text } = await get(url, { key });
      return [...new Set([...text.matchAll(/"account":"(\w+)"/g)].map(([, account]) => account!))].sort();
    };
    for (const url of ['/v1/ledger/accounts', '/v1/ledger/journals', `/v1/payments/${id}/journey`]) {
      const mine = await seen(url, KEYS.shop);
      expect(mine, url).toContain('merchant_payable');
      expect(
        mine.filter((account) => !own.includes(account)),
        url,
      ).toEqual([]);
      expect(await seen(url, KEYS.operator), url).toContain('network_clearing');
    }
    const costs = /issuerFee|networkFee|issuerRate|networkRate/;
    expect((await get(`/v1/payments/${id}/journey`)).text).not.toMatch(costs);
    expect((await get(`/v1/payments/${id}/journey`, { key: KEYS.operator })).text).toMatch(costs);
    expect((await get('/v1/ledger/accounts')).text).toContain('merchant discount');
  });

  test('a refusal carries the whole answer: the rule that refused and what is possible instead', async () => {
    const { id } = await world.sale(fresh(), 3_000n);
    const part = await cancel({ subject: id, amount: 1_000, route: 'VOID' });
    expectProblem(part, 422, 'void-not-whole');
    expect(part.body.answer).toMatchObject({
      verdict: 'NO',
      route: 'VOID',
      reason: { code: 'void-not-whole' },
      next: { route: 'REFUND', at: 'here', opensAt: '2026-11-23T23:00:00+08:00' },
    });
    const held = (part.body.answer as { rules: { id: string; held: boolean }[] }).rules.at(-1);
    expect(held).toMatchObject({ id: 'UP-02', held: false });
    const early = await cancel({ subject: id, amount: 1_000 });
    expectProblem(early, 409, 'refund-not-open-yet');
    expect(early.body.answer).toMatchObject({ verdict: 'NOT_YET', opensAt: '2026-11-23T23:00:00+08:00' });
    expect(early.body.detail).toBe(
      'Not yet. A refund opens after settlement. Possible from 23:00:00 today: refund.',
    );
    expectProblem(await cancel({ subject: id, route: 'REVERSAL' }), 409, 'outcome-is-known');
    expectProblem(await cancel({ subject: id, route: 'DISPUTE' }), 409, 'dispute-at-issuer');
  });

  test('is told as it was committed: the door reads neither payment nor way back', async () => {
    const { id } = await world.sale(fresh(), 2_300n);
    const reads = [vi.spyOn(world.reader, 'payment'), vi.spyOn(world.reader, 'cancellation')];
    const { status, body } = await cancel({ subject: id });
    expect([status, body.state]).toEqual([201, 'done']);
    for (const read of reads) expect(read).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    expect((await get(`/v1/cancellations/${body.id}`)).body).toEqual(body);
  });

  test("a key that was used does not tell another merchant's payment from one that does not exist", async () => {
    const key = fresh();
    const { id } = await world.sale(fresh(), 2_400n);
    expect((await cancel({ subject: id }, { idempotencyKey: key })).status).toBe(201);
    const theirs = await world.sale(fresh(), 2_400n, OTHER_SHOP);
    for (const subject of [theirs.id, 'pay_0000000000000000'])
      expectProblem(await cancel({ subject }, { idempotencyKey: key }), 404, 'payment-not-found');
  });

  test('a repetition gets the first cancellation; the same key with another body is refused by name', async () => {
    const { id } = await world.sale(fresh(), 4_400n);
    const key = fresh();
    const [first, second] = await Promise.all([
      cancel({ subject: id }, { idempotencyKey: key }),
      cancel({ subject: id }, { idempotencyKey: key }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 201]);
    expect(first.body.id).toBe(second.body.id);
    expect((await cancel({ subject: id }, { idempotencyKey: key })).body).toMatchObject({
      id: first.body.id,
      state: 'done',
    });
    expectProblem(
      await cancel({ subject: id, amount: 4_400 }, { idempotencyKey: key }),
      409,
      'duplicate-other-content',
    );
    expectProblem(
      await cancel({ subject: id, reason: 'another' }, { idempotencyKey: key }),
      409,
      'duplicate-other-content',
    );
    expectProblem(await cancel({ subject: id }), 409, 'already-voided');
    expect(
      world.network.received.filter(
        ({ message, request }) => message === 'void' && request.subject.paymentId === id,
      ),
    ).toHaveLength(1);
    // The key belongs to the book: another shop's same key is another request.
    const theirs = await world.sale(fresh(), 4_400n, OTHER_SHOP);
    expect((await cancel({ subject: theirs.id }, { idempotencyKey: key, key: KEYS.other })).status).toBe(201);
  });

  test('a void that the network leaves open is told as under way, with the next check, and ends when the answer comes', async () => {
    const { id } = await world.sale(fresh(), 2_500n);
    world.network.next('void', 'answer-late');
    const made = await cancel({ subject: id }, { headers: { prefer: 'wait=0' } });
    expect(made.status).toBe(201);
    expect(made.headers['preference-applied']).toBe('wait=0');
    expect(made.body).toMatchObject({ state: 'sending', outcome: { code: 'accepted' }, endedAt: null });
    expect(made.body.nextCheckAt).toMatch(/^2026-11-23T10:/);
    expect((await get(`/v1/payments/${id}/cancellability`)).body.underWay).toEqual({
      cancellation: made.body.id,
      route: 'VOID',
      state: 'sending',
      attempts: 1,
      nextCheckAt: made.body.nextCheckAt,
    });
    expect((await get(`/v1/payments/${id}`)).body).toMatchObject({
      state: 'approved',
      nextCheckAt: made.body.nextCheckAt,
      wayBack: { claimed: 2_500, remaining: 0, underWay: 'VOID' },
    });
    expect((await get('/v1/unresolved', { key: KEYS.operator })).body).toMatchObject({
      counts: { payments: 0, cancellations: 1, handed: 0, mismatches: 0 },
      cancellations: [{ id: made.body.id }],
    });
    const waits = get(`/v1/cancellations/${made.body.id}`);
    expect((await waits).body.state).toBe('sending');
    world.network.releaseAnswers();
    await expect.poll(async () => (await get(`/v1/cancellations/${made.body.id}`)).body.state).toBe('done');
    expect((await get('/v1/unresolved', { key: KEYS.operator })).body).toMatchObject({
      counts: { cancellations: 0 },
    });
  });

  test('a caller that waits is told the end as soon as there is one', async () => {
    const { id } = await world.sale(fresh(), 2_600n);
    world.network.next('void', 'held');
    const waiting = cancel({ subject: id }, { headers: { prefer: 'respond-async, wait=20' } });
    await expect.poll(() => world.engine.stats.waiting).toBe(1);
    world.network.deliverHeld();
    expect((await waiting).body).toMatchObject({ state: 'done' });
  });

  test('a refusal by the network is the end of a cancellation, and the payment stands', async () => {
    const { id } = await world.sale(fresh(), 2_700n);
    world.network.next('void', { says: 'card-restricted' });
    const made = await cancel({ subject: id });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      state: 'refused',
      outcome: { code: 'card-restricted' },
      retryWith: null,
    });
    expect((await get(`/v1/payments/${id}`)).body).toMatchObject({
      state: 'approved',
      wayBack: { remaining: 2_700, underWay: null },
    });
  });

  test('a refusal that may pass says that another try needs a new key; the old one tells it for ever', async () => {
    const { id } = await world.sale(fresh(), 2_750n);
    world.network.next('void', { says: 'switch-trouble' });
    const key = fresh();
    const made = await cancel({ subject: id }, { idempotencyKey: key });
    expect(made.status).toBe(201);
    const ended = { state: 'refused', outcome: { retry: 'later' }, retryWith: 'new-key' };
    expect(made.body).toMatchObject(ended);
    const again = await cancel({ subject: id }, { idempotencyKey: key });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: made.body.id, ...ended });
    expect((await cancel({ subject: id })).body).toMatchObject({ state: 'done', retryWith: null });
  });

  test('more than is left: how much is left, and what is possible', async () => {
    const { id } = await world.sale(fresh(), 2_900n);
    const refused = await cancel({ subject: id, amount: 3_000 });
    expectProblem(refused, 422, 'exceeds-remaining');
    expect(refused.body.detail).toContain('¥29.00 is left; up to ¥29.00 can go back.');
    expect(refused.body.detailZh).toContain('尚余 ¥29.00，最多可退 ¥29.00。');
  });

  test('an operator cancels by the console door', async () => {
    const { id } = await world.sale(fresh(), 2_800n);
    expect((await cancel({ subject: id }, { key: KEYS.operator })).body).toMatchObject({
      state: 'done',
      door: 'console',
      requestedBy: 'key_operator',
      reason: 'brought back',
    });
  });
});
