/** A day at the till by real clicks: payments, doubts, lost answers, ways back with approval, slips, settlement. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pdfText } from '../../test/pdf-text.ts';
import { Cashier, PIN } from './cashier-hands.ts';
import { DESKTOP, expectAccessible, keepScreen, type Language, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns();

let site: Site;
beforeAll(async () => {
  // A host that gives up on the network soon, so that a lost answer is a matter of seconds.
  site = await Site.open({ YUANLU_REPLY_DUE_MS: '1500' });
}, 120_000);
afterAll(() => site?.close());

const VIEWS = [
  ['zh', PHONE],
  ['en', DESKTOP],
] as const satisfies readonly (readonly [Language, { readonly width: number; readonly height: number }])[];
/** Amounts that no other test takes: the till warns of the same card and amount. */
let made = 10_000;
const fresh = (): string => {
  made += 111;
  return String(made);
};
const yuan = (fen: string): string => `${fen.slice(0, -2)}.${fen.slice(-2)}`;

describe.each(inTurn(VIEWS))('in %s at %o', (language, size) => {
  const name = (part: string): string => `till-${part}-${language}`;
  const open = (more: { readonly dark?: boolean; readonly login?: string } = {}): Promise<Cashier> =>
    Cashier.at(site, { language, size, ...more });

  test('a card is tapped: paid, the slip of either copy, the next customer by Enter', async () => {
    const at = await open();
    const fen = fresh();
    await at.press(fen);
    await at.page.getByText(yuan(fen)).waitFor();
    await expectAccessible(at.page);
    await keepScreen(at.page, name('amount'));
    await at.button(at.words.tap).click();
    await at.button(at.words.plenty).waitFor();
    await expectAccessible(at.page);
    await at.button(at.words.plenty).click();
    await at.heading(at.words.paid);
    await at.slip(`RMB ${yuan(fen)}`);
    await expectAccessible(at.page);
    await keepScreen(at.page, name('paid'));
    await at.page.getByRole('radio', { name: at.words.merchantCopy }).check();
    await at.slip(at.words.merchantMark);
    await at.button(at.words.next).focus();
    await at.page.keyboard.press('Enter');
    await at.heading(at.words.sale);
    expect(site.complaints).toEqual([]);
  });

  test('a chip with its PIN, from the keyboard alone; the PIN is on no page and in no storage', async () => {
    const at = await open({ dark: true });
    const fen = fresh();
    await at.type(fen);
    await at.button(at.words.chip).click();
    await at.button(at.words.plenty).click();
    await at.page.getByRole('heading', { name: at.words.pinTitle }).waitFor();
    await at.type(PIN.slice(0, 4));
    await expectAccessible(at.page);
    await keepScreen(at.page, name('pin-dark'));
    await at.type(PIN.slice(4));
    await at.page.keyboard.press('Enter');
    await at.heading(at.words.paid);
    await at.slip(`RMB ${yuan(fen)}`);
    const stored = await at.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(stored).not.toContain(PIN);
    expect(await at.page.content()).not.toMatch(/62\d{17}/);
    expect(site.complaints).toEqual([]);
  });

  test('a card without money is declined: nothing was taken', async () => {
    const at = await open();
    await at.type(`1${fresh()}`);
    await at.button(at.words.tap).click();
    await at.page.locator('ul button').filter({ hasText: '0033' }).click();
    if (await at.page.getByRole('heading', { name: at.words.pinTitle }).isVisible()) await at.type(`${PIN}`);
    await at.page.keyboard.press('Enter');
    await at.heading(at.words.declined);
    await at.page.getByText(at.words.noneTaken).waitFor();
    await expectAccessible(at.page);
  });

  test('a payer’s code is scanned, a merchant’s code is shown and paid', async () => {
    const at = await open();
    await at.type(fresh());
    await at.button(at.words.scan).click();
    await at.button(at.words.plentyCode).first().waitFor();
    await expectAccessible(at.page);
    await at.button(at.words.plentyCode).first().click();
    await at.heading(at.words.paid);
    await at.next();
    await at.type(fresh());
    await at.button(at.words.show).click();
    await at.page.getByText(at.words.waiting).waitFor();
    await expectAccessible(at.page);
    await keepScreen(at.page, name('code'));
    await at.page.getByText(at.words.payers).click();
    await at.button(at.words.plenty).click();
    await at.heading(at.words.paid);
    await at.slip('RMB');
    expect(site.complaints).toEqual([]);
  });

  test('the same card and amount again is warned of, with what is known of the first', async () => {
    const at = await open();
    const fen = fresh();
    await at.sold(fen);
    await at.next();
    await at.tap(fen);
    await at.heading(at.words.twice);
    await expectAccessible(at.page);
    await keepScreen(at.page, name('twice'));
    await at.button(at.words.leave).click();
    await at.heading(at.words.sale);
  });

  test('a lost answer is unknown until it is found out; the page may be loaded again in between', async () => {
    const at = await open();
    const fen = fresh();
    await at.page.getByLabel(at.words.lose).check();
    await at.tap(fen);
    await at.heading(at.words.unknown);
    await expectAccessible(at.page);
    await keepScreen(at.page, name('unknown'));
    await at.page.reload();
    await at.heading(at.words.unknown);
    await at.button(at.words.next).click();
    await at.tap(fen);
    await at.heading(at.words.twice);
    await at.button(at.words.leave).click();
    await at.button(at.words.findOut).first().click();
    await at.heading(at.words.found);
    await at.button(at.words.done).click();
    // What is found out warns nobody any more.
    await at.sold(fen);
    expect(site.complaints).toEqual([]);
  });

  test('a void wants a supervisor, and shows the way back', async () => {
    const at = await open();
    await at.sold(fresh());
    // From the result straight to the batch: a tab puts the result aside.
    await at.newest();
    await expectAccessible(at.page);
    await keepScreen(at.page, name('answer'));
    await at.button(at.words.void).click();
    await at.page.getByRole('dialog').getByRole('button', { name: at.words.void, exact: true }).click();
    await at.heading(at.words.approval);
    await expectAccessible(at.page);
    await keepScreen(at.page, name('approval'));
    await at.supervisor('not the password');
    await at.page.getByRole('alert').waitFor();
    await at.supervisor();
    await at.heading(at.words.voided);
    await at.slip('RMB -');
    await keepScreen(at.page, name('voided'));
    expect(site.complaints).toEqual([]);
  });

  test('money is held for a deposit, and a part of it taken', async () => {
    const at = await open();
    await at.button(at.words.toHold).click();
    await at.type(`2${fresh()}`);
    await at.button(at.words.chip).click();
    await at.button(at.words.plenty).click();
    await at.page.getByRole('heading', { name: at.words.pinTitle }).waitFor();
    await at.type(PIN);
    await at.page.keyboard.press('Enter');
    await at.heading(at.words.held);
    await at.next();
    await at.newest();
    await expectAccessible(at.page);
    await at.page.getByLabel(at.words.take).fill('150.00');
    await at.button(at.words.complete).click();
    await at.page.getByRole('dialog').getByRole('button', { name: at.words.complete, exact: true }).click();
    await at.heading(at.words.completed);
    await at.slip('RMB 150.00');
    expect(site.complaints).toEqual([]);
  });

  test('the day is settled and balances; afterwards a part is refunded, and the slip is printed again', async () => {
    const at = await open({ login: 'supervisor' });
    const fen = fresh();
    await at.sold(fen);
    await at.next();
    await at.tab(at.words.today);
    await at.heading(new RegExp(at.words.today));
    await at.page.locator('a[href^="/cashier/payment/"]').first().waitFor();
    await expectAccessible(at.page);
    await keepScreen(at.page, name('today'));
    await at.button(at.words.settle).click();
    await at.page.getByRole('dialog').getByRole('button', { name: at.words.settle, exact: true }).click();
    await at.heading(at.words.settled);
    await at.page.getByText(at.words.balanced).first().waitFor();
    await expectAccessible(at.page);
    await keepScreen(at.page, name('settled'));
    await at.button(at.words.done).click();
    await at.tab(at.words.find);
    await at.page
      .locator('a[href^="/cashier/payment/"]')
      .filter({ hasText: yuan(fen) })
      .first()
      .click();
    await at.page.locator('#answer').waitFor();
    await at.page.getByLabel(at.words.amountBack).fill('1.00');
    await at.button(at.words.refund).click();
    await at.page.getByRole('dialog').getByText('1.00').waitFor();
    await at.page.getByRole('dialog').getByRole('button', { name: at.words.refund, exact: true }).click();
    await at.heading(at.words.refunded);
    await at.slip('RMB -1.00');
    await at.button(at.words.done).click();
    await at.page.getByText(at.words.printAgain).click();
    await at.slip(at.words.reprint);
    const [file] = await Promise.all([
      at.page.waitForEvent('download'),
      at.page.getByRole('link', { name: at.words.pdf }).click(),
    ]);
    const text = pdfText(await readFile(await file.path()));
    expect(text).toContain(`RMB ${yuan(fen)}`);
    expect(text).toContain(at.words.reprint);
    expect(site.complaints).toEqual([]);
  });
});

