/** The till over HTTP: who may use which terminal, what an act answers, warnings, slips. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpApi } from '#adapters/http-api';
import { decodeGb18030 } from '#wire/gb18030';
import { type Answered, expectProblem, type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { pdfText } from './pdf-text.ts';
import { FIRST_BATCH, MORNING_MS } from './shop.ts';
import { openTillWorld, type TillWorld } from './till-desk-world.ts';

let world: HttpWorld;
let till: TillWorld;
let api: Awaited<ReturnType<typeof createHttpApi>>;
let made = 0;

beforeAll(async () => {
  world = await openHttpWorld();
  till = await openTillWorld();
  till.nowMs = MORNING_MS + 1_000;
  till.host.batchNo = FIRST_BATCH;
  api = await createHttpApi({ ...world.options, till: till.desk });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await till?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

const T = '/v1/till/terminals/10000001';

async function call(
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  { key = KEYS.shop as string, body, headers = {} }: { key?: string; body?: object; headers?: object } = {},
): Promise<Answered & { readonly bytes: Buffer }> {
  const {
    statusCode,
    headers: told,
    payload,
    rawPayload,
  } = await api.inject({
    ...{ method, url },
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  const json = /json/.test(String(told['content-type']));
  return {
    ...{ status: statusCode, headers: told, text: payload, bytes: rawPayload },
    body: json ? (JSON.parse(payload) as Record<string, unknown>) : {},
  };
}

const fresh = (): string => {
  made += 1;
  return `till-${made}`;
};
const begin = (body: object, idempotencyKey = fresh()) =>
  call('POST', `${T}/acts`, { body, headers: { 'idempotency-key': idempotencyKey } });
const read = async (key: string) =>
  (await call('GET', `${T}/acts?key=${key}&wait=10&steps=1000`)).body.act as Record<string, unknown>;
async function done(body: object): Promise<Record<string, unknown>> {
  const begun = await begin(body);
  expect(begun.status, begun.text).toBe(202);
  return read(`till-${made}`);
}
const tap = { act: 'sale', amount: 1_000, card: 'plenty', entry: 'tap' };

test('terminals are those of the caller’s shop; another shop has none of this number', async () => {
  expect((await call('GET', '/v1/till/terminals')).body).toMatchObject({ items: [{ id: '10000001' }] });
  expect((await call('GET', '/v1/till/terminals', { key: KEYS.other })).body).toMatchObject({ items: [] });
  expectProblem(await call('GET', T, { key: KEYS.other }), 404, 'not-found');
  const body = { ...tap };
  const stolen = await call('POST', `${T}/acts`, {
    ...{ key: KEYS.other, body, headers: { 'idempotency-key': 'x' } },
  });
  expectProblem(stolen, 404, 'not-found');
});

test('a sale begins, is read to its end, and stands in the list; its slip opens a cancellation', async () => {
  const payment = await world.sale('000002', 1_000n);
  const act = await done(tap);
  expect(act).toMatchObject({
    ...{ state: 'ended', act: 'sale', amount: 1_000, recovered: false },
    result: {
      result: 'approved',
      batch: FIRST_BATCH,
      stan: '000002',
      card: '621234******1234',
      hasSlip: true,
    },
  });
  const list = await call('GET', `${T}/entries`);
  expect(list.body).toMatchObject({ items: [{ stan: '000002', state: 'approved', inOpenBatch: true }] });
  const one = await call('GET', `${T}/entries/${FIRST_BATCH}/000002`);
  expect(one.body).toMatchObject({ payment: { id: payment.id, state: 'approved' } });
  const slip = `${T}/entries/${FIRST_BATCH}/000002/slip`;
  const lines = (await call('GET', `${slip}?copy=merchant&reprint=true`)).body.lines as { is: string }[];
  expect(lines.map(({ is }) => is).slice(0, 3)).toEqual(['title', 'mark', 'mark']);
  const code = lines.at(-1) as unknown as { is: string; content: string };
  const id = payment.id.slice(4);
  expect(code).toMatchObject({ is: 'code' });
  expect(code.content).toMatch(new RegExp(`^https://pay.example/#${id.slice(0, 8)}-${id.slice(8)}-`));
  const receipt = (await call('GET', `/v1/payments/${payment.id}/receipt`)).body;
  expect(code.content).toContain(String(receipt.code));
});

test('a slip is text in columns, a file, and bytes for a printer', async () => {
  const slip = `${T}/entries/${FIRST_BATCH}/000002/slip`;
  const text = await call('GET', `${slip}?form=text&lang=en&paper=80`);
  expect(text.text).toContain('Amount          RMB 10.00\n');
  expect(text.headers['content-disposition']).toBe(
    `attachment; filename="10000001-${FIRST_BATCH}-000002.txt"`,
  );
  const printed = await call('GET', `${slip}?form=escpos`);
  expect(printed.headers['content-type']).toBe('application/vnd.escpos');
  expect([...printed.bytes.subarray(0, 4)]).toEqual([0x1b, 0x40, 0x1c, 0x26]);
  expect(decodeGb18030(printed.bytes)).toContain('街角便利店');
  const pdf = await call('GET', `${slip}?form=pdf&copy=cardholder`);
  expect(pdf.headers['content-type']).toBe('application/pdf');
  expect(pdfText(pdf.bytes)).toContain('持卡人存根');
  expectProblem(await call('GET', `${T}/entries/000009/000002/slip`), 404, 'not-found');
});

test('the same key is the same act; with other content it is refused', async () => {
  const key = 'twice';
  await begin({ ...tap, amount: 1_111 }, key);
  await read(key);
  const again = await begin({ ...tap, amount: 1_111 }, key);
  expect(again.status).toBe(200);
  expectProblem(await begin({ ...tap, amount: 1_112 }, key), 409, 'duplicate-other-content');
});

test('a second charge is warned of, with what is known of the first one; to confirm goes past', async () => {
  till.host.script.push('silence');
  await done({ ...tap, amount: 2_000 });
  const warned = await begin({ ...tap, amount: 2_000 });
  expectProblem(warned, 409, 'till-maybe-paid');
  const [{ why, entry }] = warned.body.doubts as [{ why: string; entry: { batch: string; stan: string } }];
  expect(why).toBe('unknown');
  const state = (await call('GET', T)).body;
  expect(state).toMatchObject({ pending: { stan: entry.stan }, unknown: [{ stan: entry.stan }] });
  const act = await done({ ...tap, amount: 2_000, confirm: [`${entry.batch}/${entry.stan}`] });
  expect(act.result).toMatchObject({
    result: 'approved',
    flushed: { state: 'acknowledged', stan: entry.stan },
  });
  expect((await call('GET', T)).body).toMatchObject({ pending: null, unknown: [] });
});

test('while an act is under way the next one is told so', async () => {
  till.host.script.push('silence');
  await begin({ ...tap, amount: 3_000 }, 'slow');
  const busy = await begin({ ...tap, amount: 3_001 });
  expectProblem(busy, 409, 'till-busy');
  expect(busy.body.act).toMatchObject({ state: 'under-way', amount: 3_000 });
  expect((await call('GET', `${T}/acts`)).body.act).toMatchObject({ amount: 3_000 });
  await read('slow');
  expect((await call('GET', `${T}/acts?key=never`)).body).toEqual({ act: null });
});

test.each([
  ['an amount is missing', { act: 'sale', card: 'plenty', entry: 'tap' }, '/amount'],
  ['how the card is read is missing', { act: 'sale', amount: 1, card: 'plenty' }, '/entry'],
  ['a card that is not at hand', { ...tap, card: 'nobody' }, '/card'],
  ['a PIN that is none', { ...tap, pin: '12' }, '/pin'],
  ['a void of nothing', { act: 'void' }, '/stan'],
])('an order that is none names its part: %s', async (_title, body, pointer) => {
  const refused = await begin(body);
  expectProblem(refused, 400, 'input-not-valid');
  expect(refused.body.errors).toMatchObject([{ pointer }]);
  expect(refused.text).not.toContain('"12"');
});

test('a key that a page gave up begins nothing any more', async () => {
  const gone = await call('DELETE', `${T}/acts?key=given-up`);
  expect(gone.body).toEqual({ act: null });
  expectProblem(await begin({ ...tap, amount: 4_000 }, 'given-up'), 409, 'till-forgone');
});

test('a key is demanded', async () => {
  expectProblem(await call('POST', `${T}/acts`, { body: tap }), 400, 'key-missing');
});

test('a settlement has its slip', async () => {
  const act = await done({ act: 'settle' });
  expect(act.result).toMatchObject({ settlement: { batch: FIRST_BATCH, outcome: 'differs' } });
  const slip = await call('GET', `${T}/settlements/${FIRST_BATCH}/slip?form=text`);
  expect(slip.text).toContain('结算单');
  expect(slip.text).toContain('对账不平');
  const found = await call('GET', `${T}/entries?batch=all&lastFour=1234&amount=1000`);
  expect(found.body).toMatchObject({ items: [{ stan: '000002', inOpenBatch: false }] });
  const day = (found.body.items as { at: string }[])[0]!.at.slice(0, 10);
  expect((await call('GET', `${T}/entries?batch=all&stan=2&day=${day}`)).body.items).toHaveLength(1);
  expect((await call('GET', `${T}/entries?batch=all&stan=2&day=2001-01-01`)).body.items).toEqual([]);
});

test('neither card number nor PIN is in the log', () => {
  expect(world.log.join('\n')).not.toMatch(/6212345678901234|246810/);
});

test('a server without terminals says so', async () => {
  expectProblem(await world.call('GET', '/v1/till/terminals'), 404, 'not-found');
});
