/** The frame around every page: it is served safely, in two languages, on a phone and a desk, light and dark. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scenes } from './journey-scenes.ts';
import { keepScreen } from './screens.ts';
import { DESKTOP, expectAccessible, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns(1);

let site: Site;
let scenes: Scenes;
beforeAll(async () => {
  site = await Site.open();
  scenes = new Scenes(site.platform);
}, 120_000);
afterAll(() => site?.close());

describe('the front page', () => {
  test.each(
    inTurn([
      ['zh', PHONE, false, '可以取消吗？'],
      ['zh', DESKTOP, true, '可以取消吗？'],
      ['en', PHONE, true, 'Can it be cancelled?'],
      ['en', DESKTOP, false, 'Can it be cancelled?'],
    ]),
  )('in %s at %o, dark %s', async (language, size, dark, heading) => {
    const page = await site.page({ language, size, dark });
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(await page.title()).toContain(heading);
    expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en-GB');
    await expectAccessible(page);
    await keepScreen(page, `front-${language}-${size === PHONE ? 'phone' : 'desktop'}${dark ? '-dark' : ''}`);
    expect(site.complaints).toEqual([]);
  });

  test('changes language and shade at a press, and keeps both', async () => {
    const page = await site.page();
    await page.goto('/');
    await page.getByRole('button', { name: /English/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Can it be cancelled?' }).waitFor();
    await page.getByRole('button', { name: 'Switch to dark' }).click();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Can it be cancelled?' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await expectAccessible(page);
    expect(site.complaints).toEqual([]);
  });
});

describe('a receipt', () => {
  test.each(
    inTurn([
      ['zh', PHONE],
      ['en', DESKTOP],
    ]),
  )('is answered by its own link, in %s at %o', async (language, size) => {
    const sale = await scenes.sale(12_000n);
    const { body } = await site.platform.stack.api<{ link: string }>(`/v1/payments/${sale.id}/receipt`);
    const { pathname, hash } = new URL(body.link);
    const page = await site.page({ language, size });
    await page.goto(`${pathname}${hash}`);
    await page.getByText('¥120.00').first().waitFor();
    expect(await page.locator('body').textContent()).not.toContain(sale.card.slice(0, 6));
    await expectAccessible(page);
    await keepScreen(page, `answer-${language}-${size === PHONE ? 'phone' : 'desktop'}`);
    expect(site.complaints).toEqual([]);
  });
});

describe('a demonstration', () => {
  test.each(
    inTurn([
      ['zh', PHONE, '演示身份'],
      ['en', DESKTOP, 'Demo identities'],
    ]),
  )('shows who one can be, in %s', async (language, size, heading) => {
    const page = await site.page({ language, size });
    await page.goto('/');
    const section = page.getByRole('region', { name: heading });
    await section.getByRole('link', { name: /merchant/ }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    expect(await page.locator('input[name=login]').inputValue()).toBe('merchant');
    expect(site.complaints).toEqual([]);
  });

  test('lets one in at the place of the daily work, and out again', async () => {
    const page = await site.page({ language: 'en' });
    await site.signIn(page, 'merchant', '/merchant');
    await page.getByRole('heading', { level: 1, name: 'Payments' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.goto('/merchant');
    await page.waitForURL((url) => url.pathname === '/sign-in');
    expect(site.complaints).toEqual([]);
  });
});

describe('the letters', () => {
  test('are the bundled ones where the machine has no Chinese font, in few and small files', async () => {
    const page = await site.page({ size: PHONE });
    const sizes = new Map<string, number>();
    page.on('response', async (response) => {
      if (response.url().endsWith('.woff2')) sizes.set(response.url(), (await response.body()).length);
    });
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: '可以取消吗？' }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => document.fonts.ready);
    const client = await page.context().newCDPSession(page);
    await client.send('DOM.enable');
    await client.send('CSS.enable');
    const { root } = await client.send('DOM.getDocument');
    const { nodeId } = await client.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'h1' });
    const { fonts } = await client.send('CSS.getPlatformFontsForNode', { nodeId });
    expect(fonts.map(({ familyName, isCustomFont }) => [familyName.slice(0, 12), isCustomFont])).toEqual([
      ['Noto Sans SC', true],
    ]);
    expect(sizes.size).toBeGreaterThan(0);
    expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
  });

  test('beyond the pages’ own words are fetched when they are shown', async () => {
    const page = await site.page();
    await page.goto('/');
    await page.waitForLoadState('networkidle');
    const fetched = page.waitForResponse((response) => /noto-sans-sc-\d+/.test(response.url()));
    await page.evaluate(() => {
      document.querySelector('h1')!.textContent = '\u9f98\u9768';
    });
    expect((await fetched).status()).toBe(200);
  });
});

describe('pages for some', () => {
  test.each(['/cashier', '/merchant', '/operator'])('%s sends a stranger to the sign-in', async (path) => {
    const page = await site.page();
    await page.goto(path);
    await page.waitForURL((url) => url.pathname === '/sign-in');
    expect(new URL(page.url()).searchParams.get('next')).toBe(path);
    await page.locator('input[name=password]').waitFor();
    await expectAccessible(page);
    expect(site.complaints).toEqual([]);
  });

  test('an address that nobody has says so', async () => {
    const page = await site.page({ language: 'en' });
    await page.goto('/no/such/page');
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    await expectAccessible(page);
  });
});
