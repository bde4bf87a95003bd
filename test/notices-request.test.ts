/** From a payer's request to the payer's telephone, over the real API: the shop is told, and the payer is. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createContacts } from '#adapters/notifications';
import { fresh, type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { eventually, Telling } from './telling.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

let world: HttpWorld;
let telling: Telling;
let sent: { number: string; text: string }[] = [];
beforeAll(async () => {
  world = await openHttpWorld();
  telling = new Telling(world);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});
afterEach(async () => {
  await telling.stop();
  sent = [];
});

function start(): void {
  telling.start({
    contacts: createContacts({ reader: world.reader, security: world.security, persons: world.personStore }),
    sms: {
      send: async ({ number, text }) => {
        sent.push({ number, text });
        return { state: 'sent', providerId: null } as const;
      },
    },
  });
}

async function asked(phone: string | undefined, more: object = {}): Promise<string> {
  const payment = await world.sale(fresh(), 12_000n);
  const { body: receipt } = await world.call('GET', `/v1/payments/${payment.id}/receipt`);
  const made = await world.call('POST', '/v1/public/requests', {
    key: null,
    body: { code: receipt.code, reason: '尺码不对', ...(phone === undefined ? {} : { phone }), ...more },
  });
  expect(made.status, made.text).toBe(201);
  return (made.body.request as { id: string }).id;
}
const texts = (): Promise<string[]> => Promise.resolve(sent.map(({ text }) => text));

test('an accepted request: the shop hears of it, the payer of the yes and of the way back, with the link', async () => {
  await using receiver = await WebhookReceiver.open();
  await world.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['request.*'] } });
  start();
  const id = await asked('+86 138 0013 8000');
  await receiver.until((all) => all.some(({ type }) => type === 'request.asked'));
  expect(receiver.received[0]!.data).toMatchObject({ id, contact: { phone: '+86138****8000' } });
  expect(receiver.received[0]!.body).not.toContain('13800138000');
  const { body } = await world.call('GET', '/v1/notices');
  expect((body.items as Record<string, unknown>[])[0]).toMatchObject({ kind: 'request-asked', subject: id });

  await world.call('POST', `/v1/requests/${id}/accept`);
  const told = await eventually(texts, (all) => all.some((text) => text.includes('/v1/track/')));
  expect(told[0]).toMatch(/商户已同意您的取消申请/);
  expect(told.at(-1)).toMatch(/撤销 ¥120\.00：银联已确认.*进度：https:\/\/pay\.example\/v1\/track\//);
  expect(new Set(sent.map(({ number }) => number))).toEqual(new Set(['+8613800138000']));
  expect(told.join()).not.toMatch(/can_|pay_|req_|key_/);
});

test('a refused request: the payer hears why', async () => {
  start();
  const id = await asked('13900139000');
  const refused = await world.call('POST', `/v1/requests/${id}/refuse`, { body: { reason: '商品已使用' } });
  expect(refused.status, refused.text).toBe(200);
  const [text] = await eventually(texts, (all) => all.length === 1);
  expect(text).toMatch(/您的取消申请未获同意：商品已使用。$/);
});

test('a payer who wants to be told in English is, whatever the number', async () => {
  start();
  const id = await asked('13700137000', { language: 'en' });
  await world.call('POST', `/v1/requests/${id}/refuse`, { body: { reason: 'used already' } });
  const [text] = await eventually(texts, (all) => all.length === 1);
  expect(text).toMatch(/^\[Yuanlu\] YUANLU SHOP.*your request was refused: used already\.$/);
});

test('a request without a number, and a way back of the shop alone, send no text', async () => {
  start();
  const id = await asked(undefined);
  await world.call('POST', `/v1/requests/${id}/refuse`, { body: { reason: '商品已使用' } });
  const payment = await world.sale(fresh(), 500n);
  await world.call('POST', '/v1/cancellations', {
    body: { subject: payment.id, reason: 'wrong amount' },
    headers: { 'idempotency-key': fresh() },
  });
  const buckets = Array.from({ length: 256 }, (_, bucket) => bucket);
  await eventually(
    () => world.noticeStore.reading.lag(buckets),
    (lag) => lag === 0,
  );
  expect(sent).toEqual([]);
  const { body } = await world.call('GET', '/v1/sms-outbox', { key: KEYS.operator });
  expect((body.items as { subject: string }[]).map(({ subject }) => subject)).not.toContain(id);
  expect(telling.troubles).toEqual([]);
});
