/** The payer's pages by the paths of people: ask with a receipt, hand in a paper, watch the money come back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import encodeQR from 'qr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { film } from './film.ts';
import { askFor, heading, PayerSite, type, WORDS } from './payer-site.ts';
import { DESKTOP, expectAccessible, keepScreen, PHONE } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns();

let shop: PayerSite;
beforeAll(async () => {
  shop = await PayerSite.open();
}, 180_000);
afterAll(() => shop?.close());

describe('asking with a receipt', () => {
  test.each(
    inTurn([
      ['zh', PHONE],
      ['en', DESKTOP],
    ]),
  )(
    'in %s at %o: the answer, the request, a paper, the shop agrees, the money comes back',
    async (language, size) => {
      const words = WORDS[language];
      const { sold, hash } = await shop.sell(12_800n);
      const page = await shop.page({ language, size });
      const kept = (what: string): Promise<void> =>
        keepScreen(page, `payer-${what}-${language}-${size === PHONE ? 'phone' : 'desktop'}`);
      await page.goto('/');
      await page.locator('input[name=reference]').waitFor();
      await kept('front');
      await page.goto(`/${hash}`);
      await heading(page, words.yes);
      await expectAccessible(page);
      await kept('answer');
      // Six digits of the card are in no page and in no answer behind it.
      expect(await page.content()).not.toContain(shop.pan.slice(0, 6));

      await askFor(page, language, 'goods-defective', '线开了\nthe lining is torn');
      await expectAccessible(page);
      expect(new URL(page.url()).pathname).toBe('/request');
      expect(await page.getByText('线开了 the lining is torn').count()).toBe(1);

      await page.getByTestId('paper').setInputFiles({
        name: 'receipt.png',
        mimeType: 'image/png',
        buffer: await page.screenshot(),
      });
      await page.getByText(language === 'zh' ? '共收到 1 份' : 'Papers so far: 1').waitFor();
      await expectAccessible(page);

      await kept('request');
      await shop.decide(sold, 'accept');
      await heading(page, words.arriving);
      await expectAccessible(page);
      await page.reload();
      await heading(page, words.arriving);

      await page.getByRole('link', { name: words.follow }).click();
      await page.waitForURL(/\/follow\//);
      await page.locator('[data-live=live]').first().waitFor();
      await expectAccessible(page);
      await kept('follow');
      await page.goBack();

      await page.getByRole('button', { name: words.have }).click();
      await page.getByRole('dialog').getByRole('button', { name: words.have }).click();
      await heading(page, words.done);
      await expectAccessible(page);

      // Nothing about anybody is left in the browser: how far a page was scrolled, language and shade are all.
      const left = await page.evaluate(async () => ({
        names: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
        texts: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
        databases: await indexedDB.databases(),
        caches: 'caches' in globalThis ? await caches.keys() : [],
        cookies: document.cookie,
      }));
      const known = ['yuanlu.language', 'yuanlu.shade', 'react-router-scroll-positions'];
      expect(left.names.filter((name) => !known.includes(name))).toEqual([]);
      const secrets = [hash.slice(1), new URL(page.url()).hash.slice(1), sold.rrn, 'torn'];
      for (const secret of secrets) expect(left.texts).not.toContain(secret);
      expect(left).toMatchObject({ databases: [], caches: [], cookies: '' });
      expect(shop.site.complaints).toEqual([]);
    },
  );

  test('a photo of the symbol is read on the device; other pictures and other codes are told apart', async () => {
    const { link } = await shop.sell(3_100n);
    const page = await shop.page({ size: PHONE });
    await page.goto('/');
    const photo = page.getByTestId('receipt-photo');
    const pictureOf = (text: string) => ({
      name: 'photo.gif',
      mimeType: 'image/gif',
      buffer: Buffer.from(encodeQR(text, 'gif', { scale: 7, border: 4 })),
    });
    await photo.setInputFiles({
      name: 'blank.png',
      mimeType: 'image/png',
      buffer: await page.screenshot(),
    });
    await page.getByText('照片里没有找到码').waitFor();
    await photo.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.getByText('这个文件不是能打开的照片').waitFor();
    await photo.setInputFiles(pictureOf('https://qr.95516.com/00010000/62000000000000000001'));
    await page.getByText('这不是签购单上的码').waitFor();
    await photo.setInputFiles(pictureOf(link));
    await heading(page, WORDS.zh.yes);
    expect(shop.site.complaints).toEqual([]);
  });

  test('typed details answer when all four fit, and say of a miss nothing but that it is one', async () => {
    const { sold } = await shop.sell(4_567n);
    const page = await shop.page({ language: 'en' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Can it be cancelled?' }).click();
    await page.getByText('The reference has 12 digits or letters').waitFor();
    expect(
      await page.locator('input[name=reference]').evaluate((input) => input === document.activeElement),
    ).toBe(true);
    await expectAccessible(page);
    const right = { reference: sold.rrn, amount: '45.67', last4: shop.pan.slice(-4) };
    const misses = [];
    for (const wrong of [
      { ...right, amount: '45.68' },
      { ...right, last4: '0000' },
    ]) {
      await type(page, wrong);
      await heading(page, WORDS.en.missing);
      misses.push(await page.locator('main').textContent());
      await page.getByRole('link', { name: WORDS.en.back }).click();
    }
    expect(misses[0]).toBe(misses[1]);
    // What was typed before is still there, and only the wrong part has to be mended.
    expect(await page.locator('input[name=reference]').inputValue()).toBe(sold.rrn);
    await type(page, right);
    await heading(page, WORDS.en.yes);
    await page.reload();
    await heading(page, 'Can it be cancelled?');
    expect(await page.locator('input[name=reference]').inputValue()).toBe('');
    expect(shop.site.complaints).toEqual([]);
  });

  test('«it was not me» changes the answer before anything is sent', async () => {
    const { hash } = await shop.sell(9_900n);
    const page = await shop.page({ size: PHONE });
    await page.goto(`/${hash}`);
    await heading(page, WORDS.zh.yes);
    await page.getByRole('button', { name: WORDS.zh.ask }).locator('visible=true').first().click();
    await page.locator('input[value=unauthorised]').check();
    await heading(page, '可以，审核后退');
    await page.getByText('报警回执').waitFor();
    await page.getByText('请先给银行打电话挂失').waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'payer-not-me-zh-phone');
  });

  test('script and HTML stay text, in what a payer writes and in what a shop answers', async () => {
    const { sold, hash } = await shop.sell(2_200n);
    const page = await shop.page();
    await page.goto(`/${hash}`);
    await heading(page, WORDS.zh.yes);
    const script = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await askFor(page, 'zh', 'other', script);
    expect(await page.getByText(script, { exact: true }).count()).toBe(1);
    await shop.decide(sold, 'refuse', { reason: `${script} {{why}} $t(front.title)` });
    await heading(page, '没有同意');
    expect(await page.getByText(`${script} {{why}} $t(front.title)`, { exact: true }).count()).toBe(1);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('取消申请 · 原路');
    // What is possible instead stands with the no.
    await page.getByText('补齐材料后可以再申请一次').waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'payer-refused-zh-desktop');
    expect(shop.site.complaints).toEqual([]);
  });

  test('a request is taken back, once, after saying what that does', async () => {
    const { hash } = await shop.sell(1_500n);
    const page = await shop.page({ language: 'en', size: PHONE, dark: true });
    await page.goto(`/${hash}`);
    await heading(page, WORDS.en.yes);
    await expectAccessible(page);
    await askFor(page, 'en', 'customer-request', 'no longer needed');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('It ends here, and the payment stands.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).dblclick();
    await heading(page, 'Taken back');
    await expectAccessible(page);
    expect(shop.site.complaints).toEqual([]);
  });

  test('asked for already: whoever else has the receipt sees that, and nothing of who asked', async () => {
    const { hash } = await shop.sell(6_100n);
    const first = await shop.page();
    await first.goto(`/${hash}`);
    await askFor(first, 'zh', 'duplicate', '刷了两次，请退一笔');
    const second = await shop.page();
    await second.goto(`/${hash}`);
    await second.getByText('已经有人申请取消这笔付款').waitFor();
    expect(await second.content()).not.toContain('刷了两次');
    expect(await second.getByRole('button', { name: WORDS.zh.ask }).count()).toBe(0);
    await expectAccessible(second);
  });
});

describe('the camera', () => {
  test('what the camera sees is read, and the camera ends with it', async () => {
    const { link } = await shop.sell(4_800n);
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-film-'));
    const file = join(folder, 'receipt.y4m');
    await writeFile(file, film(link));
    const browser = await openChromium([
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
    ]);
    try {
      const context = await browser.newContext({ baseURL: shop.site.url, locale: 'zh-CN', viewport: PHONE });
      const page = await context.newPage();
      await page.goto('/');
      await page.getByRole('button', { name: '打开相机扫码' }).click();
      await heading(page, WORDS.zh.yes);
      expect(await page.locator('video').count()).toBe(0);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('without a camera the page says what else there is', async () => {
    const page = await shop.page({ size: PHONE });
    await page.goto('/');
    await page.getByRole('button', { name: '打开相机扫码' }).click();
    await page.getByRole('alert').getByText('照着签购单填写').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '关闭相机' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
