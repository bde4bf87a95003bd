/** A cashier's ways back want a supervisor's word: for one act, recorded, and nobody is signed in by it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpApi } from '#adapters/http-api';
import { type Answered, expectProblem, type HttpWorld, OTHER_SHOP, openHttpWorld } from './http-api-world.ts';
import { FIRST_BATCH, MORNING_MS } from './shop.ts';
import { type Browser, makeStaff, signedInAs } from './sign-in-browser.ts';
import { openTillWorld, type TillWorld } from './till-desk-world.ts';

let world: HttpWorld;
let till: TillWorld;
let api: HttpWorld['api'];
let cashier: Browser & { readonly staff: { readonly id: string } };
let made = 0;

beforeAll(async () => {
  const base = await openHttpWorld();
  till = await openTillWorld();
  till.nowMs = MORNING_MS + 1_000;
  till.host.batchNo = FIRST_BATCH;
  api = await createHttpApi({ ...base.options, till: till.desk });
  // The browser of the tests asks the API that has the till.
  world = Object.assign(Object.create(base) as HttpWorld, {
    api,
    call: async (
      method: 'GET' | 'POST',
      url: string,
      { body, headers }: { body?: unknown; headers?: object },
    ) => {
      const told = await api.inject({
        ...{ method, url, headers: { ...headers } },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const text = told.payload;
      return {
        ...{ status: told.statusCode, headers: told.headers, text },
        body: /json/.test(String(told.headers['content-type'])) ? JSON.parse(text) : {},
      } as Answered;
    },
  });
  cashier = await signedInAs(world, 'cashier');
}, 120_000);
afterAll(async () => {
  await api?.close();
  await till?.[Symbol.asyncDispose]();
  await Object.getPrototypeOf(world)?.[Symbol.asyncDispose]();
});

const T = '/v1/till/terminals/10000001';
async function act(by: Browser, body: object): Promise<Answered> {
  made += 1;
  const key = `approval-${made}`;
  const begun = await by.call('POST', `${T}/acts`, { body, headers: { 'idempotency-key': key } });
  if (begun.status === 202) await by.call('GET', `${T}/acts?key=${key}&wait=10&steps=1000`);
  return begun;
}
/** A sale that can be voided; the number on its slip. */
async function sold(): Promise<string> {
  till.nowMs += 10 * 60_000;
  await act(cashier, { act: 'sale', amount: 1_000, card: 'plenty', entry: 'tap' });
  const { body } = await cashier.call('GET', `${T}/entries`);
  return (body.items as { stan: string }[])[0]!.stan;
}
const sent = (): string => till.host.received.map(({ mti }) => mti).join(' ');

test('a cashier takes payments alone and gives none back', async () => {
  const stan = await sold();
  const before = sent();
  expectProblem(await act(cashier, { act: 'void', stan }), 403, 'till-approval-needed');
  expect(sent()).toBe(before);
});

test('a supervisor’s password lets this one act pass, is recorded, and signs nobody in', async () => {
  const stan = await sold();
  const supervisor = await makeStaff(world, 'supervisor');
  const { login, password } = supervisor;
  const passed = await act(cashier, { act: 'void', stan, approval: { login, password } });
  expect(passed.status, passed.text).toBe(202);
  expect((await cashier.call('GET', '/v1/session')).body).toMatchObject({ staff: { id: cashier.staff.id } });
  expect(await world.staffStore.sessionsOf(supervisor.id, 5)).toEqual([]);
  expectProblem(await act(cashier, { act: 'void', stan: await sold() }), 403, 'till-approval-needed');
  const acts = await world.options.staff.acts({
    ...{ book: null, staffId: supervisor.id, before: null, limit: 20 },
  });
  expect(acts).toContainEqual(
    expect.objectContaining({
      staffId: supervisor.id,
      act: 'approve void',
      subject: expect.stringContaining(stan),
    }),
  );
  expect(world.log.join('\n')).not.toContain(password);
});

test('neither a wrong password, another cashier nor another shop’s supervisor', async () => {
  const stan = await sold();
  const before = sent();
  const { login } = await makeStaff(world, 'supervisor');
  const wrong = await act(cashier, {
    act: 'void',
    stan,
    approval: { login, password: 'not this one at all' },
  });
  expectProblem(wrong, 401, 'sign-in-failed');
  for (const other of [
    await makeStaff(world, 'cashier'),
    await makeStaff(world, 'supervisor', { book: OTHER_SHOP }),
  ]) {
    const approval = { login: other.login, password: other.password };
    expectProblem(
      await act(cashier, { act: 'refund', amount: 100, stan, batch: FIRST_BATCH, approval }),
      403,
      'not-allowed',
    );
  }
  expect(sent()).toBe(before);
});

test('a supervisor at the till needs nobody', async () => {
  const stan = await sold();
  const supervisor = await signedInAs(world, 'supervisor');
  expect((await act(supervisor, { act: 'void', stan })).status).toBe(202);
});
