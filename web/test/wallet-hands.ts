/** What a cardholder does with the wallet's pages, for tests that press what people press. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Language, Site } from './site.ts';

interface WalletSession {
  readonly demoHolders?: readonly {
    readonly name: string;
    readonly phone: string;
    readonly password: string;
  }[];
}

export const WORDS = {
  zh: {
    services: '卡与服务',
    settings: '设置',
    me: '我的',
    pay: '付款',
    tap: '手机闪付',
    tapWay: '碰一碰',
    tapAct: /^(碰一下|再碰一次)$/,
    close: '关闭',
    unbind: '解除绑定',
    impact: '关闭后会怎样',
    stops: '会停用',
    goesOn: '不会跟着停',
    endToo: /一并解除/,
    others: '还可以这样付',
    goOn: '我知道了，继续',
    prove: '先验证身份',
    password: '支付密码',
    check: '验证密码',
    code: '付款码',
    transit: '公交地铁',
    shut: '这种付款方式已关闭',
    sms: '短信验证码',
    send: '获取验证码',
    sendAny: /^(重新)?获取(验证码)?$/,
    fill: '填入',
    checkCode: '验证',
    last: '最后核对',
    confirm: '确认关闭',
    confirmUnbind: '确认解绑',
    stepBack: '放弃，保持原样',
    closed: '已关闭',
    unbound: '已解绑',
    unchanged: '没有改动',
    elsewhere: '已由别处办完',
    on: '重新开通',
    done: '完成',
    enter: '登录',
    waits: '有一项关闭没有办完',
    off: '已关闭',
    isOn: '已开通',
    ended: '已一并解除',
    signedIn: '付款码',
    bills: '账单',
    notPaid: '未成功',
    account: '注销账户',
    lossAct: '立即停用并挂失',
    loss: '手机或卡丢了？马上挂失',
  },
  en: {
    services: 'Cards and services',
    settings: 'Settings',
    me: 'Me',
    pay: 'Pay',
    tap: 'QuickPass tap',
    tapWay: 'Tap',
    tapAct: /^Tap( again)?$/,
    close: 'Close',
    unbind: 'Unbind',
    impact: 'What this changes',
    stops: 'What stops',
    goesOn: 'What goes on',
    endToo: /End it too/,
    others: 'Still at hand',
    goOn: 'Go on',
    prove: 'First, who are you?',
    password: 'Payment password',
    check: 'Check the password',
    code: 'payment code',
    transit: 'transit',
    shut: 'This way to pay is closed',
    sms: 'Code by text',
    send: 'Send code',
    sendAny: /^Send (code|again)/,
    fill: 'Fill in',
    checkCode: 'Check the code',
    last: 'One last look',
    confirm: 'Close it now',
    confirmUnbind: 'Unbind it now',
    stepBack: 'Leave it as it is',
    closed: 'Closed',
    unbound: 'Unbound',
    unchanged: 'Unchanged',
    elsewhere: 'Done elsewhere',
    on: 'Switch on again',
    done: 'Done',
    enter: 'Sign in',
    waits: 'A closing waits for you',
    off: 'off',
    isOn: 'on',
    ended: 'Ended with it',
    signedIn: 'Show code',
    bills: 'Bills',
    notPaid: 'declined',
    account: 'Close the account',
    lossAct: 'Stop everything now',
    loss: 'Lost your phone or card? Stop it now',
  },
} as const;

/** What the page comes to show is waited for as long as a locator would wait. */
export const SOON = { timeout: 15_000 } as const;

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

/** The demonstration's holder of this number, and the password that everybody knows. */
export async function holder(
  site: Site,
  at: number,
): Promise<{ readonly phone: string; readonly password: string }> {
  const session = (await (await fetch(`${site.url}/v1/wallet/session`)).json()) as WalletSession;
  const found = session.demoHolders?.[at];
  if (found === undefined) throw new Error(`There is no demo holder ${at}`);
  return found;
}

/** Signs in by the form and waits for the page that was wanted. */
export async function enter(
  site: Site,
  page: Page,
  language: Language,
  at: number,
  next = '/wallet',
): Promise<void> {
  const { phone, password } = await holder(site, at);
  await page.goto(`/wallet/sign-in?next=${encodeURIComponent(next)}`);
  await page.locator('input[name=phone]').fill(phone);
  await page.locator('input[name=password]').fill(password);
  await press(page, WORDS[language].enter);
  await page.waitForURL((url) => url.pathname + url.search === next);
}

