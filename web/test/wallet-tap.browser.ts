/** Paying and closing meet at the terminal: the virtual phone taps, QuickPass is closed, the terminal declines. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import { turns } from './views.ts';
import { enter, filled, heading, press, prove, tapPhone, WORDS } from './wallet-hands.ts';

const inTurn = turns(1);

let site: Site;
beforeAll(async () => {
  site = await Site.open();
  await filled(site);
}, 180_000);
afterAll(() => site?.close());

describe('QuickPass is closed, and the terminal declines from that second', () => {
  test.each(
    inTurn([
      ['zh', PHONE, 'phone'],
      ['en', DESKTOP, 'desktop'],
    ]),
  )(
    'in %s at %o',
    async (language, size, at) => {
      const words = WORDS[language];
      const page = await site.page({ language, size });
      await enter(site, page, language, 0, '/wallet/services');
      await page
        .getByRole('link', { name: new RegExp(`^${words.tap}`, 'i') })
        .first()
        .waitFor();
      await expectAccessible(page);
      await keepScreen(page, `wallet-services-${language}-${at}`);
      expect(await tapPhone(page, language, '8.80')).toMatch(/00$/);
      await expectAccessible(page);
      await keepScreen(page, `wallet-paid-${language}-${at}`);

      await page.goto('/wallet/services');
      await page
        .getByRole('link', { name: new RegExp(`^${words.tap}`, 'i') })
        .first()
        .click();
      await press(page, words.close);
      await heading(page, words.impact);
      await page.getByRole('heading', { level: 2, name: words.stops }).waitFor();
      await expectAccessible(page);
      await press(page, words.goOn);
      await prove(site, page, language, 0);
      await press(page, words.confirm);
      await page.getByText(words.closed, { exact: true }).first().waitFor();

      expect(await tapPhone(page, language, '9.90')).toMatch(/57$/);
      await page.getByRole('alert').waitFor();
      await expectAccessible(page);
      await keepScreen(page, `wallet-declined-${language}-${at}`);
      await page.goto('/wallet/bills');
      await page.getByText(words.notPaid, { exact: true }).first().waitFor();
      await expectAccessible(page);
      await keepScreen(page, `wallet-bills-${language}-${at}`);

      await page.goto('/wallet/services');
      await page
        .getByRole('link', { name: new RegExp(`^${words.tap}`, 'i') })
        .first()
        .click();
      await press(page, words.on);
      await page.getByText(words.isOn, { exact: true }).first().waitFor();
      expect(await tapPhone(page, language, '7.70')).toMatch(/00$/);
      await page.context().close();
      expect(site.complaints).toEqual([]);
    },
    180_000,
  );
});

test('a card is unbound with a contract that ends in the same go, and the other one goes on', async () => {
  const words = WORDS.zh;
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, '/wallet/services');
  await page
    .getByRole('list', { name: '银行卡' })
    .getByRole('link', { name: /储蓄卡/ })
    .click();
  await press(page, words.unbind);
  await heading(page, words.impact);
  await page.getByRole('heading', { level: 2, name: words.goesOn }).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-impact-zh-phone');
  await page.getByRole('checkbox', { name: words.endToo }).first().check();
  await press(page, words.goOn);
  await prove(site, page, 'zh', 0);
  await press(page, words.confirmUnbind);
  await page.getByText(words.unbound, { exact: true }).first().waitFor();
  await page.getByText(words.ended, { exact: true }).waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-unbound-zh-phone');
  await page.goto('/wallet/services');
  await page
    .getByRole('link', { name: /已解约|签约中/ })
    .first()
    .waitFor();
  expect(await page.getByRole('link', { name: /签约中/ }).count()).toBe(1);
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 120_000);

test('a loss stops everything first, and the case says who bears what', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, '/wallet/loss?what=payment');
  await heading(page, '有一笔不是我付的');
  await page.getByRole('checkbox').first().check();
  await expectAccessible(page);
  await press(page, WORDS.zh.lossAct);
  await heading(page, '挂失案件');
  await page.getByText('任何方式都付不了款').waitFor();
  await expectAccessible(page);
  await keepScreen(page, 'wallet-case-zh-phone');
  await page.goto('/wallet');
  await page.getByText('钱包已紧急停用', { exact: true }).waitFor();
  expect(await page.getByRole('img').count(), 'no code is shown').toBe(0);
  await expectAccessible(page);
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 120_000);
