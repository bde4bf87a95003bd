/** Keys over HTTP: components of two operators, who may do what, and what never comes out. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '#adapters/postgres';
import { type HttpWorld, KEYS, openHttpWorld, SHOP, TERMINAL } from './http-api-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const A = '0123456789ABCDEFFEDCBA9876543210';
const B = '1122334455667788A1B2C3D4E5F60718';
const combined = Buffer.from(
  Buffer.from(A, 'hex').map((byte, index) => byte ^ Buffer.from(B, 'hex')[index]!),
).toString('hex');
/** Everything that the API answered, for a look at what leaked. */
let answered = '';

async function call(method: 'GET' | 'POST' | 'DELETE', path: string, key: string, body?: unknown) {
  const reply = await world.call(method, `/v1/keys${path}`, { key, ...(body === undefined ? {} : { body }) });
  answered += JSON.stringify(reply.body);
  return reply;
}
async function open(more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call('POST', '/ceremonies', KEYS.operator, { purpose: 'zmk', ...more });
  expect([status, body.state]).toEqual([201, 'open']);
  return body.id as string;
}
const enter = (id: string, key: string, component: string) =>
  call('POST', `/ceremonies/${id}/components`, key, { component });
const confirm = (id: string, key: string, checkValue: string) =>
  call('POST', `/ceremonies/${id}/confirmation`, key, { checkValue });

it('two operators load a key, and each sees check values alone', async () => {
  const id = await open({ purpose: 'tmk', of: `${SHOP}/${TERMINAL}` });
  const one = await enter(id, KEYS.operator, A);
  expect(one.body).toMatchObject({
    state: 'open',
    checkValue: null,
    components: [{ no: 1, enteredBy: 'key_operator', checkValue: '08D7B4' }],
  });
  const two = await enter(id, KEYS.second, B);
  const expected = (await world.security.importKey('tmk', combined)).checkValue;
  expect(two.body).toMatchObject({ state: 'complete', checkValue: expected });
  const loaded = await confirm(id, KEYS.operator, expected.slice(0, 6));
  expect([loaded.status, loaded.body.state]).toEqual([200, 'loaded']);
  const { body } = await call('GET', '', KEYS.operator);
  const keys = body.items as { of: string; slot: string; checkValue: string }[];
  expect(keys.find(({ of, slot }) => of === `${SHOP}/${TERMINAL}` && slot === 'masterKey')?.checkValue).toBe(
    expected,
  );
});

describe('refusals', () => {
  it('a shop does none of it', async () => {
    const id = await open();
    for (const key of [KEYS.shop, KEYS.supervisor]) {
      expect((await enter(id, key, A)).status).toBe(403);
      expect((await call('POST', '/ceremonies', key, { purpose: 'zmk' })).status).toBe(403);
      expect((await call('GET', '', key)).status).toBe(403);
      expect((await call('GET', '/acts', key)).status).toBe(403);
      expect((await call('POST', '/zone', key, { key: 'mac' })).status).toBe(403);
    }
  });

  it('nobody enters two components, and the last one who did does not confirm', async () => {
    const id = await open();
    await enter(id, KEYS.operator, A);
    expect((await enter(id, KEYS.operator, B)).body.code).toBe('four-eyes');
    const { body } = await enter(id, KEYS.second, B);
    expect((await confirm(id, KEYS.second, body.checkValue as string)).body.code).toBe('four-eyes');
    expect((await confirm(id, KEYS.operator, 'FFFFFF')).status).toBe(400);
    expect((await confirm(id, KEYS.operator, body.checkValue as string)).body.state).toBe('loaded');
    expect((await confirm(id, KEYS.operator, body.checkValue as string)).body.code).toBe('not-in-this-state');
    expect((await enter(id, KEYS.second, B)).body.code).toBe('not-in-this-state');
  });

  it('two operators at once: one key, of both', async () => {
    const id = await open();
    const replies = await Promise.all([enter(id, KEYS.operator, A), enter(id, KEYS.second, B)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect((await call('GET', `/ceremonies/${id}`, KEYS.operator)).body).toMatchObject({ state: 'complete' });
  });

  it('components that make no key: the same twice, another length, no hexadecimal', async () => {
    const id = await open();
    await enter(id, KEYS.operator, A);
    for (const component of [A, A.toLowerCase(), `${A}${A.slice(16)}`, 'ABCD', 'XY'.repeat(16)]) {
      const { status, body } = await enter(id, KEYS.second, component);
      expect([status, body.code], component).toEqual([400, 'input-not-valid']);
    }
    expect((await enter(id, KEYS.second, B)).body.state).toBe('complete');
  });

  it('an abandoned ceremony takes nothing more, and its components are gone', async () => {
    const id = await open();
    await enter(id, KEYS.operator, A);
    expect((await call('DELETE', `/ceremonies/${id}`, KEYS.second)).body.state).toBe('abandoned');
    expect((await enter(id, KEYS.second, B)).body.code).toBe('not-in-this-state');
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    const { rows } = await client.query('SELECT sealed FROM key_component WHERE ceremony_id = $1', [id]);
    await client.end();
    expect(rows).toEqual([{ sealed: null }]);
  });

  it.each([
    [{ purpose: 'tmk' }, 'belongs to a terminal'],
    [{ purpose: 'mak' }, 'made by the platform'],
    [{ purpose: 'zmk', of: 'x' }, 'has no name'],
  ])('%j is no target', async (asked, said) => {
    const { status, body } = await call('POST', '/ceremonies', KEYS.operator, asked);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(said)]);
  });

  it('an unknown ceremony is not found', async () => {
    expect((await enter('kcr_none', KEYS.operator, A)).status).toBe(404);
    expect((await call('GET', '/ceremonies/kcr_none', KEYS.operator)).status).toBe(404);
  });
});

it('the network is asked for a new key, and the record says by whom', async () => {
  expect((await call('POST', '/zone', KEYS.operator, { key: 'mac' })).body).toEqual({
    key: 'mac',
    code: '00',
  });
  expect(world.asked).toEqual(['mac']);
  const { body } = await call('GET', '/acts?limit=1', KEYS.operator);
  expect(body.items).toMatchObject([{ who: 'key_operator', command: 'ask-zone-key', purpose: 'zak' }]);
});

it('the record names both persons, and its chain holds', async () => {
  const { body } = await call('GET', '/acts?limit=200', KEYS.operator);
  const acts = body.items as { who: string; command: string; result: string }[];
  expect(
    acts.some(({ who, command }) => who === 'key_operator + key_second' && command === 'combineKey'),
  ).toBe(true);
  expect(acts.some(({ result }) => result === 'unreadable-key' || result === 'bad-length')).toBe(true);
  const { faults } = await verifyBooks({ url: world.database.url });
  expect(faults.filter(({ law }) => law === 'key-audit')).toEqual([]);
});

it('no answer, log line or row holds a component, the key or a half of them', async () => {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  const { rows: tables } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  let all = answered + world.log.join('');
  for (const { tablename } of tables)
    all += JSON.stringify((await client.query(`SELECT * FROM "${tablename}"`)).rows);
  await client.end();
  const text = all.toUpperCase();
  expect(text).toContain('KCR_');
  for (const secret of [A, B, combined])
    for (const half of [secret.slice(0, 16), secret.slice(16)])
      expect(text.includes(half.toUpperCase())).toBe(false);
});
