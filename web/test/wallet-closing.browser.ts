/** Closing by real clicks, end to end: what it changes, who is there, confirm; the terminal obeys from that second. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import { turns } from './views.ts';
import { enter, heading, press, prove, WORDS } from './wallet-hands.ts';

const inTurn = turns();

let site: Site;
beforeAll(async () => {
  site = await Site.open();
}, 120_000);
afterAll(() => site?.close());

async function service(page: Page, name: string): Promise<void> {
  await page.goto('/wallet/services');
  await page
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await heading(page, name);
}

describe('a service is closed step by step', () => {
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
      await enter(site, page, language, 0, '/wallet/me');
      await page.getByRole('link', { name: new RegExp(words.settings) }).click();
      await heading(page, words.settings);
      await expectAccessible(page);
      await page
        .getByRole('link', { name: new RegExp(words.services) })
        .first()
        .click();
      await heading(page, words.services);
      await page.getByRole('link', { name: new RegExp(words.transit, 'i') }).waitFor();
      await expectAccessible(page);

      await service(page, words.code);
      await page.getByText(words.isOn, { exact: true }).first().waitFor();
      await expectAccessible(page);
      await keepScreen(page, `wallet-service-${language}-${at}`);
      await press(page, words.close);
      await heading(page, words.impact);
      await page.getByRole('heading', { level: 2, name: words.stops }).waitFor();
      await expectAccessible(page);
      await press(page, words.goOn);
      await prove(site, page, language, 0);

      // Whoever leaves and comes back goes on where it stands, after a reload too.
      await page.goto('/wallet/services');
      await page.getByRole('link', { name: new RegExp(words.waits) }).click();
      await heading(page, words.last);
      await page.reload();
      await heading(page, words.last);
      await expectAccessible(page);
      await keepScreen(page, `wallet-last-${language}-${at}`);
      await page.getByRole('button', { name: words.confirm }).dblclick();
      await page.getByText(words.closed, { exact: true }).first().waitFor();
      await expectAccessible(page);
      await keepScreen(page, `wallet-done-${language}-${at}`);

      await page.goto('/wallet');
      await page.getByText(words.shut, { exact: true }).click();
      await press(page, words.on);
      await page.getByText(words.isOn, { exact: true }).first().waitFor();
      await page.goto('/wallet/me/notices');
      await page
        .getByRole('listitem')
        .filter({ hasText: new RegExp(words.code, 'i') })
        .first()
        .waitFor();
      await expectAccessible(page);
      await page.context().close();
      expect(site.complaints).toEqual([]);
    },
    180_000,
  );
});

describe('two tabs at once', () => {
  test('come to one result, and the one that is late is told so', async () => {
    const words = WORDS.zh;
    const first = await site.page({ size: PHONE });
    await enter(site, first, 'zh', 0, '/wallet/services');
    await service(first, '付款码');
    await press(first, words.close);
    await press(first, words.goOn);
    await prove(site, first, 'zh', 0);
    const second = await tab(first.context(), first.url());
    await heading(second, words.last);
    await press(first, words.confirm);
    await first.getByText(words.closed, { exact: true }).first().waitFor();
    // The other tab learns of it by itself, and a press that was quicker than that changes nothing.
    await second.getByText(words.closed, { exact: true }).first().waitFor();
    await service(first, '付款码');
    await press(first, words.on);
    await first.getByText(words.isOn, { exact: true }).first().waitFor();
    await first.context().close();
    expect(site.complaints).toEqual([]);
  }, 120_000);

  test('whoever steps back leaves it as it is', async () => {
    const words = WORDS.zh;
    const page = await site.page({ size: PHONE });
    await enter(site, page, 'zh', 0, '/wallet/services');
    await service(page, '扫码付款');
    await press(page, words.close);
    await press(page, words.goOn);
    await page.waitForURL(/\/wallet\/closings\//);
    const address = page.url();
    await press(page, words.stepBack);
    await heading(page, '扫码付款');
    await page.getByText(words.isOn, { exact: true }).first().waitFor();
    await page.goto(address);
    await page.getByText(words.unchanged, { exact: true }).waitFor();
    await expectAccessible(page);
    await page.context().close();
  }, 120_000);
});

async function tab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
