/** What a holder sets, order of sources and password, and what is read there: limits with their rules, the own copy. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import {
  enter,
  fillCode,
  filled,
  heading,
  holder,
  press,
  proveInSheet,
  SOON,
  signUp,
  WORDS,
} from './wallet-hands.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
  await filled(site);
}, 180_000);
afterAll(() => site?.close());

const SETTINGS = '/wallet/me/settings';

test('the order of sources is changed, and stays', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, SETTINGS);
  await page.getByRole('link', { name: /^付款顺序/ }).click();
  await heading(page, '付款顺序');
  const rows = page.locator('main ol > li, ol > li').filter({ has: page.getByRole('button') });
  await expect.poll(() => rows.count(), SOON).toBe(3);
  await expectAccessible(page);
  const first = (await rows.first().textContent()) ?? '';
  expect(first).toContain('余额');
  await rows
    .first()
    .getByRole('button', { name: /下移一位/ })
    .click();
  await page.getByText('余额现在排第 2。').waitFor();
  await expect.poll(() => rows.nth(1).textContent(), SOON).toContain('余额');
  await keepScreen(page, 'wallet-sources-zh-phone');
  await page.reload();
  await expect.poll(() => rows.nth(1).textContent(), SOON).toContain('余额');
  await page.goto(SETTINGS);
  await page.getByText(/^先用.*尾号/).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-settings-zh-phone');
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 180_000);

test('limits stand beside the balance, each with its rule to be read', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, '/wallet/me/balance');
  await page
    .getByRole('region', { name: '付款限额' })
    .getByText(/还可付 ¥/)
    .waitFor();
  await page
    .getByRole('region', { name: '免密单笔' })
    .getByText(/每天 ¥/)
    .first()
    .waitFor();
  const mark = page.locator('details', { hasText: 'PBC-30' });
  await mark.locator('summary').click();
  await mark.getByText(/^出处：\S/).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-balance-zh-phone');
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 180_000);

test('a copy is taken as JSON and as a table, after the password', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, SETTINGS);
  for (const [name, format, holds] of [
    ['导出全部（JSON）', 'json', '"account"'],
    ['导出账单（CSV）', 'csv', '金额（元）'],
  ] as const) {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    const sheet = page.getByRole('dialog', { name: WORDS.zh.prove });
    if (format === 'json') await proveInSheet(site, page, 0);
    else expect(await sheet.count(), 'proven a moment ago').toBe(0);
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^wal_\\w+\\.${format}$`));
    expect(await readFile(await file.path(), 'utf8')).toContain(holds);
  }
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 180_000);

const NEWCOMER = {
  ...{ name: '新用户', idNumber: '310101199001010004', phone: '14000000033' },
  password: 'a long first password',
} as const;
const NEXT = 'another long password';

test('a password is changed, and the old one opens nothing', async () => {
  const page = await site.page({ size: PHONE });
  // Of the demonstration's own people everybody knows the password: theirs stays.
  await enter(site, page, 'zh', 1, '/wallet/me/password');
  await page.locator('input[name=next]').fill(NEXT);
  await page.locator('input[name=again]').fill('another long passwerd');
  await page.getByText('两次输入的不一样。').waitFor();
  await expectAccessible(page);
  await page.locator('input[name=again]').fill(NEXT);
  await press(page, '更换');
  await page.getByText('演示人员的姓名和密码不能修改。').waitFor();
  expect((await holder(site, 1)).password).not.toBe(NEXT);
  await page.context().close();

  const own = await site.page({ size: PHONE });
  await signUp(own, NEWCOMER);
  await own.goto('/wallet/me/password');
  await own.locator('input[name=next]').fill(NEXT);
  await own.locator('input[name=again]').fill(NEXT);
  await press(own, '更换');
  await own.getByRole('dialog', { name: WORDS.zh.prove }).waitFor();
  await fillCode(own, 'zh');
  await press(own, WORDS.zh.checkCode);
  await own.getByText('已更换', { exact: true }).waitFor();
  await expectAccessible(own);
  await keepScreen(own, 'wallet-password-zh-phone');

  const other = await site.page({ size: PHONE });
  for (const [password, opens] of [
    [NEWCOMER.password, false],
    [NEXT, true],
  ] as const) {
    await other.goto('/wallet/sign-in');
    await other.locator('input[name=phone]').fill(NEWCOMER.phone);
    await other.locator('input[name=password]').fill(password);
    await press(other, WORDS.zh.enter);
    if (!opens) await other.getByRole('alert').first().waitFor();
    // Right, and on a device that is new: a code as well.
    else await other.locator('input[name=code]').waitFor();
  }
  await own.context().close();
  await other.context().close();
  expect(site.complaints).toEqual([]);
}, 180_000);
