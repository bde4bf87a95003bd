/** Orders over the API, the real engine and a real PostgreSQL; the card network is the tests' model. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBooks } from '#adapters/postgres';
import type { OrderId } from '#domain/order';
import { readMerchantCode } from '#wire/qr';
import {
  type Answered,
  type Call,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  LOST_SHOP,
  openHttpWorld,
  SHOP,
} from './http-api-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
  world.network.orders.deliver = (finding) => void world.engine.orders.found(finding);
  world.network.orders.notify = (id, paid) => world.engine.orders.paid(id, paid);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const PAY_CODE = '6212345678901234567';
const get = (url: string, options: Call = {}): Promise<Answered> => world.call('GET', url, options);
const post = (
  url: string,
  body: unknown,
  key: string | null = fresh(),
  options: Call = {},
): Promise<Answered> =>
  world.call('POST', url, {
    ...options,
    body,
    headers: key === null ? {} : { 'idempotency-key': key },
  });

async function opened(
  parts: Record<string, unknown> = {},
): Promise<{ id: OrderId } & Record<string, unknown>> {
  const made = await post('/v1/orders', { orderNo: `N${fresh()}`, amount: 4_590, subject: '午餐', ...parts });
  expect(made.status, made.text).toBe(201);
  return made.body as { id: OrderId } & Record<string, unknown>;
}
const stateOf = async (id: string): Promise<unknown> => (await get(`/v1/orders/${id}`)).body.state;

/** A payer pays with the merchant's code at the network; the notice comes, or is lost. */
async function scanned(id: OrderId, notice = true): Promise<string> {
  const { payable } = (await get(`/v1/orders/${id}`)).body as { payable: number };
  const paid = world.network.orders.pay(id, SHOP, BigInt(payable));
  return notice ? world.network.orders.notify(id, paid) : 'lost';
}

describe('opening', () => {
  test('an order shows a code over what the payer pays, and everything that was asked for', async () => {
    const discounts = [
      { funder: 'merchant', amount: 500 },
      { funder: 'scheme', amount: 90 },
    ];
    const order = await opened({ discounts, expiresIn: 600 });
    expect(order).toMatchObject({
      ...{ state: 'unpaid', amount: 4_590, payable: 4_000, subject: '午餐', discounts, payment: null },
      ...{ paidAt: null, close: null, returned: [], currency: 'CNY', nextCheckAt: order.expiresAt },
    });
    expect(Date.parse(String(order.expiresAt)) - Date.parse(String(order.createdAt))).toBe(600_000);
    expect(readMerchantCode(String(order.code))).toMatchObject({
      ...{ amountMinor: 4_000n, merchantId: SHOP, reference: order.id, acquirerId: '48021000' },
    });
    expect((await get(`/v1/orders/${order.id}`)).body).toEqual(order);
  });

  test('the same request is the same order; other content under its number or key is refused by name', async () => {
    const body = { orderNo: `N${fresh()}`, amount: 100, subject: 'tea' };
    const key = fresh();
    const first = await post('/v1/orders', body, key);
    const again = await post('/v1/orders', body, key);
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    expect((await post('/v1/orders', body)).body).toEqual(first.body);
    expectProblem(await post('/v1/orders', { ...body, amount: 101 }), 409, 'order-number-taken');
    expectProblem(
      await post('/v1/orders', { ...body, orderNo: `N${fresh()}` }, key),
      409,
      'duplicate-other-content',
    );
    const other = await post('/v1/orders', { ...body, amount: 101 }, fresh(), { key: KEYS.other });
    expect(other.status).toBe(201);
  });

  test.each([
    ['no number', { orderNo: undefined }],
    ['a number with spaces', { orderNo: 'A 1' }],
    ['a number too long', { orderNo: 'x'.repeat(41) }],
    ['an amount as text', { amount: '100' }],
    ['half a fen', { amount: 1.5 }],
    ['a subject of two lines', { subject: 'a\nb' }],
    ['an empty subject', { subject: '  ' }],
    ['a card number as subject', { subject: 'card 6200001000000000017' }],
    ['a moment', { expiresIn: 59 }],
    ['two days', { expiresIn: 172_800 }],
    ['an unknown funder', { discounts: [{ funder: 'aunt', amount: 1 }] }],
    [
      'the same funder twice',
      {
        discounts: [
          { funder: 'issuer', amount: 1 },
          { funder: 'issuer', amount: 1 },
        ],
      },
    ],
    ['something unknown', { colour: 'red' }],
  ])('%s is refused', async (_words, parts) => {
    const body = { orderNo: `N${fresh()}`, amount: 4_590, subject: 'x', ...parts };
    expectProblem(await post('/v1/orders', body), 400, 'input-not-valid');
  });

  test('a discount that leaves nothing to pay, a missing key, an operator: each by its name', async () => {
    const body = { orderNo: `N${fresh()}`, amount: 100, subject: 'x' };
    const all = { ...body, discounts: [{ funder: 'scheme', amount: 100 }] };
    expectProblem(await post('/v1/orders', all), 422, 'amount-out-of-range');
    for (const amount of [0, 1_000_000_000_000])
      expectProblem(await post('/v1/orders', { ...body, amount }), 422, 'amount-out-of-range');
    expectProblem(await post('/v1/orders', body, null), 400, 'key-missing');
    expectProblem(await post('/v1/orders', body, fresh(), { key: KEYS.operator }), 403, 'not-allowed');
  });
});

