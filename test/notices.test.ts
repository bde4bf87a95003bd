/** Notices and texts over the real engine and PostgreSQL: who is told what, in which words, and how often. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSubjectViews } from '#adapters/http-api';
import type { Contacts, Views } from '#adapters/notifications';
import {
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  OTHER_SHOP,
  openHttpWorld,
} from './http-api-world.ts';
import { eventually, Telling } from './telling.ts';

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

/** Everybody who is texted left this number. */
const leaving =
  (contact: { readonly number: string; readonly lang: 'zh' | 'en' }): Contacts['contactsOf'] =>
  async (events) =>
    events.map(() => contact);

type Row = Record<string, unknown>;
const notices = async (key: string, query = ''): Promise<Row[]> =>
  (await world.call('GET', `/v1/notices${query}`, { key })).body.items as Row[];
const outbox = async (): Promise<Row[]> =>
  (await world.call('GET', '/v1/sms-outbox?limit=200', { key: KEYS.operator })).body.items as Row[];

/** A void that the network refuses: the shop has to know. */
async function refused(merchantId?: string, key: string = KEYS.shop): Promise<string> {
  const payment = await world.sale(fresh(), 12_000n, merchantId);
  world.network.next('void', { says: 'card-restricted' });
  const { body } = await cancel({ subject: payment.id }, { key });
  return String(body.id);
}

