/** Requests over HTTP: the payer's door without login, the shop, a second pair of eyes, the institution, papers. */

import { Client } from 'pg';
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
  OTHER_SHOP,
  openHttpWorld,
} from './http-api-world.ts';
import { jpeg, pdf, png } from './papers.ts';

/** From here on two people agree, with an invoice (RSK-08). */
const LARGE_FEN = 6_000_000n;

let world: HttpWorld;
let cancel: ReturnType<typeof cancelIn>;
let addresses = 0;
beforeAll(async () => {
  world = await openHttpWorld();
  cancel = cancelIn(world);
});
afterAll(async () => world[Symbol.asyncDispose]());

/** A payer calls from an address of its own, unless the story is about one address. */
async function payer(
  method: 'GET' | 'POST',
  url: string,
  { body, token, from, raw }: { body?: unknown; token?: string; from?: string; raw?: Buffer } = {},
): Promise<Answered> {
  addresses += 1;
  const response = await world.api.inject({
    method,
    url,
    remoteAddress: from ?? `10.0.${addresses >> 8}.${addresses & 255}`,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(raw === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(raw === undefined ? (body === undefined ? {} : { payload: body as object }) : { payload: raw }),
  });
  return {
    status: response.statusCode,
    body: JSON.parse(response.payload) as Record<string, unknown>,
    headers: response.headers,
    text: response.payload,
  };
}

const receiptOf = async (payment: Payment): Promise<Record<string, unknown>> =>
  (await world.call('GET', `/v1/payments/${payment.id}/receipt`)).body;
const codeOf = async (payment: Payment): Promise<string> => String((await receiptOf(payment)).code);
const typedOf = (payment: Payment) => ({
  reference: payment.rrn,
  date: '2026-11-23',
  amount: Number(payment.amountFen),
  last4: '0005',
});
const move = (id: unknown, what: string, key: string, reason?: string): Promise<Answered> =>
  world.call('POST', `/v1/requests/${id}/${what}`, {
    key,
    ...(reason === undefined ? {} : { body: { reason } }),
  });
async function hand(id: unknown, item: string, file: Buffer, key: string = KEYS.shop): Promise<Answered> {
  const response = await world.api.inject({
    method: 'POST',
    url: `/v1/requests/${id}/evidence?item=${item}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'image/png' },
    payload: file,
  });
  return {
    status: response.statusCode,
    body: JSON.parse(response.payload) as Record<string, unknown>,
    headers: response.headers,
    text: response.payload,
  };
}
const until = (id: unknown, state: string): Promise<void> =>
  vi.waitFor(async () => expect((await world.call('GET', `/v1/requests/${id}`)).body.state).toBe(state), {
    timeout: 8_000,
    interval: 30,
  });

describe('the receipt', () => {
  test('shows what a slip shows, the card masked, and a code that nobody can make up', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const receipt = await receiptOf(payment);
    expect(receipt).toMatchObject({
      merchant: { en: 'YUANLU SHOP' },
      card: '620000******0005',
      amount: 12_000,
      reference: payment.rrn,
      type: { zh: '消费' },
    });
    expect(receipt.code).toMatch(
      new RegExp(`^${payment.id.slice(4, 12)}-${payment.id.slice(12)}-[0-9A-Z-]{29}$`),
    );
    expect((await receiptOf(payment)).code).toBe(receipt.code);
    expect(String(receipt.code).slice(18)).not.toBe((await codeOf(await world.sale(fresh(), 1n))).slice(18));
  });

  test('is the shop’s own alone, and what was not paid has none', async () => {
    const theirs = await world.sale(fresh(), 500n, OTHER_SHOP);
    expectProblem(await world.call('GET', `/v1/payments/${theirs.id}/receipt`), 404, 'not-found');
    world.network.next('sale', { says: 'funds-insufficient' });
    const declined = await world.sale(fresh(), 500n);
    expectProblem(
      await world.call('GET', `/v1/payments/${declined.id}/receipt`),
      409,
      'payment-not-approved',
    );
  });
});

describe('the door without login', () => {
  test('a code or four typed details open the same answer, without fees, facts or more of the card', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const byCode = await payer('POST', '/v1/public/requests/lookup', {
      body: { code: await codeOf(payment) },
    });
    expect(byCode.status, byCode.text).toBe(200);
    const typed = await payer('POST', '/v1/public/requests/lookup', { body: typedOf(payment) });
    expect(typed.status, typed.text).toBe(200);
    expect(typed.body).toMatchObject({
      merchant: { en: 'YUANLU SHOP' },
      amount: 12_000,
      requested: false,
      answer: { verdict: 'YES_WITH_REVIEW', route: 'VOID' },
    });
    for (const { text } of [byCode, typed]) {
      expect(text).not.toMatch(/620000|"fee"|"facts"|"parameters"|can_|pay_/);
      expect(text).toContain('0005');
    }
  });

  test('every miss is one and the same answer', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const code = await codeOf(payment);
    const wrong = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');
    const twins = [await world.sale(fresh(), 777n), await world.sale(fresh(), 777n)] as const;
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    await client.query('UPDATE payment SET rrn = $1 WHERE id = ANY($2)', [
      'TWIN00000001',
      twins.map(({ id }) => id),
    ]);
    await client.end();
    const misses = [
      { code: wrong },
      { code: 'x' },
      { code: code.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
      {},
      { ...typedOf(payment), last4: '0006' },
      { ...typedOf(payment), amount: 12_001 },
      { ...typedOf(payment), date: '2026-11-22' },
      { ...typedOf(payment), date: 'yesterday' },
      { ...typedOf(payment), reference: '000000000001' },
      { ...typedOf(payment), last4: '%' },
      { ...typedOf(twins[0]), reference: 'TWIN00000001' },
    ];
    const answers = [];
    for (const body of misses)
      for (const [url, more] of [
        ['/v1/public/requests/lookup', {}],
        ['/v1/public/requests', { reason: 'x' }],
      ] as const)
        answers.push(await payer('POST', url, { body: { ...body, ...more } }));
    const token = 'A'.repeat(26);
    answers.push(await payer('GET', '/v1/public/requests/req_0000000000000000', { token }));
    answers.push(await payer('GET', '/v1/public/requests/nobody'));
    answers.push(await payer('POST', '/v1/public/requests/x/withdraw', { token }));
    expectProblem(answers[0]!, 404, 'not-recognised');
    const anonymous = ({ status, body: { requestId: _id, ...body } }: Answered): unknown => ({
      status,
      body,
    });
    for (const each of answers) expect(anonymous(each)).toEqual(anonymous(answers[0]!));
  });

  test('one address, one reference and all together may try only so often', async () => {
    const lookup = '/v1/public/requests/lookup';
    const from = '192.0.2.7';
    for (let count = 0; count < LIMITS.publicTriesPerAddress; count += 1)
      expectProblem(
        await payer('POST', lookup, { from, body: { code: `x${count}` } }),
        404,
        'not-recognised',
      );
    const refused = await payer('POST', lookup, { from, body: { code: 'y' } });
    expectProblem(refused, 429, 'too-many-requests');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Neighbours go on; a reference that is guessed at from many addresses does not.
    const payment = await world.sale(fresh(), 4_242n);
    const guess = { ...typedOf(payment), last4: '9999' };
    for (let count = 0; count < LIMITS.publicTriesPerReference; count += 1)
      expectProblem(await payer('POST', lookup, { body: guess }), 404, 'not-recognised');
    expectProblem(await payer('POST', lookup, { body: typedOf(payment) }), 429, 'too-many-requests');
    const body = { code: await codeOf(payment) };
    expect((await payer('POST', lookup, { body })).status).toBe(200);
  });
});

describe('a payer’s request', () => {
  test('asked, accepted, carried out, its arrival confirmed; the token opens it and nothing else does', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const body = {
      code: await codeOf(payment),
      reason: '尺码不对',
      phone: '+86 138 0013 8000',
      email: 'li@example.com',
    };
    const made = await payer('POST', '/v1/public/requests', { body });
    expect(made.status, made.text).toBe(201);
    const { token, request } = made.body as { token: string; request: Record<string, unknown> };
    expect(request).toMatchObject({
      state: 'asked',
      contact: { phone: '+86138****8000', email: 'l***@example.com' },
      merchant: { en: 'YUANLU SHOP' },
    });
    const again = await payer('POST', '/v1/public/requests', { body });
    expect([again.status, (again.body.request as { id: string }).id]).toEqual([200, request.id]);
    // Whoever finds the slip may ask again: the token stays with the first.
    expect(again.body.token).toBeNull();

    const mine = await world.call('GET', '/v1/requests?state=asked');
    expect((mine.body.items as { id: string }[]).map(({ id }) => id)).toContain(request.id);
    const theirs = await world.call('GET', `/v1/requests/${request.id}`, { key: KEYS.other });
    expectProblem(theirs, 404, 'not-found');
    expectProblem(await move(request.id, 'accept', KEYS.operator), 403, 'not-allowed');
    expect((await move(request.id, 'accept', KEYS.shop)).status).toBe(200);
    await until(request.id, 'arriving');
    const seen = await payer('GET', `/v1/public/requests/${request.id}`, { token });
    expect(seen.body).toMatchObject({ state: 'arriving', tracking: expect.stringContaining('/v1/track/') });
    expect(seen.text).not.toMatch(/can_|pay_|key_/);
    expectProblem(
      await payer('POST', `/v1/public/requests/${request.id}/withdraw`, { token }),
      409,
      'request-moved-on',
    );
    const done = await payer('POST', `/v1/public/requests/${request.id}/confirm-arrival`, { token });
    expect(done.body).toMatchObject({ state: 'finished', arrival: 'confirmed' });

    const { body: shown } = await world.call('GET', `/v1/requests/${request.id}`);
    const { body: back } = await world.call('GET', `/v1/cancellations/${shown.cancellation}`);
    expect(back).toMatchObject({ door: 'payer', requestedBy: 'payer', reason: '尺码不对', state: 'done' });
    const told = await world.call('GET', `/v1/requests/${request.id}/explanation`);
    expect(told.body).toMatchObject({
      differs: true,
      stored: { verdict: 'YES_WITH_REVIEW' },
      today: { verdict: 'NO' },
    });
    const rest = JSON.stringify([
      world.log,
      (await world.call('GET', `/v1/payments/${payment.id}/journey`)).text,
    ]);
    expect(rest).not.toMatch(/13800138000|li@example|138 0013/);
    expect(rest).not.toContain(token);
  });

  test('refused with a reason that the payer is told; withdrawn by the payer', async () => {
    const payment = await world.sale(fresh(), 900n);
    const ask = async (): Promise<{ token: string; id: string }> => {
      const made = await payer('POST', '/v1/public/requests', {
        body: { ...typedOf(payment), reason: 'no' },
      });
      expect(made.status, made.text).toBe(201);
      return { token: String(made.body.token), id: (made.body.request as { id: string }).id };
    };
    const first = await ask();
    expectProblem(await move(first.id, 'refuse', KEYS.shop), 400, 'input-not-valid');
    const refused = await move(first.id, 'refuse', KEYS.shop, '商品已拆封');
    expect(refused.body).toMatchObject({
      state: 'refused',
      refusal: { why: '商品已拆封', stage: 'decision' },
    });
    const seen = await payer('GET', `/v1/public/requests/${first.id}`, { token: first.token });
    expect(seen.body.refusal).toEqual({ why: '商品已拆封', stageWords: expect.anything() });
    const second = await ask();
    const taken = await payer('POST', `/v1/public/requests/${second.id}/withdraw`, { token: second.token });
    expect(taken.body.state).toBe('withdrawn');
    expectProblem(
      await payer('GET', `/v1/public/requests/${second.id}`, { token: first.token }),
      404,
      'not-recognised',
    );
  });

  test.each([
    ['a card number as a telephone number', { phone: '6222021234560005' }, '/phone'],
    ['words as a telephone number', { phone: 'call me' }, '/phone'],
    ['no e-mail address', { email: 'li@' }, '/email'],
    ['a card number in the reason', { reason: 'card 6200 0000 0000 0005' }, '/reason'],
  ])('%s is pointed at', async (_what, members, pointer) => {
    const payment = await world.sale(fresh(), 900n);
    const answered = await payer('POST', '/v1/public/requests', {
      body: { code: await codeOf(payment), reason: 'x', ...members },
    });
    expectProblem(answered, 400, 'input-not-valid');
    expect(answered.body.errors).toMatchObject([{ in: 'body', pointer }]);
  });
});

describe('papers', () => {
  test('the same key again gives the same request, however often its papers come along', async () => {
    const payment = await world.sale(fresh(), LARGE_FEN);
    const evidence = [{ item: 'invoice', content: jpeg().toString('base64') }];
    const body = { subject: payment.id, route: 'REFUND', whenOpen: true, evidence };
    const options = { idempotencyKey: `again-${fresh()}` };
    const first = await cancel(body, options);
    const second = await cancel(body, options);
    expect([first.status, second.status, second.body.id], second.text).toEqual([202, 202, first.body.id]);
    expect(second.body.papers).toHaveLength(1);
  });

  test('bad papers along with it refuse the whole: nothing is opened', async () => {
    const payment = await world.sale(fresh(), 100n);
    const evidence = [{ item: 'invoice', content: Buffer.from('<svg>').toString('base64') }];
    expectProblem(await cancel({ subject: payment.id, evidence }), 422, 'paper-not-readable');
    const { body } = await world.call('GET', `/v1/cancellations?payment=${payment.id}`);
    expect(body.items).toEqual([]);
  });

  test('papers of the person are for the institution alone, the others for the shop too', async () => {
    const payment = await world.sale(fresh(), LARGE_FEN);
    const opened = await cancel({ subject: payment.id, route: 'REFUND', whenOpen: true });
    for (const [item, width, shop] of [
      ['invoice', 21, 200],
      ['holder-id', 22, 403],
    ] as const) {
      const handed = await hand(opened.body.id, item, png({ width }));
      expect(handed.status, handed.text).toBe(200);
      const { sha256 } = (handed.body.papers as { item: { code: string }; sha256: string }[]).find(
        (paper) => paper.item.code === item,
      )!;
      const url = `/v1/requests/${opened.body.id}/evidence/${sha256}`;
      expect((await world.call('GET', url)).status).toBe(shop);
      expect((await world.call('GET', url, { key: KEYS.operator })).status).toBe(200);
      expect((await world.call('GET', url, { key: KEYS.other })).status).toBe(404);
    }
  });

  test('a request keeps ten papers, and an eleventh is refused', async () => {
    const payment = await world.sale(fresh(), LARGE_FEN);
    const opened = await cancel({ subject: payment.id, route: 'REFUND', whenOpen: true });
    for (let count = 1; count <= LIMITS.papersPerRequestMax; count += 1)
      expect((await hand(opened.body.id, 'invoice', png({ width: count }))).status).toBe(200);
    expectProblem(await hand(opened.body.id, 'invoice', png({ width: 11 })), 409, 'papers-too-many');
    expect(await stored(opened.body.id)).toHaveLength(LIMITS.papersPerRequestMax);
  });
});

describe('the one verb, where a yes is not enough', () => {
  let [theirs, small, ours]: (Payment | undefined)[] = [];
  /** A settled batch takes no more sales: all that is refunded below is sold first. */
  beforeAll(async () => {
    theirs = await world.sale(fresh(), LARGE_FEN, OTHER_SHOP);
    small = await world.sale(fresh(), 100n, OTHER_SHOP);
    ours = await world.sale(fresh(), LARGE_FEN);
    await world.settle(OTHER_SHOP);
    await world.settle();
  });
  const large = async (): Promise<{ id: string; payment: Payment }> => {
    const payment = theirs!;
    const opened = await cancel({ subject: payment.id, requestedBy: '二号柜台小李' }, { key: KEYS.other });
    expect(opened.status, opened.text).toBe(202);
    expect(opened.headers.location).toBe(`/v1/requests/${opened.body.id}`);
    return { id: String(opened.body.id), payment };
  };

  test('a large refund wants an invoice and another key; a paper is kept encrypted and comes back', async () => {
    const { id, payment } = await large();
    const { body } = await world.call('GET', `/v1/requests/${id}`, { key: KEYS.other });
    expect(body).toMatchObject({
      state: 'papers',
      by: 'key_other',
      requestedBy: '二号柜台小李',
      approval: 'supervisor',
      papersWanted: [{ code: 'invoice', received: false }],
    });
    expectProblem(await hand(id, 'poem', pdf(), KEYS.other), 400, 'input-not-valid');
    expectProblem(await hand(id, 'invoice', Buffer.from('<html>'), KEYS.other), 422, 'paper-not-readable');
    expectProblem(
      await hand(id, 'invoice', pdf({ catalogue: '/AA 4 0 R' }), KEYS.other),
      422,
      'paper-not-safe',
    );
    expectProblem(await hand(id, 'invoice', pdf(), KEYS.shop), 404, 'not-found');
    const scan = Buffer.concat([png({ width: 64, height: 64 })]);
    const handed = await hand(id, 'invoice', scan, KEYS.other);
    expect(handed.body, handed.text).toMatchObject({
      state: 'approval',
      papers: [{ kind: 'png', size: scan.length }],
    });
    const [paper] = handed.body.papers as { link: string; sha256: string }[];
    const file = await world.api.inject({
      method: 'GET',
      url: paper!.link,
      headers: { authorization: `Bearer ${KEYS.operator}` },
    });
    expect(file.rawPayload.equals(scan)).toBe(true);
    expect(file.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': expect.stringContaining('attachment'),
      'x-content-type-options': 'nosniff',
    });
    expectProblem(await world.call('GET', paper!.link), 404, 'not-found');

    expectProblem(await move(id, 'approve', KEYS.other), 403, 'supervisor-needed');
    expect((await move(id, 'approve', KEYS.operator)).body).toMatchObject({ approvedBy: 'key_operator' });
    await vi.waitFor(async () => {
      const { body: back } = await world.call('GET', `/v1/cancellations?payment=${payment.id}`, {
        key: KEYS.other,
      });
      expect(back.items).toMatchObject([
        { route: 'REFUND', state: 'done', requestedBy: 'key_other', person: '二号柜台小李', request: id },
      ]);
    });
    const rows = await stored(id);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.includes(scan.subarray(0, 16))).toBe(false);
  });

  test('four eyes: a supervisor may not approve what the same key asked for', async () => {
    const payment = ours!;
    const evidence = [{ item: 'invoice', content: pdf().toString('base64') }];
    const opened = await cancel({ subject: payment.id, evidence }, { key: KEYS.supervisor });
    expect([opened.status, opened.body.state], opened.text).toEqual([202, 'approval']);
    const refused = await move(opened.body.id, 'approve', KEYS.supervisor);
    expectProblem(refused, 403, 'four-eyes');
    expect(refused.body.request).toMatchObject({ state: 'approval' });
    const rejected = await move(opened.body.id, 'reject', KEYS.operator, '缺少发票原件');
    expect(rejected.body).toMatchObject({
      state: 'refused',
      refusal: { stage: 'approval', by: 'key_operator' },
    });
  });

  test('a way back is no subject: a refund that was sent is not taken back', async () => {
    const payment = small!;
    const made = await cancel({ subject: payment.id, route: 'REFUND' }, { key: KEYS.other });
    const again = await cancel({ subject: made.body.id }, { key: KEYS.other });
    expectProblem(again, 409, 'refund-cannot-be-undone');
    expectProblem(await cancel({ subject: made.body.id }), 404, 'not-found');
  });
});

async function stored(id: unknown): Promise<Buffer[]> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  const { rows } = await client.query<{ sealed: Buffer }>('SELECT sealed FROM paper WHERE request_id = $1', [
    id,
  ]);
  await client.end();
  return rows.map(({ sealed }) => sealed);
}
