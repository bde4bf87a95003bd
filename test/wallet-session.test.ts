/** Signing in to a wallet: one answer for everybody who is not let in, and a sign-in that is its device's alone. */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Passwords, tokenHash } from '#adapters/sign-in';
import { createWalletSignIn, engineWallets } from '#adapters/wallet-sign-in';
import { HOLDER_LIFETIME, PROOF_FRESH_MS } from '#domain/person';
import { type Answered, expectProblem, type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { signedInAs } from './sign-in-browser.ts';
import { HolderBrowser, makeHolder, signedInHolder, somePhone, trust } from './wallet-browser.ts';

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
/** Everybody of the tests calls from one address. */
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

/** What a stranger could tell apart. */
const seen = ({ status, body, headers }: Answered): string => {
  const { requestId: _id, ...told } = body;
  return JSON.stringify([status, told, Object.keys(headers).sort(), headers['content-length']]);
};

describe('signing in', () => {
  it('tells who is there, masked, and opens the own routes', async () => {
    const browser = await signedInHolder(world, { phone: '13912345678', name: '测试持卡人' });
    const { status, body } = await browser.call('GET', '/v1/wallet/session');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      signedIn: true,
      demo: false,
      wallet: browser.holder.walletId,
      holder: { name: '****人', phone: '139****5678', language: 'zh' },
    });
    const { idNumber } = browser.holder;
    expect((body.holder as { idNumber: string }).idNumber).toBe(
      `${idNumber[0]}${'*'.repeat(16)}${idNumber[17]}`,
    );
    expect(JSON.stringify(body)).not.toContain(idNumber);
  });

  it('the database has no token, no device secret, no password, no telephone and no identity number', async () => {
    const browser = await signedInHolder(world);
    const { phone, idNumber, name, personId } = browser.holder;
    const { rows } = await sql.query(
      `SELECT p.*, s.*, d.* FROM person p JOIN person_session s ON s.person_id = p.id
       JOIN person_device d ON d.person_id = p.id WHERE p.id = $1`,
      [personId],
    );
    const all = JSON.stringify(rows);
    const token = browser.cookies.get('__Host-yuanlu-wallet')!;
    expect(all).toContain(createHash('sha256').update(token).digest('hex'));
    expect(all).toContain(tokenHash(browser.device!));
    for (const secret of [token, browser.device!, phone, idNumber, name, 'correct horse'])
      expect(all).not.toContain(secret);
  });

  it('no answer tells whether somebody has a telephone', async () => {
    const there = await makeHolder(world);
    const closed = await makeHolder(world);
    await sql.query("UPDATE person SET state = 'closed', closed_ms = 1 WHERE id = $1", [closed.personId]);
    const tries = [
      { phone: there.phone, password: 'a wrong password' },
      { phone: somePhone(), password: 'a wrong password' },
      { phone: 'no telephone <script>', password: 'a wrong password' },
      { phone: "1' OR '1'='1", password: "x' OR '1'='1" },
      { phone: closed.phone, password: closed.password },
      { phone: there.phone, code: '000000' },
      { phone: somePhone(), code: '000000' },
    ];
    const answers = new Set<string>();
    for (const given of tries) answers.add(seen(await new HolderBrowser(world).signIn(given)));
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('"phone-sign-in-failed"');
  });

  it('whether somebody has a telephone or not, one password is computed', async () => {
    const there = await makeHolder(world);
    let computed = 0;
    const passwords = new Proxy(new Passwords(), {
      get: (target, name) =>
        name === 'fits'
          ? (text: string, stored: string | null) => {
              computed += 1;
              return target.fits(text, stored);
            }
          : Reflect.get(target, name),
    });
    const { personStore: store, security, options } = world;
    const desk = createWalletSignIn({
      ...{ store, security, clock: options.clock, demo: true, passwords },
      wallets: engineWallets(world.engine),
    });
    const place = { address: '192.0.2.9', agent: '', local: true, device: 'A'.repeat(43) };
    for (const phone of [there.phone, somePhone()]) {
      const told = await desk.signIn(place, { phone, password: 'wrong', code: null });
      expect(told.result).toEqual({ refused: 'phone-sign-in-failed' });
    }
    expect(computed).toBe(2);
  });

  it('a new device is asked for a code after the right password, and only then', async () => {
    const { phone, password } = await makeHolder(world);
    expectProblem(
      await new HolderBrowser(world).signIn({ phone, password: 'wrong' }),
      401,
      'phone-sign-in-failed',
    );
    const browser = new HolderBrowser(world);
    expectProblem(await browser.signIn({ phone, password }), 401, 'device-code-needed');
    expect([...browser.cookies.keys()]).toEqual(['__Host-yuanlu-device']);
  });

  it.each(['somebody', 'nobody'])('after five failures of %s the right password waits, too', async (who) => {
    const phone = who === 'somebody' ? (await makeHolder(world)).phone : somePhone();
    for (let n = 1; n <= 5; n += 1)
      expectProblem(
        await new HolderBrowser(world).signIn({ phone, password: `wrong ${n}` }),
        401,
        'phone-sign-in-failed',
      );
    const waits = await new HolderBrowser(world).signIn({ phone, password: 'correct horse battery' });
    expectProblem(waits, 429, 'too-many-tries');
    expect(Number(waits.headers['retry-after'])).toBeGreaterThan(20);
  });

  it('however it is typed, it is one telephone', async () => {
    const browser = await signedInHolder(world, { phone: '13987650001' });
    for (const typed of ['+86 139 8765 0001', '139-8765-0001', '１３９８７６５０００１'])
      expect((await browser.signIn({ phone: typed, password: browser.holder.password })).status).toBe(200);
  });
});