describe('paying by the payer’s code', () => {
  test('approved: the order is paid by an ordinary payment that knows it', async () => {
    const { id, orderNo } = await opened();
    const key = fresh();
    const paid = await post(`/v1/orders/${id}/payments`, { payCode: PAY_CODE }, key);
    expect(paid.status, paid.text).toBe(201);
    expect(paid.body).toMatchObject({
      order: { state: 'paid' },
      payment: { state: 'approved', amount: 4_590, channel: 'unionpay.qr', order: { id, orderNo } },
    });
    expect(paid.text).not.toContain(PAY_CODE);
    const again = await post(`/v1/orders/${id}/payments`, { payCode: PAY_CODE }, key);
    expect([again.status, again.body]).toEqual([200, paid.body]);
    expectProblem(await post(`/v1/orders/${id}/payments`, { payCode: PAY_CODE }), 409, 'order-already-paid');
    expect(world.log.join('\n')).not.toContain(PAY_CODE);
  });

  test('declined: told as the payment’s state, and the order may be paid again', async () => {
    const { id } = await opened();
    world.network.next('sale', { says: 'funds-insufficient' });
    const declined = await post(`/v1/orders/${id}/payments`, { payCode: PAY_CODE });
    expect(declined.body).toMatchObject({
      order: { state: 'unpaid' },
      payment: { state: 'declined', outcome: { code: 'funds-insufficient' } },
    });
  });

  test('no answer yet: the payment is under way and a second one is refused', async () => {
    const { id } = await opened();
    world.network.next('sale', 'answer-late');
    const waiting = await post(`/v1/orders/${id}/payments?wait=0`, { payCode: PAY_CODE });
    expect(waiting.body).toMatchObject({ order: { state: 'paying' }, payment: { state: 'sent' } });
    expectProblem(
      await post(`/v1/orders/${id}/payments`, { payCode: PAY_CODE }),
      409,
      'order-payment-in-progress',
    );
    world.network.releaseAnswers(1, true);
    await expect.poll(() => stateOf(id)).toBe('paid');
  });

  test.each([
    ['62123', 'pay-code-not-valid'],
    ['6212345678901234x67', 'pay-code-not-valid'],
    ['131234567890123456', 'pay-code-other-channel'],
    ['281234567890123456', 'pay-code-other-channel'],
  ])('the code %s: %s', async (payCode, code) => {
    const { id } = await opened();
    expectProblem(await post(`/v1/orders/${id}/payments`, { payCode }), 422, code);
  });
});

