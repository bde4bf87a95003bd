/** The shop switches QuickPass off at one terminal by real clicks, and the terminal obeys from then on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns(1);

type Terminal = Awaited<ReturnType<Site['platform']['terminal']>>;
let site: Site;
let terminals: Readonly<Record<string, Terminal>>;
beforeAll(async () => {
  site = await Site.open();
  const ids = ['31010001', '31010002'];
  terminals = Object.fromEntries(
    await Promise.all(ids.map(async (id) => [id, await site.platform.terminal(id)] as const)),
  );
}, 120_000);
afterAll(() => site?.close());

const WORDS = {
  zh: {
    terminals: '终端',
    tap: /^闪付/,
    off: '关闭闪付',
    on: '重新开通闪付',
    why: '为什么',
    changes: '关闭后会怎样',
    stops: '从那一秒起，这台终端不再受理闪付，顾客会看到原因。',
    doneOff: '已关闭',
    doneOn: '已开通',
  },
  en: {
    terminals: 'Terminals',
    tap: /^QuickPass tap/i,
    off: 'Switch QuickPass tap off',
    on: 'Switch QuickPass tap on again',
    why: 'Why',
    changes: 'What this changes',
    stops: 'From that second this terminal takes no more QuickPass tap; the customer is told why.',
    doneOff: 'Switched off',
    doneOn: 'Switched on',
  },
} as const;

describe('QuickPass is switched off at one terminal, and on again', () => {
  test.each(
    inTurn([
      ['zh', PHONE, '31010001', '31010002'],
      ['en', DESKTOP, '31010002', '31010001'],
    ]),
  )(
    'in %s at %o',
    async (language, size, id, other) => {
      const words = WORDS[language];
      const terminal = terminals[id]!;
      const pay = async (from = terminal) => {
        const { result, reason, detail } = await from.sale({
          ...{ amountFen: 1_000n, card: site.platform.card, entry: 'tap' },
        });
        return [result, reason, detail];
      };
      expect(await pay()).toEqual(['approved', null, null]);

      const page = await site.page({ language, size });
      await site.signIn(page, 'merchant', '/merchant/terminals');
      await page.getByRole('heading', { level: 1, name: words.terminals }).waitFor();
      const rows = page.getByRole('region', { name: new RegExp(id) });
      await rows.getByRole('link', { name: words.tap }).waitFor();
      await expectAccessible(page);
      await keepScreen(page, `merchant-terminals-${language}`);

      await rows.getByRole('link', { name: words.tap }).click();
      await page.getByRole('heading', { level: 3, name: words.changes }).waitFor();
      await page.getByText(words.stops).waitFor();
      await expectAccessible(page);
      await keepScreen(page, `merchant-switch-${language}`);

      await page.getByRole('button', { name: words.off }).click();
      const dialog = page.getByRole('dialog');
      const press = dialog.getByRole('button', { name: words.off });
      expect(await press.isDisabled(), 'without a reason').toBe(true);
      await dialog.getByLabel(words.why).fill('<b>reader broken</b>');
      await expectAccessible(page);
      await press.dblclick();
      await page.getByText(words.doneOff, { exact: true }).waitFor();
      await expectAccessible(page);
      await keepScreen(page, `merchant-switched-${language}`);

      expect(await pay()).toEqual(['declined', null, null]);
      expect(await pay(terminals[other]), 'another terminal goes on').toEqual(['approved', null, null]);

      await page.getByRole('button', { name: words.on }).click();
      await page.getByRole('button', { name: words.on }).click();
      await dialog.getByLabel(words.why).fill('repaired');
      await dialog.getByRole('button', { name: words.on }).click();
      await page.getByText(words.doneOn, { exact: true }).waitFor();
      // It learns of the switch from the answer to its next message.
      await terminal.signIn();
      expect(await pay()).toEqual(['approved', null, null]);
      await page.context().close();
      expect(site.complaints).toEqual([]);
    },
    120_000,
  );
});

test('a supervisor sees how the terminals stand, and what is not theirs to switch stays shut', async () => {
  const page = await site.page({ size: PHONE });
  await site.signIn(page, 'supervisor', '/merchant/terminals');
  await page.getByRole('region', { name: /31010001/ }).waitFor();
  const can = await page.evaluate(
    async () => ((await (await fetch('/v1/session')).json()) as { can: string[] }).can,
  );
  const links = page.getByRole('region', { name: /31010001/ }).getByRole('link');
  expect(await links.count()).toBe(can.includes('terminals.switch') ? 6 : 0);
  await page.context().close();
});
