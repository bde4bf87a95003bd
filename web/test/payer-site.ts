/** A shop that sells and decides, and the payer's pages in front of it. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Platform } from '../../test/platform.ts';
import { type Language, Site, type View } from './site.ts';

export interface Sold {
  readonly id: string;
  readonly rrn: string;
}

type Terminal = Awaited<ReturnType<Platform['terminal']>>;

export class PayerSite {
  readonly site: Site;
  readonly #terminal: Terminal;

  private constructor(site: Site, terminal: Terminal) {
    this.site = site;
    this.#terminal = terminal;
  }

  static async open(): Promise<PayerSite> {
    const site = await Site.open();
    return new PayerSite(site, await site.platform.terminal());
  }

  page(view: View = {}): Promise<Page> {
    return this.site.page(view);
  }

  get pan(): string {
    return this.site.platform.card.pan;
  }

  /** A cashier takes a card, whatever comes of it. */
  async take(amountFen: bigint): Promise<Sold> {
    await this.#terminal.sale({ amountFen, card: this.site.platform.card, entry: 'chip' });
    return this.site.platform.newest();
  }

  /** The payer leaves with the receipt; `hash` is what its symbol has behind #. */
  async sell(
    amountFen: bigint,
  ): Promise<{ readonly sold: Sold; readonly link: string; readonly hash: string }> {
    const sold = await this.take(amountFen);
    const { body } = await this.site.platform.stack.api<{ link: string }>(`/v1/payments/${sold.id}/receipt`);
    return { sold, link: body.link, hash: new URL(body.link).hash };
  }

  post(path: string, body?: object) {
    return this.site.platform.stack.api<{ id: string; state: string }>(path, 'merchant', {
      method: 'POST',
      headers: {
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** The shop decides about the newest request of a payment. */
  async decide({ id }: Sold, move: string, body?: object): Promise<void> {
    const { body: list } = await this.site.platform.stack.api<{ items: { id: string }[] }>(
      `/v1/requests?payment=${id}`,
    );
    const answered = await this.post(`/v1/requests/${list.items[0]!.id}/${move}`, body);
    expect(answered.status, JSON.stringify(answered.body)).toBe(200);
  }

  /** What the network does to the next messages. */
  async faults(next: object | null): Promise<void> {
    const { networkControlUrl } = await this.site.platform.stack.running();
    await fetch(new URL('/faults', networkControlUrl), {
      method: next === null ? 'DELETE' : 'POST',
      ...(next === null
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(next) }),
    });
  }

  async close(): Promise<void> {
    await this.site.close();
  }
}

export const WORDS = {
  zh: {
    yes: '可以，商户同意就退',
    ask: '申请取消',
    reason: '说明一下',
    send: '提交申请',
    decides: '等商户决定',
    arriving: '钱在路上',
    follow: '看看钱走到哪一步了',
    have: '我收到了',
    done: '退好了',
    missing: '没有找到这笔付款',
    back: '回到首页重新查',
  },
  en: {
    yes: 'Yes, if the shop agrees',
    ask: 'Ask for the cancellation',
    reason: 'In your words',
    send: 'Send the request',
    decides: 'The shop is to decide',
    arriving: 'On its way to you',
    follow: 'See how far it has come',
    have: 'I have it',
    done: 'Done',
    missing: 'This payment was not found',
    back: 'Back to the question',
  },
} as const;

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

export async function askFor(page: Page, language: Language, purpose: string, reason: string): Promise<void> {
  const words = WORDS[language];
  await page.getByRole('button', { name: words.ask }).locator('visible=true').first().click();
  await page.locator(`input[value=${purpose}]`).check();
  await page.getByLabel(words.reason).fill(reason);
  await page.getByRole('button', { name: words.send }).click();
  await heading(page, words.decides);
}

export async function type(
  page: Page,
  typed: { readonly reference: string; readonly amount: string; readonly last4: string },
): Promise<void> {
  for (const [name, text] of Object.entries(typed)) await page.locator(`input[name=${name}]`).fill(text);
  await page.locator('input[name=last4]').press('Enter');
}
