/**
 * The drawing of a journey over the real platform: a sale, one whose answer is lost and that is repaired while the page
 * is open, a void, a refund in parts; for every pair of eyes, on a phone and a desk, in both languages.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scenes } from './journey-scenes.ts';
import { expectAccessible, keepScreen, PHONE, Site, type View } from './site.ts';

let site: Site;
let scenes: Scenes;
beforeAll(async () => {
  site = await Site.open();
  scenes = new Scenes(site.platform);
}, 180_000);
afterAll(() => site?.close());

/** The drawing with the paper that it is on. */
const SHEET = '.card:has(> article)';

/** Opens the journey as somebody who is signed in, and waits until it is drawn and live. */
async function open(login: string, id: string, view: View = {}, query = ''): Promise<Page> {
  const page = await site.page(view);
  await site.signIn(page, login, `/journey/${id}${query}`);
  await page.locator('article[data-level]').waitFor();
  await page.locator('[data-live=live]').first().waitFor();
  // What the mouse rests on is lit.
  await page.mouse.move(0, 0);
  return page;
}

/** `paid merchant, arriving network`: as it is drawn. */
const coins = (page: Page): Promise<string> =>
  page
    .locator('[data-coin]')
    .evaluateAll((all) => all.map(({ dataset }) => `${dataset.coin} ${dataset.at}`).join(', '));

/** As it can be seen. */
const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).allInnerTexts()).join(' ');

const legs = (page: Page, state: string): Promise<number> => page.locator(`li[data-state=${state}]`).count();

async function judged(page: Page): Promise<void> {
  await expectAccessible(page);
  expect(site.complaints).toEqual([]);
}

describe('a sale', () => {
  test('is paid to the shop: drawn for an operator with its codes, for a cashier and a payer without', async () => {
    const { id } = await scenes.sale();
    const operator = await open('operator', id);
    expect(await coins(operator)).toBe('paid merchant');
    expect(await textOf(operator, 'h2')).toMatch(/¥120\.00\s+已付给商户/);
    expect(await legs(operator, 'arrived')).toBe(3);
    expect(await textOf(operator, 'article')).toMatch(/F37\s*\d{12}/);
    await judged(operator);
    await keepScreen(operator, 'journey-sale-operator-zh-desktop', SHEET);

    const cashier = await open('cashier', id, { language: 'en', size: PHONE });
    expect(await coins(cashier)).toBe('paid merchant');
    expect(await textOf(cashier, 'article')).not.toMatch(/F37|F11|\d{12}/);
    await judged(cashier);
    await keepScreen(cashier, 'journey-sale-cashier-en-phone', SHEET);

    const payer = await open('operator', id, { size: PHONE }, '?level=payer');
    expect(await textOf(payer, 'article')).not.toMatch(/31010001|F37|\d{12}/);
    await judged(payer);
    // One after the other by the keyboard: five stations, then every message.
    await payer.locator('li[data-station=account]').focus();
    for (const station of ['bank', 'network', 'institution', 'merchant']) {
      await payer.keyboard.press('Tab');
      expect(await payer.evaluate(() => (document.activeElement as HTMLElement).dataset.station)).toBe(
        station,
      );
    }
    await payer.keyboard.press('Tab');
    expect(await payer.evaluate(() => (document.activeElement as HTMLElement).dataset.kind)).toBe('payment');
    expect(await payer.locator('li[data-lit=true]').count(), 'a message lights its two stations').toBe(2);
  });

  test('of somebody else is no journey: the page says so', async () => {
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'cashier', '/journey/pay_0000000000000000');
    await page.getByText('There is no payment with this id.').waitFor();
    await judged(page);
  });
});