/** Proves by password, and by the code of a text where that is asked for as well. */
export async function prove(site: Site, page: Page, language: Language, at: number): Promise<void> {
  const words = WORDS[language];
  const last = page.getByRole('heading', { level: 1, name: words.last, exact: true });
  const password = page.locator('input[name=password]');
  const code = page.locator('input[name=code]');
  await expect
    .poll(async () => (await last.count()) + (await password.count()) + (await code.count()), SOON)
    .toBe(1);
  if ((await password.count()) === 1) {
    await password.fill((await holder(site, at)).password);
    await press(page, words.check);
    await password.waitFor({ state: 'detached' });
  }
  await expect.poll(async () => (await last.count()) + (await code.count()), SOON).toBe(1);
  if ((await code.count()) === 0) return;
  await fillCode(page, language);
  await press(page, words.checkCode);
  await last.waitFor();
}

/** What the terminal's screen says to a tap, with its code. */
export async function tapPhone(page: Page, language: Language, amount: string): Promise<string> {
  await page.goto('/wallet?by=tap');
  await page.locator('input[inputmode=decimal]').fill(amount);
  await press(page, WORDS[language].tapAct);
  const screen = page.locator('section[data-state] [role=status]').first();
  await page.locator('section[data-state=approved], section[data-state=declined]').waitFor();
  return (await screen.textContent()) ?? '';
}

const TRIES = 60;

/** Waits until a wallet of the demonstration is in use; its money comes last. */
export async function filled(site: Site, at = 0): Promise<void> {
  const page = await site.pageBefore();
  await enter(site, page, 'zh', at, '/wallet/services');
  const balance = page.getByRole('link', { name: /^余额/ });
  await balance.waitFor();
  for (let tries = 0; /¥0\.00/.test((await balance.textContent()) ?? ''); tries += 1) {
    if (tries === TRIES) throw new Error(`The demonstration did not fill its wallet ${at}`);
    await page.waitForTimeout(1_000);
    await page.reload();
    await balance.waitFor();
  }
  await page.context().close();
}

const SMS_TRIES = 14;
const SMS_AGAIN_MS = 75_000;

/** Asks for a code by text and fills it in. One number gets one a minute: after another one it is waited for. */
export async function fillCode(page: Page, language: Language): Promise<void> {
  const fill = page.getByRole('button', { name: WORDS[language].fill, exact: true });
  const send = page.getByRole('button', { name: WORDS[language].sendAny });
  for (let tries = 1; ; tries += 1) {
    await send.first().click({ timeout: SMS_AGAIN_MS });
    const came = await fill.waitFor({ timeout: 6_000 }).then(
      () => true,
      () => false,
    );
    if (came) break;
    if (tries === SMS_TRIES) throw new Error('No code came by text');
  }
  await fill.click();
}

export interface Newcomer {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly password: string;
}

/** Opens a wallet in somebody's name, at its own page, and is signed in then. */
export async function signUp(page: Page, who: Newcomer): Promise<void> {
  await page.goto('/wallet/sign-up');
  for (const name of ['name', 'idNumber', 'phone'] as const)
    await page.locator(`input[name=${name}]`).fill(who[name]);
  await fillCode(page, 'zh');
  await page.locator('input[name=password]').fill(who.password);
  await press(page, '同意协议并开通');
  await page.waitForURL((url) => url.pathname === '/wallet');
}

/** Answers whatever a sheet over the page asks for, until it is gone. */
export async function proveInSheet(site: Site, page: Page, at: number): Promise<void> {
  const sheet = page.getByRole('dialog', { name: WORDS.zh.prove });
  const password = sheet.locator('input[name=password]');
  const code = sheet.locator('input[name=code]');
  await expect.poll(async () => (await password.count()) + (await code.count()), SOON).toBe(1);
  if ((await password.count()) === 1) {
    await password.fill((await holder(site, at)).password);
    await press(page, WORDS.zh.check);
    await password.waitFor({ state: 'detached' });
  }
  await expect.poll(async () => (await sheet.count()) === 0 || (await code.count()) === 1, SOON).toBe(true);
  if ((await code.count()) === 0) return;
  await fillCode(page, 'zh');
  await press(page, WORDS.zh.checkCode);
  await sheet.waitFor({ state: 'hidden' });
}