describe('notices', () => {
  test('come of what a person must know, for whom it concerns, in both languages, unread', async () => {
    telling.start();
    const [mine, theirs] = [await refused(), await refused(OTHER_SHOP, KEYS.other)];
    const all = await eventually(
      () => notices(KEYS.shop),
      (items) => items.some(({ subject }) => subject === mine),
    );
    const notice = all.find(({ subject }) => subject === mine)!;
    expect(notice).toMatchObject({ kind: 'cancellation-refused', readAt: null });
    expect(notice.words).toMatchObject({
      zh: expect.stringMatching(/撤销/),
      en: expect.stringMatching(/refused the void/),
    });
    expect(all.map(({ subject }) => subject)).not.toContain(theirs);
    // A refusal is the shop's matter, not the operators'.
    expect((await notices(KEYS.operator)).map(({ subject }) => subject)).not.toContain(mine);
    expectProblem(await world.call('GET', `/v1/notices?book=${OTHER_SHOP}`), 404, 'not-found');
  });

  test('are read one by one or up to one, each by its own reader alone', async () => {
    telling.start();
    const made = [await refused(), await refused(), await refused()];
    await eventually(
      () => notices(KEYS.shop, '?unread=true'),
      (items) => made.every((id) => items.some(({ subject }) => subject === id)),
    );
    const unread = await notices(KEYS.shop, '?unread=true');
    const [newest, second] = unread as [Row, Row];
    const read = (url: string, key: string, body?: unknown) =>
      world.call('POST', url, { key, ...(body === undefined ? {} : { body }) });
    expect((await read(`/v1/notices/${second.id}/read`, KEYS.other)).body).toEqual({ read: 0 });
    expect((await read(`/v1/notices/${second.id}/read`, KEYS.operator)).body).toEqual({ read: 0 });
    expect((await read(`/v1/notices/${second.id}/read`, KEYS.shop)).body).toEqual({ read: 1 });
    expect((await read(`/v1/notices/${second.id}/read`, KEYS.shop)).body).toEqual({ read: 0 });
    expect((await notices(KEYS.shop, '?unread=true')).map(({ id }) => id)).not.toContain(second.id);
    const done = await read('/v1/notices/read', KEYS.shop, { upTo: newest.id });
    expect(done.body).toEqual({ read: unread.length - 1 });
    const { body } = await world.call('GET', '/v1/notices?unread=true');
    expect(body).toMatchObject({ items: [], unread: 0, next: null });
    expect((await notices(KEYS.shop)).length).toBeGreaterThanOrEqual(3);
  });

  test('are listed in pages, newest first, and a cursor is good for its list alone', async () => {
    const first = (await world.call('GET', '/v1/notices?limit=2')).body as { items: Row[]; next: string };
    const second = (await world.call('GET', `/v1/notices?limit=2&cursor=${first.next}`)).body as {
      items: Row[];
    };
    const ids = [...first.items, ...second.items].map(({ id }) => String(id));
    expect([...ids].sort().reverse()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expectProblem(
      await world.call('GET', `/v1/notices?limit=2&cursor=${first.next}`, { key: KEYS.operator }),
      400,
      'input-not-valid',
    );
  });
});

test('a way back of which nobody is told is not read at all', async () => {
  const views = createSubjectViews(world.options);
  const read: string[] = [];
  const viewOf: Views['viewOf'] = (noun, id) => {
    read.push(id);
    return views.viewOf(noun, id);
  };
  telling.start({ views: { viewOf } });
  const payment = await world.sale(fresh(), 300n);
  const { body } = await cancel({ subject: payment.id });
  expect(body.state).toBe('done');
  const told = await refused();
  await eventually(
    () => notices(KEYS.shop),
    (items) => items.some(({ subject }) => subject === told),
  );
  expect(read).toContain(told);
  expect(read).not.toContain(body.id);
});

describe('texts', () => {
  const contacts = { contactsOf: leaving({ number: '138 0013 8000', lang: 'zh' }) };

  test('tell the payer who, how much and where it is, with the link; the number is kept sealed', async () => {
    const sent: { number: string; text: string }[] = [];
    telling.start({
      contacts,
      sms: {
        send: async ({ number, text }) => {
          sent.push({ number, text });
          return { state: 'sent', providerId: null } as const;
        },
      },
    });
    const payment = await world.sale(fresh(), 12_000n);
    const { body } = await cancel({ subject: payment.id });
    const [row] = await eventually(outbox, (items) => items.some(({ state }) => state === 'sent'));
    const texts = sent.filter(({ text }) => text.includes(String(body.trackingUrl)));
    expect(texts).toHaveLength(1);
    expect(texts[0]!.number).toBe('13800138000');
    expect(texts[0]!.text).toMatch(/撤销 ¥120\.00/);
    // What an operator sees, and what the log says, holds neither the number nor the secret of the link.
    expect(row).toMatchObject({ number: '138****8000', kind: 'cancellation-done', lang: 'zh' });
    const token = String(body.trackingUrl).split('/').at(-1)!;
    const shown = JSON.stringify(await outbox()) + world.log.join('\n');
    expect(shown).not.toContain('13800138000');
    expect(shown).not.toContain(token.slice(16));
    const [stored] = (await world.noticeStore.texts.list({ cursor: null, limit: 1 })).items;
    expect(stored!.numberSeal).toMatch(/^ys1\.telephone\./);
    expectProblem(await world.call('GET', '/v1/sms-outbox'), 403, 'not-allowed');
  });

  test('are kept in the outbox and sent nowhere unless a provider is set up', async () => {
    const before = (await outbox()).length;
    telling.start({ contacts: { contactsOf: leaving({ number: '+86 139 0000 0001', lang: 'en' }) } });
    const payment = await world.sale(fresh(), 100n);
    await cancel({ subject: payment.id });
    const items = await eventually(outbox, (rows) => rows.length > before && rows[0]!.state !== 'waiting');
    expect(items[0]).toMatchObject({ state: 'kept', lang: 'en', number: '861****0001' });
    expect(String(items[0]!.text)).toMatch(/^\[Yuanlu\] .*\/v1\/track\/…$/);
  });

  test('that a provider does not take are tried again, a bounded number of times', async () => {
    let tries = 0;
    telling.start({
      contacts: { contactsOf: leaving({ number: '13700000001', lang: 'zh' }) },
      sms: {
        send: async ({ number }) => {
          tries += 1;
          throw new TypeError(`no route to ${number}`);
        },
      },
    });
    const payment = await world.sale(fresh(), 100n);
    await cancel({ subject: payment.id });
    const newest = async (): Promise<Row> => (await outbox())[0]!;
    for (let no = 1; no <= 5; no += 1) {
      await eventually(newest, ({ attempts, number }) => number === '137****0001' && attempts === no);
      telling.moveOn(600_000);
    }
    expect(await newest()).toMatchObject({ state: 'failed', attempts: 5, error: 'TypeError' });
    expect(tries).toBe(5);
    expect(telling.troubles.join()).not.toContain('13700000001');
  });

  test('are at most five a day for one number; those beyond are dropped and can be seen', async () => {
    telling.start({ contacts: { contactsOf: leaving({ number: '13600000002', lang: 'zh' }) } });
    const mine = async (): Promise<string[]> =>
      (await outbox()).filter(({ number }) => number === '136****0002').map(({ state }) => String(state));
    for (let count = 0; count < 7; count += 1) {
      const payment = await world.sale(fresh(), 100n);
      await cancel({ subject: payment.id });
    }
    const states = await eventually(mine, (all) => all.length === 7 && !all.includes('waiting'));
    expect([...states].sort()).toEqual([...Array(2).fill('dropped'), ...Array(5).fill('kept')]);
    // The next day the number may be told again.
    telling.moveOn(86_400_000);
    const payment = await world.sale(fresh(), 100n);
    await cancel({ subject: payment.id });
    await eventually(mine, (all) => all.filter((state) => state === 'kept').length === 6);
  });
});

describe('what is old', () => {
  test('is forgotten; what is unread, pending or waiting is not', async () => {
    const { noticeStore } = world;
    const before = (await notices(KEYS.shop, '?limit=200')).length;
    const far = world.options.clock.nowMs() + 10 * 86_400_000;
    const unreadNow = await refusedUnread();
    let forgotten = 0;
    for (let round = 0; round < 50; round += 1) {
      const count = await noticeStore.delivering.forget({ beforeMs: far, unreadBeforeMs: 0 }, 100);
      forgotten += count;
      if (count === 0) break;
    }
    expect(forgotten).toBeGreaterThan(0);
    const left = await notices(KEYS.shop, '?limit=200');
    expect(left.length).toBeLessThan(before + 1);
    expect(left.map(({ subject }) => subject)).toContain(unreadNow);
    expect(await outbox()).toEqual([]);
  });

  async function refusedUnread(): Promise<string> {
    telling.start();
    const id = await refused();
    await eventually(
      () => notices(KEYS.shop, '?unread=true'),
      (items) => items.some(({ subject }) => subject === id),
    );
    return id;
  }
});

test('no trouble was swallowed on the way, but for what was meant', () => {
  expect(telling.troubles.filter((each) => !/^sms: TypeError$/.test(each))).toEqual([]);
});