test('an answer lost in the network is undone by the host; the page says so by itself', async () => {
  const at = await Cashier.at(site, { language: 'zh', size: DESKTOP });
  await site.platform.stack.control('/faults', 'POST', { next: 'lose-reply', mti: '0200' });
  await at.tap(fresh());
  await at.heading(at.words.unknown);
  await at.page.getByText(at.words.found).waitFor({ timeout: 30_000 });
  await expectAccessible(at.page);
  await keepScreen(at.page, 'till-host-undoes-zh');
});

test('without a line to the server the page says what is known, sends nothing again, and finds the end', async () => {
  const at = await Cashier.at(site, { language: 'zh', size: PHONE });
  const fen = fresh();
  let begun = 0;
  await at.page.route('**/acts', async (route) => {
    begun += 1;
    // The order arrives, its answer does not.
    await route.fetch();
    await route.abort('connectionreset');
  });
  await at.page.route('**/acts?key=**', (route) => route.abort('internetdisconnected'));
  await at.tap(fen);
  await at.heading(at.words.lost);
  await expectAccessible(at.page);
  await keepScreen(at.page, 'till-offline-zh');
  await at.page.unroute('**/acts?key=**');
  await at.heading(at.words.paid);
  expect(begun).toBe(1);
});

test('a sign-in that ends in the middle says nothing about the money; after the next one the page knows', async () => {
  const at = await Cashier.at(site, { language: 'zh', size: PHONE });
  const claims: string[] = [];
  await at.page.exposeFunction('claim', (text: string) => claims.push(text));
  await at.page.evaluate((text) => {
    const told = globalThis as unknown as { claim: (said: string) => void };
    const look = (): void => {
      if (document.body.textContent.includes(text)) told.claim(text);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  }, '没有扣款');
  await at.page.route('**/acts', async (route) => {
    // The order arrives; its answer does not, and the sign-in is over.
    await route.fetch();
    await at.page.context().clearCookies();
    await route.abort('connectionreset');
  });
  await at.tap(fresh());
  await at.page.waitForURL((url) => url.pathname === '/sign-in');
  expect(claims).toEqual([]);
  await at.page.unroute('**/acts');
  await site.signIn(at.page, 'cashier', '/cashier');
  await at.heading(at.words.paid);
});

test('a server that is killed in the middle leaves the act in the journal, where the page finds it', async () => {
  const at = await Cashier.at(site, { language: 'zh', size: DESKTOP });
  const { stack } = site.platform;
  await stack.control('/faults', 'POST', { next: 'lose-reply', mti: '0200' });
  await at.tap(fresh());
  await at.page.getByText('0200').waitFor();
  await stack.kill('server');
  await at.heading(at.words.lost);
  await at.heading(at.words.unknown);
  await at.page.getByText('办理它的程序已经重启').waitFor();
  await keepScreen(at.page, 'till-after-kill-zh');
  // The host undoes what nobody was told of; the page sees it.
  await at.page.getByText(at.words.found).waitFor({ timeout: 30_000 });
  expect((await site.platform.verify()).faults).toEqual([]);
}, 120_000);
