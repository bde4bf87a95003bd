/** Codes by text, signing in with them, and opening a wallet: nobody learns what is known of whom. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Passwords } from '#adapters/sign-in';
import { createWalletSignIn, engineWallets } from '#adapters/wallet-sign-in';
import { DEMO_HOLDERS, PROOF_NEEDS, SMS_CODE_LIFETIME_MS } from '#domain/person';
import { type Answered, expectProblem, type HttpWorld, openHttpWorld } from './http-api-world.ts';
import {
  codeSentTo,
  HOLDER_PASSWORD,
  HolderBrowser,
  makeHolder,
  signedInHolder,
  someIdNumber,
  somePhone,
} from './wallet-browser.ts';

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

/** As if everything so far had been sent from elsewhere, long enough ago. */
const forgetRates = () =>
  sql.query('UPDATE person_code SET device_key = id, address_key = id, sent_ms = sent_ms - 61000');
beforeEach(forgetRates);

const seen = ({ status, body, headers }: Answered): string => {
  const { requestId: _id, ...told } = body;
  return JSON.stringify([status, told, Object.keys(headers).sort(), headers['content-length']]);
};

const ask = (browser: HolderBrowser, phone: string) =>
  browser.call('POST', '/v1/wallet/session/codes', { body: { phone } });