describe('a sign-in', () => {
  it('is worth nothing at another device, nor without one', async () => {
    const browser = await signedInHolder(world);
    const token = browser.cookies.get('__Host-yuanlu-wallet')!;
    const thief = new HolderBrowser(world);
    thief.cookies.set('__Host-yuanlu-wallet', token);
    expectProblem(await thief.call('DELETE', '/v1/wallet/session'), 401, 'not-signed-in');
    const other = await signedInHolder(world);
    other.cookies.set('__Host-yuanlu-wallet', token);
    expectProblem(await other.call('DELETE', '/v1/wallet/session'), 401, 'not-signed-in');
    // It is still good where it was made.
    expect((await browser.call('GET', '/v1/wallet/session')).body.signedIn).toBe(true);
  });

  it('ends when idle, after its longest time, when signed out and when its holder’s all end', async () => {
    const { idleMs, absoluteMs } = HOLDER_LIFETIME;
    const isIn = async (browser: HolderBrowser) =>
      (await browser.call('GET', '/v1/wallet/session', { headers: { 'x-quiet': '1' } })).body.signedIn;
    const shift = (column: string, ms: number, personId: string) =>
      sql.query(`UPDATE person_session SET ${column} = ${column} - $1 WHERE person_id = $2`, [ms, personId]);
    const idle = await signedInHolder(world);
    await shift('seen_ms', idleMs - 10_000, idle.holder.personId);
    expect(await isIn(idle)).toBe(true);
    await shift('seen_ms', 20_000, idle.holder.personId);
    expect(await isIn(idle)).toBe(false);
    const long = await signedInHolder(world);
    await shift('started_ms', absoluteMs, long.holder.personId);
    expect(await isIn(long)).toBe(false);
    const out = await signedInHolder(world);
    const copy = new HolderBrowser(world);
    for (const [name, value] of out.cookies) copy.cookies.set(name, value);
    expect((await out.call('DELETE', '/v1/wallet/session')).body).toMatchObject({ signedIn: false });
    expect(await isIn(copy)).toBe(false);
    const lost = await signedInHolder(world);
    expect(await world.options.holders.endSessionsOf(lost.holder.walletId, 'loss-reported')).toBe(1);
    expect(await isIn(lost)).toBe(false);
    // And the device is new again.
    const { phone, password } = lost.holder;
    expectProblem(await lost.signIn({ phone, password }), 401, 'device-code-needed');
  });

  it('a planted token is replaced, and the one before ends', async () => {
    const browser = await signedInHolder(world);
    const old = browser.cookies.get('__Host-yuanlu-wallet')!;
    const { phone, password } = browser.holder;
    expect((await browser.signIn({ phone, password })).status).toBe(200);
    expect(browser.cookies.get('__Host-yuanlu-wallet')).not.toBe(old);
    browser.cookies.set('__Host-yuanlu-wallet', old);
    expectProblem(await browser.call('DELETE', '/v1/wallet/session'), 401, 'not-signed-in');
  });
});

