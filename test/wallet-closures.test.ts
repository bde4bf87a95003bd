/** A holder closes over the API: what it changes, choices, proof, the last page, and what others may not see. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WalletAct, WalletId } from '#domain/wallet';
import { type HttpWorld, KEYS, openHttpWorld, SHOP } from './http-api-world.ts';
import { CARD } from './shop-fixtures.ts';
import { HOLDER_PASSWORD, type HolderBrowser, signedInHolder } from './wallet-browser.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

let acts = 0;
async function act(book: WalletId, what: WalletAct): Promise<string | null> {
  acts += 1;
  const { engine } = world.options;
  const reply = await engine.submit({ type: 'wallet-act', book, act: what, by: 'test', key: `t ${acts}` });
  expect(reply.outcome).toBe('accepted');
  return reply.made;
}

interface Told {
  readonly browser: Awaited<ReturnType<typeof signedInHolder>>;
  readonly book: WalletId;
  readonly card: string;
  readonly contract: string;
}

async function holder(): Promise<Told> {
  const browser = await signedInHolder(world);
  const book = browser.holder.walletId;
  await act(book, {
    ...{ kind: 'open', accountClass: 'III' },
    holder: { name: '*甲', idNumber: '1****************8', phone: '140****0017' },
  });
  const card = await act(book, {
    ...{ kind: 'bind', card: { ...CARD, index: `card of ${book}` }, issuer: 'ICBC' },
    ...{ bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' },
  });
  const contract = await act(book, {
    ...{ kind: 'sign-deduction', merchantId: 'm', nameZh: '视频会员', nameEn: 'Video', subject: '包月' },
    ...{ perPaymentFen: 1_500n, source: { kind: 'card', bindingId: card as never } },
  });
  return { browser, book, card: card!, contract: contract! };
}

async function forgetProofs(personId: string): Promise<void> {
  const sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  await sql.query(
    'DELETE FROM person_proof WHERE session_id IN (SELECT id FROM person_session WHERE person_id = $1)',
    [personId],
  );
  await sql.end();
}

const prove = (browser: HolderBrowser) =>
  browser.call('POST', '/v1/wallet/proofs', { body: { kind: 'password', password: HOLDER_PASSWORD } });

type Wallet = {
  services: { id: string; kind: string; state: string; closure: unknown }[];
  closures: unknown[];
};
const walletOf = async (browser: HolderBrowser): Promise<Wallet> =>
  (await browser.call('GET', '/v1/wallet')).body as unknown as Wallet;
const serviceOf = (wallet: Wallet, kind: string) => wallet.services.find((each) => each.kind === kind)!;

describe('the wallet as its holder sees it', () => {
  it('cards, services and contracts with what depends on them, and no number in the clear', async () => {
    const { browser, card } = await holder();
    const { status, body, headers } = await browser.call('GET', '/v1/wallet');
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'open', balance: { available: 0, held: 0 }, closures: [] });
    expect(body.limits).toMatchObject({ account: { used: 0, period: 'year', max: 20_000_000 } });
    expect(body.cards).toMatchObject([{ id: card, state: 'bound', dependsOn: [{ kind: 'deduction' }] }]);
    expect(JSON.stringify(body)).not.toMatch(/\d{13}/);
    const known = await browser.call('GET', '/v1/wallet', {
      headers: { 'if-none-match': String(headers.etag) },
    });
    expect(known.status).toBe(304);
  });

  it('details of a card and a service, and not-found for what is not there', async () => {
    const { browser, card } = await holder();
    expect((await browser.call('GET', `/v1/wallet/cards/${card}`)).body).toMatchObject({ id: card });
    const { id } = serviceOf(await walletOf(browser), 'tap');
    expect((await browser.call('GET', `/v1/wallet/services/${id}`)).body).toMatchObject({ id, kind: 'tap' });
    expect((await browser.call('GET', '/v1/wallet/device-cards/dvc_none')).status).toBe(404);
    expect((await browser.call('GET', '/v1/wallet/movements')).body).toMatchObject({ items: [] });
  });
});

describe('a closing over the API', () => {
  it('from the impact over the proof to the last page with every detail', async () => {
    const { browser } = await holder();
    const { id } = serviceOf(await walletOf(browser), 'pay-code');
    const asked = await browser.call('GET', `/v1/wallet/impact?kind=service&id=${id}`);
    expect(asked.body).toMatchObject({ answer: { verdict: 'YES' }, impact: { stops: [{ id }] } });
    const begun = await browser.call('POST', '/v1/wallet/closures', {
      body: { subject: { kind: 'service', id } },
    });
    expect(begun.status).toBe(201);
    const self = String((begun.body.links as { self: string }).self);
    // Signing in by password was a proof of a moment ago, and is enough for a service.
    expect(serviceOf(await walletOf(browser), 'pay-code').closure).toMatchObject({ state: 'proved' });
    const { seen } = begun.body.page as { seen: string };
    expect(seen).toBe(asked.body.seen);
    const proven = await browser.call('POST', `${self}/proofs`, { body: {} });
    expect(proven.body).toMatchObject({ state: 'proved', proofs: { enough: true, given: ['password'] } });
    const done = await browser.call('POST', `${self}/confirm`, { body: { seen } });
    expect(done.body).toMatchObject({ state: 'done', open: false });
    const labels = (done.body.details as { label: { zh: string } }[]).map(({ label }) => label.zh);
    expect(labels).toEqual(
      expect.arrayContaining(['办理事项', '将停用', '不受影响', '身份验证', '完成时间', '操作人']),
    );
    expect((await browser.call('POST', `${self}/confirm`, { body: { seen } })).body).toMatchObject({
      state: 'done',
    });
    expect(serviceOf(await walletOf(browser), 'pay-code')).toMatchObject({ state: 'off', closure: null });
    expect((await browser.call('GET', self)).body).toMatchObject({ state: 'done' });
  });

  it('a card wants more than the sign-in: nothing is unbound before it is proven', async () => {
    const { browser, card } = await holder();
    const subject = { kind: 'binding', id: card };
    const { body } = await browser.call('POST', '/v1/wallet/closures', { body: { subject } });
    expect(body).toMatchObject({ state: 'begun', proofs: { given: ['password'], missing: ['sms-code'] } });
    const { seen } = body.page as { seen: string };
    const early = await browser.call('POST', `/v1/wallet/closures/${String(body.id)}/confirm`, {
      body: { seen },
    });
    expect([early.status, early.body.code]).toEqual([403, 'closure-proof-missing']);
    expect((await browser.call('GET', `/v1/wallet/cards/${card}`)).body).toMatchObject({ state: 'bound' });
  });

  it('begun again it is the same one; stepped back from nothing changes', async () => {
    const { browser } = await holder();
    const subject = { kind: 'service', id: serviceOf(await walletOf(browser), 'scan').id };
    const first = await browser.call('POST', '/v1/wallet/closures', { body: { subject } });
    const again = await browser.call('POST', '/v1/wallet/closures', { body: { subject } });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    const left = await browser.call('POST', `/v1/wallet/closures/${String(first.body.id)}/step-back`, {
      body: {},
    });
    expect(left.body).toMatchObject({ state: 'stepped-back' });
    expect(serviceOf(await walletOf(browser), 'scan').state).toBe('on');
    const list = await browser.call('GET', '/v1/wallet/closures');
    expect(list.body.items).toMatchObject([{ id: first.body.id }]);
  });

  it('a choice is part of the page, and a page that changed is in the problem', async () => {
    const { browser, card, contract } = await holder();
    const subject = { kind: 'binding', id: card };
    const { id, page } = (await browser.call('POST', '/v1/wallet/closures', { body: { subject } })).body as {
      id: string;
      page: { seen: string };
    };
    const chosen = await browser.call('POST', `/v1/wallet/closures/${id}/choices`, {
      body: { endDeductions: [contract], giveUp: null },
    });
    expect(chosen.body).toMatchObject({ choices: { endDeductions: [contract] } });
    expect((chosen.body.page as { seen: string }).seen).not.toBe(page.seen);
    const wrong = await browser.call('POST', `/v1/wallet/closures/${id}/choices`, {
      body: { endDeductions: ['ddn_other'], giveUp: null },
    });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'closure-choice-unknown']);
  });

  it('of another holder’s closing, card or movement nothing is told', async () => {
    const [one, two] = [await holder(), await holder()];
    const subject = { kind: 'binding', id: one.card };
    const { body } = await one.browser.call('POST', '/v1/wallet/closures', { body: { subject } });
    const self = `/v1/wallet/closures/${String(body.id)}`;
    for (const [method, url] of [
      ['GET', self],
      ['POST', `${self}/step-back`],
      ['GET', `/v1/wallet/cards/${one.card}`],
    ] as const)
      expect((await two.browser.call(method, url, method === 'POST' ? { body: {} } : {})).status).toBe(404);
    const begun = await two.browser.call('POST', '/v1/wallet/closures', { body: { subject } });
    expect(begun.status).toBe(404);
  });

  it('nobody who is not signed in to a wallet gets anywhere', async () => {
    const { book } = await holder();
    for (const url of ['/v1/wallet', '/v1/wallet/closures', `/v1/wallet/impact?kind=account&id=${book}`])
      expect((await world.call('GET', url, { key: null })).status).toBe(401);
  });
});

describe('services', () => {
  it('one of a shop is added, closed there alone, and on again with a proof', async () => {
    const { browser } = await holder();
    const added = await browser.call('POST', '/v1/wallet/services', {
      body: { service: 'pay-code', place: { merchant: SHOP } },
    });
    expect([added.status, added.body.place]).toMatchObject([201, { kind: 'merchant', merchant: SHOP }]);
    const id = String(added.body.id);
    await prove(browser);
    const begun = await browser.call('POST', '/v1/wallet/closures', {
      body: { subject: { kind: 'service', id } },
    });
    const { seen } = begun.body.page as { seen: string };
    await browser.call('POST', `/v1/wallet/closures/${String(begun.body.id)}/confirm`, { body: { seen } });
    const states = (await walletOf(browser)).services.filter(({ kind }) => kind === 'pay-code');
    expect(states.map(({ state }) => state).sort()).toEqual(['off', 'on']);
    const on = await browser.call('POST', `/v1/wallet/services/${id}/on`, { body: {} });
    expect(on.body).toMatchObject({ id, state: 'on' });
  });

  it('a tighter limit wants no proof, a looser one does', async () => {
    const { browser } = await holder();
    const { id } = serviceOf(await walletOf(browser), 'tap');
    const limit = (perPayment: number | null) =>
      browser.call('PUT', `/v1/wallet/services/${id}/limits`, { body: { perPayment, perDay: null } });
    expect((await limit(5_000)).body).toMatchObject({ limits: { perPayment: 5_000 } });
    const { personId } = browser.holder;
    await forgetProofs(personId);
    expect((await limit(9_000)).status).toBe(403);
    expect((await limit(4_000)).status).toBe(200);
    await prove(browser);
    expect((await limit(9_000)).body).toMatchObject({ limits: { perPayment: 9_000 } });
  });
});

describe('staff closes for a holder who cannot', () => {
  const staffCall = (method: 'GET' | 'POST', url: string, body?: unknown, key: string = KEYS.operator) =>
    world.call(method, url, {
      key,
      ...(body === undefined ? {} : { body, headers: { 'idempotency-key': 'staff-closure' } }),
    });

  it('a service by telephone, after what it changes was read out, once and on record', async () => {
    const { browser, book } = await holder();
    const { id } = serviceOf(await walletOf(browser), 'tap');
    const asked = await staffCall('GET', `/v1/wallets/${book}/impact?kind=service&id=${id}`);
    const given = {
      ...{ subject: { kind: 'service', id }, seen: asked.body.seen, reason: 'the phone is broken' },
      identity: { how: 'telephone', note: 'named the last payment and the bound bank' },
    };
    const done = await staffCall('POST', `/v1/wallets/${book}/closures`, given);
    expect([done.status, done.body]).toMatchObject([200, { state: 'done', endedBy: { kind: 'staff' } }]);
    const again = await staffCall('POST', `/v1/wallets/${book}/closures`, given);
    expect(again.body.id).toBe(done.body.id);
    expect(serviceOf(await walletOf(browser), 'tap').state).toBe('off');
    const kept = await world.reader.closure(String(done.body.id));
    expect(kept?.begunBy).toMatchObject({
      kind: 'staff',
      reason: expect.stringContaining('telephone: named'),
    });
  });

  it('a card wants a document that was seen, and a shop may do nothing of it', async () => {
    const { book, card } = await holder();
    const asked = await staffCall('GET', `/v1/wallets/${book}/impact?kind=binding&id=${card}`);
    const given = {
      ...{ subject: { kind: 'binding', id: card }, seen: asked.body.seen, reason: 'holder asks' },
      identity: { how: 'telephone', note: 'by telephone' },
    };
    const refused = await staffCall('POST', `/v1/wallets/${book}/closures`, given);
    expect([refused.status, refused.body.code]).toEqual([400, 'input-not-valid']);
    const shop = await staffCall('POST', `/v1/wallets/${book}/closures`, given, KEYS.shop);
    expect(shop.status).toBe(403);
    const seen = { ...given, identity: { how: 'counter', document: 'id-card', note: 'seen' } };
    const done = await staffCall('POST', `/v1/wallets/${book}/closures`, seen);
    expect([done.status, done.body]).toMatchObject([200, { state: 'done' }]);
  });
});
