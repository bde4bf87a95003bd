/** The shop's office by real clicks: payments, a cancellation, a part given back, a payer's request, an order. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentView } from '#adapters/http-api';
import { Scenes } from './journey-scenes.ts';
import { keepScreen } from './screens.ts';
import { DESKTOP, expectAccessible, expectNoCard, type Language, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns(1);

let site: Site;
let scenes: Scenes;
beforeAll(async () => {
  site = await Site.open();
  scenes = new Scenes(site.platform);
}, 120_000);
afterAll(() => site?.close());

const WORDS = {
  zh: {
    payments: '付款',
    cancel: '取消这笔付款',
    voided: '已撤销',
    can: '可以取消',
    amount: '金额（元）',
    note: '补充说明（可不填）',
  },
  en: {
    payments: 'Payments',
    cancel: 'Cancel this payment',
    voided: 'voided',
    can: 'Yes, it can',
    amount: 'Amount (yuan)',
    note: 'More about it (optional)',
  },
} as const;

async function open(
  language: Language,
  size: { readonly width: number; readonly height: number },
  login: string,
  path: string,
  dark = false,
): Promise<Page> {
  const page = await site.page({ language, size, dark });
  await site.signIn(page, login, path);
  return page;
}

describe('a payment is found and cancelled', () => {
  test.each(
    inTurn([
      ['zh', PHONE],
      ['en', DESKTOP],
    ]),
  )('in %s at %o', async (language, size) => {
    const words = WORDS[language];
    const sale = await scenes.sale(12_000n);
    const page = await open(language, size, 'merchant', '/merchant');
    await page.getByRole('heading', { level: 1, name: words.payments }).waitFor();
    await page.getByRole('list', { name: words.payments }).getByRole('link').first().waitFor();
    await expectAccessible(page);
    await keepScreen(page, `merchant-payments-${language}`);

    await page.getByRole('searchbox').fill(sale.rrn);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('rrn') === sale.rrn);
    const found = page.getByRole('list', { name: words.payments }).getByRole('link');
    await expect.poll(() => found.count()).toBe(1);
    await found.click();
    await page.getByText(words.can, { exact: true }).waitFor();
    await expectAccessible(page);
    await keepScreen(page, `merchant-payment-${language}`);

    await page.getByRole('button', { name: words.cancel }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('¥120.00').first().waitFor();
    await dialog.getByLabel(words.note).fill('<b>scratched</b>');
    await expectAccessible(page);
    await keepScreen(page, `merchant-cancel-${language}`);
    const press = dialog.getByRole('button', { name: words.cancel });
    await press.dblclick();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(words.voided, { exact: true }).first().waitFor();
    await expectAccessible(page);

    const { body } = await site.platform.stack.api<{
      items: { state: string; amount: number; reason: string }[];
    }>(`/v1/cancellations?payment=${sale.id}`);
    expect(body.items).toMatchObject([{ state: 'done', amount: 12_000 }]);
    await expectNoCard(page, site.platform.card.pan);
    expect(body.items[0]!.reason).toContain('<b>scratched</b>');
    expect(site.complaints).toEqual([]);
  });

  test('what can be given back is the most that is asked for', async () => {
    const sale = await scenes.sale(8_880n);
    const page = await open('en', PHONE, 'merchant', `/merchant/payments/${sale.id}`, true);
    await page.getByRole('button', { name: WORDS.en.cancel }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(WORDS.en.amount).fill('88.81');
    expect(await dialog.getByRole('button', { name: WORDS.en.cancel }).isDisabled()).toBe(true);
    await dialog.getByRole('status').getByText('0.01 to ¥88.80').waitFor();
    await expectAccessible(page);
    // A part goes back by refund: the button says what it does, not that the whole is cancelled.
    await dialog.getByLabel(WORDS.en.amount).fill('10.00');
    await dialog.getByRole('button', { name: 'Refund', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(site.complaints).toEqual([]);
  });
});

describe('a payer asks', () => {
  async function ask(payment: PaymentView): Promise<string> {
    const { body: receipt } = await site.platform.stack.api<{ code: string }>(
      `/v1/payments/${payment.id}/receipt`,
    );
    const response = await fetch(`${site.url}/v1/public/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `asked-by-payer-${payment.id}` },
      body: JSON.stringify({ code: receipt.code, reason: 'The lid is broken', purpose: 'goods-defective' }),
    });
    expect(response.status).toBe(201);
    const { request } = (await response.json()) as { request: { id: string } };
    return request.id;
  }

  test('and the shop says no with a reason, in English on a phone', async () => {
    const id = await ask(await scenes.sale(4_500n));
    const page = await open('en', PHONE, 'supervisor', '/merchant/requests');
    await page
      .getByRole('link', { name: /¥45\.00|In full/ })
      .first()
      .click();
    await page.getByText('The lid is broken').waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'merchant-request-en');
    await page.getByRole('button', { name: 'Refuse' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Refuse' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('Please bring it to the counter');
    await dialog.getByRole('button', { name: 'Refuse' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Please bring it to the counter').waitFor();
    await expectAccessible(page);
    const { body } = await site.platform.stack.api<{ state: string }>(`/v1/requests/${id}`);
    expect(body.state).toBe('refused');
    expect(site.complaints).toEqual([]);
  });

  test('and the shop says yes, in Chinese at a desk', async () => {
    const sale = await scenes.sale(6_600n);
    const id = await ask(sale);
    const page = await open('zh', DESKTOP, 'supervisor', `/merchant/requests/${id}`);
    await page.getByRole('button', { name: '同意退款' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '同意退款' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '同意退款' }).waitFor({ state: 'hidden' });
    await expectAccessible(page);
    const { body } = await site.platform.stack.api<{ state: string }>(`/v1/requests/${id}`);
    expect(body.state).not.toBe('asked');
    expect(site.complaints).toEqual([]);
  });
});

describe('an order by code', () => {
  test.each(
    inTurn([
      ['zh', DESKTOP, '金额（元）', '商品', '开订单'],
      ['en', PHONE, 'Amount (yuan)', 'What for', 'Open order'],
    ]),
  )('is opened, scanned and paid, in %s at %o', async (language, size, amount, subject, press) => {
    const page = await open(language, size, 'merchant', '/merchant/orders');
    await page.getByLabel(amount).fill('0');
    await page.getByLabel(subject).fill('<script>alert(1)</script> 茶');
    await page.getByRole('button', { name: press }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    await expectAccessible(page);
    await page.getByLabel(amount).fill('45.90');
    await page.getByRole('button', { name: press }).click();
    await page.getByRole('img', { name: /¥45\.90/ }).waitFor();
    await page.getByText('<script>alert(1)</script> 茶').waitFor();
    await expectAccessible(page);
    await keepScreen(page, `merchant-order-${language}`);
    const scanned = await site.platform.yuanlu('order', 'scan', 'last');
    expect(scanned.code, scanned.out + scanned.err).toBe(0);
    await page.getByRole('link', { name: language === 'zh' ? '查看付款' : 'See the payment' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/merchant/payments/'));
    await page.getByText('¥45.90').first().waitFor();
    await expectAccessible(page);
    expect(site.complaints).toEqual([]);
  });
});

describe('webhooks', () => {
  test('have their secret shown once, and are switched off and removed', async () => {
    const page = await open('en', PHONE, 'merchant', '/merchant/webhooks');
    await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9/hook?a=<b>');
    await page.getByRole('button', { name: 'Add' }).click();
    const secret = page.getByText(/^whsec_/);
    await secret.waitFor();
    const shown = await secret.textContent();
    await expectAccessible(page);
    await page.reload();
    await page.getByRole('heading', { name: 'http://127.0.0.1:9/hook?a=' }).waitFor();
    expect(await page.locator('body').textContent()).not.toContain(shown);
    for (const [press, after] of [
      ['Switch off', 'Switch on'],
      ['Switch on', 'Switch off'],
    ] as const) {
      await page.getByRole('button', { name: press }).click();
      await page.getByRole('dialog').getByRole('button', { name: press }).click();
      await page.getByRole('button', { name: after }).waitFor();
    }
    await page.getByText('Latest messages').click();
    await page.getByText('Nothing was sent yet').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No address yet').waitFor();
    await expectAccessible(page);
    expect(site.complaints).toEqual([]);
  });

  test('are none of a supervisor’s', async () => {
    const page = await open('zh', DESKTOP, 'supervisor', '/merchant/webhooks');
    await page.getByText('这一页由商户管理员使用').waitFor();
    expect(await page.getByRole('link', { name: '对接' }).count()).toBe(0);
    await expectAccessible(page);
  });
});

describe('ten thousand payments', () => {
  test('are scrolled through with a few rows in the page', async () => {
    const sale = await scenes.sale(100n);
    const { body: model } = await site.platform.stack.api<PaymentView>(`/v1/payments/${sale.id}`);
    const ALL = 10_000;
    const page = await site.page({ language: 'en' });
    await page.route('**/v1/payments?*', async (route) => {
      const query = new URL(route.request().url()).searchParams;
      const from = Number(query.get('cursor') ?? 0);
      const limit = Number(query.get('limit'));
      const items = Array.from({ length: Math.min(limit, ALL - from) }, (_, index) => ({
        ...model,
        id: `pay_${from + index}`,
        amount: from + index + 1,
      }));
      await route.fulfill({ json: { items, next: from + limit < ALL ? String(from + limit) : null } });
    });
    await site.signIn(page, 'merchant', '/merchant');
    const list = page.getByRole('list', { name: 'Payments' });
    await list.getByText('¥0.01', { exact: true }).waitFor();
    const end = list.getByText('¥100.00', { exact: true });
    let most = 0;
    // As often as it takes: keys are pressed quicker than pages of the list arrive, on some machines by far.
    const untilMs = Date.now() + 90_000;
    while (Date.now() < untilMs && !(await end.isVisible())) {
      await page.keyboard.press('End');
      most = Math.max(most, await list.getByRole('listitem').count());
    }
    await end.waitFor();
    expect(most).toBeLessThan(60);
    expect(site.complaints).toEqual([]);
  }, 120_000);
});

test('a cashier has no office', async () => {
  const page = await site.page({ language: 'en' });
  await site.signIn(page, 'cashier', '/cashier');
  await page.goto('/merchant');
  await page.waitForURL((url) => url.pathname !== '/merchant');
});