/** Asks for a code and reads it from the telephone. */
async function codeAt(browser: HolderBrowser, phone: string): Promise<string> {
  const answered = await ask(browser, phone);
  if (answered.status !== 202) throw new Error(`no code: ${answered.text}`);
  const code = await codeSentTo(world, phone);
  if (code === null) throw new Error('no code was sent');
  return code;
}
const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code by text', () => {
  it('gets the same answer for every telephone, and the same rows in the database', async () => {
    const there = await makeHolder(world);
    const phones = [there.phone, somePhone()];
    const answers = new Set<string>();
    for (const phone of phones) answers.add(seen(await ask(new HolderBrowser(world), phone)));
    expect([...answers]).toHaveLength(1);
    for (const phone of phones) expect(await codeSentTo(world, phone)).toMatch(/^\d{6}$/);
    expect(seen(await ask(new HolderBrowser(world), 'no telephone'))).toBe([...answers][0]);
  });

  it('is nowhere in the clear: neither in the table of codes nor in what operators read', async () => {
    const phone = somePhone();
    const code = await codeAt(new HolderBrowser(world), phone);
    const { rows } = await sql.query(
      `SELECT c.*, s.* FROM person_code c JOIN sms_outbox s ON s.subject = c.id ORDER BY c.sent_ms DESC LIMIT 1`,
    );
    expect(rows[0].code_mark).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(rows)).not.toContain(phone);
    const { text } = await world.call('GET', '/v1/sms-outbox', { key: 'yk_o_operator' });
    expect(text).toContain('••••••');
    expect(text).not.toContain(code);
    expect(world.log.join('\n')).not.toContain(code);
  });

  it('signs in alone at a new device, which is known from then on', async () => {
    const { phone, password } = await makeHolder(world);
    const browser = new HolderBrowser(world);
    const code = await codeAt(browser, phone);
    expect((await browser.signIn({ phone, code })).status).toBe(200);
    await browser.call('DELETE', '/v1/wallet/session');
    expect((await browser.signIn({ phone, password })).status).toBe(200);
  });

  it('with the password opens a new device; a wrong one with the right password does not', async () => {
    const { phone, password } = await makeHolder(world);
    const browser = new HolderBrowser(world);
    const code = await codeAt(browser, phone);
    expectProblem(await browser.signIn({ phone, password, code: otherThan(code) }), 401, 'code-wrong');
    expect((await browser.signIn({ phone, password, code })).status).toBe(200);
    const { body } = await browser.call('GET', '/v1/wallet/proofs');
    expect((body.proofs as { kind: string }[]).map(({ kind }) => kind).sort()).toEqual([
      'password',
      'sms-code',
    ]);
  });

  it('is good once', async () => {
    const { phone } = await makeHolder(world);
    const browser = new HolderBrowser(world);
    const code = await codeAt(browser, phone);
    expect((await browser.signIn({ phone, code })).status).toBe(200);
    expectProblem(await new HolderBrowser(world).signIn({ phone, code }), 401, 'phone-sign-in-failed');
  });

  it('dies when it is old, when a newer one is sent, and after five wrong tries', async () => {
    const { phone } = await makeHolder(world);
    const browser = new HolderBrowser(world);
    const fails = async (code: string) =>
      expectProblem(await browser.signIn({ phone, code }), 401, 'phone-sign-in-failed');
    const old = await codeAt(browser, phone);
    await sql.query('UPDATE person_code SET sent_ms = sent_ms - $1', [SMS_CODE_LIFETIME_MS]);
    await fails(old);
    const replaced = await codeAt(browser, phone);
    await forgetRates();
    const newer = await codeAt(browser, phone);
    await fails(replaced);
    await sql.query('DELETE FROM sign_in_try');
    for (let n = 0; n < 4; n += 1) await fails(otherThan(newer));
    await sql.query('DELETE FROM sign_in_try');
    await fails(newer);
    const { rows } = await sql.query('SELECT why, count(*)::int AS n FROM person_code GROUP BY why');
    const dead = new Map(rows.map(({ why, n }) => [why, n]));
    expect(dead.get('late')).toBeGreaterThan(0);
    expect(dead.get('replaced')).toBeGreaterThan(0);
    expect(dead.get('tries')).toBeGreaterThan(0);
  });

  it('of one telephone is worth nothing for another one', async () => {
    const [one, two] = [await makeHolder(world), await makeHolder(world)];
    const browser = new HolderBrowser(world);
    const code = await codeAt(browser, one.phone);
    expectProblem(await browser.signIn({ phone: two.phone, code }), 401, 'phone-sign-in-failed');
  });

  it('tried by many at once opens one sign-in', async () => {
    const { phone } = await makeHolder(world);
    const code = await codeAt(new HolderBrowser(world), phone);
    const all = await Promise.all(
      Array.from({ length: 4 }, () => new HolderBrowser(world).signIn({ phone, code })),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each(['somebody', 'nobody'])('one a minute is sent to %s, ten a day', async (who) => {
    const phone = who === 'somebody' ? (await makeHolder(world)).phone : somePhone();
    expect((await ask(new HolderBrowser(world), phone)).status).toBe(202);
    const again = await ask(new HolderBrowser(world), phone);
    expectProblem(again, 429, 'too-many-codes');
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(50);
    for (let n = 1; n < 10; n += 1) {
      await sql.query(
        'UPDATE person_code SET sent_ms = sent_ms - 3600000, device_key = id, address_key = id',
      );
      expect((await ask(new HolderBrowser(world), phone)).status).toBe(202);
    }
    await sql.query('UPDATE person_code SET sent_ms = sent_ms - 3600000');
    expectProblem(await ask(new HolderBrowser(world), phone), 429, 'too-many-codes');
  });

  it('from one address are bounded, whatever the telephones', async () => {
    let sent = 0;
    for (; sent < 40; sent += 1) if ((await ask(new HolderBrowser(world), somePhone())).status !== 202) break;
    expect(sent).toBe(20);
    await forgetRates();
    const browser = new HolderBrowser(world);
    for (sent = 0; sent < 40; sent += 1) {
      if ((await ask(browser, somePhone())).status !== 202) break;
      // As if each came from elsewhere: the device is the same.
      await sql.query('UPDATE person_code SET address_key = id');
    }
    expect(sent).toBe(10);
  });

  it('many at once to one telephone are as many as one after the other', async () => {
    const phone = somePhone();
    const all = await Promise.all(Array.from({ length: 8 }, () => ask(new HolderBrowser(world), phone)));
    expect(all.filter(({ status }) => status === 202)).toHaveLength(1);
  });
});

describe('proving by a code', () => {
  const act = 'clo_0123456789ABCDEF';
  it('goes to the own telephone, for the own session and the act it was asked for', async () => {
    const browser = await signedInHolder(world);
    const { phone } = browser.holder;
    expect((await browser.call('POST', '/v1/wallet/proofs/codes', { body: { act } })).status).toBe(202);
    const code = await codeSentTo(world, phone);
    // It signs nobody in, and proves nothing to another session.
    expectProblem(await new HolderBrowser(world).signIn({ phone, code: code! }), 401, 'phone-sign-in-failed');
    const other = await signedInHolder(world);
    const body = { kind: 'sms-code', code };
    expectProblem(await other.call('POST', '/v1/wallet/proofs', { body }), 401, 'code-wrong');
    const proven = await browser.call('POST', '/v1/wallet/proofs', { body });
    expect(proven.body).toMatchObject({ kind: 'sms-code', act });
    expectProblem(await browser.call('POST', '/v1/wallet/proofs', { body }), 401, 'code-wrong');
  });

  it('a new password asks for both, ends all other sign-ins, and the old one is gone', async () => {
    const browser = await signedInHolder(world);
    const { phone, password } = browser.holder;
    const next = 'a new and longer one';
    const change = () => browser.call('POST', '/v1/wallet/password', { body: { next } });
    const refused = await change();
    expectProblem(refused, 403, 'proof-needed');
    expect(refused.body).toMatchObject({
      ...{ ways: [['sms-code'], ['staff', 'sms-code']], have: ['password'], act: null },
    });
    expect(PROOF_NEEDS['new-password'].length).toBeGreaterThan(1);
    await browser.call('POST', '/v1/wallet/proofs/codes', { body: {} });
    const code = await codeSentTo(world, phone);
    await browser.call('POST', '/v1/wallet/proofs', { body: { kind: 'sms-code', code } });
    const weak = await browser.call('POST', '/v1/wallet/password', { body: { next: `${phone}ab` } });
    expectProblem(weak, 422, 'password-not-taken');
    const other = new HolderBrowser(world);
    await forgetRates();
    await other.signIn({ phone, code: await codeAt(other, phone) });
    expect((await change()).status).toBe(200);
    expect((await other.call('GET', '/v1/wallet/session')).body.signedIn).toBe(false);
    expect((await browser.call('GET', '/v1/wallet/session')).body.signedIn).toBe(true);
    expectProblem(await browser.signIn({ phone, password }), 401, 'phone-sign-in-failed');
    expect((await browser.signIn({ phone, password: next })).status).toBe(200);
  });
});

describe('opening a wallet', () => {
  const details = () => ({ name: '测试开户人', idNumber: someIdNumber(), phone: somePhone() });
  const signUp = (browser: HolderBrowser, body: object) =>
    browser.call('POST', '/v1/wallet/sign-ups', { body: { password: HOLDER_PASSWORD, ...body } });
  const texts = async (phone: string): Promise<string[]> => {
    const index = await world.security.mark('telephone', phone);
    const { items } = await world.noticeStore.texts.list({ cursor: null, limit: 100 });
    return items.filter(({ numberIndex }) => numberIndex === index).map(({ text }) => text);
  };

  it('opens it in the books, of class I, and signs in at once with the password', async () => {
    const browser = new HolderBrowser(world);
    const given = details();
    const code = await codeAt(browser, given.phone);
    const answered = await signUp(browser, { ...given, code });
    expect([answered.status, answered.body]).toEqual([202, { received: true }]);
    const { status, body } = await browser.signIn({ phone: given.phone, password: HOLDER_PASSWORD });
    expect(status).toBe(200);
    const { rows } = await sql.query('SELECT body FROM wallet WHERE id = $1', [body.wallet]);
    expect(rows[0].body).toMatchObject({
      accountClass: 'I',
      status: { state: 'open' },
      holder: { name: '****人', phone: `${given.phone.slice(0, 3)}****${given.phone.slice(-4)}` },
    });
    expect(JSON.stringify(rows)).not.toContain(given.idNumber);
    expect((await texts(given.phone))[0]).toContain('已开通');
  });

  it('answers the same where the telephone has a wallet: nothing is changed, and the telephone is told', async () => {
    const there = await makeHolder(world);
    const browser = new HolderBrowser(world);
    const code = await codeAt(browser, there.phone);
    const given = { ...details(), phone: there.phone };
    const known = await signUp(browser, { ...given, code, password: 'somebody else’s words' });
    const other = new HolderBrowser(world);
    const fresh = details();
    const unknown = await signUp(other, { ...fresh, code: await codeAt(other, fresh.phone) });
    expect(seen(known)).toBe(seen(unknown));
    expect((await texts(there.phone))[0]).toContain('该号码已有钱包');
    expectProblem(
      await browser.signIn({ phone: there.phone, password: 'somebody else’s words' }),
      401,
      'phone-sign-in-failed',
    );
  });

  it('answers the same where the identity number is known, and whoever has it is told', async () => {
    const there = await makeHolder(world);
    const browser = new HolderBrowser(world);
    const given = { ...details(), idNumber: there.idNumber };
    const answered = await signUp(browser, { ...given, code: await codeAt(browser, given.phone) });
    expect([answered.status, answered.body]).toEqual([202, { received: true }]);
    await browser.signIn({ phone: given.phone, password: HOLDER_PASSWORD });
    await expect.poll(async () => (await texts(there.phone))[0]).toContain('另一个钱包');
  });

  it('one password is computed whether the telephone is known or not', async () => {
    let computed = 0;
    const passwords = new Proxy(new Passwords(), {
      get: (target, name) =>
        name === 'hash'
          ? (text: string) => {
              computed += 1;
              return target.hash(text);
            }
          : Reflect.get(target, name),
    });
    const { personStore: store, security, options } = world;
    const desk = createWalletSignIn({
      ...{ store, security, clock: options.clock, demo: true, passwords },
      wallets: engineWallets(world.engine),
    });
    const there = await makeHolder(world);
    for (const phone of [there.phone, somePhone()]) {
      const place = { address: phone, agent: '', local: true, device: phone };
      await desk.sendSessionCode(place, { phone, lang: 'zh' });
      const code = (await codeSentTo(world, phone))!;
      const given = { ...details(), phone, code, password: HOLDER_PASSWORD, language: 'zh' } as const;
      expect(await desk.signUp(place, given)).toMatchObject({ received: true });
    }
    expect(computed).toBe(2);
  });

  it('wants the code, before anything is looked up', async () => {
    const browser = new HolderBrowser(world);
    const given = details();
    const code = await codeAt(browser, given.phone);
    expectProblem(await signUp(browser, { ...given, code: otherThan(code) }), 401, 'code-wrong');
    expect((await signUp(browser, { ...given, code })).status).toBe(202);
    expectProblem(await signUp(browser, { ...given, code }), 401, 'code-wrong');
  });

  it('names each wrong part', async () => {
    const bad = { name: 'A', idNumber: '11010519491231002Y', phone: '12', code: '000000' };
    const answered = await signUp(new HolderBrowser(world), bad);
    expectProblem(answered, 400, 'input-not-valid');
    expect((answered.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/name',
      '/idNumber',
      '/phone',
    ]);
    const young = { ...details(), idNumber: someIdNumber('20200101'), code: '000000' };
    expectProblem(await signUp(new HolderBrowser(world), young), 422, 'guardian-needed');
    const weak = { ...details(), code: '000000', password: '1234567890' };
    expectProblem(await signUp(new HolderBrowser(world), weak), 422, 'password-not-taken');
  });

  it('a wallet that could not be opened yet is opened later', async () => {
    const { personId, walletId } = await makeHolder(world, { state: 'opening' });
    await world.options.holders.openPending();
    const { rows } = await sql.query('SELECT state FROM person WHERE id = $1', [personId]);
    expect(rows).toEqual([{ state: 'active' }]);
    expect((await sql.query('SELECT FROM wallet WHERE id = $1', [walletId])).rows).toHaveLength(1);
    // Once more changes nothing.
    expect(await world.options.holders.openPending()).toBe(0);
  });
});

describe('the demonstration', () => {
  it('shows the texts that stayed on this machine to this machine alone', async () => {
    const phone = somePhone();
    const code = await codeAt(new HolderBrowser(world), phone);
    const here = await world.call('GET', '/v1/wallet/session/texts', { key: null });
    expect(here.status).toBe(200);
    const [newest] = here.body.items as [{ phone: string; text: string }];
    expect(newest.text).toContain(code);
    expect(here.text).not.toContain(phone);
    for (const headers of [{ host: 'pay.example' }, { 'x-forwarded-for': '203.0.113.9' }])
      expectProblem(
        await world.call('GET', '/v1/wallet/session/texts', { key: null, headers: { ...headers } }),
        404,
        'not-found',
      );
  });

  it('shows what the simulated banks wrote to its cardholders, too', async () => {
    const [first] = DEMO_HOLDERS;
    const atMs = world.options.clock.nowMs() + 60_000;
    world.operations.answer = (call) =>
      call === `GET /texts?phone=${first!.phone}`
        ? { status: 200, body: { texts: [{ atMs, phone: first!.phone, zh: '验证码 246810', en: 'x' }] } }
        : null;
    const here = await world.call('GET', '/v1/wallet/session/texts', { key: null });
    world.operations.answer = () => null;
    expect((here.body.items as object[])[0]).toMatchObject({ text: '验证码 246810', phone: '140****0017' });
    expect(here.text).not.toContain(first!.phone);
  });

  it('tells its cardholders to this machine alone, and signs them in there without a code', async () => {
    const [first] = DEMO_HOLDERS;
    await makeHolder(world, { ...first!, demo: true });
    const here = await new HolderBrowser(world).call('GET', '/v1/wallet/session');
    expect(here.body.demoHolders).toHaveLength(DEMO_HOLDERS.length);
    const far = new HolderBrowser(world, { host: 'pay.example' });
    expect((await far.call('GET', '/v1/wallet/session')).body).toEqual({ signedIn: false, demo: false });
    const { phone, password } = first!;
    expectProblem(await far.signIn({ phone, password }), 401, 'phone-sign-in-failed');
    expect((await new HolderBrowser(world).signIn({ phone, password })).status).toBe(200);
  });
});
