/** The end of an account over HTTP with a real database: steps, taking back, the lock, the copy, the archive. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Wallet, WalletAct, WalletId } from '#domain/wallet';
import { expectProblem, type HttpWorld, openHttpWorld } from './http-api-world.ts';
import { CARD } from './shop.ts';
import { signedInAs } from './sign-in-browser.ts';
import { HolderBrowser, makeHolder, signedInHolder, trust } from './wallet-browser.ts';

let world: HttpWorld;
let sql: Client;
beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

let acts = 0;
async function act(book: WalletId, wanted: WalletAct): Promise<string> {
  acts += 1;
  const told = await world.engine.submit({
    ...{ type: 'wallet-act', book, by: 'test', key: `act${acts}`, act: wanted },
  });
  expect(told.outcome).toBe('accepted');
  return told.made ?? '';
}

async function someone(parts: Partial<Extract<WalletAct, { kind: 'open' }>> = {}) {
  const walletId = world.engine.wallets.newId();
  const browser = await signedInHolder(world, { walletId });
  const holder = { name: '****甲', idNumber: '1****************7', phone: '139****0001' };
  await act(walletId, { kind: 'open', holder, accountClass: 'III', ...parts });
  return browser;
}

const statusOf = async (id: string): Promise<Wallet['status'] | undefined> =>
  (await world.reader.wallet(id))?.status;

interface Step {
  readonly step: string;
  readonly state: string;
  readonly blockers: readonly { readonly reason: { code: string }; readonly items: { resolve: unknown }[] }[];
}

describe('the ten steps', () => {
  it('name each blocker with what puts it right, and go on when it is gone', async () => {
    const browser = await someone({ redPacketFen: 300n, points: 5 });
    const wallet = browser.holder.walletId;
    const bind = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'credit' } as const;
    const bindingId = await act(wallet, { kind: 'bind', card: CARD, ...bind });
    const deductionId = await act(wallet, {
      ...{ kind: 'sign-deduction', merchantId: 'm', nameZh: '水务', nameEn: 'Water', subject: '水费' },
      ...{ perPaymentFen: 10_000n, source: { kind: 'balance' } },
    });
    const read = async () => {
      const { body } = await browser.call('GET', '/v1/wallet/account/closing');
      return body as { steps: Step[]; state: string; watch: { what: string }[] };
    };
    const first = await read();
    expect(first.steps).toHaveLength(10);
    const open = first.steps.filter(({ state }) => state === 'open');
    expect(open.map(({ step }) => step)).toEqual(['contracts', 'money', 'cards']);
    expect(open.map(({ blockers }) => blockers[0]!.items[0]!.resolve)).toEqual([
      { method: 'POST', path: `/v1/wallet/deductions/${deductionId}/end` },
      { method: 'POST', path: '/v1/wallet/account/give-up' },
      { method: 'POST', path: '/v1/wallet/closures' },
    ]);
    expect(first.watch.map(({ what }) => what)).toEqual(['deduction']);

    const giveUp = (redPacket: number) =>
      browser.call('POST', '/v1/wallet/account/give-up', { body: { redPacket, points: 5, consent: true } });
    expectProblem(await giveUp(299), 409, 'closure-changed');
    expect((await giveUp(300)).status).toBe(200);
    await act(wallet, { kind: 'end-deduction', deductionId: deductionId as never });
    await act(wallet, { kind: 'unbind', bindingId: bindingId as never, alsoEnd: [] });
    const second = await read();
    expect(second.steps.filter(({ state }) => state === 'open')).toEqual([]);
    expect(second.steps.find(({ state }) => state === 'next')?.step).toBe('proof');
  });
});

describe('a rule', () => {
  it('is told in its own words to whoever reads its number, and to nobody who is not signed in', async () => {
    const browser = await someone();
    const told = await browser.call('GET', '/v1/wallet/rules/PBC-30');
    expect(told.body, told.text).toMatchObject({ id: 'PBC-30', certainty: expect.any(String) });
    for (const member of ['zh', 'en', 'source'] as const) expect(told.body[member]).not.toBe('');
    expectProblem(await browser.call('GET', '/v1/wallet/rules/PBC-00'), 404, 'not-found');
    expect((await world.call('GET', '/v1/wallet/rules/PBC-30')).status).toBe(401);
  });
});

describe('a closing that waits', () => {
  it('is taken back by whoever proves who is there', async () => {
    const browser = await someone();
    const wallet = browser.holder.walletId;
    await act(wallet, { kind: 'begin-closing', closesAtMs: world.options.clock.nowMs() + 60_000 });
    const waiting = await browser.call('GET', '/v1/wallet/account/closing');
    expect(waiting.body).toMatchObject({ state: 'closing' });
    const back = await browser.call('POST', '/v1/wallet/account/take-back');
    expect(back.body, back.text).toEqual({ wallet, state: 'open' });
  });

  it('ends locked: nobody signs in, the telephone is free, and only an auditor reads it, on record', async () => {
    const browser = await someone();
    const { walletId: wallet, phone, password, idNumber } = browser.holder;
    await act(wallet, { kind: 'begin-closing', closesAtMs: world.options.clock.nowMs() + 50 });
    await expect.poll(async () => (await statusOf(wallet))?.state, { timeout: 20_000 }).toBe('closed');
    expect((await browser.call('GET', '/v1/wallet')).status).toBe(401);
    const again = new HolderBrowser(world);
    await trust(world, again, browser.holder);
    expectProblem(await again.signIn({ phone, password }), 401, 'phone-sign-in-failed');

    const operator = await signedInAs(world, 'operator');
    const auditor = await signedInAs(world, 'auditor');
    const body = { wallet, reason: 'asked by the court' };
    expect((await operator.call('POST', '/v1/wallet-archive', { body })).status).toBe(403);
    const read = await auditor.call('POST', '/v1/wallet-archive', { body });
    expect(read.body, read.text).toMatchObject({ wallet, rules: ['LAW-20', 'LAW-33'] });
    const { rows } = await sql.query(
      "SELECT count(*)::int AS n FROM staff_act WHERE act = 'POST /v1/wallet-archive' AND subject IS NOT NULL",
    );
    expect(rows[0]!.n).toBeGreaterThan(0);

    // The same telephone, the same person, a new wallet: nothing of the old one is shown.
    const next = await makeHolder(world, { phone, idNumber });
    const fresh = new HolderBrowser(world);
    await trust(world, fresh, next);
    const signedIn = await fresh.signIn({ phone, password: next.password });
    expect(signedIn.body, signedIn.text).toMatchObject({ signedIn: true, wallet: next.walletId });
    expect(next.walletId).not.toBe(wallet);
  });
});

describe('the own copy', () => {
  it('wants a proof for this act, holds everything, and no card number', async () => {
    const browser = await someone();
    const wallet = browser.holder.walletId;
    const bind = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
    await act(wallet, { kind: 'bind', card: CARD, ...bind });
    expectProblem(await browser.call('GET', '/v1/wallet/export'), 403, 'proof-needed');
    const { password, name, phone } = browser.holder;
    const proved = await browser.call('POST', '/v1/wallet/proofs', {
      body: { kind: 'password', password, act: wallet },
    });
    expect(proved.status, proved.text).toBe(200);
    const { body, text } = await browser.call('GET', '/v1/wallet/export');
    expect(body).toMatchObject({ account: { id: wallet, holder: { name, phone } }, movements: [] });
    expect(text).toContain(CARD.masked);
    for (const secret of [CARD.cipher, CARD.index]) expect(text).not.toContain(secret);
    const table = await browser.call('GET', '/v1/wallet/export?format=csv');
    expect(table.text.split('\r\n')[0]).toContain('编号');
  });
});
