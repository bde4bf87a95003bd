/** People at the pages: signing in with all that proves, the first steps, the own security, managing, the record. */
import pg from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeAt, stepOf } from '#adapters/sign-in';
import { FRESH_MS } from '#domain/staff';
import { DESKTOP, expectAccessible, keepScreen, type Language, PHONE, Site, type View } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns();

const SHOP = '898310154110001';
const OWN = 'seven brown foxes';
const VIEWS = [
  ['zh', PHONE],
  ['en', DESKTOP],
] as const;

let site: Site;
let sql: pg.Client;
beforeAll(async () => {
  site = await Site.open();
  sql = new pg.Client({ connectionString: await site.platform.stack.databaseUrl() });
  await sql.connect();
}, 120_000);
afterAll(async () => {
  await sql?.end();
  await site?.close();
});
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

interface Made {
  readonly login: string;
  readonly oneTimePassword: string;
}
/** For docs/screens. */
const keep = (
  page: Page,
  what: string,
  language: Language,
  size: typeof PHONE | typeof DESKTOP,
): Promise<void> => keepScreen(page, `${what}-${language}-${size === PHONE ? 'phone' : 'desktop'}`);

let made = 0;
/** Somebody real, by the command line. */
async function add(role: string, name = 'Wang Fang'): Promise<Made> {
  made += 1;
  const login = `person${made}`;
  const shop = /cashier|supervisor|merchant/.test(role) ? ['--book', SHOP] : [];
  const args = ['staff', 'add', login, '--name', name, '--role', role, ...shop];
  const { out, err, code } = await site.platform.yuanlu('--json', ...args);
  if (code !== 0) throw new Error(err + out);
  return { login, oneTimePassword: (JSON.parse(out) as Made).oneTimePassword };
}

async function enter(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

const HEADING: Record<string, Record<Language, string>> = {
  first: { zh: '请设置自己的密码', en: 'Choose your own password' },
  signIn: { zh: '登录', en: 'Sign in' },
  security: { zh: '我的登录', en: 'My sign-in' },
  staff: { zh: '人员', en: 'People' },
  acts: { zh: '操作记录', en: 'Record of acts' },
};
const arrived = (page: Page, what: keyof typeof HEADING, language: Language): Promise<void> =>
  page.getByRole('heading', { level: 1, name: HEADING[what]![language], exact: true }).waitFor();

async function choosePassword(page: Page, oneTime: string): Promise<void> {
  await page.locator('input[name=current]').fill(oneTime);
  await page.locator('input[name=next]').fill(OWN);
  await page.locator('input[name=again]').fill(OWN);
  await page.locator('button[type=submit]').click();
}

/** A page of somebody new who has chosen a password. */
async function settled(role: string, view: View = {}): Promise<{ page: Page; login: string }> {
  const person = await add(role);
  const page = await site.page(view);
  await enter(page, person.login, person.oneTimePassword);
  await page.waitForURL((url) => url.pathname === '/security');
  await choosePassword(page, person.oneTimePassword);
  await page.waitForURL((url) => url.pathname !== '/sign-in' && !url.search.includes('next='));
  return { page, login: person.login };
}

const fromBase32 = (text: string): Buffer => {
  const digits = [...text].map((each) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(each));
  const bits = digits.map((each) => each.toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)!.map((each) => Number.parseInt(each, 2)));
};

/** Sets up codes on the page that is open and gives the secret. */
async function setUpCodes(page: Page, language: Language): Promise<string> {
  await page
    .getByRole('button', { name: language === 'zh' ? '启用动态验证码' : 'Set up one-time codes' })
    .click();
  await page
    .getByRole('img', { name: language === 'zh' ? '含密钥的二维码' : 'QR code with the secret' })
    .waitFor();
  await expectAccessible(page);
  const secret = (await page.locator('form code').textContent())!.replaceAll(' ', '');
  // A code is taken once: the next one signs in.
  await page.locator('input[name=code]').fill(codeAt(fromBase32(secret), stepOf(Date.now())));
  await page.getByRole('button', { name: language === 'zh' ? '确认启用' : 'Confirm', exact: true }).click();
  await page.getByText(language === 'zh' ? '已启用' : 'In use', { exact: true }).waitFor();
  return secret;
}

describe('a demonstration', () => {
  test.each(
    inTurn([
      ['zh', PHONE, '收银员', '/cashier'],
      ['en', DESKTOP, 'Operator', '/operator'],
    ]),
  )('lets one in at a press, in %s', async (language, size, role, home) => {
    const page = await site.page({ language, size });
    await page.goto('/sign-in');
    const button = page.getByRole('button', { name: role }).first();
    await button.waitFor();
    await expectAccessible(page);
    await keep(page, 'sign-in', language, size);
    await button.click();
    await page.waitForURL((url) => url.pathname === home);
    expect(site.complaints).toEqual([]);
  });
});

