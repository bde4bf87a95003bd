/** The own sign-in, the people of others, and the record of what people did. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeAt, stepOf } from '#adapters/sign-in';
import { FRESH_MS } from '#domain/staff';
import {
  type Answered,
  expectProblem,
  type HttpWorld,
  OTHER_SHOP,
  openHttpWorld,
  SHOP,
} from './http-api-world.ts';
import { Browser, makeStaff, signedInAs } from './sign-in-browser.ts';

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

const NEW = 'seven brown foxes';
const age = (staffId: string, ms: number) =>
  sql.query('UPDATE staff_session SET proven_ms = proven_ms - $1 WHERE staff_id = $2', [ms, staffId]);

const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((each) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each).toString(2).padStart(5, '0'),
  );
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((each) => Number.parseInt(each, 2)),
  );
};
/** The code of a step from now. */
const codeOf = (secret: string, around = 0): string =>
  codeAt(fromBase32(secret), stepOf(world.options.clock.nowMs()) + around);

async function withCodes(browser: Browser): Promise<string> {
  const { body } = await browser.call('POST', '/v1/staff/me/codes');
  const secret = String(body.secret);
  const confirmed = await browser.call('POST', '/v1/staff/me/codes/confirmation', {
    body: { code: codeOf(secret, -1) },
  });
  expect(confirmed.status).toBe(200);
  return secret;
}

describe('a password', () => {
  it('is changed with the one of now; every other sign-in ends, this one stays', async () => {
    const browser = await signedInAs(world, 'cashier');
    const elsewhere = new Browser(world);
    await elsewhere.signIn(browser.staff.login);
    const change = (current: string, next: string) =>
      browser.call('POST', '/v1/staff/me/password', { body: { current, next } });
    expectProblem(await change('wrong', NEW), 422, 'sign-in-failed');
    expectProblem(await change(browser.staff.password, 'short'), 422, 'password-not-taken');
    expectProblem(await change(browser.staff.password, browser.staff.password), 422, 'password-not-taken');
    expect((await change(browser.staff.password, NEW)).status).toBe(200);
    expect((await browser.call('GET', '/v1/payments')).status).toBe(200);
    expectProblem(await elsewhere.call('GET', '/v1/payments'), 401, 'not-signed-in');
    expectProblem(await new Browser(world).signIn(browser.staff.login), 401, 'sign-in-failed');
    expect((await new Browser(world).signIn(browser.staff.login, NEW)).status).toBe(200);
  });

  it('guessing it from inside is counted like guessing it from outside', async () => {
    const browser = await signedInAs(world, 'cashier');
    const guess = () =>
      browser.call('POST', '/v1/staff/me/password', { body: { current: 'wrong', next: NEW } });
    for (let n = 0; n < 5; n += 1) expectProblem(await guess(), 422, 'sign-in-failed');
    expectProblem(await guess(), 429, 'too-many-tries');
  });
});

