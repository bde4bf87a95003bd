/** Webhooks over the real engine, PostgreSQL and sockets: what is told, in which order, how often, and to whom. */
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Notifications, NotificationsOptions } from '#adapters/notifications';
import { createNoticeStore } from '#adapters/postgres';
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
  SHOP,
} from './http-api-world.ts';
import { BUCKETS, eventually, Telling } from './telling.ts';
import { type Received, WebhookReceiver } from './webhook-receiver.ts';

let world: HttpWorld;
let cancel: ReturnType<typeof cancelIn>;
let telling: Telling;

beforeAll(async () => {
  world = await openHttpWorld();
  cancel = cancelIn(world);
  telling = new Telling(world);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});
afterEach(() => telling.stop());

const start = (given: Partial<NotificationsOptions> = {}): Notifications => telling.start(given);

async function register(url: string, given: Record<string, unknown> = {}, key: string = KEYS.shop) {
  const made = await world.call('POST', '/v1/webhooks', { key, body: { url, ...given } });
  expect(made.status, made.text).toBe(201);
  return { id: String(made.body.id), secret: String(made.body.secret) };
}
const log = async (id: string, query = ''): Promise<Record<string, unknown>[]> =>
  (await world.call('GET', `/v1/webhooks/${id}/deliveries${query}`)).body.items as Record<string, unknown>[];
const logged = (id: string, holds: (items: Record<string, unknown>[]) => boolean) =>
  eventually(() => log(id, '?limit=200'), holds);
const typesOf = (received: readonly Received[], subject: string): string[] =>
  received.filter(({ data }) => data.id === subject).map(({ type }) => type);

describe('every change of the book', () => {
  test('is told once, in order, signed, with what the API shows', async () => {
    await using receiver = await WebhookReceiver.open();
    const { secret } = await register(receiver.url);
    start();
    const payment = await world.sale(fresh(), 12_000n);
    const { body } = await cancel({ subject: payment.id });
    const cancellationId = String(body.id);
    const received = await receiver.until(
      (all) =>
        typesOf(all, cancellationId).includes('cancellation.done') &&
        typesOf(all, payment.id).includes('payment.returned'),
    );
    expect(typesOf(received, payment.id)).toEqual([
      'payment.sent',
      'payment.approved',
      'payment.claimed',
      'payment.returned',
    ]);
    expect(typesOf(received, cancellationId)).toEqual(['cancellation.opened', 'cancellation.done']);
    const done = received.find(({ type }) => type === 'cancellation.done')!;
    const now = await world.call('GET', `/v1/cancellations/${cancellationId}`);
    expect({ ...done.data, tracking: null }).toEqual({ ...now.body, tracking: null });
    for (const { headers, id, body: text } of received) {
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(id, at, text));
      expect(id).toMatch(/^msg_[0-9A-Z]{16}$/);
      expect(headers['content-type']).toBe('application/json');
      expect(JSON.parse(text)).toMatchObject({ timestamp: expect.stringMatching(/^2026-11-23T.*\+08:00$/) });
    }
    expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
    // Nothing of a card, a key or a sealed thing.
    expect(received.map(({ body: text }) => text).join()).not.toMatch(/whsec_|"cipher"|ys1\.|yk1\./);
  });

  test('of an order too: opened and closed, as the API shows it', async () => {
    await using receiver = await WebhookReceiver.open();
    await register(receiver.url, { events: ['order.*'] });
    start();
    const made = await world.call('POST', '/v1/orders', {
      body: { orderNo: `N${fresh()}`, amount: 4_590, subject: '午餐' },
      headers: { 'idempotency-key': fresh() },
    });
    expect(made.status, made.text).toBe(201);
    const id = String(made.body.id);
    await world.call('POST', `/v1/orders/${id}/close`, { headers: { 'idempotency-key': fresh() } });
    const received = await receiver.until((all) => typesOf(all, id).includes('order.closing'));
    expect(typesOf(received, id).slice(0, 2)).toEqual(['order.opened', 'order.closing']);
    expect(received[0]!.data).toMatchObject({ id, amount: 4_590, subject: '午餐', book: SHOP });
  });

  test('is told to its own merchant alone, and only what was asked for', async () => {
    await using mine = await WebhookReceiver.open();
    await using theirs = await WebhookReceiver.open();
    await register(mine.url, { events: ['cancellation.*', 'payment.approved'] });
    await register(theirs.url, {}, KEYS.other);
    start();
    const payment = await world.sale(fresh(), 700n);
    await cancel({ subject: payment.id });
    const other = await world.sale(fresh(), 800n, OTHER_SHOP);
    await theirs.until((all) => typesOf(all, other.id).includes('payment.approved'));
    await mine.until((all) => all.some(({ type }) => type === 'cancellation.done'));
    expect(mine.received.map(({ data }) => data.book)).toEqual(mine.received.map(() => SHOP));
    expect(theirs.received.map(({ data }) => data.book)).toEqual(theirs.received.map(() => OTHER_SHOP));
    expect(new Set(mine.received.map(({ type }) => type))).toEqual(
      new Set(['payment.approved', 'cancellation.opened', 'cancellation.done']),
    );
  });
});

