/** Terminals over HTTP: who may see and switch what, and what becomes of a batch that differs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpWorld, KEYS, OTHER_SHOP, openHttpWorld, SHOP, TERMINAL } from './http-api-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const OF_SHOP = `/v1/terminals/${TERMINAL}`;
const switchTo = (state: string, key: string, more: Record<string, unknown> = {}) =>
  world.call('POST', `${OF_SHOP}/acceptances`, {
    key,
    body: { product: 'chip', state, reason: 'the reader is broken', ...more },
  });

describe('who may see which terminal', () => {
  test('a shop its own, another shop its own of the same number', async () => {
    const mine = await world.call('GET', OF_SHOP, { key: KEYS.shop });
    expect(mine).toMatchObject({ status: 200, body: { id: TERMINAL, merchant: SHOP, status: 'active' } });
    const theirs = await world.call('GET', OF_SHOP, { key: KEYS.other });
    expect(theirs.body.merchant).toBe(OTHER_SHOP);
    expect((await world.call('GET', '/v1/terminals/99999999', { key: KEYS.shop })).status).toBe(404);
  });

  test('an operator names the shop, where several have a terminal of the number', async () => {
    const unclear = await world.call('GET', OF_SHOP, { key: KEYS.operator });
    expect([unclear.status, unclear.text]).toEqual([400, expect.stringContaining('must name the shop')]);
    const found = await world.call('GET', `${OF_SHOP}?merchant=${OTHER_SHOP}`, { key: KEYS.operator });
    expect(found.body.merchant).toBe(OTHER_SHOP);
  });

  test('the list goes on where the page before ended', async () => {
    const all = await world.call('GET', '/v1/terminals', { key: KEYS.operator });
    const one = await world.call('GET', '/v1/terminals?limit=1', { key: KEYS.operator });
    const two = await world.call('GET', `/v1/terminals?limit=1&cursor=${one.body.next}`, {
      key: KEYS.operator,
    });
    const ids = [one, two].flatMap(({ body }) =>
      (body.items as { merchant: string }[]).map((each) => each.merchant),
    );
    expect(ids).toEqual((all.body.items as { merchant: string }[]).slice(0, 2).map((each) => each.merchant));
  });

  test('only operators manage', async () => {
    const body = { status: 'blocked', reason: 'stolen' };
    expect((await world.call('POST', OF_SHOP, { key: KEYS.shop, body })).status).toBe(403);
  });
});

describe('a new terminal', () => {
  const add = (more: Record<string, unknown> = {}, key: string = KEYS.operator) =>
    world.call('POST', '/v1/terminals', {
      key,
      body: { merchant: SHOP, id: '31010099', reason: 'second till', ...more },
    });

  test('an operator registers it once; it is there at once, without keys, and told of in its story', async () => {
    expect((await add({}, KEYS.shop)).status).toBe(403);
    const added = await add({ language: 'zh', dialects: ['standard', 'sm4'] });
    expect(added).toMatchObject({
      status: 201,
      body: { id: '31010099', merchant: SHOP, status: 'active', batch: '000001', signedIn: null },
    });
    expect(added.body).toMatchObject({ language: 'zh', dialects: ['standard', 'sm4'] });
    expect(await add()).toMatchObject({ status: 409, body: { code: 'terminal-registered' } });
    const path = '/v1/terminals/31010099';
    const changed = await world.call('POST', path, {
      key: KEYS.operator,
      body: { language: 'en', reason: 'staff changed' },
    });
    expect(changed).toMatchObject({ status: 200, body: { language: 'en' } });
    expect((await world.call('GET', path, { key: KEYS.shop })).body.language).toBe('en');
    const keys = await world.call('GET', '/v1/keys', { key: KEYS.operator });
    expect(JSON.stringify(keys.body)).not.toContain('31010099');
  });

  test.each([
    [{ merchant: '999999999999999' }, 'must be the number of a shop'],
    [{ dialects: ['klingon'] }, 'must be among'],
    [{ id: '31 10099' }, '/id'],
    [{ language: 'fr' }, '/language'],
  ])('%o is refused', async (wrong, words) => {
    const answer = await add(wrong);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(words)]);
  });
});

describe('switching', () => {
  test('asked, switched off, refused a second time, on again; each version is kept', async () => {
    const asked = await switchTo('off', KEYS.shop, { only: 'ask' });
    expect(asked).toMatchObject({ status: 200, body: { answer: { verdict: 'YES', route: 'SERVICE_OFF' } } });
    expect((await switchTo('off', KEYS.shop)).status).toBe(200);
    await expect(world.sale('000101', 500n)).rejects.toThrow();
    const again = await switchTo('off', KEYS.shop);
    expect(again).toMatchObject({ status: 409, body: { code: 'acceptance-already-off' } });
    const no = await switchTo('off', KEYS.shop, { only: 'ask' });
    expect(no).toMatchObject({ status: 200, body: { answer: { verdict: 'NO' } } });
    expect((await switchTo('on', KEYS.shop)).status).toBe(200);
    expect((await world.sale('000102', 500n)).state).toBe('approved');
    const { body } = await world.call('GET', `${OF_SHOP}/acceptances`, { key: KEYS.shop });
    expect(
      (body.history as { version: number; state: string; by: string }[]).map((each) => each.version),
    ).toEqual([2, 1]);
    expect(body.history).toMatchObject([{ state: 'on', by: 'key_shop' }, { state: 'off' }]);
  });

  test('what the institution barred the shop cannot open', async () => {
    const path = `${OF_SHOP}/acceptances?merchant=${SHOP}`;
    const body = { product: 'swipe', state: 'barred', reason: 'fallback fraud' };
    expect((await world.call('POST', path, { key: KEYS.operator, body })).status).toBe(200);
    const on = { product: 'swipe', state: 'on', reason: 'we want it' };
    const refused = await world.call('POST', `${OF_SHOP}/acceptances`, { key: KEYS.shop, body: on });
    expect(refused).toMatchObject({ status: 403, body: { code: 'acceptance-barred' } });
    const bar = { product: 'tap', state: 'barred', reason: 'no' };
    expect((await world.call('POST', `${OF_SHOP}/acceptances`, { key: KEYS.shop, body: bar })).status).toBe(
      403,
    );
  });

  test('a product that is none', async () => {
    const body = { product: 'cheques', state: 'off', reason: 'no' };
    expect((await world.call('POST', `${OF_SHOP}/acceptances`, { key: KEYS.shop, body })).status).toBe(400);
  });
});

test('a terminal is told to sign in, blocked and let work again', async () => {
  const path = `${OF_SHOP}?merchant=${SHOP}`;
  const manage = (body: object) => world.call('POST', path, { key: KEYS.operator, body });
  const told = await manage({ wants: 'sign-in', reason: 'keys changed' });
  expect(told.body.wants).toEqual(['sign-in']);
  expect((await manage({ status: 'blocked', reason: 'stolen' })).body.status).toBe('blocked');
  await expect(world.sale('000103', 500n)).rejects.toThrow();
  expect((await manage({ status: 'active', reason: 'found' })).body.status).toBe('active');
  expect((await manage({ dialects: ['standard', 'sm4'], reason: 'new reader' })).body.dialects).toEqual([
    'standard',
    'sm4',
  ]);
  expect((await manage({ reason: 'nothing' })).status).toBe(400);
  const unknown = await manage({ dialects: ['standard', 'morse'], reason: 'no' });
  expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining('retail-mac')]);
});

test('a batch that differs: seen by its shop, ended by an operator, once', async () => {
  await world.sale('000201', 700n, OTHER_SHOP);
  const merchant = (await world.engine.merchant(OTHER_SHOP))!;
  const terminal = { merchantId: OTHER_SHOP, terminalId: TERMINAL, batchNo: '000001', stan: '000900' };
  const nothing = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
  await world.engine.submit({ type: 'settle', merchant, terminal, totals: nothing });
  const item = {
    by: 'detail',
    stan: '000777',
    amountFen: 1n,
    cardIndex: null,
    masked: null,
    group: null,
  } as const;
  const of = { merchant, terminalId: TERMINAL, batchNo: '000001' };
  await world.engine.submit({ type: 'upload-batch', ...of, items: [item] });
  await world.engine.submit({ type: 'end-batch', ...of, code: '202', count: 1, authentic: true });

  const path = `${OF_SHOP}/batches`;
  const seen = await world.call('GET', `${path}?open=true`, { key: KEYS.other });
  expect(seen.body.items).toMatchObject([
    {
      batch: '000001',
      state: 'compared',
      needsPerson: true,
      differences: [
        { no: 1, kind: 'host-only', trace: '000201', resolution: { state: 'by-rule', how: 'reversal' } },
        { no: 2, kind: 'terminal-only', trace: '000777', resolution: { state: 'open' } },
      ],
    },
  ]);
  const end = (no: number, key: string) =>
    world.call('POST', `${path}/000001/differences/${no}?merchant=${OTHER_SHOP}`, {
      key,
      body: { how: 'host-right', reason: 'a test of the technician' },
    });
  expect((await end(2, KEYS.other)).status).toBe(403);
  expect((await end(1, KEYS.operator)).body.code).toBe('difference-already-ended');
  expect((await end(2, KEYS.operator)).body).toMatchObject({ needsPerson: false });
  expect((await end(9, KEYS.operator)).status).toBe(404);
  const settled = await world.call('GET', `${path}?open=true`, { key: KEYS.other });
  expect(settled.body.items).toEqual([]);
  const one = await world.call('GET', `${path}/000001`, { key: KEYS.other });
  expect(one.body).toMatchObject({ uploaded: 1, end: { code: '202', count: 1 } });
  expect((await world.call('GET', `${path}/000777`, { key: KEYS.other })).status).toBe(404);
  expect((await world.call('GET', `${path}`, { key: KEYS.shop })).body.items).toEqual([]);
});
