/** From an act on a wallet to its holder: in the list of notices, as a text, and to the institution's endpoint. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createContacts } from '#adapters/notifications';
import type { WalletAct, WalletId } from '#domain/wallet';
import { type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { CARD } from './shop-fixtures.ts';
import { eventually, Telling } from './telling.ts';
import { signedInHolder } from './wallet-browser.ts';
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

let acts = 0;
async function act(book: WalletId, what: WalletAct): Promise<string | null> {
  acts += 1;
  const reply = await world.engine.submit({
    ...{ type: 'wallet-act', book, act: what, by: 'test', key: `n ${acts}` },
  });
  expect(reply.outcome).toBe('accepted');
  return reply.made;
}

async function holder() {
  const browser = await signedInHolder(world);
  const book = browser.holder.walletId;
  await act(book, {
    ...{ kind: 'open', accountClass: 'III' },
    holder: { name: '*甲', idNumber: '1****************8', phone: '140****0017' },
  });
  return { browser, book };
}

type NoticeRow = { id: string; kind: string; words: { zh: string; en: string }; readAt: string | null };
async function noticesOf(browser: Awaited<ReturnType<typeof holder>>['browser']): Promise<NoticeRow[]> {
  return (await browser.call('GET', '/v1/wallet/notices')).body.items as NoticeRow[];
}

test('a service that was closed: its holder reads it, hears it by text, and the institution is told', async () => {
  await using receiver = await WebhookReceiver.open();
  const made = await world.call('POST', '/v1/webhooks', {
    key: KEYS.operator,
    body: { url: receiver.url, events: ['wallet.*'], book: 'institution' },
  });
  expect(made.status, made.text).toBe(201);
  start();
  const { browser, book } = await holder();
  const services = (await browser.call('GET', '/v1/wallet')).body.services as { id: string; kind: string }[];
  const { id } = services.find(({ kind }) => kind === 'pay-code')!;
  await act(book, { kind: 'switch-service', serviceId: id as never, to: 'off' });
  const read = await eventually(
    () => noticesOf(browser),
    (all) => all.some(({ kind }) => kind === 'wallet-service-closed'),
  );
  expect(read[0]!.words).toMatchObject({ zh: expect.stringMatching(/^付款码已关闭/) });
  const told = await eventually(
    async () => sent.filter(({ number }) => number === browser.holder.phone),
    (all) => all.length > 0,
  );
  expect(told[0]!.text).toMatch(/【原路】付款码已关闭.*非本人操作/);
  await receiver.until((all) => all.some(({ type }) => type === 'wallet.service-closed'));
  const message = receiver.received.find(({ type }) => type === 'wallet.service-closed')!;
  expect(message.data).toMatchObject({ id: book, state: 'open', event: { service: 'pay-code' } });
  expect(message.body).not.toContain(browser.holder.phone);
});

test('no merchant hears of a wallet, and no other holder', async () => {
  await using receiver = await WebhookReceiver.open();
  await world.call('POST', '/v1/webhooks', { body: { url: receiver.url, events: ['*'] } });
  start();
  const [one, two] = [await holder(), await holder()];
  await act(one.book, {
    ...{ kind: 'bind', card: { ...CARD, index: `card of ${one.book}` }, issuer: 'ICBC' },
    ...{ bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' },
  });
  await eventually(
    () => noticesOf(one.browser),
    (all) => all.some(({ kind }) => kind === 'wallet-card-bound'),
  );
  expect((await noticesOf(two.browser)).map(({ kind }) => kind)).not.toContain('wallet-card-bound');
  const shops = (await world.call('GET', '/v1/notices')).body.items as { kind: string }[];
  expect(shops.filter(({ kind }) => kind.startsWith('wallet-'))).toEqual([]);
  expect(receiver.received).toEqual([]);
});

test('notices are read one by one and all at once, by their holder alone', async () => {
  start();
  const [one, two] = [await holder(), await holder()];
  await act(one.book, { kind: 'stop', caseId: 'los_1' });
  const all = await eventually(
    () => noticesOf(one.browser),
    (rows) => rows.some(({ kind }) => kind === 'wallet-stopped'),
  );
  const newest = all[0]!;
  const read = (browser: typeof one.browser, path: string, body: object = {}) =>
    browser.call('POST', `/v1/wallet/notices/${path}`, { body });
  expect((await read(two.browser, `${newest.id}/read`)).body).toEqual({ read: 0 });
  expect((await read(one.browser, `${newest.id}/read`)).body).toEqual({ read: 1 });
  expect((await noticesOf(one.browser))[0]!.readAt).not.toBeNull();
  await read(one.browser, 'read', { upTo: newest.id });
  expect((await one.browser.call('GET', '/v1/wallet/notices')).body.unread).toBe(0);
});