describe('an endpoint that does not take it', () => {
  test('is tried again under the same id; the rest of its subject waits, others do not', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url, { events: ['payment.*'] });
    receiver.answers.push(500);
    start();
    const first = await world.sale(fresh(), 1_000n);
    await logged(id, (items) => items.some(({ attempts }) => attempts === 1));
    const second = await world.sale(fresh(), 2_000n);
    await receiver.until((all) => typesOf(all, second.id).includes('payment.approved'));
    expect(typesOf(receiver.received, first.id)).toEqual(['payment.sent']);
    const [waiting] = (await log(id)).filter(
      ({ subject, attempts }) => subject === first.id && attempts === 1,
    );
    expect(waiting).toMatchObject({ state: 'pending', log: [{ no: 1, status: 500, error: null }] });
    telling.moveOn(5_001);
    await receiver.until((all) => typesOf(all, first.id).includes('payment.approved'));
    expect(typesOf(receiver.received, first.id)).toEqual([
      'payment.sent',
      'payment.sent',
      'payment.approved',
    ]);
    const tries = receiver.received.filter(({ data }) => data.id === first.id).slice(0, 2);
    expect(tries[0]!.id).toBe(tries[1]!.id);
    expect(tries[0]!.body).toBe(tries[1]!.body);
  });

  test('is not followed elsewhere, and a reply without an end is cut off', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url, { events: ['payment.sent'] });
    receiver.answers.push(
      (response) => response.writeHead(302, { location: receiver.url.replace('hooks', 'elsewhere') }).end(),
      (response) => {
        response.writeHead(200);
        const more = (): void =>
          void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more));
        response.on('error', () => {});
        more();
      },
    );
    start();
    await world.sale(fresh(), 1_000n);
    await logged(id, (items) => (items[0]?.log as { status: number }[] | undefined)?.[0]?.status === 302);
    telling.moveOn(6_000);
    const [delivered] = await logged(id, (items) => items[0]?.state === 'delivered');
    expect(delivered).toMatchObject({ attempts: 2 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hooks', '/hooks']);
  });

  test('answers in time or not at all', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url, { events: ['payment.sent'] });
    receiver.answers.push(() => {});
    start({ limits: { ...LIMITS, webhookReplyMs: 200 } });
    await world.sale(fresh(), 1_000n);
    const [item] = await logged(id, (items) => items[0]?.attempts === 1);
    expect(item).toMatchObject({ state: 'pending', log: [{ status: null, error: 'no answer in time' }] });
  });

  test('that answers 410 is switched off at once, and its merchant is told', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url);
    receiver.always = 410;
    start();
    await world.sale(fresh(), 1_000n);
    await logged(id, (items) => items.some(({ attempts }) => attempts === 1));
    const endpoint = await world.call('GET', `/v1/webhooks/${id}`);
    expect(endpoint.body).toMatchObject({ state: 'disabled', disabled: { code: 'gone' } });
    const notices = (await world.call('GET', '/v1/notices')).body.items as Record<string, unknown>[];
    expect(notices[0]).toMatchObject({ kind: 'endpoint-disabled', subject: id, readAt: null });
    expectProblem(
      await world.call('POST', `/v1/webhooks/${id}/resend`, { body: { since: '2026-11-23T00:00:00+08:00' } }),
      409,
      'webhook-disabled',
    );
    // What happens meanwhile is held, and comes with a resend when it is enabled again.
    const meanwhile = await world.sale(fresh(), 3_000n);
    await logged(id, (items) =>
      items.some(({ subject, state }) => subject === meanwhile.id && state === 'held'),
    );
    receiver.always = null;
    await world.call('POST', `/v1/webhooks/${id}/enable`);
    const resent = await world.call('POST', `/v1/webhooks/${id}/resend`, {
      body: { since: '2026-11-23T00:00:00+08:00' },
    });
    expect(Number(resent.body.resent)).toBeGreaterThanOrEqual(3);
    telling.running?.wake();
    await receiver.until((all) => typesOf(all, meanwhile.id).includes('payment.approved'));
  });

  test('and fails for days is switched off', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url, { events: ['payment.sent'] });
    receiver.always = 503;
    start();
    await world.sale(fresh(), 1_000n);
    for (let no = 1; no <= 9; no += 1) {
      await logged(id, (items) => items[0]?.attempts === no);
      telling.moveOn(86_400_000);
      if ((await world.call('GET', `/v1/webhooks/${id}`)).body.state === 'disabled') break;
    }
    const [item] = await log(id);
    expect(item).toMatchObject({ type: 'payment.sent' });
    expect((await world.call('GET', `/v1/webhooks/${id}`)).body).toMatchObject({
      state: 'disabled',
      disabled: { code: 'failing' },
    });
  });
});

