/** The end of an account, ten steps on one page: what is in the way is put right from there, over the real network. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import { enter, filled, heading, press, SOON, WORDS } from './wallet-hands.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
  await filled(site);
}, 180_000);
afterAll(() => site?.close());

const STEPS = 10;

test('the balance is paid out from the step that asks for it, and the page says what is left', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, '/wallet/account/closing');
  await heading(page, WORDS.zh.account);
  const steps = page.locator('ol > li[data-state]');
  await expect.poll(() => steps.count(), SOON).toBe(STEPS);
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-zh-phone');
  await page.getByRole('link', { name: '提现', exact: true }).click();
  await press(page, '全部提现');
  await press(page, '确认提现');
  await page.getByText('成功', { exact: true }).waitFor();
  await expectAccessible(page);
  await page.goto('/wallet/account/closing');
  await page.getByRole('region', { name: '提现' }).getByRole('link').waitFor();
  expect(await page.getByRole('link', { name: '提现', exact: true }).count()).toBe(0);
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 120_000);

test('a contract ends where the step names it', async () => {
  const page = await site.page({ language: 'en', size: DESKTOP });
  await enter(site, page, 'en', 0, '/wallet/account/closing');
  await heading(page, WORDS.en.account);
  const ends = page.getByRole('button', { name: 'End it', exact: true });
  await expect.poll(() => ends.count(), SOON).toBe(2);
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-en-desktop');
  await ends.first().click();
  await expect.poll(() => ends.count(), SOON).toBe(1);
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 120_000);

test('the doors of the wallet can be used by everybody: signing in, opening one, reporting a loss', async () => {
  const page = await site.page({ size: PHONE });
  for (const [path, name, picture] of [
    ['/wallet/sign-in', '登录钱包', 'wallet-sign-in-zh-phone'],
    ['/wallet/sign-up', '开通钱包', null],
    ['/wallet/loss', '紧急挂失', null],
    ['/wallet/loss?what=phone', '手机或手表丢了', null],
  ] as const) {
    await page.goto(path);
    await heading(page, name);
    await expectAccessible(page);
    if (picture !== null) await keepScreen(page, picture);
  }
  await page.goto('/wallet/bills');
  await heading(page, '登录钱包');
  expect(new URL(page.url()).searchParams.get('next')).toBe('/wallet/bills');
  await enter(site, page, 'zh', 1, '/wallet');
  await page.getByRole('img', { name: '付款条码' }).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-code-zh-phone');
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 120_000);