describe('signing in', () => {
  test.each(inTurn(VIEWS))('a wrong password is told, and waits grow, in %s', async (language, size) => {
    const page = await site.page({ language, size });
    const login = `nobody-${language}`;
    await enter(page, login, 'wrong');
    const told = page.getByRole('alert');
    await told.waitFor();
    expect(await told.textContent()).toBe(
      language === 'zh' ? '登录名或密码不正确' : 'Login or password is wrong',
    );
    for (let n = 2; n <= 5; n += 1) {
      const answer = page.waitForResponse((response) => response.url().endsWith('/v1/session'));
      await page.locator('button[type=submit]').click();
      await answer;
    }
    await page.locator('button[type=submit]').click();
    await page.getByText(language === 'zh' ? /^\d+ 秒后可以再试/ : /^Try again in \d+ seconds/).waitFor();
    await expectAccessible(page);
    expect(page.url()).not.toContain('wrong');
    expect(site.complaints).toEqual([]);
  });

  test('leads nowhere else afterwards', async () => {
    const page = await site.page({ language: 'en' });
    await page.goto(`/sign-in?next=${encodeURIComponent('//evil.example/')}`);
    await page.getByRole('button', { name: 'Merchant admin' }).click();
    await page.waitForURL((url) => url.pathname === '/merchant');
    expect(new URL(page.url()).origin).toBe(site.url);
  });

  test('the browser keeps no token and no password where scripts can read', async () => {
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'cashier', '/cashier');
    const seen = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'yuanlu', httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(seen).not.toContain(cookie!.value);
    expect(seen).not.toContain('yuanlu-demo');
  });
});

describe('the first steps', () => {
  test.each(inTurn(VIEWS))(
    'a one-time password opens the choice of an own one, in %s',
    async (language, size) => {
      const person = await add('cashier');
      const page = await site.page({ language, size });
      await enter(page, person.login, person.oneTimePassword);
      await arrived(page, 'first', language);
      await expectAccessible(page);
      // No other page before that.
      await page.goto('/cashier');
      await arrived(page, 'first', language);
      await page.locator('input[name=current]').fill(person.oneTimePassword);
      await page.locator('input[name=next]').fill('passw0rd1234');
      await page.locator('input[name=again]').fill('passw0rd12345');
      await page.locator('button[type=submit]').click();
      await page.getByText(language === 'zh' ? '两次输入的新密码不同' : 'The two differ').waitFor();
      await page.locator('input[name=again]').fill('passw0rd1234');
      await page.locator('button[type=submit]').click();
      await page.getByText(language === 'zh' ? /太常见/ : /too common/).waitFor();
      await expectAccessible(page);
      await choosePassword(page, person.oneTimePassword);
      await page.waitForURL((url) => url.pathname === '/cashier');
      const again = await site.page({ language, size });
      await enter(again, person.login, OWN);
      await again.waitForURL((url) => url.pathname === '/cashier');
      expect(site.complaints).toEqual([]);
    },
  );

  test('an operator sets up codes before anything else, and signs in with them', async () => {
    const person = await add('operator');
    const page = await site.page({ language: 'zh', size: PHONE });
    await enter(page, person.login, person.oneTimePassword);
    await arrived(page, 'first', 'zh');
    await choosePassword(page, person.oneTimePassword);
    await page.getByText('请先设置第二重验证').waitFor();
    await page.goto('/operator');
    await page.getByText('请先设置第二重验证').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '启用动态验证码' }).click();
    const secret = (await page.locator('form code').textContent())!.replaceAll(' ', '');
    await page.locator('input[name=code]').fill(codeAt(fromBase32(secret), stepOf(Date.now())));
    await page.getByRole('button', { name: '确认启用' }).click();
    // Nothing is missing any more: on to where one wanted to go.
    await page.waitForURL((url) => url.pathname === '/operator');

    const next = await site.page({ language: 'zh', size: PHONE });
    await enter(next, person.login, OWN);
    const code = next.locator('input[name=code]');
    await code.waitFor();
    await expectAccessible(next);
    await code.fill(codeAt(fromBase32(secret), stepOf(Date.now()) + 1));
    await next.locator('button[type=submit]').click();
    await next.waitForURL((url) => url.pathname === '/operator');
    expect(site.complaints).toEqual([]);
  });
});