describe('a program that dies', () => {
  test('between the delivery and noting it tells it again under the same id, and loses nothing', async () => {
    await using receiver = await WebhookReceiver.open();
    await register(receiver.url, { events: ['payment.*'] });
    let died: () => void = () => {};
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    // A store of its own, whose connections are gone with the program.
    const store = createNoticeStore({ url: world.database.url });
    const doomed = start({
      store,
      crashPoint: (name) => {
        died();
        throw new Error(`killed at ${name}`);
      },
    });
    const payment = await world.sale(fresh(), 1_000n);
    await death;
    await doomed.stop();
    await store.close();
    expect(typesOf(receiver.received, payment.id)).toEqual(['payment.sent']);
    start();
    await receiver.until((all) => typesOf(all, payment.id).includes('payment.approved'));
    expect(typesOf(receiver.received, payment.id)).toEqual([
      'payment.sent',
      'payment.sent',
      'payment.approved',
    ]);
    const ids = receiver.received.map(({ id }) => id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  test('while nobody reads, events pile up and are told when somebody does, none twice', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url, { events: ['payment.*'] });
    const payments = [];
    for (let count = 0; count < 20; count += 1) payments.push(await world.sale(fresh(), 1_000n));
    expect(await world.noticeStore.reading.lag(BUCKETS)).toBeGreaterThanOrEqual(40);
    start({ limits: { ...LIMITS, noticeEventsMax: 7 } });
    await receiver.count(40);
    await logged(id, (items) => items.every(({ state }) => state === 'delivered'));
    expect(receiver.received).toHaveLength(40);
    for (const payment of payments)
      expect(typesOf(receiver.received, payment.id)).toEqual(['payment.sent', 'payment.approved']);
    // The last messages may be out before the cursor behind them is written.
    await eventually(
      () => world.noticeStore.reading.lag(BUCKETS),
      (lag) => lag === 0,
    );
  });

  test('two that read the same events at once make one message of each', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id } = await register(receiver.url, { events: ['payment.sent'] });
    for (let count = 0; count < 10; count += 1) await world.sale(fresh(), 1_000n);
    const other = createNoticeStore({ url: world.database.url });
    start();
    const first = telling.running!;
    start({ store: other });
    const distinct = (all: readonly Received[]): number => new Set(all.map((each) => each.id)).size;
    await receiver.until((all) => distinct(all) >= 10);
    await Promise.all([first.stop(), telling.running!.stop()]);
    await other.close();
    expect(distinct(receiver.received)).toBe(10);
    expect(await log(id)).toHaveLength(10);
  });
});

