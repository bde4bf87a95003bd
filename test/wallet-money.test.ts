/** Cards, top-ups, payouts and codes of a wallet over HTTP: what its holder may ask for, and what is told. */
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testCards } from '#simulation/network';
import { readPhones } from '../src/programs/phones.ts';
import { type Answered, expectProblem, type HttpWorld, KEYS, openHttpWorld, SHOP } from './http-api-world.ts';
import { type HolderBrowser, type MadeHolder, signedInHolder } from './wallet-browser.ts';

type Browser = HolderBrowser & { readonly holder: MadeHolder };

let world: HttpWorld;
let sql: Client;
let keys = 0;
beforeAll(async () => {
  world = await openHttpWorld();
  world.network.deliverInquiry = (key, answer) => world.engine.inquiries.answered(key, answer);
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

const cardNamed = (id: string) => {
  const { pan, expiry } = testCards.find((card) => card.id === id)!;
  return { card: pan, expiry: `${expiry.slice(2)}/${expiry.slice(0, 2)}` };
};

/** Somebody with a wallet, who has just proven who is there. */
async function holderWithWallet(proven = true): Promise<Browser> {
  const browser = await signedInHolder(world);
  const { walletId: book, personId } = browser.holder;
  const holder = { name: '**人', idNumber: '1*1', phone: '139****0000' };
  await world.engine.submit({
    ...{ type: 'wallet-act', book, by: 'test', key: 'open' },
    act: { kind: 'open', holder, accountClass: 'II' },
  });
  if (proven) await prove(personId);
  return browser;
}

async function prove(personId: string): Promise<void> {
  const [session] = await world.personStore.sessionsOf(personId as never, 1);
  const atMs = world.options.clock.nowMs();
  for (const kind of ['password', 'sms-code'] as const)
    await world.personStore.prove(session!.id, { kind, atMs, act: null });
}

async function bound(browser: Browser, id: string): Promise<string> {
  const begun = await browser.call('POST', '/v1/wallet/cards', { body: cardNamed(id) });
  expect(begun.status, begun.text).toBe(202);
  const told = await browser.call('POST', `/v1/wallet/cards/${begun.body.id}/code`, {
    body: { code: '246810' },
  });
  expect(told.status, told.text).toBe(200);
  return told.body.id as string;
}

function move(browser: Browser, what: 'top-ups' | 'payouts', body: object, given?: string) {
  keys += 1;
  const headers = { 'idempotency-key': given ?? `k${keys}` };
  return browser.call('POST', `/v1/wallet/${what}`, { body, headers });
}

const balanceOf = async (browser: Browser): Promise<unknown> =>
  (await browser.call('GET', '/v1/wallet')).body.balance;

describe('binding a card', () => {
  it('asks its bank by name, ID number and telephone, and shows the card masked once the code came back', async () => {
    const browser = await holderWithWallet();
    const asked = world.network.inquiries.length;
    const id = await bound(browser, 'north-plenty');
    const [first, second] = world.network.inquiries.slice(asked);
    const { name, idNumber, phone } = browser.holder;
    expect(first!.holder).toEqual({ name, idNumber, phone, code: null });
    expect(second!.holder).toEqual({ name, idNumber, phone, code: '246810' });
    const { pan } = testCards.find((card) => card.id === 'north-plenty')!;
    const { body, text } = await browser.call('GET', `/v1/wallet/cards/${id}`);
    expect(body).toMatchObject({ id, kind: 'debit', state: 'bound' });
    expect(text).not.toContain(pan);
    const { rows } = await sql.query(
      'SELECT body::text AS body FROM wallet UNION SELECT body::text FROM event',
    );
    expect(rows.map((row) => row.body).join()).not.toContain(pan);
    expect(world.log.join()).not.toContain(pan);
  });

  it('wants a proof of who is there', async () => {
    const browser = await holderWithWallet(false);
    const told = await browser.call('POST', '/v1/wallet/cards', { body: cardNamed('north-plenty') });
    expectProblem(told, 403, 'proof-needed');
  });

  it('says the same of a card that its bank does not confirm, of one of no bank, and of no card', async () => {
    const browser = await holderWithWallet();
    const seen = ({ status, body }: Answered) => {
      const { requestId: _id, ...told } = body;
      return JSON.stringify([status, told]);
    };
    const ask = async (card: string) =>
      seen(await browser.call('POST', '/v1/wallet/cards', { body: { card, expiry: '12/35' } }));
    world.network.inquiryFates.push({ outcome: 'cardholder-not-verified', balances: [] });
    const refused = await ask(cardNamed('north-plenty').card);
    expect(refused).toContain('wallet-card-not-verified');
    expect(await ask('6210000000000000005')).toBe(refused);
    expect(await ask('6200001000000000018')).toBe(refused);
  });

  it('tells a wrong code, and after three that it is over', async () => {
    const browser = await holderWithWallet();
    const begun = await browser.call('POST', '/v1/wallet/cards', { body: cardNamed('north-plenty') });
    const tell = (code: string) =>
      browser.call('POST', `/v1/wallet/cards/${begun.body.id}/code`, { body: { code } });
    for (const told of ['wallet-card-code-wrong', 'wallet-card-code-wrong', 'wallet-card-code-over']) {
      world.network.inquiryFates.push({ outcome: 'pin-wrong', balances: [] });
      expectProblem(await tell('000000'), 422, told);
    }
    expectProblem(await tell('246810'), 422, 'wallet-card-code-over');
  });

  it.each([
    ['a number that is none', { card: '12', expiry: '12/35' }],
    ['a month that is none', { card: '6200001000000000017', expiry: '13/35' }],
    ['a telephone that is none', { ...{ card: '6200001000000000017', expiry: '12/35' }, phone: '1' }],
  ])('%s is no input', async (_, body) => {
    const browser = await holderWithWallet();
    expectProblem(await browser.call('POST', '/v1/wallet/cards', { body }), 400, 'input-not-valid');
  });
});

describe('top-ups and payouts', () => {
  it('move the balance, and the same key is the same movement', async () => {
    const browser = await holderWithWallet();
    const cardId = await bound(browser, 'north-plenty');
    const first = await move(browser, 'top-ups', { amount: 5_000, cardId }, 'one');
    expect(first.body).toMatchObject({ kind: 'top-up', state: 'paid', amount: 5_000 });
    const again = await move(browser, 'top-ups', { amount: 5_000, cardId }, 'one');
    expect(again.body).toEqual(first.body);
    expectProblem(
      await move(browser, 'top-ups', { amount: 1, cardId }, 'one'),
      409,
      'duplicate-other-content',
    );
    expect((await move(browser, 'payouts', { amount: 2_000, cardId })).body).toMatchObject({ state: 'paid' });
    expect(await balanceOf(browser)).toMatchObject({ available: 3_000, held: 0 });
    expectProblem(await move(browser, 'payouts', { amount: 3_001, cardId }), 402, 'wallet-balance-short');
  });

  it('a declined one is an answer with its reason; the hold is gone', async () => {
    const browser = await holderWithWallet();
    const cardId = await bound(browser, 'north-plenty');
    world.network.next('sale', { says: 'funds-insufficient' });
    const declined = await move(browser, 'top-ups', { amount: 5_000, cardId });
    expect(declined.body).toMatchObject({ state: 'declined', reason: { code: 'funds-insufficient' } });
    expect(await balanceOf(browser)).toMatchObject({ available: 0, held: 0 });
  });

  it('from the card of somebody else, or with a credit card, are none', async () => {
    const one = await holderWithWallet();
    const other = await holderWithWallet();
    const cardId = await bound(one, 'north-plenty');
    expectProblem(await move(other, 'top-ups', { amount: 1, cardId }), 404, 'wallet-part-not-found');
    const credit = await bound(one, 'south-plenty');
    expectProblem(await move(one, 'top-ups', { amount: 1, cardId: credit }), 422, 'wallet-debit-card-needed');
  });
});

describe('sources and codes', () => {
  it('the order of sources is the one that was set, and what is left out comes last', async () => {
    const browser = await holderWithWallet();
    const cardId = await bound(browser, 'north-plenty');
    const { status, body } = await browser.call('PUT', '/v1/wallet/source-order', {
      body: { order: [cardId] },
    });
    expect(status).toBe(200);
    expect((body.order as { card: string }[])[0]!.card).toBe(cardId);
  });

  it('a payment code has nineteen digits of our own, another each time, and is stored by its index alone', async () => {
    const browser = await holderWithWallet();
    const show = () => browser.call('POST', '/v1/wallet/pay-codes', { body: {} });
    const [one, two] = [await show(), await show()];
    expect(one.status, one.text).toBe(201);
    expect(one.body.code).toMatch(/^62889901\d{11}$/);
    expect(two.body.code).not.toBe(one.body.code);
    const { rows } = await sql.query('SELECT * FROM wallet_token');
    expect(JSON.stringify(rows)).not.toContain(one.body.code);
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });
});

describe('cards on devices', () => {
  const add = (browser: Browser, more: object = {}) =>
    browser.call('POST', '/v1/wallet/device-cards', {
      body: { source: 'balance', device: { kind: 'phone', name: '我的手机' }, ...more },
      headers: { 'idempotency-key': 'phone' },
    });

  it('a device with a key of its own gets number and keys, once, and nobody else can read the keys', async () => {
    const browser = await holderWithWallet();
    const device = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicKey = device.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const made = await add(browser, { publicKey });
    expect(made.status, made.text).toBe(201);
    const given = made.body.personalisation as { number: string; keys: string };
    expect(given.number).toMatch(/^62889900\d{11}$/);
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const keys = privateDecrypt({ key: device.privateKey, ...oaep }, Buffer.from(given.keys, 'base64'));
    expect(keys).toHaveLength(32);
    const again = await add(browser, { publicKey });
    expect(again.status).toBe(200);
    expect(again.body.personalisation).toBeNull();
    expect((again.body.card as { id: string }).id).toBe((made.body.card as { id: string }).id);
    const { rows } = await sql.query(
      'SELECT body::text AS body FROM wallet UNION SELECT body::text FROM event',
    );
    expect(rows.map((row) => row.body).join()).not.toContain(given.number);
  });

  it('without one it is a virtual telephone, in a file of this user alone', async () => {
    const browser = await holderWithWallet();
    const { status, body } = await add(browser);
    expect(status).toBe(201);
    expect(body.personalisation).toBeNull();
    const { id } = body.card as { id: string };
    const phones = await readPhones(world.phones);
    const kept = phones.find((each) => each.id === id)!;
    expect(kept.pan).toMatch(/^62889900\d{11}$/);
    expect((await stat(`${world.phones}/phones/${id}.json`)).mode & 0o077).toBe(0);
  });

  it('wants a proof, a source that is there, and a key that protects', async () => {
    const browser = await holderWithWallet();
    expectProblem(await add(browser, { source: 'bnd_0000000000000000' }), 404, 'wallet-part-not-found');
    const unproven = await holderWithWallet(false);
    await sql.query('DELETE FROM person_proof');
    expectProblem(await add(unproven), 403, 'proof-needed');
  });
});

describe('scans and contracts', () => {
  async function order(amount = 3_500): Promise<{ id: string; code: string }> {
    keys += 1;
    const body = { orderNo: `scan-${keys}`, amount, subject: '午餐' };
    const told = await world.call('POST', '/v1/orders', {
      ...{ key: KEYS.shop, body },
      headers: { 'idempotency-key': `o${keys}` },
    });
    expect(told.status, told.text).toBe(201);
    return told.body as { id: string; code: string };
  }

  it('a scan shows what would be paid, and what is no code of ours is said', async () => {
    const browser = await holderWithWallet();
    const { id, code } = await order();
    const scan = (text: string) => browser.call('POST', '/v1/wallet/scans', { body: { code: text } });
    expect((await scan(code)).body).toMatchObject({ id, amount: 3_500, subject: '午餐' });
    expectProblem(await scan('hello'), 422, 'wallet-scan-not-valid');
    expectProblem(await scan(code.slice(0, -4)), 422, 'wallet-scan-not-valid');
  });

  it('a contract is signed with a proof, charged by its own shop alone, and ended by its holder', async () => {
    const browser = await holderWithWallet();
    const body = { merchant: SHOP, subject: '会员费', perPayment: 3_000, source: 'balance' };
    const signed = await browser.call('POST', '/v1/wallet/deductions', {
      ...{ body, headers: { 'idempotency-key': 'sign' } },
    });
    expect(signed.status, signed.text).toBe(201);
    const { agreement } = signed.body as { agreement: string };
    const { id } = signed.body.deduction as { id: string };
    const charge = (key: string, no: string) =>
      world.call('POST', `/v1/deductions/${agreement}/charges`, {
        ...{ key, body: { orderNo: no, amount: 1_000, subject: '会员费' } },
        headers: { 'idempotency-key': no },
      });
    expectProblem(await charge(KEYS.other, 'c-0'), 404, 'wallet-part-not-found');
    expectProblem(await charge(KEYS.operator, 'c-0'), 403, 'not-allowed');
    const ended = await browser.call('POST', `/v1/wallet/deductions/${id}/end`);
    expect(ended.body).toMatchObject({ id, state: 'ended' });
  });
});
