/** The rules as two operators change them: found, changed, tried, proposed, published, and answers follow. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';

let site: Site;
let payment = '';
beforeAll(async () => {
  site = await Site.open();
  for (const amount of ['12.50', '88.00', '120.00']) {
    const { code, err } = await site.platform.yuanlu('terminal', 'sale', amount);
    expect(code, err).toBe(0);
  }
  payment = (await site.platform.newest()).id;
}, 180_000);
afterAll(() => site?.close());

const WORDS = {
  zh: {
    ...{ find: '找规则', change: '修改', value: '新的取值', no: '否', source: '依据', tryIt: '开始试算' },
    ...{ done: /试算完成/, reason: '为什么要改', propose: '提议发布', own: /须由另一人复核/ },
    ...{ publish: '复核发布', published: '已发布', restore: '恢复这一版', second: '第 1 版' },
  },
  en: {
    ...{ find: 'Find a rule', change: 'Change', value: 'New value', no: 'no', source: 'On what ground' },
    ...{ tryIt: 'Try it', done: /The trial has ended/, reason: 'Why it should change', propose: 'Propose' },
    ...{ own: /another person has to approve/, publish: 'Publish', published: 'published' },
    ...{ restore: 'Bring it back', second: 'Edition 1' },
  },
} as const;

/** What the platform answers about the payment now, as the page's own person. */
const answerNow = (page: Page) =>
  page.evaluate(async (id) => {
    const response = await fetch(`/v1/payments/${id}/cancellability`);
    const { route, rulesEdition } = (await response.json()) as { route: string; rulesEdition: number };
    return { route, rulesEdition };
  }, payment);

async function proposed(page: Page, language: 'zh' | 'en'): Promise<string> {
  const words = WORDS[language];
  await page
    .getByLabel(words.reason)
    .fill(language === 'zh' ? '撤销一律由终端办理' : 'Tills void for themselves');
  await page.getByRole('button', { name: words.propose, exact: true }).click();
  await page.getByText(words.own).waitFor();
  return new URL(page.url()).pathname;
}

async function publish(page: Page, path: string, language: 'zh' | 'en'): Promise<void> {
  const words = WORDS[language];
  await page.goto(path);
  await page.getByRole('button', { name: words.publish, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: words.publish, exact: true }).click();
  await page.getByText(words.published, { exact: true }).first().waitFor();
}

describe('a rule is changed by two operators', () => {
  test('in Chinese at a desk: tried and proposed by one, published by the other, and answers follow', async () => {
    const words = WORDS.zh;
    const page = await site.page({ language: 'zh', size: DESKTOP });
    await site.signIn(page, 'operator', '/operator/rules');
    await page.getByRole('heading', { level: 1, name: '规则' }).waitFor();
    await page.getByText('UP-03').first().waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'operator-rules-zh-desktop');
    expect(await answerNow(page)).toEqual({ route: 'VOID', rulesEdition: 0 });

    await page.getByLabel(words.find).fill('后台可代终端撤销');
    await page.getByRole('link', { name: /UP-03/ }).click();
    await page.getByRole('heading', { level: 1, name: '规则 UP-03' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: words.change, exact: true }).click();
    await page.getByLabel(words.value).selectOption({ label: words.no });
    await page.getByLabel(words.source).fill('十一月二十九日决定');
    await expectAccessible(page);
    await page.getByRole('button', { name: words.tryIt }).click();
    await page.getByText(words.done).waitFor();
    expect(await page.locator('table tbody tr').count()).toBeGreaterThanOrEqual(3);
    await expectAccessible(page);
    await keepScreen(page, 'operator-rules-trial-zh-desktop');
    const path = await proposed(page, 'zh');
    await expectAccessible(page);
    expect(await answerNow(page)).toMatchObject({ rulesEdition: 0 });

    const other = await site.page({ language: 'zh', size: DESKTOP });
    await site.signIn(other, 'operator2', '/operator/rules/proposals');
    await other.getByRole('link', { name: /撤销一律由终端办理/ }).waitFor();
    await expectAccessible(other);
    await other.goto(path);
    await other.getByRole('button', { name: words.publish, exact: true }).waitFor();
    await expectAccessible(other);
    await keepScreen(other, 'operator-rules-proposal-zh-desktop');
    await publish(other, path, 'zh');
    const { route, rulesEdition } = await answerNow(page);
    expect([route, rulesEdition]).not.toContain('VOID');
    expect(rulesEdition).toBe(1);
    expect(site.complaints).toEqual([]);
  }, 120_000);

  test('in English on a phone: the earlier edition is brought back by the same way', async () => {
    const words = WORDS.en;
    const page = await site.page({ language: 'en', size: PHONE, dark: true });
    await site.signIn(page, 'operator2', '/operator/rules/history');
    await page.getByRole('heading', { level: 2, name: words.second }).waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'operator-rules-history-en-phone');
    await page.getByRole('button', { name: words.restore }).click();
    await page.getByText(words.done).waitFor();
    await expectAccessible(page);
    const path = await proposed(page, 'en');
    const other = await site.page({ language: 'en', size: PHONE });
    await site.signIn(other, 'operator', path);
    await publish(other, path, 'en');
    await expectAccessible(other);
    expect(await answerNow(other)).toEqual({ route: 'VOID', rulesEdition: 2 });
    await other.goto('/operator/rules/history/1');
    await other
      .getByText(/hostVoid/)
      .first()
      .waitFor();
    await expectAccessible(other);
    expect(site.complaints).toEqual([]);
  }, 120_000);

  test('a file is edited by hand, and what is wrong is told with its line', async () => {
    const page = await site.page({ language: 'en', size: DESKTOP });
    await site.signIn(page, 'operator', '/operator/rules/files?name=rules/unionpay-pos.json');
    const text = page.getByLabel(/Content of/);
    const before = await text.inputValue();
    await text.fill(before.replace('"value": 180', '"value": -180'));
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('1 place is wrong').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/Line \d+, column \d+/);
    await expectAccessible(page);
    await keepScreen(page, 'operator-rules-files-en-desktop');
    expect(site.complaints).toEqual([]);
  }, 60_000);

  test('an auditor looks at all of it and is offered no act', async () => {
    const page = await site.page({ language: 'zh', size: PHONE });
    await site.signIn(page, 'auditor', '/operator/rules/rule/UP-03');
    await page.getByRole('heading', { level: 1, name: '规则 UP-03' }).waitFor();
    await page.getByText('unionpay.pos.hostVoid').waitFor();
    expect(await page.getByRole('link', { name: '修改', exact: true }).count()).toBe(0);
    await page.goto('/operator/rules/history');
    await page.getByRole('heading', { level: 2, name: '第 2 版' }).waitFor();
    expect(await page.getByRole('button', { name: '恢复这一版' }).count()).toBe(0);
    await expectAccessible(page);
    await page.goto('/operator/rules');
    await page.getByText('UP-03').first().waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'operator-rules-zh-phone');
    expect(site.complaints).toEqual([]);
  }, 60_000);
});