describe('pages of others', () => {
  it('an act wants the header that only our pages know', async () => {
    const browser = await signedInHolder(world);
    const { csrf } = browser;
    browser.csrf = null;
    expectProblem(await browser.call('DELETE', '/v1/wallet/session'), 403, 'page-not-ours');
    browser.csrf = (await signedInHolder(world)).csrf;
    expectProblem(await browser.call('DELETE', '/v1/wallet/session'), 403, 'page-not-ours');
    browser.csrf = csrf;
    expect((await browser.call('DELETE', '/v1/wallet/session')).status).toBe(200);
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('%j can neither act nor sign in', async (given) => {
    const headers = given as unknown as Record<string, string>;
    const browser = await signedInHolder(world);
    expectProblem(await browser.call('DELETE', '/v1/wallet/session', { headers }), 403, 'page-not-ours');
    const { phone, password } = browser.holder;
    const body = { phone, password };
    expectProblem(await browser.call('POST', '/v1/wallet/session', { headers, body }), 403, 'page-not-ours');
  });
});

describe('proving it anew', () => {
  const prove = (browser: HolderBrowser, given: Record<string, unknown> = {}) =>
    browser.call('POST', '/v1/wallet/proofs', {
      body: { kind: 'password', password: 'correct horse battery', ...given },
    });
  const kinds = async (browser: HolderBrowser, act?: string) => {
    const query = act === undefined ? '' : `?act=${act}`;
    const { body } = await browser.call('GET', `/v1/wallet/proofs${query}`);
    return (body.proofs as { kind: string }[]).map(({ kind }) => kind);
  };

  it('the sign-in itself proves what opened it; a proof for one act is for no other', async () => {
    const browser = await signedInHolder(world);
    expect(await kinds(browser)).toEqual(['password']);
    expect(await kinds(browser, 'clo_0123456789ABCDEF')).toEqual([]);
    const { status, body } = await prove(browser, { act: 'clo_0123456789ABCDEF' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'password', act: 'clo_0123456789ABCDEF' });
    expect(await kinds(browser, 'clo_0123456789ABCDEF')).toEqual(['password']);
    expect(await kinds(browser, 'clo_0123456789ABCDEG')).toEqual([]);
  });

  it('ends after some minutes', async () => {
    const browser = await signedInHolder(world);
    await sql.query(
      `UPDATE person_proof SET at_ms = at_ms - $1 WHERE session_id IN
         (SELECT id FROM person_session WHERE person_id = $2)`,
      [PROOF_FRESH_MS, browser.holder.personId],
    );
    expect(await kinds(browser)).toEqual([]);
  });

  it('is of one session: another device of the same person proved nothing', async () => {
    const one = await signedInHolder(world);
    await prove(one, { act: 'clo_0123456789ABCDEF' });
    const two = new HolderBrowser(world);
    await trust(world, two, one.holder);
    const { phone, password } = one.holder;
    await two.signIn({ phone, password });
    expect(await kinds(two, 'clo_0123456789ABCDEF')).toEqual([]);
  });

  it('guessing at an open page is counted with guessing at the door', async () => {
    const browser = await signedInHolder(world);
    for (let n = 1; n <= 5; n += 1)
      expectProblem(await prove(browser, { password: `wrong ${n}` }), 401, 'password-wrong');
    expectProblem(await prove(browser), 429, 'too-many-tries');
    const { phone, password } = browser.holder;
    expectProblem(await browser.signIn({ phone, password }), 429, 'too-many-tries');
  });
});

describe('classes of callers', () => {
  it('a key and a staff sign-in open no route of a cardholder', async () => {
    expectProblem(
      await world.call('DELETE', '/v1/wallet/session', { key: KEYS.operator }),
      401,
      'not-signed-in',
    );
    const staff = await signedInAs(world, 'operator');
    expectProblem(await staff.call('DELETE', '/v1/wallet/session'), 401, 'not-signed-in');
  });

  it('a cardholder opens no other route', async () => {
    const browser = await signedInHolder(world);
    for (const url of ['/v1/payments', '/v1/staff/me/security', '/v1/operator/queue'])
      expectProblem(await browser.call('GET', url), 401, 'not-signed-in');
  });

  it('what cardholders do is recorded under their wallet, apart from the staff', async () => {
    const browser = await signedInHolder(world);
    await browser.call('DELETE', '/v1/wallet/session');
    const page = { book: browser.holder.walletId, staffId: null, before: null, limit: 10 };
    expect(await world.staffStore.acts(page)).toEqual([]);
    const acts = await world.staffStore.acts({ ...page, of: 'holders' });
    expect(acts.map(({ act, end }) => [act, end?.status])).toEqual([
      ['DELETE /v1/wallet/session', 200],
      ['POST /v1/wallet/session', 200],
    ]);
    expect(acts[0]).toMatchObject({ personId: browser.holder.personId, role: 'holder' });
  });
});

describe('bodies of all kinds', () => {
  it.each([
    ['no way to prove it', {}, 400],
    ['neither password nor code', { phone: '13912345678' }, 400],
    ['a code that is none', { phone: '13912345678', code: '12345a' }, 400],
    ['a member too many', { phone: '13912345678', password: 'x', role: 'operator' }, 400],
    ['a password of a thousand letters', { phone: '13912345678', password: 'x'.repeat(1000) }, 400],
    ['a list', [], 400],
  ])('%s', async (_what, body, status) => {
    const answered = await new HolderBrowser(world).call('POST', '/v1/wallet/session', { body });
    expectProblem(answered, status, 'input-not-valid');
  });

  it('a huge one', async () => {
    const body = { phone: '1'.repeat(3_000_000), password: 'x' };
    const answered = await new HolderBrowser(world).call('POST', '/v1/wallet/session', { body });
    expectProblem(answered, 413, 'input-too-large');
  });

  it('a device cookie that somebody planted is taken as a device that is new', async () => {
    const holder = await makeHolder(world);
    const browser = new HolderBrowser(world);
    await trust(world, browser, holder);
    browser.cookies.set('__Host-yuanlu-device', 'not a secret of ours');
    const { phone, password } = holder;
    expectProblem(await browser.signIn({ phone, password }), 401, 'device-code-needed');
    expect(browser.device).toMatch(/^[\w-]{43}$/);
  });
});
