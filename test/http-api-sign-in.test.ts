/** Signing in over HTTP: one answer for every failure, waits that grow, an end that is one, foreign pages refused. */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApi } from '#adapters/http-api';
import { createSignInDesk, Passwords } from '#adapters/sign-in';
import { DEMO_STAFF, LIFETIMES } from '#domain/staff';
import { expectProblem, type HttpWorld, KEYS, openHttpWorld, SHOP } from './http-api-world.ts';
import { Browser, makeStaff, seedDemo, signedInAs } from './sign-in-browser.ts';

let world: HttpWorld;
let sql: Client;
beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  await seedDemo(world);
});
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});

/** Everybody of the tests calls from one address. */
const forgetTries = (): Promise<unknown> => sql.query('DELETE FROM sign_in_try');

describe('signing in', () => {
  it('a demo cashier is told who is there, what is allowed and what to send along', async () => {
    const browser = new Browser(world);
    const before = await browser.call('GET', '/v1/session');
    expect(before.body).toEqual({ signedIn: false, demo: true, demoIdentities: DEMO_STAFF });
    const answered = await browser.signIn(' Cashier ', 'yuanlu-demo');
    expect(answered.status).toBe(200);
    expect(answered.body).toMatchObject({
      signedIn: true,
      demo: true,
      needs: [],
      staff: { login: 'cashier', role: 'cashier', book: SHOP, language: 'en' },
    });
    expect(answered.body.can).toContain('till.use');
    expect(answered.body.can).not.toContain('payments.cancel');
    expect(String(answered.headers['set-cookie'])).toMatch(
      /^__Host-yuanlu=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    // Asking is an act, too: the end moves with it.
    const again = (await browser.call('GET', '/v1/session')).body;
    expect(again).toEqual({ ...answered.body, endsAt: again.endsAt });
    expect(Date.parse(String(again.endsAt))).toBeGreaterThanOrEqual(Date.parse(String(answered.body.endsAt)));
    expect((await browser.call('GET', '/v1/payments')).status).toBe(200);
  });

  it('the database has no token and no password', async () => {
    const browser = await signedInAs(world, 'supervisor');
    const token = String(browser.cookie).split('=')[1]!;
    const { rows } = await sql.query(
      'SELECT s.*, m.* FROM staff_session s JOIN staff m ON m.id = s.staff_id',
    );
    const all = JSON.stringify(rows);
    expect(all).toContain(createHash('sha256').update(token).digest('hex'));
    expect(all).not.toContain(token);
    expect(all).not.toContain('correct horse');
    expect(all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('no answer tells whether a login exists', async () => {
    const there = await makeStaff(world, 'cashier');
    const locked = await makeStaff(world, 'cashier', { locked: true });
    const late = await makeStaff(world, 'cashier', { oneTimeMs: 1 });
    const tries = [
      [there.login, 'a wrong password'],
      ['nobody-of-that-name', 'a wrong password'],
      ['收银员 <script>', 'a wrong password'],
      [locked.login, locked.password],
      [late.login, late.password],
    ] as const;
    const seen = new Set<string>();
    for (const [login, password] of tries) {
      const browser = new Browser(world);
      const { status, body, headers } = await browser.signIn(login, password);
      const { requestId: _id, ...told } = body;
      const names = Object.keys(headers).sort();
      seen.add(JSON.stringify([status, told, names, headers['content-length']]));
      expect(browser.cookie).toBeNull();
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain('"sign-in-failed"');
    await forgetTries();
  });

  it('whether a login exists or not, one password is computed', async () => {
    const passwords = new Passwords();
    let computed = 0;
    const watched = new Proxy(passwords, {
      get: (target, name) =>
        name === 'fits'
          ? (text: string, stored: string | null) => {
              computed += 1;
              return target.fits(text, stored);
            }
          : Reflect.get(target, name),
    });
    const parts = {
      store: world.staffStore,
      security: world.security,
      clock: world.options.clock,
      demo: true,
    };
    const desk = createSignInDesk({ ...parts, passwords: watched });
    const place = { address: '192.0.2.9', agent: '', local: true };
    for (const login of ['cashier', 'nobody-there'])
      expect((await desk.signIn(place, { login, password: 'x', code: null })).result).toEqual({
        refused: 'sign-in-failed',
      });
    expect(computed).toBe(2);
    await forgetTries();
  });

  it.each(['somebody-real', 'somebody-unreal'])(
    'five failures of %s are free, then each one costs a wait, also for the right password',
    async (login) => {
      if (login === 'somebody-real') await makeStaff(world, 'cashier', { login });
      for (let n = 1; n <= 5; n += 1)
        expectProblem(await new Browser(world).signIn(login, `wrong ${n}`), 401, 'sign-in-failed');
      const waits = await new Browser(world).signIn(login);
      expectProblem(waits, 429, 'too-many-tries');
      expect(Number(waits.headers['retry-after'])).toBeGreaterThan(20);
      expect(waits.body.waitSeconds).toBeLessThanOrEqual(30);
      await sql.query('UPDATE sign_in_try SET last_ms = last_ms - 31000');
      expectProblem(await new Browser(world).signIn(login, 'wrong 6'), 401, 'sign-in-failed');
      const longer = await new Browser(world).signIn(login);
      expect(Number(longer.headers['retry-after'])).toBeGreaterThan(31);
      await forgetTries();
    },
  );

  it('many guesses at once are as many as one after the other', async () => {
    const { login } = await makeStaff(world, 'cashier');
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => new Browser(world).signIn(login, `wrong ${n}`)),
    );
    expect(all.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(15);
    await forgetTries();
  });

  it('an address has its own count, over all logins', async () => {
    const from = (address: string) =>
      world.api.inject({
        method: 'POST',
        url: '/v1/session',
        remoteAddress: address,
        payload: { login: `guess-${Math.random()}`, password: 'x' },
      });
    let taken = 0;
    for (; taken < 40; taken += 1) if ((await from('192.0.2.44')).statusCode === 429) break;
    expect(taken).toBe(30);
    expect((await from('192.0.2.45')).statusCode).toBe(401);
    await forgetTries();
  });

  it('success is forgiven, failures of others are not', async () => {
    const { login } = await makeStaff(world, 'cashier');
    for (let n = 0; n < 4; n += 1) await new Browser(world).signIn(login, 'wrong');
    expect((await new Browser(world).signIn(login)).status).toBe(200);
    for (let n = 0; n < 5; n += 1) expect((await new Browser(world).signIn(login, 'wrong')).status).toBe(401);
    await forgetTries();
  });
});

describe('staying signed in', () => {
  it('a token that was there before signing in is worth nothing after', async () => {
    const { login } = await makeStaff(world, 'cashier');
    const victim = new Browser(world);
    const planted = 'A'.repeat(43);
    victim.cookie = `__Host-yuanlu=${planted}`;
    await victim.signIn(login);
    expect(victim.cookie).not.toContain(planted);
    const stranger = new Browser(world);
    stranger.cookie = `__Host-yuanlu=${planted}`;
    expectProblem(await stranger.call('GET', '/v1/payments'), 401, 'not-signed-in');
    // Two cookies of the name: one of them was planted.
    const both = new Browser(world);
    both.cookie = `__Host-yuanlu=${planted}; ${victim.cookie}`;
    expectProblem(await both.call('GET', '/v1/payments'), 401, 'not-signed-in');
  });

  it('signing in again at the same browser ends what was', async () => {
    const browser = await signedInAs(world, 'cashier');
    const old = browser.cookie;
    await browser.signIn(browser.staff.login);
    expect(browser.cookie).not.toBe(old);
    const kept = new Browser(world);
    kept.cookie = old;
    expectProblem(await kept.call('GET', '/v1/payments'), 401, 'not-signed-in');
  });

  it('signed out is out at once, whoever has the cookie', async () => {
    const browser = await signedInAs(world, 'cashier');
    const copy = new Browser(world);
    copy.cookie = browser.cookie;
    expect((await copy.call('GET', '/v1/payments')).status).toBe(200);
    const out = await browser.call('DELETE', '/v1/session');
    expect(out.body.signedIn).toBe(false);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expectProblem(await copy.call('GET', '/v1/payments'), 401, 'not-signed-in');
  });

  it('idle and the length of a shift end it; a page that asks by itself keeps nobody in', async () => {
    const browser = await signedInAs(world, 'operator');
    const { idleMs, absoluteMs } = LIFETIMES.operator;
    const shift = (column: string, ms: number) =>
      sql.query(`UPDATE staff_session SET ${column} = ${column} - $1 WHERE staff_id = $2`, [
        ms,
        browser.staff.id,
      ]);
    await shift('seen_ms', idleMs - 60_000);
    const quiet = { headers: { 'x-quiet': '1' } };
    expect((await browser.call('GET', '/v1/payments', quiet)).status).toBe(200);
    const { rows } = await sql.query('SELECT seen_ms, started_ms FROM staff_session WHERE staff_id = $1', [
      browser.staff.id,
    ]);
    expect(Number(rows[0].seen_ms)).toBeLessThan(Number(rows[0].started_ms));
    expect((await browser.call('GET', '/v1/payments')).status).toBe(200);
    await shift('seen_ms', idleMs);
    expectProblem(await browser.call('GET', '/v1/payments'), 401, 'not-signed-in');

    const long = await signedInAs(world, 'operator');
    await sql.query('UPDATE staff_session SET started_ms = started_ms - $1 WHERE staff_id = $2', [
      absoluteMs,
      long.staff.id,
    ]);
    expectProblem(await long.call('GET', '/v1/payments'), 401, 'not-signed-in');
  });

  it('a locked identity is out at once', async () => {
    const browser = await signedInAs(world, 'cashier');
    await world.staffStore.change(browser.staff.id, { locked: true });
    expectProblem(await browser.call('GET', '/v1/payments'), 401, 'not-signed-in');
  });

  it('a key and a cookie are two ways; a key does not sign out', async () => {
    expectProblem(await world.call('DELETE', '/v1/session', { key: KEYS.operator }), 403, 'not-allowed');
  });
});

describe('pages of others', () => {
  const order = {
    headers: { 'idempotency-key': 'order-1' },
    body: { orderNo: 'A1', amount: 100, subject: 'tea' },
  };

  it('an act wants the header that only our pages know', async () => {
    const browser = await signedInAs(world, 'supervisor');
    const { csrf } = browser;
    browser.csrf = null;
    expectProblem(await browser.call('POST', '/v1/orders', order), 403, 'page-not-ours');
    browser.csrf = (await signedInAs(world, 'supervisor')).csrf;
    expectProblem(await browser.call('POST', '/v1/orders', order), 403, 'page-not-ours');
    browser.csrf = csrf;
    expect((await browser.call('POST', '/v1/orders', order)).status).toBe(201);
    // Reading needs none.
    browser.csrf = null;
    expect((await browser.call('GET', '/v1/orders')).status).toBe(200);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://localhost:8080' }],
    ['a site beside ours', { 'sec-fetch-site': 'same-site' }],
    ['a site across', { 'sec-fetch-site': 'cross-site' }],
  ])('%s can neither act nor sign in', async (_what, headers) => {
    const browser = await signedInAs(world, 'supervisor');
    const body = { ...order, headers: { ...order.headers, ...headers } };
    expectProblem(await browser.call('POST', '/v1/orders', body), 403, 'page-not-ours');
    const { login, password } = browser.staff;
    const sign = { body: { login, password }, headers: headers as unknown as Record<string, string> };
    expectProblem(await new Browser(world).call('POST', '/v1/session', sign), 403, 'page-not-ours');
  });

  it('our own address and the published one are ours', async () => {
    const { login } = await makeStaff(world, 'cashier');
    for (const origin of ['http://localhost:80', 'https://pay.example'])
      expect((await new Browser(world, { origin }).signIn(login)).status).toBe(200);
  });
});

describe('the demonstration', () => {
  it('is told to this machine alone, and signs in there alone', async () => {
    const far = [{ host: 'pay.example' }, { 'x-forwarded-for': '203.0.113.9' }];
    for (const headers of far) {
      const told = await world.call('GET', '/v1/session', { key: null, headers });
      expect(told.body).toEqual({ signedIn: false, demo: false });
      expectProblem(
        await new Browser(world, headers).signIn('cashier', 'yuanlu-demo'),
        401,
        'sign-in-failed',
      );
    }
    await forgetTries();
  });

  it('switched off, it is not told, signs in nobody, and whoever was in is out', async () => {
    const before = await signedInAs(world, 'operator', { demo: true });
    const staff = createSignInDesk({
      ...{ store: world.staffStore, security: world.security, clock: world.options.clock, demo: false },
    });
    const api = await createHttpApi({ ...world.options, staff });
    try {
      const told = await api.inject({ url: '/v1/session' });
      expect(told.json()).toEqual({ signedIn: false, demo: false });
      const payload = { login: 'cashier', password: 'yuanlu-demo' };
      const failed = await api.inject({ method: 'POST', url: '/v1/session', payload });
      expect(failed.json()).toMatchObject({ code: 'sign-in-failed' });
      const out = await api.inject({ url: '/v1/payments', headers: { cookie: before.cookie! } });
      expect(out.statusCode).toBe(401);
    } finally {
      await api.close();
      await forgetTries();
    }
  });

  it('with an https address the cookie is bound to it by its name', async () => {
    // The model's published address is https.
    const { login } = await makeStaff(world, 'cashier');
    const api = await createHttpApi({
      ...world.options,
      tracking: { ...world.options.tracking, publicUrl: () => 'http://127.0.0.1:8420' },
    });
    const payload = { login, password: 'correct horse battery' };
    const plain = await api.inject({ method: 'POST', url: '/v1/session', payload });
    expect(String(plain.headers['set-cookie'])).toMatch(/^yuanlu=/);
    await api.close();
    const secure = await new Browser(world).signIn(login);
    expect(String(secure.headers['set-cookie'])).toMatch(/^__Host-yuanlu=.*; Secure$/);
  });
});
