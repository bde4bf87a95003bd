/** The payer's pages where it does not go smoothly: unknown outcomes, no line, wrong links, too many tries. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heading, PayerSite, type, WORDS } from './payer-site.ts';
import { expectAccessible, keepScreen, PHONE } from './site.ts';

let shop: PayerSite;
beforeAll(async () => {
  shop = await PayerSite.open();
}, 180_000);
afterAll(() => shop?.close());

describe('when it does not go smoothly', () => {
  test('an outcome that nobody knows is shown as that, and solves itself while the page is open', async () => {
    await shop.faults({ next: 'no-reply', mti: '0200', count: 1 });
    await shop.faults({ next: 'no-reply', mti: '0420', count: 100 });
    const open = await shop.take(7_300n);
    const page = await shop.page();
    await page.goto('/');
    await type(page, { reference: open.rrn, amount: '73', last4: shop.pan.slice(-4) });
    await heading(page, '还不知道');
    await page.getByText('请不要再付一次').waitFor();
    await page.getByText('下次核实').waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'payer-unknown-zh-desktop');
    await shop.faults(null);
    await heading(page, '已经在退了');
    expect(shop.site.complaints).toEqual([]);
  });

  test('without a line it says so, and goes on when there is one', async () => {
    const { link } = await shop.sell(5_500n);
    const page = await shop.page({ language: 'en', size: PHONE });
    await page.goto('/');
    await page.locator('input[name=reference]').waitFor();
    await page.context().setOffline(true);
    await page.getByText('This device is offline').waitFor();
    await page.getByLabel('You were given a link').fill(link);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('alert').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading(page, WORDS.en.yes);
  });

  test('an answer that got lost on its way loses no request: pressed again, it is the same one', async () => {
    const { sold, hash } = await shop.sell(8_100n);
    const page = await shop.page({ size: PHONE });
    await page.goto(`/${hash}`);
    await heading(page, WORDS.zh.yes);
    let lost = 0;
    await page.route('**/v1/public/requests', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: WORDS.zh.ask }).locator('visible=true').first().click();
    await page.locator('input[value=duplicate]').check();
    await page.getByLabel(WORDS.zh.reason).fill('刷了两次');
    await page.getByRole('button', { name: WORDS.zh.send }).click();
    await page.getByText('没有收到服务器的回答').waitFor();
    await page.getByRole('button', { name: WORDS.zh.send }).click();
    await heading(page, WORDS.zh.decides);
    const { body } = await shop.site.platform.stack.api<{ items: unknown[] }>(
      `/v1/requests?payment=${sold.id}`,
    );
    expect(body.items).toHaveLength(1);
  });

  test('a code that was read in half says so, on the page with the other ways', async () => {
    const { hash } = await shop.sell(1_100n);
    const page = await shop.page({ language: 'en' });
    await page.goto(`/${hash.slice(0, -9)}`);
    await page.getByRole('alert').getByText('The code of the receipt is not complete').waitFor();
    await expectAccessible(page);
  });

  test('links that lead nowhere are all alike', async () => {
    const page = await shop.page();
    for (const path of [
      '/follow/x',
      `/follow/${'0'.repeat(38)}`,
      '/request',
      `/request#${'0'.repeat(16)}-${'0'.repeat(26)}`,
    ]) {
      await page.goto(path);
      await heading(page, '这个链接打不开');
    }
    await expectAccessible(page);
  });

  test('the link of a text leads to the page that shows it', async () => {
    const { sold } = await shop.sell(1_900n);
    const made = await shop.post('/v1/cancellations?wait=10', { subject: sold.id, reason: 'x' });
    const { body } = await shop.site.platform.stack.api<{ trackingUrl: string }>(
      `/v1/cancellations/${made.body.id}`,
    );
    const page = await shop.page({ language: 'en' });
    await page.goto(new URL(body.trackingUrl).pathname);
    await page.waitForURL(/\/follow\//);
    await page.getByText('Where your money is now').waitFor();
    expect(await page.content()).not.toContain(shop.pan.slice(0, 6));
  });

  test('too many tries are told as that, with the time to wait', async () => {
    const page = await shop.page({ size: PHONE });
    await page.goto('/');
    for (let tries = 0; tries < 25; tries += 1)
      await fetch(new URL('/v1/public/requests/lookup', shop.site.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: 'x' }),
      });
    await type(page, { reference: '000000000001', amount: '1', last4: '0000' });
    await heading(page, '试得太多了，请歇一会儿');
    await page.getByRole('timer').waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'payer-too-many-zh-phone');
  });
});