describe('secrets and rights', () => {
  test('a new secret signs beside the old one for a day, then alone', async () => {
    await using receiver = await WebhookReceiver.open();
    const { id, secret } = await register(receiver.url, { events: ['payment.sent'] });
    const rotated = await world.call('POST', `/v1/webhooks/${id}/rotate`);
    const newer = String(rotated.body.secret);
    start();
    await world.sale(fresh(), 1_000n);
    const [both] = await receiver.count(1);
    const signed = ({ id: message, headers, body }: Received, key: string): string =>
      new Webhook(key).sign(message, new Date(Number(headers['webhook-timestamp']) * 1000), body);
    expect(both!.headers['webhook-signature']).toBe(`${signed(both!, newer)} ${signed(both!, secret)}`);
    telling.moveOn(86_400_001);
    await world.sale(fresh(), 1_000n);
    const alone = (await receiver.count(2))[1]!;
    expect(alone.headers['webhook-signature']).toBe(signed(alone, newer));
  });

  test('the secret is shown once and stored sealed', async () => {
    const { id, secret } = await register('https://shop.example/hooks');
    expect((await world.call('GET', `/v1/webhooks/${id}`)).text).not.toContain('whsec_');
    expect((await world.call('GET', '/v1/webhooks')).text).not.toContain('whsec_');
    const stored = await world.noticeStore.endpoints.get(id);
    expect(stored!.secret).toMatch(/^ys1\.webhook\./);
    expect(stored!.secret).not.toContain(secret.slice(6));
    expect(world.log.join('\n')).not.toContain(secret);
    await world.call('DELETE', `/v1/webhooks/${id}`);
    expect((await world.call('GET', `/v1/webhooks/${id}`)).status).toBe(404);
  });

  test("another merchant's endpoint looks exactly like none", async () => {
    const { id } = await register('https://shop.example/hooks', {}, KEYS.other);
    const anonymous = ({ body }: Answered) => ({ ...body, instance: '', requestId: '' });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['GET', '/deliveries', undefined],
      ['POST', '/rotate', undefined],
      ['POST', '/enable', undefined],
      ['POST', '/disable', undefined],
      ['POST', '/resend', { message: 'msg_0000000000000000' }],
    ] as const) {
      const options = body === undefined ? {} : { body };
      const theirs = await world.call(method, `/v1/webhooks/${id}${path}`, options);
      expectProblem(theirs, 404, 'not-found');
      expect(anonymous(theirs)).toEqual(
        anonymous(await world.call(method, `/v1/webhooks/we_0000000000000000${path}`, options)),
      );
    }
    expect((await world.call('GET', `/v1/webhooks/${id}`, { key: KEYS.operator })).status).toBe(200);
    expect((await world.call('GET', '/v1/webhooks')).body.items).toEqual([]);
  });

  test.each([
    ['http://shop.example/hooks', /https/],
    ['https://10.0.0.1/hooks', /private/],
    ['https://user:pw@shop.example/', /user name/],
  ])('the address %s is refused by name', async (url, detail) => {
    const refused = await world.call('POST', '/v1/webhooks', { body: { url } });
    expectProblem(refused, 400, 'input-not-valid');
    expect(refused.text).toMatch(detail);
  });

  test('a name that leads into a private network is refused when it is called', async () => {
    const { send } = await import('../src/adapters/notifications/sender.ts');
    const rules = { allowLoopback: false, urlMax: 1_000 };
    for (const address of ['10.0.0.1', '127.0.0.1', '169.254.169.254', '::1', '::ffff:192.168.0.1']) {
      const resolve = async () => [
        { address: '93.184.215.14', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      const sent = await send('https://shop.example/', {}, '{}', {
        rules,
        replyMs: 1_000,
        replyBytesMax: 1_000,
        resolve,
      });
      expect(sent).toEqual({ status: null, error: 'the name leads into a private network' });
    }
  });

  test('a book has a bounded number of endpoints, also when they are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: LIMITS.webhookEndpointsMax + 4 }, () =>
        world.call('POST', '/v1/webhooks', { body: { url: 'https://shop.example/hooks' } }),
      ),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(LIMITS.webhookEndpointsMax);
    for (const refused of made.filter(({ status }) => status !== 201))
      expectProblem(refused, 409, 'webhook-limit');
  });
});

test('no trouble was swallowed on the way, but for what was meant', () => {
  expect(telling.troubles.filter((each) => !/killed at|40001|notice_cursor/.test(each))).toEqual([]);
});