describe('the own security', () => {
  test.each(inTurn(VIEWS))('codes are set up, wanted, and taken away, in %s', async (language, size) => {
    const { page, login } = await settled('supervisor', { language, size });
    await page.goto('/security');
    await arrived(page, 'security', language);
    await expectAccessible(page);
    const secret = await setUpCodes(page, language);
    await keep(page, 'security', language, size);
    const next = await site.page({ language, size });
    await enter(next, login, OWN);
    await next.locator('input[name=code]').fill('000000');
    await next.locator('button[type=submit]').click();
    await next.getByRole('alert').waitFor();
    await next.locator('input[name=code]').fill(codeAt(fromBase32(secret), stepOf(Date.now()) + 1));
    await next.locator('button[type=submit]').click();
    await next.waitForURL((url) => url.pathname === '/cashier');
    const remove = language === 'zh' ? '停用动态验证码' : 'Stop using codes';
    await page.getByRole('button', { name: remove }).click();
    await page.getByRole('dialog').getByRole('button', { name: remove }).click();
    await page.getByText(language === 'zh' ? '未启用' : 'Not in use').waitFor();
    expect(site.complaints).toEqual([]);
  });

  test.each(inTurn(VIEWS))('a passkey is added, signs in, and is removed, in %s', async (language, size) => {
    const { login } = await settled('supervisor', { language, size });
    const page = await site.page({ language, size });
    const client = await page.context().newCDPSession(page);
    await client.send('WebAuthn.enable');
    await client.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    // A passkey belongs to a name: the address of numbers says so, and leads to it.
    await page.goto('/sign-in');
    await page.getByRole('link', { name: /^localhost:/ }).click();
    await page.waitForURL((url) => url.hostname === 'localhost');
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill(OWN);
    await page.locator('button[type=submit]').click();
    await page.waitForURL((url) => url.pathname === '/cashier');
    const base = new URL(page.url()).origin;
    await page.goto(`${base}/security`);
    await page.locator('input[name=label]').fill('office <b>computer</b>');
    await page.getByRole('button', { name: language === 'zh' ? '添加通行密钥' : 'Add a passkey' }).click();
    await page.getByText('office <b>computer</b>', { exact: true }).waitFor();
    await expectAccessible(page);

    await page.getByRole('button', { name: language === 'zh' ? '退出' : 'Sign out', exact: true }).click();
    // Signing out ends with a load of the first page: to leave before it is over would cut it off.
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto(`${base}/sign-in`);
    await arrived(page, 'signIn', language);
    await expectAccessible(page);
    // The password alone is no longer enough.
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill(OWN);
    await page.locator('button[type=submit]').click();
    await page.getByText(language === 'zh' ? /已设置通行密钥/ : /has a passkey/).waitFor();
    await page.getByRole('button', { name: language === 'zh' ? '使用通行密钥' : 'Use a passkey' }).click();
    await page.waitForURL((url) => url.pathname === '/cashier');

    await page.goto(`${base}/security`);
    const remove = language === 'zh' ? '移除' : 'Remove';
    await page.getByRole('button', { name: remove }).click();
    await page.getByRole('dialog').getByRole('button', { name: remove }).click();
    await page.getByText(language === 'zh' ? '还没有通行密钥。' : 'There is none yet.').waitFor();
    expect(site.complaints).toEqual([]);
  });

  test('ends the other sign-ins: a page that is open there goes to the sign-in', async () => {
    const { page, login } = await settled('supervisor', { language: 'en' });
    const other = await site.page({ language: 'en', size: PHONE });
    await enter(other, login, OWN);
    await other.waitForURL((url) => url.pathname === '/cashier');
    await other.goto('/security');
    await arrived(other, 'security', 'en');
    await page.goto('/security');
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await other.getByRole('button', { name: 'Set up one-time codes' }).click();
    await other.waitForURL((url) => url.pathname === '/sign-in');
    expect(site.complaints).toEqual([]);
  });

  test.each(inTurn(VIEWS))(
    'an old proof is asked for again, and the act goes on, in %s',
    async (language, size) => {
      const { page, login } = await settled('supervisor', { language, size });
      await page.goto('/security');
      await arrived(page, 'security', language);
      await sql.query(
        `UPDATE staff_session SET proven_ms = proven_ms - $1
       WHERE staff_id = (SELECT id FROM staff WHERE login = $2)`,
        [FRESH_MS + 60_000, login],
      );
      await page
        .getByRole('button', { name: language === 'zh' ? '启用动态验证码' : 'Set up one-time codes' })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('input[name=password]').fill('wrong');
      await dialog.locator('button[type=submit]').click();
      await dialog.getByRole('alert').waitFor();
      await expectAccessible(page);
      await dialog.locator('input[name=password]').fill(OWN);
      await dialog.locator('button[type=submit]').click();
      await page.getByRole('img').last().waitFor();
      await page.locator('form code').waitFor();
      expect(site.complaints).toEqual([]);
    },
  );
});