describe('a sale whose answer is lost', () => {
  test('is unknown, and is seen to be repaired while the page is open', async () => {
    const { id } = await scenes.lostSale();
    await scenes.ended(id, 'unknown');
    const page = await open('operator', id);
    await page.locator('[data-coin=unknown]').waitFor({ state: 'attached' });
    await page.locator('li[data-wait=back-answer]').waitFor();
    expect(await textOf(page, 'li[data-wait=back-answer]')).toMatch(/还有 \d+ 秒|正在检查/);
    // The question broke off, and so did the reversals before this one.
    await expect.poll(() => legs(page, 'lost'), { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    await judged(page);
    await keepScreen(page, 'journey-unknown-operator-zh-desktop', SHEET);
    const phone = await open('cashier', id, { language: 'en', size: PHONE, dark: true });
    await phone.locator('[data-coin=unknown]').waitFor({ state: 'attached' });
    await judged(phone);
    await keepScreen(phone, 'journey-unknown-cashier-en-phone-dark', SHEET);

    await scenes.heal();
    for (const each of [page, phone]) {
      await each.locator('article[data-state=reversed]').waitFor({ timeout: 90_000 });
      await expect.poll(() => coins(each)).toBe('undone network');
      expect(await each.locator('[data-wait]').count()).toBe(0);
    }
    await judged(page);
    await keepScreen(page, 'journey-reversed-operator-zh-desktop', SHEET);
    await keepScreen(phone, 'journey-reversed-cashier-en-phone-dark', SHEET);
  }, 180_000);
});

describe('a void', () => {
  test('takes the coin back round the shop’s end while the page is open', async () => {
    const { id } = await scenes.sale(8_800n);
    const page = await open('supervisor', id, { language: 'en' });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await coins(page)).toBe('paid merchant');
    const moving = page.waitForFunction(() =>
      [...document.querySelectorAll('[data-coin]')].some((coin) =>
        coin
          .getAnimations()
          .some((each) => !(each instanceof CSSAnimation) && !(each instanceof CSSTransition)),
      ),
    );
    await scenes.void(id);
    await page.locator('article[data-state=voided]').waitFor();
    await moving;
    await expect.poll(() => coins(page)).toBe('arriving bank');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await judged(page);
    await keepScreen(page, 'journey-void-cashier-en-desktop', SHEET);
  });
});

describe('a refund in parts', () => {
  test('has a rail for each part, and the ring of what the shop keeps grows smaller', async () => {
    const { id } = await scenes.sale(9_000n);
    await scenes.settle();
    const page = await open('operator', id);
    expect(await coins(page)).toBe('paid merchant');
    await scenes.refund(id, 4_000);
    await expect.poll(() => coins(page)).toBe('paid merchant, arriving network');
    await scenes.refund(id, 3_000);
    await expect.poll(() => coins(page)).toBe('paid merchant, arriving network, arriving network');
    expect(await textOf(page, 'h2')).toMatch(/¥20\.00\s+已付给商户\s+¥70\.00\s+已确认退回/);
    // Two parts that wait for the same are one wait.
    expect(await page.locator('[data-wait=arrival]').count()).toBe(1);
    await judged(page);
    await keepScreen(page, 'journey-refund-operator-zh-desktop', SHEET);
    for (const [login, view, query, name] of [
      ['merchant', { size: PHONE }, '?level=payer', 'journey-refund-payer-zh-phone'],
      ['merchant', { language: 'en', dark: true }, '', 'journey-refund-cashier-en-desktop-dark'],
    ] as const) {
      const other = await open(login, id, view, query);
      expect(await coins(other)).toContain('paid merchant');
      await judged(other);
      await keepScreen(other, name, SHEET);
    }
  });
});

describe('without a stream', () => {
  test('the picture is read again and again, and says so', async () => {
    const { id } = await scenes.sale(2_500n);
    const page = await site.page({ language: 'en' });
    await page.route('**/journey/live*', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"busy"}' }),
    );
    await site.signIn(page, 'operator', `/journey/${id}`);
    await page.locator('[data-live=read]').first().waitFor();
    expect(await textOf(page, '[data-live=read]')).toContain('Updated every 5 seconds');
    expect(await coins(page)).toBe('paid merchant');
    await scenes.void(id);
    await page.locator('article[data-state=voided]').waitFor();
    expect(await coins(page)).toBe('arriving bank');
  });

  test('a sign-in that ended leaves what was seen last', async () => {
    const { id } = await scenes.sale(2_600n);
    const page = await open('operator', id, { language: 'en' });
    const other = await page.context().newPage();
    await other.goto('/');
    const { csrf } = await (await page.request.get('/v1/session')).json();
    await page.request.delete('/v1/session', {
      headers: { 'x-csrf-token': csrf, 'sec-fetch-site': 'same-origin', origin: site.url },
    });
    await page.locator('[data-live=over]').first().waitFor({ timeout: 30_000 });
    expect(await coins(page)).toBe('paid merchant');
  });
});

test('on paper it is day', async () => {
  const { id } = await scenes.sale(2_700n);
  const page = await open('operator', id, { dark: true });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const ink = await page.locator('article').evaluate((article) => getComputedStyle(article).color);
  expect(ink).toBe('rgb(23, 34, 46)');
});

test('the drawing is a chunk of its own, fetched when a journey is looked at', async () => {
  const page = await site.page();
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto('/', { waitUntil: 'networkidle' });
  expect(fetched.filter((path) => path.includes('/journey'))).toEqual([]);
});