describe('one-time codes', () => {
  it('are asked for once set up, and each is taken once', async () => {
    const browser = await signedInAs(world, 'cashier');
    const { login, password } = browser.staff;
    const secret = await withCodes(browser);
    const bare = await new Browser(world).signIn(login);
    expectProblem(bare, 401, 'second-factor-needed');
    expect(bare.body.factors).toEqual(['code']);
    // The code that confirmed the secret signs nobody in.
    expectProblem(
      await new Browser(world).signIn(login, password, codeOf(secret, -1)),
      401,
      'second-factor-wrong',
    );
    const wrong = codeOf(secret) === '000000' ? '000001' : '000000';
    expectProblem(await new Browser(world).signIn(login, password, wrong), 401, 'second-factor-wrong');
    const code = codeOf(secret);
    expect((await new Browser(world).signIn(login, password, code)).status).toBe(200);
    expectProblem(await new Browser(world).signIn(login, password, code), 401, 'second-factor-wrong');
    // At the same time, too.
    const next = codeOf(secret, 1);
    const both = await Promise.all([1, 2].map(() => new Browser(world).signIn(login, password, next)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('a right password does not make guesses of the code free', async () => {
    const browser = await signedInAs(world, 'cashier');
    await withCodes(browser);
    const { login, password } = browser.staff;
    const answers: number[] = [];
    for (let n = 0; n < 6; n += 1)
      answers.push(
        (await new Browser(world).signIn(login, password, n % 2 === 0 ? undefined : '000000')).status,
      );
    expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('the secret is sealed for its owner, and shown once', async () => {
    const browser = await signedInAs(world, 'cashier');
    const secret = await withCodes(browser);
    const { rows } = await sql.query('SELECT totp_sealed FROM staff WHERE id = $1', [browser.staff.id]);
    const sealed = String(rows[0].totp_sealed);
    expect(sealed).toMatch(/^ys1\.staff-code\./);
    expect(sealed).not.toContain(secret);
    expect(await world.security.unseal('staff-code', sealed, browser.staff.id)).toBe(
      fromBase32(secret).toString('base64'),
    );
    await expect(world.security.unseal('staff-code', sealed, 'stf_somebodyelse')).rejects.toThrow();
    expect((await browser.call('GET', '/v1/staff/me/security')).text).not.toContain(secret);
  });

  it('setting up and taking away want a fresh proof', async () => {
    const browser = await signedInAs(world, 'cashier');
    await age(browser.staff.id, FRESH_MS + 1_000);
    expectProblem(await browser.call('POST', '/v1/staff/me/codes'), 403, 'proof-needed');
    const prove = (password: string) => browser.call('POST', '/v1/session/proof', { body: { password } });
    expectProblem(await prove('wrong'), 422, 'sign-in-failed');
    expectProblem(await browser.call('POST', '/v1/staff/me/codes'), 403, 'proof-needed');
    expect((await prove(browser.staff.password)).status).toBe(200);
    await withCodes(browser);
    await age(browser.staff.id, FRESH_MS + 1_000);
    expectProblem(await browser.call('DELETE', '/v1/staff/me/codes'), 403, 'proof-needed');
  });

  it('a code of a secret that nobody was shown confirms nothing', async () => {
    const browser = await signedInAs(world, 'cashier');
    const body = { code: '123456' };
    expectProblem(
      await browser.call('POST', '/v1/staff/me/codes/confirmation', { body }),
      422,
      'second-factor-wrong',
    );
  });
});

describe('people of the institution', () => {
  it('prove two things: without the second nothing but setting it up is open', async () => {
    const browser = await signedInAs(world, 'operator', { demo: false });
    expect((await browser.call('GET', '/v1/session')).body.needs).toEqual(['second-factor']);
    expectProblem(await browser.call('GET', '/v1/payments'), 403, 'second-factor-missing');
    await withCodes(browser);
    expect((await browser.call('GET', '/v1/session')).body.needs).toEqual([]);
    expect((await browser.call('GET', '/v1/payments')).status).toBe(200);
  });
});

describe('managing people', () => {
  const add = (browser: Browser, role: string, more: object = {}) =>
    browser.call('POST', '/v1/staff', {
      body: { login: `new-${Math.random().toString(36).slice(2, 10)}`, name: '新人', role, ...more },
    });
  type Shown = { staff: { id: string; login: string }; oneTimePassword: string };

  it('somebody new gets a password that opens nothing but the choice of an own one', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    const made = await add(admin, 'cashier');
    expect(made.status).toBe(201);
    const { staff, oneTimePassword } = made.body as unknown as Shown;
    expect(made.body.staff).toMatchObject({ role: 'cashier', book: SHOP, password: 'one-time', demo: false });
    const browser = new Browser(world);
    expect((await browser.signIn(staff.login, oneTimePassword)).body.needs).toEqual(['new-password']);
    expectProblem(await browser.call('GET', '/v1/payments'), 403, 'new-password-needed');
    const body = { current: oneTimePassword, next: NEW };
    expect((await browser.call('POST', '/v1/staff/me/password', { body })).status).toBe(200);
    expect((await browser.call('GET', '/v1/payments')).status).toBe(200);
    expectProblem(await new Browser(world).signIn(staff.login, oneTimePassword), 401, 'sign-in-failed');
    // A list shows neither.
    const list = (await admin.call('GET', '/v1/staff')).text;
    expect(list).toContain(staff.login);
    expect(list).not.toContain(oneTimePassword);
    expect(list).not.toContain('argon2');
  });

  it('a login is taken once, in whatever case', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    const { login } = await makeStaff(world, 'cashier', { book: OTHER_SHOP });
    expectProblem(await add(admin, 'cashier', { login: login.toUpperCase() }), 409, 'login-taken');
    expectProblem(await add(admin, 'cashier', { login: 'two words' }), 400, 'input-not-valid');
  });

  it('an administrator has no reach beyond the own book, an operator none over colleagues', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    const operator = await signedInAs(world, 'operator');
    const colleague = await makeStaff(world, 'operator');
    const stranger = await makeStaff(world, 'cashier', { book: OTHER_SHOP });
    const cashier = await makeStaff(world, 'cashier');
    const change = (browser: Browser, id: string, body: object) =>
      browser.call('POST', `/v1/staff/${id}`, { body });
    const reset = (browser: Browser, id: string) =>
      browser.call('POST', `/v1/staff/${id}/reset`, { body: {} });

    expectProblem(await add(admin, 'operator'), 403, 'not-allowed');
    expectProblem(await add(admin, 'cashier', { book: OTHER_SHOP }), 404, 'not-found');
    expectProblem(await change(admin, stranger.id, { locked: true }), 404, 'not-found');
    expectProblem(await change(admin, colleague.id, { locked: true }), 404, 'not-found');
    expectProblem(await change(admin, cashier.id, { role: 'operator' }), 403, 'not-allowed');
    expectProblem(await change(admin, admin.staff.id, { locked: true }), 403, 'not-to-oneself');
    expectProblem(await reset(admin, admin.staff.id), 403, 'not-to-oneself');

    expect((await change(operator, stranger.id, { locked: true })).status).toBe(200);
    expect((await add(operator, 'merchant-admin', { book: OTHER_SHOP })).status).toBe(201);
    expectProblem(await add(operator, 'cashier'), 400, 'input-not-valid');
    expectProblem(await add(operator, 'cashier', { book: 'none' }), 400, 'input-not-valid');
    // With a second identity one operator would have four eyes.
    expectProblem(await add(operator, 'operator'), 403, 'by-command-line');
    expectProblem(await add(operator, 'auditor'), 403, 'by-command-line');
    expectProblem(await change(operator, cashier.id, { role: 'operator' }), 403, 'by-command-line');
    expectProblem(await reset(operator, colleague.id), 403, 'by-command-line');
    expect((await change(operator, colleague.id, { locked: true })).status).toBe(200);
    expectProblem(await change(operator, colleague.id, { locked: false }), 403, 'by-command-line');
  });

  it('a reset ends every sign-in and takes the second proof away when asked to', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    const cashier = await signedInAs(world, 'cashier');
    await withCodes(cashier);
    const body = { secondProof: true };
    const made = await admin.call('POST', `/v1/staff/${cashier.staff.id}/reset`, { body });
    expectProblem(await cashier.call('GET', '/v1/payments'), 401, 'not-signed-in');
    expectProblem(await new Browser(world).signIn(cashier.staff.login), 401, 'sign-in-failed');
    const { oneTimePassword } = made.body as unknown as Shown;
    expect((await new Browser(world).signIn(cashier.staff.login, oneTimePassword)).status).toBe(200);
    await sql.query('UPDATE staff SET one_time_ms = 1 WHERE id = $1', [cashier.staff.id]);
    expectProblem(
      await new Browser(world).signIn(cashier.staff.login, oneTimePassword),
      401,
      'sign-in-failed',
    );
  });

  it('another role is in force at once, and signs out', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    const supervisor = await signedInAs(world, 'supervisor');
    await admin.call('POST', `/v1/staff/${supervisor.staff.id}`, { body: { role: 'cashier' } });
    expectProblem(await supervisor.call('GET', '/v1/payments'), 401, 'not-signed-in');
    const { body } = await supervisor.signIn(supervisor.staff.login);
    expect(body.can).not.toContain('payments.cancel');
  });

  it('wants a fresh proof', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    await age(admin.staff.id, FRESH_MS + 1_000);
    expectProblem(await add(admin, 'cashier'), 403, 'proof-needed');
    await admin.call('POST', '/v1/session/proof', { body: { password: admin.staff.password } });
    expect((await add(admin, 'cashier')).status).toBe(201);
  });

  it('scripts in names stay text, card numbers do not get in', async () => {
    const admin = await signedInAs(world, 'merchant-admin');
    const made = await add(admin, 'cashier', { name: '<script>alert(1)</script>' });
    expect(made.body.staff).toMatchObject({ name: '<script>alert(1)</script>' });
    expect(made.headers['content-type']).toContain('application/json');
    expectProblem(await add(admin, 'cashier', { name: '4111 1111 1111 1111' }), 400, 'input-not-valid');
  });
});

