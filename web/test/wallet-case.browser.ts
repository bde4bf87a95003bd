/** A claim to its end: papers, a refusal, the objection, taken back; and everything stopped by who cannot sign in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_HOLDERS } from '#domain/person';
import { DESKTOP, expectAccessible, keepScreen, PHONE, Site } from './site.ts';
import { enter, fillCode, filled, heading, holder, press, tapPhone, WORDS } from './wallet-hands.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
  await filled(site);
}, 180_000);
afterAll(() => site?.close());

/** Somebody at the operators' desk says no. */
async function refuse(lossId: string): Promise<void> {
  const page = await site.page({ size: DESKTOP });
  await site.signIn(page, 'operator', '/operator/cases');
  const status = await page.evaluate(async (id) => {
    const session = (await (await fetch('/v1/session')).json()) as { csrf: string };
    const answered = await fetch(`/v1/wallet-cases/${id}/decisions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrf },
      body: JSON.stringify({ decision: 'refuse', why: 'papers-do-not-show', words: '材料看不出不是本人' }),
    });
    return `${answered.status} ${await answered.text()}`;
  }, lossId);
  expect(status).toMatch(/^200 /);
  await page.context().close();
}

test('a claim goes from its papers to a refusal, is objected to, and is taken back', async () => {
  const page = await site.page({ size: PHONE });
  await enter(site, page, 'zh', 0, '/wallet/me');
  expect(await tapPhone(page, 'zh', '6.60')).toMatch(/00$/);
  await page.goto('/wallet/loss?what=payment');
  await heading(page, '有一笔不是我付的');
  await page.getByRole('checkbox').first().check();
  await press(page, WORDS.zh.lossAct);
  await heading(page, '挂失案件');
  await page.getByText('待补资料', { exact: true }).waitFor();
  const address = page.url();
  await press(page, '添加');
  await page.getByTestId('paper').setInputFiles({
    ...{ name: 'statement.png', mimeType: 'image/png' },
    buffer: await page.screenshot(),
  });
  await page.getByText('审核中', { exact: true }).waitFor();
  await page.getByText('已收到', { exact: true }).waitFor();
  // What is no paper is said to be none, and changes nothing.
  await page.getByTestId('paper').setInputFiles({
    ...{ name: 'x.png', mimeType: 'image/png' },
    buffer: Buffer.from('no picture'),
  });
  await page.getByRole('alert').first().waitFor();
  await expectAccessible(page);

  await refuse(address.split('/').at(-1)!);
  await page.goto('/wallet/loss');
  await page.getByRole('region', { name: '我的案件' }).getByRole('link').first().click();
  await page.getByText('不予赔付').waitFor();
  await page.getByLabel('不同意？写下理由').fill('那天我在外地，有车票');
  await expectAccessible(page);
  await keepScreen(page, 'wallet-case-refused-zh-phone');
  await press(page, '提出异议');
  await page.getByText('那天我在外地，有车票').waitFor();
  await page.getByText('审核中', { exact: true }).waitFor();
  expect(await page.getByText('不予赔付').count()).toBe(0);

  await press(page, '撤回主张');
  const asked = page.getByRole('dialog', { name: '撤回主张' });
  await asked.getByText(/钱包继续停用/).waitFor();
  await keepScreen(page, 'wallet-case-withdraw-zh-phone');
  await asked.getByRole('button', { name: '不撤回' }).click();
  await page.getByText('审核中', { exact: true }).waitFor();
  await press(page, '撤回主张');
  await asked.getByRole('button', { name: '确认撤回' }).click();
  await page.getByText('已撤回', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: '撤回主张' }).count()).toBe(0);
  await expectAccessible(page);
  await keepScreen(page, 'wallet-case-withdrawn-zh-phone');
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 180_000);

test('whoever cannot sign in stops the wallet by what only the holder knows', async () => {
  const { phone, idNumber } = DEMO_HOLDERS[1]!;
  const { password } = await holder(site, 1);
  const page = await site.page({ size: PHONE });
  const report = async (id: string, reachableAt: string): Promise<void> => {
    await page.goto('/wallet/loss?what=phone');
    await page.locator('input[name=phone]').fill(phone);
    await page.locator('input[name=idNumber]').fill(id);
    await page.locator('input[name=password]').fill(password);
    await page.locator('input[name=reachableAt]').fill(reachableAt);
    await fillCode(page, 'zh');
    await expectAccessible(page);
    await press(page, WORDS.zh.lossAct);
    await page.getByText('已收到', { exact: true }).waitFor();
  };
  const stopped = async (): Promise<number> => {
    const own = await site.page({ size: PHONE });
    await enter(site, own, 'zh', 1, '/wallet/me');
    await own.getByRole('link', { name: /^设置/ }).waitFor();
    const count = await own.getByText('钱包已紧急停用', { exact: true }).count();
    await own.context().close();
    return count;
  };
  await report(DEMO_HOLDERS[0]!.idNumber, '14000000041');
  expect(await stopped(), 'by another number').toBe(0);
  await report(idNumber, '14000000058');
  await keepScreen(page, 'wallet-loss-received-zh-phone');
  expect(await stopped()).toBe(1);
  await page.context().close();
  expect(site.complaints).toEqual([]);
}, 180_000);
