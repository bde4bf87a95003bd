/** The lines and the figures of each second; a fault is ordered by a press and its repair is seen. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns();

let site: Site;
beforeAll(async () => {
  // Nobody watches a test wait: an answer is missed soon, and asked for again soon.
  site = await Site.open({ YUANLU_REPLY_DUE_MS: '1500', YUANLU_REPEAT_FIRST_MS: '300' });
  const { code, err } = await site.platform.yuanlu('terminal', 'sale', '18.80');
  expect(code, err).toBe(0);
}, 180_000);
afterAll(() => site?.close());

const WORDS = {
  zh: {
    line: '到网络的线路',
    up: '已连接',
    lose: /^丢失应答/,
    tap: '刷卡',
    clear: '全部取消',
    live: '实时更新中',
  },
  en: { line: 'Line to the network', up: 'Connected', lose: /^Lose the answer/, tap: 'Tap the card' },
} as const;

/** The state of the drawing; it says by itself when the money is back. */
const drawn = (page: Page) => page.locator('article[data-state]');

describe('a lost message is repaired, and anybody can watch', () => {
  test.each(
    inTurn([
      ['zh', DESKTOP, false],
      ['en', PHONE, true],
    ]),
  )(
    'in %s at %o: the fault at a press, a sale, and the way back draws itself',
    async (language, size, dark) => {
      const words = WORDS[language];
      const page = await site.page({ language, size, dark });
      await site.signIn(page, 'operator', '/operator/network/repair');
      await page.getByRole('button', { name: words.lose }).click();
      await expectAccessible(page);
      await page.getByRole('button', { name: words.tap }).click();
      await drawn(page).waitFor();
      await page.locator('article[data-state="reversed"]').waitFor({ timeout: 40_000 });
      await expectAccessible(page);
      await keepScreen(page, `operator-repair-${language}-${size === PHONE ? 'phone' : 'desktop'}`);
      const id = new URL(page.url()).searchParams.get('payment');
      expect((await site.platform.newest()).id).toBe(id);
      expect((await site.platform.newest()).state).toBe('reversed');
      expect(site.complaints).toEqual([]);
    },
    90_000,
  );

  test('without a fault the payment is approved', async () => {
    const page = await site.page({ language: 'en', size: DESKTOP });
    await site.signIn(page, 'operator', '/operator/network/repair');
    await page.getByRole('button', { name: /^Nothing/ }).click();
    await page.getByRole('button', { name: WORDS.en.tap }).click();
    await page.locator('article[data-state="approved"]').waitFor({ timeout: 30_000 });
  }, 60_000);
});

describe('the lines', () => {
  test('in Chinese at a desk: state, keys, terminals, faults ordered and cleared', async () => {
    const page = await site.page({ language: 'zh', size: DESKTOP });
    await site.signIn(page, 'operator', '/operator/network');
    await page.getByText(WORDS.zh.up, { exact: true }).waitFor();
    await page.getByText('31010001').first().waitFor();
    await page.getByRole('button', { name: /^应答两次/ }).click();
    await page.getByText('1 个故障等着下一笔报文。').waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'operator-network-zh-desktop');
    await page.getByRole('button', { name: WORDS.zh.clear }).click();
    await page.getByText('没有等着发生的故障。').waitFor();
    await page.getByText('发卡行的账（独立佐证）').click();
    await page.getByText('每家银行借贷相等。').waitFor();
    await expectAccessible(page);
    expect(site.complaints).toEqual([]);
  }, 60_000);

  test('a new key is asked for by a press, and its age begins anew', async () => {
    const page = await site.page({ language: 'en', size: DESKTOP });
    await site.signIn(page, 'operator', '/operator/network');
    await page.getByRole('button', { name: 'Ask for a new MAC key' }).click();
    const answered = page.waitForResponse((response) => response.url().endsWith('/v1/keys/zone'));
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for a new MAC key' }).click();
    expect(((await (await answered).json()) as { code: string }).code).toBe('00');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(site.complaints).toEqual([]);
  }, 60_000);

  test('in English on a phone, for an auditor: all of it, and no act', async () => {
    const page = await site.page({ language: 'en', size: PHONE });
    await site.signIn(page, 'auditor', '/operator/network');
    await page.getByText(WORDS.en.up, { exact: true }).waitFor();
    await page.getByText('31010001').first().waitFor();
    expect(await page.getByRole('button', { name: WORDS.en.lose }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Block' }).count()).toBe(0);
    await expectAccessible(page);
    await keepScreen(page, 'operator-network-en-phone');
    expect(site.complaints).toEqual([]);
  }, 60_000);
});

describe('the figures of each second', () => {
  test.each(
    inTurn([
      ['zh', DESKTOP, false],
      ['en', PHONE, true],
    ]),
  )(
    'in %s at %o: the charts begin full and get points',
    async (language, size, dark) => {
      const page = await site.page({ language, size, dark });
      await site.signIn(page, 'operator', '/operator/live');
      const chart = page.locator('[data-points]').first();
      await chart.waitFor();
      const before = Number(await chart.getAttribute('data-points'));
      expect(before).toBeGreaterThan(5);
      await site.platform.yuanlu('terminal', 'sale', '6.60');
      await page.waitForFunction(
        (least) => Number(document.querySelector('[data-points]')?.getAttribute('data-points')) >= least,
        before + 3,
      );
      expect(await page.locator('canvas').count()).toBe(4);
      await expectAccessible(page);
      await keepScreen(page, `operator-live-${language}-${size === PHONE ? 'phone' : 'desktop'}`);
      expect(site.complaints).toEqual([]);
    },
    60_000,
  );
});