describe('the own sign-ins', () => {
  it('are shown and ended, one or all others', async () => {
    const browser = await signedInAs(world, 'cashier');
    const others = [new Browser(world, { 'user-agent': 'Tablet' }), new Browser(world)];
    for (const each of others) await each.signIn(browser.staff.login);
    type SignIns = { id: string; agent: string; current: boolean }[];
    const { body } = await browser.call('GET', '/v1/staff/me/security');
    const signIns = body.signIns as SignIns;
    expect(signIns).toHaveLength(3);
    expect(signIns.filter(({ current }) => current)).toHaveLength(1);
    const tablet = signIns.find(({ agent }) => agent === 'Tablet')!;
    const stranger = await signedInAs(world, 'cashier');
    expectProblem(await stranger.call('DELETE', `/v1/staff/me/sign-ins/${tablet.id}`), 404, 'not-found');
    expect((await browser.call('DELETE', `/v1/staff/me/sign-ins/${tablet.id}`)).status).toBe(200);
    expectProblem(await others[0]!.call('GET', '/v1/payments'), 401, 'not-signed-in');
    await browser.call('DELETE', '/v1/staff/me/sign-ins');
    expectProblem(await others[1]!.call('GET', '/v1/payments'), 401, 'not-signed-in');
    expect((await browser.call('GET', '/v1/payments')).status).toBe(200);
  });

  it('the eleventh browser of one person ends the first', async () => {
    const first = await signedInAs(world, 'cashier');
    for (let n = 0; n < 10; n += 1) await new Browser(world).signIn(first.staff.login);
    expectProblem(await first.call('GET', '/v1/payments'), 401, 'not-signed-in');
  });
});

