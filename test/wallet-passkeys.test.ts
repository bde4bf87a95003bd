/** Passkeys of cardholders: made with a proof, good for one session and one act, once. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectProblem, type HttpWorld, openHttpWorld } from './http-api-world.ts';
import { type Asked, SoftwareAuthenticator } from './software-authenticator.ts';
import { HolderBrowser, signedInHolder, trust } from './wallet-browser.ts';

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

const HOST = { host: 'pay.example' };
const ACT = 'clo_0123456789ABCDEF';

const call = async (browser: HolderBrowser, url: string, body: object) =>
  browser.call('POST', url, { body, headers: HOST });
const asked = async (browser: HolderBrowser, url: string, body: object = {}): Promise<Asked> =>
  (await call(browser, url, body)).body.options as Asked;

async function withPasskey() {
  const browser = await signedInHolder(world);
  const authenticator = new SoftwareAuthenticator();
  const answer = authenticator.make(await asked(browser, '/v1/wallet/passkeys/options'));
  const added = await call(browser, '/v1/wallet/passkeys', { label: '我的手机', answer });
  expect(added.status, added.text).toBe(201);
  return { browser, authenticator };
}
const OPTIONS = '/v1/wallet/proofs/passkey/options';
const PROVE = '/v1/wallet/proofs/passkey';

describe('a passkey', () => {
  it('is listed, offered, proves who is there, and is taken away', async () => {
    const { browser, authenticator } = await withPasskey();
    const list = await browser.call('GET', '/v1/wallet/passkeys');
    expect(list.body.items).toMatchObject([{ label: '我的手机', usedAt: null }]);
    expect((await browser.call('GET', '/v1/wallet/proofs')).body.offered).toContain('passkey');
    const answer = authenticator.answer(await asked(browser, OPTIONS, { act: ACT }));
    const proven = await call(browser, PROVE, { answer, act: ACT });
    expect(proven.body).toMatchObject({ kind: 'passkey', act: ACT });
    // Once: the same answer again is none.
    expectProblem(await call(browser, PROVE, { answer, act: ACT }), 401, 'passkey-not-valid');
    const [{ id }] = list.body.items as [{ id: string }];
    expect((await browser.call('DELETE', `/v1/wallet/passkeys/${id}`)).status).toBe(200);
    const gone = authenticator.answer(await asked(browser, OPTIONS));
    expectProblem(await call(browser, PROVE, { answer: gone }), 401, 'passkey-not-valid');
  });

  it('asked for one act proves no other one, and nothing in another session', async () => {
    const { browser, authenticator } = await withPasskey();
    const answer = () => asked(browser, OPTIONS, { act: ACT }).then((each) => authenticator.answer(each));
    expectProblem(await call(browser, PROVE, { answer: await answer() }), 401, 'passkey-not-valid');
    const otherAct = { answer: await answer(), act: 'clo_0123456789ABCDEG' };
    expectProblem(await call(browser, PROVE, otherAct), 401, 'passkey-not-valid');
    const second = new HolderBrowser(world);
    await trust(world, second, browser.holder);
    const { phone, password } = browser.holder;
    await second.signIn({ phone, password });
    expectProblem(await call(second, PROVE, { answer: await answer(), act: ACT }), 401, 'passkey-not-valid');
  });

  it('of somebody else, of another page, or without a look at its person proves nothing', async () => {
    const { browser, authenticator } = await withPasskey();
    const other = await withPasskey();
    const foreign = other.authenticator.answer(await asked(browser, OPTIONS));
    expectProblem(await call(browser, PROVE, { answer: foreign }), 401, 'passkey-not-valid');
    authenticator.verifies = false;
    const blind = authenticator.answer(await asked(browser, OPTIONS));
    expectProblem(await call(browser, PROVE, { answer: blind }), 401, 'passkey-not-valid');
    const phisher = new SoftwareAuthenticator('https://pay.example.evil.example');
    const made = phisher.make(await asked(browser, '/v1/wallet/passkeys/options'));
    expectProblem(
      await call(browser, '/v1/wallet/passkeys', { label: 'x', answer: made }),
      422,
      'passkey-not-valid',
    );
  });

  it('whose counter goes back was copied', async () => {
    const { browser, authenticator } = await withPasskey();
    authenticator.counter = 40;
    const good = authenticator.answer(await asked(browser, OPTIONS));
    expect((await call(browser, PROVE, { answer: good })).status).toBe(200);
    authenticator.counter = 10;
    const copied = authenticator.answer(await asked(browser, OPTIONS));
    expectProblem(await call(browser, PROVE, { answer: copied }), 401, 'passkey-not-valid');
  });

  it('is made only with a proof that is fresh', async () => {
    const browser = await signedInHolder(world);
    await sql.query('UPDATE person_proof SET at_ms = at_ms - 3600000');
    const refused = await call(browser, '/v1/wallet/passkeys/options', {});
    expectProblem(refused, 403, 'proof-needed');
    expect(refused.body).toMatchObject({ ways: [['password'], ['staff']], have: [] });
  });

  it('wants an address with a name', async () => {
    const { browser } = await withPasskey();
    const answered = await browser.call('POST', OPTIONS, { body: {}, headers: { host: '127.0.0.1:8420' } });
    expectProblem(answered, 409, 'passkey-needs-name');
  });
});