describe('managing people', () => {
  test.each(inTurn(VIEWS))('an administrator adds, resets and locks out, in %s', async (language, size) => {
    const zh = language === 'zh';
    const page = await site.page({ language, size });
    await site.signIn(page, 'merchant', '/staff');
    await arrived(page, 'staff', language);
    await page.getByText('supervisor', { exact: true }).first().waitFor();
    await expectAccessible(page);
    await keep(page, 'staff', language, size);
    const name = `<script>alert('${language}')</script>`;
    const login = `new-${language}`;
    const adding = zh ? '添加人员' : 'Add somebody';
    await page.getByRole('button', { name: adding }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[name=name]').fill(name);
    await dialog.locator('input[name=login]').fill(login);
    await dialog.locator('select[name=role]').selectOption('cashier');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: adding }).click();
    const shown = dialog.locator('code');
    await shown.waitFor();
    const oneTime = await shown.textContent();
    expect(oneTime).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: zh ? '已记下' : 'I have it' }).click();
    await page.getByRole('heading', { name }).waitFor();
    expect(await page.locator('main script').count()).toBe(0);

    const cashier = await site.page({ language, size });
    await enter(cashier, login, oneTime!);
    await arrived(cashier, 'first', language);
    const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
    const lock = zh ? '锁定' : 'Lock out';
    await row.getByRole('button', { name: lock }).click();
    await page.getByRole('dialog').getByRole('button', { name: lock }).click();
    await row.getByText(zh ? '已锁定' : 'Locked out').waitFor();
    await cashier.goto('/cashier');
    await cashier.waitForURL((url) => url.pathname === '/sign-in');
    await row.getByRole('button', { name: zh ? '解锁' : 'Unlock' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: zh ? '解锁' : 'Unlock' })
      .click();
    await row.getByText(zh ? '已锁定' : 'Locked out').waitFor({ state: 'detached' });
    const reset = zh ? '重置登录' : 'Reset';
    await row.getByRole('button', { name: reset }).click();
    await page.getByRole('dialog').getByRole('button', { name: reset }).click();
    await page.getByRole('dialog').locator('code').waitFor();
    expect(await page.getByRole('dialog').locator('code').textContent()).not.toBe(oneTime);
    expect(site.complaints).toEqual([]);
  });

  test('an operator sees everybody, may shut out a colleague and make none', async () => {
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'operator', '/staff');
    await arrived(page, 'staff', 'en');
    const colleague = page.getByRole('listitem').filter({ hasText: 'operator2' });
    await colleague.getByRole('button', { name: 'Lock out' }).waitFor();
    expect(await colleague.getByRole('button', { name: 'Reset' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Add somebody' }).click();
    const roles = page.getByRole('dialog').locator('select[name=role] option');
    expect(await roles.allInnerTexts()).toEqual(['Cashier', 'Supervisor', 'Merchant admin']);
    expect(site.complaints).toEqual([]);
  });

  test('a cashier has no such page', async () => {
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'cashier', '/cashier');
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
    await page.goto('/staff');
    await page.waitForURL((url) => url.pathname !== '/staff');
  });
});

describe('the record of acts', () => {
  test.each(inTurn(VIEWS))('an auditor reads who did what, in %s', async (language, size) => {
    const zh = language === 'zh';
    const page = await site.page({ language, size });
    await site.signIn(page, 'auditor', '/acts');
    await arrived(page, 'acts', language);
    const first = page.getByRole('listitem').filter({ hasText: 'POST /v1/session' }).first();
    await first.waitFor();
    expect(await first.textContent()).toContain(zh ? '完成' : 'Done');
    await expectAccessible(page);
    await keep(page, 'acts', language, size);
    await first.getByRole('link', { name: 'auditor' }).click();
    await page.getByRole('link', { name: zh ? '显示所有人' : 'Everybody' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'merchant' }).count()).toBe(0);
    await page.goto('/staff');
    await arrived(page, 'staff', language);
    expect(await page.getByRole('button', { name: zh ? '添加人员' : 'Add somebody' }).count()).toBe(0);
    await expectAccessible(page);
    expect(site.complaints).toEqual([]);
  });
});
