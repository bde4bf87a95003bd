/** An account to the end of its page: emptied from there, proven by three, waited for, taken back, and in use again. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import {
  enter,
  fillCode,
  filled,
  heading,
  press,
  prove,
  proveInSheet,
  SOON,
  signUp,
  WORDS,
} from './wallet-hands.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
  await filled(site, B);
}, 180_000);
afterAll(() => site?.close());

/** The demonstration's second cardholder: some balance, one card, no contracts. */
const B = 1;
/** Nothing is in the way of somebody who has just come. */
const NEWCOMER = {
  ...{ name: '新用户', idNumber: '310101199001010004', phone: '14000000033' },
  password: 'a long first password',
} as const;
const CLOSING = '/wallet/account/closing';
const words = WORDS.zh;

/** Staff look at the card at the counter and type what it says. */
async function checkedAtCounter(code: string): Promise<void> {
  const { name, idNumber } = NEWCOMER;
  const page = await site.page({ size: DESKTOP });
  await site.signIn(page, 'operator', '/operator/identity');
  await page.getByLabel('核验码').fill(code);
  await page.getByLabel('姓名', { exact: true }).fill(name);
  await page.getByLabel('身份证号码').fill(idNumber);
  await page.getByRole('button', { name: /^证件与本人相符/ }).click();
  await page.getByText(/^核验通过/).waitFor();
  await page.context().close();
}

/** Password, code and the check at the counter, whichever of them is asked for next. */
async function proveByThree(page: Page): Promise<void> {
  await heading(page, '验证是您本人');
  const password = page.locator('input[name=password]');
  const code = page.locator('input[name=code]');
  const staff = page.getByRole('button', { name: '获取核验号', exact: true });
  await expect
    .poll(async () => (await password.count()) + (await code.count()) + (await staff.count()), SOON)
    .toBeGreaterThan(0);
  if ((await password.count()) === 1) {
    await password.fill(NEWCOMER.password);
    await press(page, words.check);
    await code.waitFor();
  }
  if ((await code.count()) === 1) {
    await fillCode(page, 'zh');
    await press(page, words.checkCode);
  }
  await staff.click();
  const digits = page.getByText(/^\d{4} \d{4}$/);
  await digits.waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-staff-check-zh-phone');
  await checkedAtCounter(((await digits.textContent()) ?? '').replace(/\D/g, ''));
  await heading(page, words.last);
}

test('what is in the way is put right from the page, and what waits is told with its time', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', B, CLOSING);
  await heading(page, words.account);
  await page.getByRole('link', { name: '提现', exact: true }).click();
  await press(page, '全部提现');
  await press(page, '确认提现');
  await page.getByText('成功', { exact: true }).waitFor();

  await page.goto(CLOSING);
  await page.getByRole('link', { name: words.unbind, exact: true }).click();
  await heading(page, words.impact);
  await press(page, words.goOn);
  await prove(site, page, 'zh', B);
  await press(page, words.confirmUnbind);
  await page.getByText(words.unbound, { exact: true }).first().waitFor();

  await page.goto(CLOSING);
  // Of this class of account: a payout has to be a day old.
  const open = page.locator('ol > li[data-state=open]');
  await expect.poll(() => open.count(), SOON).toBe(1);
  expect(await open.getByRole('timer').textContent()).toMatch(/\d/);
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-emptied-zh-phone');

  // The same card again, by the code that its bank sends.
  const card = site.platform.cards.find(({ name }) => name.startsWith('北方借记二'))!;
  await page.goto('/wallet/cards/new');
  await page.locator('input[name=card]').fill(card.pan);
  await page.locator('input[name=expiry]').fill(`${card.expiry.slice(2)}${card.expiry.slice(0, 2)}`);
  await press(page, '请银行核对');
  const sheet = page.getByRole('dialog', { name: words.prove });
  const asked = page.getByText(/^银行已核对/);
  await expect.poll(async () => (await sheet.count()) + (await asked.count()), SOON).toBe(1);
  if ((await sheet.count()) === 1) await proveInSheet(site, page, B);
  await asked.waitFor();
  await press(page, words.fill);
  await expectAccessible(page);
  await keepScreen(page, 'wallet-bind-code-zh-phone');
  await press(page, '绑定');
  await heading(page, words.services);
  await page
    .getByRole('list', { name: '银行卡' })
    .getByRole('link', { name: /储蓄卡/ })
    .waitFor();
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 240_000);

test('an account is closed by three proofs, waits, and is taken back', async () => {
  const page = await site.page({ size: PHONE });
  await signUp(page, NEWCOMER);
  await page.goto(CLOSING);
  await press(page, '看看注销后会怎样');
  await heading(page, words.impact);
  // A rule that the answer did not need is asked for when somebody wants to read it.
  const marks = page.locator('details', { has: page.locator('summary', { hasText: /^依据 / }) });
  for (const mark of await marks.all()) {
    await mark.locator('summary').click();
    await mark.getByText(/^出处：\S/).waitFor();
  }
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-impact-zh-phone');
  await press(page, words.goOn);
  await proveByThree(page);
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-last-zh-phone');
  await press(page, '确认注销');
  await page.getByText('注销中', { exact: true }).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-done-zh-phone');

  await press(page, words.done);
  await heading(page, words.account);
  await page.getByText('等待期内可以撤回', { exact: true }).waitFor();
  expect(await page.getByRole('timer').first().textContent()).toMatch(/\d/);
  await page.reload();
  await page.getByText('等待期内可以撤回', { exact: true }).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-account-waiting-zh-phone');
  await page.goto('/wallet');
  await page.getByText('账户正在注销', { exact: true }).waitFor();
  expect(await page.getByRole('img', { name: '付款条码' }).count(), 'no code is shown').toBe(0);

  await page.goto(CLOSING);
  await press(page, '撤回注销，继续使用');
  await expect.poll(() => page.getByText('等待期内可以撤回', { exact: true }).count(), SOON).toBe(0);
  await page.getByRole('button', { name: '看看注销后会怎样' }).waitFor();
  await page.goto('/wallet');
  await page.getByRole('img', { name: '付款条码' }).waitFor();
  expect(await page.getByText('账户正在注销', { exact: true }).count()).toBe(0);

  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 240_000);
