/** A whole platform with a browser in front of it, for tests that do what people do. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { Platform } from '../../test/platform.ts';
import { openChromium } from './chromium.ts';

export { keepScreen } from './screens.ts';

export type Language = 'zh' | 'en';

export const PHONE = { width: 360, height: 780 } as const;
export const DESKTOP = { width: 1280, height: 860 } as const;

export interface View {
  readonly language?: Language;
  readonly size?: { readonly width: number; readonly height: number };
  readonly dark?: boolean;
}

interface SessionAnswer {
  readonly demoIdentities?: readonly { readonly login: string; readonly password: string }[];
}

/** What a page may say without failing its test: the browser's own line about a refused call. */
const EXPECTED_NOISE =
  /Failed to load resource: the server responded with a status of (401|403|404|409|422|429)/;

export class Site {
  readonly platform: Platform;
  readonly url: string;
  readonly #browser: Browser;
  /** Errors of scripts and refusals of the content policy, on any page. */
  readonly complaints: string[] = [];

  private constructor(platform: Platform, url: string, browser: Browser) {
    this.platform = platform;
    this.url = url;
    this.#browser = browser;
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<Site> {
    const [platform, browser] = await Promise.all([Platform.start(env), openChromium()]);
    const { apiUrl } = await platform.stack.running();
    return new Site(platform, apiUrl, browser);
  }

  /** A page of a person of its own, for one test: nothing is shared with other pages but the server. */
  async page(view: View = {}): Promise<Page> {
    const page = await this.pageBefore(view);
    // One that stays open goes on asking the server and drawing, in the middle of the next test.
    onTestFinished(() => page.context().close());
    return page;
  }

  /** The same before the tests of a file; whoever opens it closes its context. */
  async pageBefore({ language = 'zh', size = DESKTOP, dark = false }: View = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.url,
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      timezoneId: 'Asia/Shanghai',
      viewport: { ...size },
      colorScheme: dark ? 'dark' : 'light',
      // What moves is measured where it comes to rest.
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED_NOISE.test(message.text()))
        this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** Signs in by the form, as a demo identity, and waits until the form is gone. */
  async signIn(page: Page, login: string, next = '/'): Promise<void> {
    const session = (await (await fetch(`${this.url}/v1/session`)).json()) as SessionAnswer;
    const identity = session.demoIdentities?.find((each) => each.login === login);
    if (identity === undefined) throw new Error(`There is no demo identity ${login}`);
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.locator('input[name=login]').fill(identity.login);
    await page.locator('input[name=password]').fill(identity.password);
    await page.locator('button[type=submit]').click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.platform.close();
  }
}

/** Nowhere on the page, in its address or in what the browser keeps is a whole card number. */
export async function expectNoCard(page: Page, pan: string): Promise<void> {
  const kept = await page.evaluate(() =>
    [document.documentElement.outerHTML, JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join(
      '\n',
    ),
  );
  // More of it than its first six and last four digits, with or without gaps.
  const middle = pan.slice(4, -2);
  expect(`${page.url()}\n${kept}`.replace(/[\s-]/g, '').includes(middle), 'a card number').toBe(false);
}

/** Every rule of WCAG 2.1 A and AA that a machine can check, and that nothing is wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  // The address changes before the page does: what is judged is the page that the address names.
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await checker.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
    );
  });
  expect(found).toEqual([]);
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider, 'the page scrolls sideways').toBeLessThanOrEqual(0);
}