describe('paying by the merchant’s code', () => {
  test('a notice pays it; a second payer gets all of it back', async () => {
    const { id } = await opened();
    expect(await scanned(id)).toBe('taken');
    expect(await scanned(id)).toBe('taken');
    await expect.poll(async () => (await get(`/v1/orders/${id}`)).body.returned).toHaveLength(1);
    const { returned, payment } = (await get(`/v1/orders/${id}`)).body as {
      returned: string[];
      payment: string;
    };
    expect(returned).not.toContain(payment);
    await expect
      .poll(async () => (await get(`/v1/payments/${returned[0]}`)).body.wayBack)
      .toMatchObject({ returned: 4_590, remaining: 0 });
    const journey = (await get(`/v1/orders/${id}/journey`)).body as { steps: { kind: string; zh: string }[] };
    expect(journey.steps.map(({ kind }) => kind)).toContain('order-payment-returned');
    const told = (await get(`/v1/payments/${payment}/journey`)).body as { steps: { message: unknown }[] };
    // The network's own message and key: a void or refund quotes them.
    expect(told.steps[0]).toMatchObject({
      kind: 'payment-sent',
      message: { type: '0220', responseCode: null },
    });
    expect(told.steps[1]).toMatchObject({ kind: 'payment-approved', message: null });
    for (const { kind, zh } of journey.steps) expect(zh, kind).toMatch(/\p{Script=Han}/u);
  });

  test('a lost notice is found by asking', async () => {
    const { id } = await opened();
    await scanned(id, false);
    expect(await stateOf(id)).toBe('unpaid');
    expect((await get(`/v1/orders/${id}?refresh=true`)).body.state).toBe('paid');
  });
});

describe('closing', () => {
  test('closed when the network agrees; a payment that comes later goes back', async () => {
    const { id } = await opened();
    const closed = await post(`/v1/orders/${id}/close`, {}, null);
    expect([closed.status, closed.body.state]).toEqual([200, 'closed']);
    expect(closed.body.close).toMatchObject({ why: 'by-merchant', confirmed: true });
    expect((await post(`/v1/orders/${id}/close`, {}, null)).body).toEqual(closed.body);
    expectProblem(await post(`/v1/orders/${id}/payments`, { payCode: PAY_CODE }), 409, 'order-closed');
    await scanned(id);
    await expect.poll(async () => (await get(`/v1/orders/${id}`)).body.returned).toHaveLength(1);
    expect(await stateOf(id)).toBe('closed');
  });

  test('what the network has as paid is paid', async () => {
    const { id } = await opened();
    await scanned(id, false);
    expectProblem(await post(`/v1/orders/${id}/close`, {}, null), 409, 'order-already-paid');
    expect(await stateOf(id)).toBe('paid');
  });

  test('can it be cancelled? Unpaid by CLOSE, paid as its payment, closed not at all', async () => {
    const { id } = await opened();
    const ask = async (): Promise<Record<string, unknown>> =>
      (await get(`/v1/orders/${id}/cancellability`)).body;
    expect(await ask()).toMatchObject({ verdict: 'YES', route: 'CLOSE' });
    await scanned(id);
    expect(await ask()).toMatchObject({ verdict: 'YES', route: 'VOID', amount: 4_590 });
    const other = await opened();
    await post(`/v1/orders/${other.id}/close`, {}, null);
    expect((await get(`/v1/orders/${other.id}/cancellability`)).body).toMatchObject({
      verdict: 'NO',
      reason: { code: 'order-closed' },
    });
  });

  test('one verb: a cancellation that names an order closes it, or sends its payment back', async () => {
    const unpaid = await opened();
    const closed = await post('/v1/cancellations', { subject: unpaid.id, reason: 'out of stock' });
    expect([closed.status, closed.body.state]).toEqual([202, 'closed']);
    const paid = await opened();
    await scanned(paid.id);
    const back = await post('/v1/cancellations', { subject: paid.id, reason: 'changed my mind' });
    expect(back.status, back.text).toBe(201);
    expect(back.body).toMatchObject({ state: 'done', amount: 4_590 });
  });
});

test('orders are listed by state and by number; those of another merchant do not exist', async () => {
  const { id, orderNo } = await opened();
  const list = (await get(`/v1/orders?orderNo=${orderNo}`)).body as { items: { id: string }[] };
  expect(list.items.map((each) => each.id)).toEqual([id]);
  const closed = (await get('/v1/orders?state=closed&limit=1')).body as {
    items: unknown[];
    next: string | null;
  };
  expect(closed.items).toHaveLength(1);
  expect((await get(`/v1/orders?state=closed&limit=1&cursor=${closed.next}`)).status).toBe(200);
  for (const url of [`/v1/orders/${id}`, `/v1/orders/${id}/journey`, `/v1/orders/${id}/cancellability`])
    expectProblem(await get(url, { key: KEYS.other }), 404, 'order-not-found');
  expectProblem(await get('/v1/orders/ord_nothing'), 404, 'order-not-found');
  expect((await get('/v1/orders?limit=5', { key: KEYS.operator })).status).toBe(200);
});

