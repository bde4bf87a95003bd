/** A report of loss at the operator's desk: found in the list, read, and the stop lifted after the holder was seen. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, expectAccessible, PHONE, Site } from './site.ts';
import { turns } from './views.ts';
import { enter } from './wallet-hands.ts';

const inTurn = turns(1);

let site: Site;
beforeAll(async () => {
  site = await Site.open();
}, 120_000);
afterAll(() => site?.close());

const WORDS = {
  zh: {
    title: '挂失与盗刷',
    one: '挂失报案',
    lift: '核验本人并恢复使用',
    note: '核验记录',
    stopped: '已恢复使用',
  },
  en: {
    ...{ title: 'Loss and theft', one: 'Report of loss', lift: 'Holder seen: lift the stop' },
    ...{ note: 'Record of the check', stopped: 'In use again' },
  },
} as const;

describe('a report of loss at the desk', () => {
  test.each(
    inTurn([
      ['zh', DESKTOP, 0],
      ['en', PHONE, 1],
    ]),
  )(
    'in %s',
    async (language, size, who) => {
      const words = WORDS[language];
      const holder = await site.page({ language, size: PHONE });
      await enter(site, holder, language, who, '/wallet/me');
      const status = await holder.evaluate(async () => {
        const session = (await (await fetch('/v1/wallet/session')).json()) as { csrf: string };
        const answered = await fetch('/v1/wallet/losses', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrf },
          body: JSON.stringify({ what: 'phone', words: 'left on the bus' }),
        });
        return answered.status;
      });
      expect(status).toBe(201);

      const page = await site.page({ language, size });
      await site.signIn(page, 'operator', '/operator/cases');
      await page.getByRole('heading', { level: 1, name: words.title }).waitFor();
      await page.locator('main li a').first().waitFor();
      await expectAccessible(page);
      await page.locator('main li a').first().click();
      await page.getByRole('heading', { level: 1, name: words.one }).waitFor();
      await page.getByText('left on the bus').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: words.lift }).click();
      const dialog = page.getByRole('dialog', { name: words.lift });
      await dialog.getByLabel(words.note).fill('seen at the counter');
      await dialog.getByRole('button', { name: words.lift }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.getByText(words.stopped).first().waitFor();
    },
    120_000,
  );
});