describe('the record of acts', () => {
  type Acts = {
    who: string;
    act: string;
    subject: string | null;
    outcome: string | null;
    requestId: string;
  }[];
  const actsOf = async (browser: Browser, query = ''): Promise<Acts> =>
    (await browser.call('GET', `/v1/staff/acts${query}`)).body.items as Acts;

  it('has what was done, what was refused and who tried to sign in', async () => {
    const auditor = await signedInAs(world, 'auditor');
    const supervisor = await signedInAs(world, 'supervisor');
    const cashier = await signedInAs(world, 'cashier');
    const order = {
      body: { orderNo: 'T-1', amount: 100, subject: 'tea' },
      headers: { 'idempotency-key': 't1' },
    };
    const opened = await supervisor.call('POST', '/v1/orders', order);
    await supervisor.call('POST', `/v1/orders/${opened.body.id}/close`);
    await cashier.call('POST', '/v1/cancellations', { body: { payment: 'pay_0000000000000000' } });
    await auditor.call('POST', '/v1/notices/read', { body: {} });
    await new Browser(world).signIn(cashier.staff.login, 'hunter2 my secret');
    await new Browser(world).signIn('my-secret-password', 'x');
    const acts = await actsOf(auditor, '?limit=7');
    const told = acts.map(({ who, act, subject, outcome }) => [who, act, subject, outcome]);
    expect(told).toEqual([
      ['unknown', 'POST /v1/session', null, 'sign-in-failed'],
      [cashier.staff.login, 'POST /v1/session', null, 'sign-in-failed'],
      [auditor.staff.login, 'POST /v1/notices/read', null, 'not-allowed'],
      [cashier.staff.login, 'POST /v1/cancellations', null, 'not-allowed'],
      [supervisor.staff.login, 'POST /v1/orders/:id/close', opened.body.id, 'done'],
      [supervisor.staff.login, 'POST /v1/orders', null, 'done'],
      [cashier.staff.login, 'POST /v1/session', null, 'done'],
    ]);
    expect(JSON.stringify(acts)).not.toContain('secret');
    expect(acts[5]!.requestId).toBe(opened.headers['x-request-id']);
    const own = await actsOf(auditor, `?staff=${supervisor.staff.id}`);
    expect(own.every(({ who }) => who === supervisor.staff.login)).toBe(true);
  });

  it('a refusal by the rules is an end, too; reading is no act', async () => {
    const auditor = await signedInAs(world, 'auditor');
    const supervisor = await signedInAs(world, 'supervisor');
    const before = await actsOf(auditor, `?staff=${supervisor.staff.id}`);
    await supervisor.call('GET', '/v1/payments');
    const body = { subject: 'pay_ABCDEFGHJKMNPQRS', reason: 'brought back' };
    const refused = await supervisor.call('POST', '/v1/cancellations', {
      body,
      headers: { 'idempotency-key': 'c1' },
    });
    const after = await actsOf(auditor, `?staff=${supervisor.staff.id}`);
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({
      subject: body.subject,
      outcome: refused.body.code,
      status: refused.status,
    });
  });

  it('is paged, kept by book, and never changed', async () => {
    const admin = await signedInAs(world, 'merchant-admin', { book: OTHER_SHOP });
    for (let n = 0; n < 5; n += 1) await admin.call('DELETE', '/v1/staff/me/sign-ins');
    const seen: number[] = [];
    let cursor = '';
    do {
      const { body } = await admin.call('GET', `/v1/staff/acts?limit=2${cursor}`);
      for (const { no, book } of body.items as { no: number; book: string }[]) {
        expect(book).toBe(OTHER_SHOP);
        seen.push(no);
      }
      cursor = body.next === null ? '' : `&cursor=${String(body.next)}`;
    } while (cursor !== '');
    expect(seen.length).toBeGreaterThanOrEqual(6);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    for (const table of ['staff_act', 'staff_act_end'])
      for (const text of [`UPDATE ${table} SET at_ms = 0`, `DELETE FROM ${table}`])
        await expect(sql.query(text)).rejects.toThrow('only ever added');
    expectProblem(
      await (await signedInAs(world, 'cashier')).call('GET', '/v1/staff/acts'),
      403,
      'not-allowed',
    );
  });
});

describe('four eyes', () => {
  it('two sign-ins of one person are one pair', async () => {
    const payment = await world.sale('770001', 5_000n);
    const one = await signedInAs(world, 'operator');
    const again = new Browser(world);
    await again.signIn(one.staff.login);
    const other = await signedInAs(world, 'operator');
    const url = `/v1/payments/${payment.id}/circumstances`;
    const say = (browser: Browser, frozen: boolean) =>
      browser.call('POST', url, { body: { frozen, reason: 'the court said so' } });
    const frozen = async (answered: Promise<Answered>): Promise<unknown> =>
      ((await answered).body.circumstances as { frozen: boolean }).frozen;
    expect(await frozen(say(one, true))).toBe(true);
    // A freeze comes off when a second person says the same.
    expect(await frozen(say(one, false))).toBe(true);
    expectProblem(await say(again, false), 403, 'four-eyes');
    expect(await frozen(say(other, false))).toBe(false);
  });
});