test('after all of this the books are whole', async () => {
  const report = await verifyBooks({ url: world.database.url });
  // This world has a terminal whose merchant is missing on purpose.
  expect(report.faults.filter(({ subject }) => !subject.includes(LOST_SHOP))).toEqual([]);
  expect(report.payments).toBeGreaterThan(5);
});

describe('verify finds what is wrong between an order and its payments', () => {
  const bodyOf = (
    table: string,
  ): string => `UPDATE ${table} t SET body = k.body FROM kept_${table === 'payment' ? 'p' : 'o'} k
    WHERE k.id = t.id AND k.body::text IS DISTINCT FROM t.body::text`;
  const ORDER = '"order"';
  const PAID = `state = 'paid' AND body::jsonb->'returned' = '[]'`;
  const one = (where: string): string => `id = (SELECT min(id) FROM ${ORDER} WHERE ${where})`;

  test.each([
    [
      'the payment of a paid order forgot it',
      `UPDATE payment SET body = body::jsonb - 'order'
        WHERE id = (SELECT min(body->>'paymentId') FROM ${ORDER} WHERE ${PAID})`,
      [bodyOf('payment')],
      ['order-payments', 'orphan'],
    ],
    [
      'a payment that is one too many is not returned',
      `UPDATE ${ORDER} SET body = jsonb_set(body::jsonb, '{returned}', '[]')
        WHERE ${one(`state = 'closed' AND body::jsonb->'returned' <> '[]'`)}`,
      [bodyOf(ORDER)],
      ['order-payments'],
    ],
    [
      'a paid order is said to be paid by a stranger',
      `UPDATE ${ORDER} SET body = jsonb_set(body::jsonb, '{paymentId}', '"pay_0000000000000000"') WHERE ${one(PAID)}`,
      [bodyOf(ORDER)],
      ['order-payments'],
    ],
    [
      'a paid order asks for another amount',
      `UPDATE ${ORDER} SET body = jsonb_set(body::jsonb, '{payableFen}', '"1"'), payable_fen = 1 WHERE ${one(PAID)}`,
      [bodyOf(ORDER), `UPDATE ${ORDER} t SET payable_fen = k.payable_fen FROM kept_o k WHERE k.id = t.id`],
      ['order-payments'],
    ],
    [
      'a refund that sends a payment back is missing',
      `UPDATE ${ORDER}
        SET body = jsonb_set(body::jsonb, '{returned}',
          body::jsonb->'returned' || jsonb_build_array(body->>'paymentId'))
        WHERE ${one(PAID)}`,
      [bodyOf(ORDER)],
      ['order-payments'],
    ],
    [
      'an unpaid order lost its deadline',
      `UPDATE ${ORDER} SET due_ms = NULL WHERE ${one(`state = 'unpaid'`)}`,
      [`UPDATE ${ORDER} t SET due_ms = k.due_ms FROM kept_o k WHERE k.id = t.id`],
      ['row-columns'],
    ],
    [
      'the number of an order is no key any more',
      `UPDATE once SET key = 'order/other' WHERE key = (SELECT 'order/' || min(order_no) FROM ${ORDER})`,
      [`UPDATE once SET key = (SELECT 'order/' || min(order_no) FROM ${ORDER}) WHERE key = 'order/other'`],
      ['once-keys'],
    ],
  ])('%s', async (_words, plant, mend, laws) => {
    const client = new pg.Client({ connectionString: world.database.url });
    await client.connect();
    try {
      await client.query(`CREATE TEMP TABLE kept_p AS SELECT id, body FROM payment`);
      await client.query(`CREATE TEMP TABLE kept_o AS SELECT id, body, payable_fen, due_ms FROM ${ORDER}`);
      expect((await client.query(plant)).rowCount).toBe(1);
      const { faults } = await verifyBooks({ url: world.database.url });
      const found = faults.filter(({ subject }) => !subject.includes(LOST_SHOP)).map(({ law }) => law);
      expect([...new Set(found)].sort()).toEqual(laws);
      for (const statement of mend) await client.query(statement);
      const after = await verifyBooks({ url: world.database.url });
      expect(after.faults.filter(({ subject }) => !subject.includes(LOST_SHOP))).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
