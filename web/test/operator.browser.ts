/** The operator's workspace in use: the queue, a bounced refund ended by two, search, books, verification. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copies, STAGE_ENV, type Stage, setStage } from './operator-stage.ts';
import { keepScreen } from './screens.ts';
import { DESKTOP, expectAccessible, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns();

let site: Site;
let stage: Stage;
beforeAll(async () => {
  site = await Site.open(STAGE_ENV);
  stage = await setStage(site.platform);
}, 240_000);
afterAll(() => site?.close());

async function seen(page: Page, name: string): Promise<void> {
  // What is still loading is no picture of the page.
  await expect.poll(() => page.locator('main [role=status] [class*=bone]').count()).toBe(0);
  await expectAccessible(page);
  expect(site.complaints).toEqual([]);
  await keepScreen(page, name);
}
const WORDS = {
  zh: {
    ...{ queue: '待办', payments: '交易', books: '账务', bounced: '退票挂账', unknown: '结果长时间未知' },
    ...{ name: '登记本人其他账户', word: '登记发卡行答复', approve: '批准付款', settled: '此事已办结' },
  },
  en: {
    ...{ queue: 'Queue', payments: 'Payments', books: 'Books', bounced: 'Refunds sent back' },
    ...{
      unknown: 'Unknown for long',
      name: 'Name another account of the holder',
      settled: 'This is settled',
    },
    ...{ word: 'Record the word of the issuer', approve: 'Approve the payout' },
  },
} as const;

describe('the queue', () => {
  test.each(
    inTurn([
      ['zh', 'desktop', false],
      ['zh', 'phone', true],
      ['en', 'phone', false],
      ['en', 'desktop', true],
    ]),
  )('in %s on a %s, dark %s', async (language, size, dark) => {
    const words = WORDS[language];
    const page = await site.page({ language, dark, size: size === 'phone' ? PHONE : DESKTOP });
    await site.signIn(page, 'operator', '/operator');
    await page.getByRole('heading', { level: 1, name: words.queue, exact: true }).waitFor();
    await page.getByRole('button', { name: words.bounced }).click();
    await expect.poll(() => page.locator('main li a').count()).toBe(1);
    await page.getByRole('button', { name: /^(全部|All)$/ }).click();
    await expect.poll(() => page.locator('main li a').count()).toBe(4);
    await seen(page, `operator-queue-${language}-${size}${dark ? '-dark' : ''}`);
  });
});

const PERSON = { holder: '王小明', idNumber: '11010519491231002X', number: '6222020000000000008' };

async function fillPerson(page: Page): Promise<void> {
  await page.getByLabel(/^(户名|Holder)$/).fill(PERSON.holder);
  await page.getByLabel(/^(证件种类|Document)$/).selectOption('resident-id');
  await page.getByLabel(/^(证件号码|Number of the document)$/).fill(PERSON.idNumber);
}
/** The button that opens the question, and the one in it that does the thing. */
async function press(page: Page, name: string, fill: () => Promise<void> = async () => {}): Promise<void> {
  await page.getByRole('button', { name }).click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  await fill();
  await dialog.getByRole('button', { name }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('a bounced refund', () => {
  test('is ended by two operators: who had a hand in it cannot approve, and nothing gets out', async () => {
    const { zh, en } = WORDS;
    const first = await site.page({ language: 'zh' });
    await site.signIn(first, 'operator', '/operator');
    await first.getByRole('link', { name: /退货 ¥40.00 被银行退回/ }).click();
    await first.waitForURL((url) => url.pathname.endsWith(stage.bounced));
    await first.getByText('¥40.00 挂账').first().waitFor();
    await seen(first, 'operator-bounced-zh-desktop');
    await press(first, zh.name, async () => {
      await first.getByLabel('开户银行').fill('工商银行');
      await first.getByLabel('账号').fill(PERSON.number);
      await fillPerson(first);
      await seen(first, 'operator-account-zh-desktop');
    });
    // The item is of another kind now: the list leads on.
    await first.getByRole('heading', { level: 1, name: zh.settled }).waitFor();
    await first.getByRole('link', { name: '回到待办' }).click();
    await first.getByRole('link', { name: /退票款 ¥40.00 已指定另一账户/ }).click();
    await press(first, zh.word, async () => {
      await fillPerson(first);
      await first.getByLabel('发卡行答复编号').fill('NORTH-1');
    });
    const approve = first.getByRole('button', { name: zh.approve });
    await approve.waitFor();
    expect(await approve.isDisabled()).toBe(true);
    await first.getByText('须由另一人办理：您已经手此事').waitFor();
    await seen(first, 'operator-four-eyes-zh-desktop');

    const second = await site.page({ language: 'en', size: PHONE });
    await site.signIn(second, 'operator2', new URL(first.url()).pathname);
    await second.getByText('For a person who had no hand in it: you may.').waitFor();
    for (const secret of Object.values(PERSON)) expect(await second.content()).not.toContain(secret);
    await seen(second, 'operator-four-eyes-en-phone');
    await press(second, en.approve);
    await second.getByRole('heading', { level: 1, name: en.settled }).waitFor();
    await seen(second, 'operator-settled-en-phone');
  });
});

describe('other things that wait', () => {
  test('an unknown payment past its bound asks nothing of a person and shows where it stands', async () => {
    const page = await site.page({ language: 'en', size: PHONE });
    await site.signIn(page, 'operator', '/operator');
    await page.getByRole('button', { name: WORDS.en.unknown }).click();
    await page.getByRole('link', { name: 'Whether ¥88.80 was taken is still unknown' }).click();
    await page.waitForURL((url) => url.pathname.endsWith(stage.unknown));
    await page.getByText('Nothing to do: the platform goes on by itself').waitFor();
    expect(await page.getByRole('heading', { name: 'What can be done' }).count()).toBe(0);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await seen(page, 'operator-unknown-en-phone');
  });

  test('a request that the rules give to the institution is approved, and the money goes back', async () => {
    const page = await site.page({ language: 'zh', size: PHONE });
    await site.signIn(page, 'operator2', '/operator');
    await page.getByRole('link', { name: '商户申请取消 ¥66.00：尺码不对' }).click();
    await page.waitForURL((url) => url.pathname.endsWith(stage.request));
    await page.getByRole('button', { name: '审核同意' }).waitFor();
    const paper = page.getByRole('region', { name: '已交资料' }).getByRole('link').first();
    const file = page.waitForEvent('download');
    await paper.click();
    expect((await file).suggestedFilename()).toMatch(/\.png$/);
    await seen(page, 'operator-request-zh-phone');
    await press(page, '审核同意');
    await page.getByRole('heading', { level: 1, name: WORDS.zh.settled }).waitFor();
    await page.getByRole('link', { name: '查看交易' }).click();
    await page.getByRole('heading', { level: 1, name: '消费 ¥66.00' }).waitFor();
    await expect.poll(async () => page.getByText('已退回').first().isVisible()).toBe(true);
  });

  test('a mismatch is closed by two; what one of them said can be put back', async () => {
    const [first, second] = [await site.page({ language: 'en' }), await site.page({ language: 'zh' })];
    await site.signIn(first, 'operator', '/operator?kind=clearing-mismatch');
    await first.getByRole('link', { name: /the amount in the clearing file is not ours/ }).click();
    const propose = async (): Promise<void> =>
      press(first, 'Say what became of it', async () => {
        await first.getByRole('radio', { name: /Our books are right/ }).check();
        await first.getByLabel('Evidence').fill('slip 17 in the drawer');
      });
    await propose();
    await first.getByText('whoever had a hand in it cannot approve it').waitFor();
    await seen(first, 'operator-mismatch-en-desktop');
    await site.signIn(second, 'operator2', new URL(first.url()).pathname);
    await press(second, '退回结论');
    await expect.poll(() => second.getByRole('heading', { name: '双人复核' }).count()).toBe(0);
    await first.reload();
    await propose();
    await second.reload();
    await second.getByText('slip 17 in the drawer').waitFor();
    await press(second, '复核同意');
    await second.getByRole('heading', { level: 1, name: WORDS.zh.settled }).waitFor();
  });

  test('an auditor sees it all and can press nothing', async () => {
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'auditor', '/operator');
    await page.locator('main li a').first().click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    for (const button of await page.locator('main section button').all())
      if (await button.isVisible())
        expect(await button.isDisabled(), `${await button.textContent()}`).toBe(true);
  });
});

describe('search', () => {
  test.each(
    inTurn([
      ['zh', 'desktop'],
      ['en', 'phone'],
    ]),
  )(
    'finds by reference, marks and a card number that goes nowhere else, in %s on a %s',
    async (language, size) => {
      const { payments } = WORDS[language];
      const page = await site.page({ language, size: size === 'phone' ? PHONE : DESKTOP });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await site.signIn(page, 'operator', '/operator');
      await page.getByRole('link', { name: payments, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: payments }).waitFor();
      const rows = page.getByRole('list', { name: payments }).getByRole('listitem');
      await expect.poll(() => rows.count()).toBe(10);
      await seen(page, `operator-search-${language}-${size}`);
      await page.getByText(language === 'zh' ? '更多条件' : 'More marks').click();
      await page.locator('input[name=amountFrom]').fill('100.00');
      await page.keyboard.press('Enter');
      await expect.poll(() => rows.count()).toBe(1);
      expect(new URL(page.url()).searchParams.get('amountFrom')).toBe('100.00');
      const { pan } = site.platform.card;
      await page.locator('input[name=amountFrom]').fill('');
      await page.locator('input[name=card]').fill(pan);
      await page.keyboard.press('Enter');
      await expect.poll(() => rows.count()).toBe(10);
      expect(page.url()).not.toContain(pan);
      expect(asked.filter((url) => url.includes(pan))).toEqual([]);
      expect(await page.content()).not.toContain(pan);
      const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
      expect(stored).not.toContain(pan);
      await page.getByRole('button', { name: language === 'zh' ? '清空' : 'Clear' }).click();
      await page.locator('input[name=reference]').fill(stage.bounced);
      await page.keyboard.press('Enter');
      await expect.poll(() => rows.count()).toBe(1);
      await rows.first().getByRole('link').click();
      await page.getByRole('heading', { level: 2, name: language === 'zh' ? '分录' : 'Entries' }).waitFor();
      await seen(page, `operator-payment-${language}-${size}`);
    },
  );
});

describe('a payment', () => {
  test('is cancelled in part from its page, once, with the answer said before', async () => {
    const page = await site.page({ language: 'zh' });
    await site.signIn(page, 'operator', `/operator/payments/${stage.mismatched}`);
    const answer = page.getByRole('region', { name: '可以取消吗？' });
    await answer.getByText(/^可以。退货/).waitFor();
    await press(page, '取消此交易', async () => {
      const dialog = page.getByRole('dialog', { name: '取消此交易' });
      expect(await dialog.getByText(/^可以。退货/).isVisible()).toBe(true);
      await dialog.getByLabel(/金额/).fill('3.00');
      await dialog.getByText(/^可以。退货.*；¥3\.00 /).waitFor({ timeout: 10_000 });
      await dialog.getByLabel('原因').fill('多收三元');
      await seen(page, 'operator-cancel-zh-desktop');
    });
    await page.getByRole('region', { name: '取消', exact: true }).getByText('多收三元').waitFor();
    await expect
      .poll(
        async () =>
          (
            await site.platform.stack.api<{ wayBack: { returned: number } }>(
              `/v1/payments/${stage.mismatched}`,
            )
          ).body.wayBack.returned,
      )
      .toBe(300);
    const { body } = await site.platform.stack.api<{ items: unknown[] }>(
      `/v1/cancellations?payment=${stage.mismatched}`,
    );
    expect(body.items).toHaveLength(1);
  });
});

describe('the books', () => {
  test.each(
    inTurn([
      ['zh', 'phone'],
      ['en', 'desktop'],
    ]),
  )('balances, journal, trial balance and a verification, in %s on a %s', async (language, size) => {
    const zh = language === 'zh';
    const page = await site.page({ language, size: size === 'phone' ? PHONE : DESKTOP });
    await site.signIn(page, 'auditor', '/operator');
    await page.getByRole('link', { name: WORDS[language].books, exact: true }).click();
    await page.getByRole('heading', { level: 2, name: zh ? '全部账簿合计' : 'All books together' }).waitFor();
    await page.locator('main table').first().waitFor();
    await seen(page, `operator-books-${language}-${size}`);
    await page.getByRole('link', { name: zh ? '凭证' : 'Journal', exact: true }).click();
    await page.locator('main table caption').first().waitFor();
    await seen(page, `operator-journal-${language}-${size}`);
    await page.getByRole('link', { name: zh ? '试算平衡' : 'Trial balance', exact: true }).click();
    await page.getByText(zh ? '借贷平衡' : 'Debits equal credits', { exact: true }).waitFor();
    await seen(page, `operator-trial-${language}-${size}`);
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: zh ? '导出 CSV' : 'Export CSV' }).click();
    expect((await file).suggestedFilename()).toMatch(/^trial-balance-\d{4}-\d\d-\d\d\.csv$/);
    await page.getByRole('link', { name: zh ? '核对' : 'Verify', exact: true }).click();
    const fine = page.getByText(zh ? '没有发现错误' : 'No fault found');
    await page.getByRole('button', { name: zh ? '开始核对' : 'Verify now' }).waitFor();
    const before = await fine.count();
    await press(page, zh ? '开始核对' : 'Verify now');
    await expect.poll(() => fine.count(), { timeout: 30_000 }).toBe(before + 1);
    await seen(page, `operator-verify-${language}-${size}`);
  });
});

describe('ten thousand payments', () => {
  test('are listed with a few dozen drawn at a time, down to the first', async () => {
    await copies(site.platform, 10_000);
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'operator', '/operator/payments');
    const rows = page.getByRole('list', { name: 'Payments' }).getByRole('listitem');
    const told = page.locator('main [role=status]').first();
    let most = 0;
    const down = async (): Promise<string> => {
      await page.keyboard.press('End');
      most = Math.max(most, await rows.count());
      return (await told.textContent()) ?? '';
    };
    await expect.poll(down, { timeout: 120_000, interval: 50 }).toBe('10010 payments');
    await page.keyboard.press('End');
    await expect.poll(() => rows.last().getAttribute('aria-posinset')).toBe('10010');
    expect(await rows.last().getByRole('link').isVisible()).toBe(true);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(100);
    await page.keyboard.press('Home');
    await expect.poll(() => rows.first().getAttribute('aria-posinset')).toBe('1');
    await expectAccessible(page);
  }, 180_000);
});
