/** A cashier's hands on the pages of the till. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Language, Site } from './site.ts';

export const WORDS = {
  zh: {
    tap: /^挥卡/,
    chip: /^插卡/,
    scan: /^扫付款码/,
    show: /^出示收款码/,
    plenty: /北方借记 620000/,
    plentyCode: /^北方借记 /,
    paid: '收款成功',
    next: '下一位顾客',
    done: '完成',
    confirm: '确认',
    pinTitle: '请顾客输入密码',
    unknown: '收款结果未知',
    findOut: '现在查清',
    found: '已查清：没有扣款',
    lose: '演示：丢失这一笔的应答',
    twice: '可能会重复收款',
    leave: '不收了',
    again: '仍然再收一笔',
    waiting: '等待顾客付款…',
    payers: '用手边的钱包付款（演示）',
    today: '今日批次',
    find: '查找与取消',
    sale: '收款',
    void: '撤销',
    refund: '退货',
    voided: '撤销成功',
    refunded: '退货成功',
    approval: '需要主管授权',
    login: '主管登录名',
    password: '主管密码',
    give: '授权并办理',
    settle: '结算',
    settled: '结算成功',
    balanced: '对账平',
    slip: '签购单',
    merchantCopy: '商户存根',
    merchantMark: '商户存根',
    reprint: '重打印',
    printAgain: '重打印签购单',
    pdf: '下载 PDF',
    amountBack: '取消多少（元）',
    slipCode: '签购单上的码',
    open: '打开',
    lost: '联系不上服务器',
    noneTaken: '没有扣款。',
    declined: '收款被拒绝',
    toHold: '改为预授权（只冻结）',
    held: '预授权成功',
    complete: '预授权完成',
    completed: '预授权完成成功',
    take: '完成多少（元）',
  },
  en: {
    tap: /^Tap/,
    chip: /^Insert/,
    scan: /^Scan their code/,
    show: /^Show our code/,
    plenty: /North debit 620000/,
    plentyCode: /^North debit /,
    paid: 'Payment: done',
    next: 'Next customer',
    done: 'Done',
    confirm: 'Confirm',
    pinTitle: 'The customer enters the PIN',
    unknown: 'Payment: outcome unknown',
    findOut: 'Find out now',
    found: 'Found out: no money was taken',
    lose: 'Demonstration: lose the answer to this one',
    twice: 'This may charge twice',
    leave: 'Do not charge',
    again: 'Charge once more all the same',
    waiting: 'Waiting for the customer…',
    payers: 'Pay with a wallet at hand (demonstration)',
    today: 'Today',
    find: 'Find and cancel',
    sale: 'Take a payment',
    void: 'Void',
    refund: 'Refund',
    voided: 'Void: done',
    refunded: 'Refund: done',
    approval: 'A supervisor has to approve',
    login: "Supervisor's login",
    password: "Supervisor's password",
    give: 'Approve and do it',
    settle: 'Settle',
    settled: 'Settlement: done',
    balanced: 'Balanced',
    slip: 'Slip',
    merchantCopy: 'Merchant',
    merchantMark: 'MERCHANT COPY',
    reprint: 'REPRINT',
    printAgain: 'Print the slip again',
    pdf: 'PDF',
    amountBack: 'How much to give back (yuan)',
    slipCode: 'Code on the slip',
    open: 'Open',
    lost: 'The server cannot be reached',
    noneTaken: 'No money was taken.',
    declined: 'Payment: declined',
    toHold: 'Hold the money only (pre-authorise)',
    held: 'Pre-authorisation: done',
    complete: 'Completion',
    completed: 'Completion: done',
    take: 'How much to take (yuan)',
  },
} as const;

export const PIN = '123456';

export class Cashier {
  readonly page: Page;
  readonly words: (typeof WORDS)[Language];

  private constructor(page: Page, language: Language) {
    this.page = page;
    this.words = WORDS[language];
  }

  static async at(
    site: Site,
    view: { language: Language; size: { width: number; height: number }; dark?: boolean; login?: string },
  ): Promise<Cashier> {
    const page = await site.page(view);
    const cashier = new Cashier(page, view.language);
    await site.signIn(page, view.login ?? 'cashier', '/cashier');
    await cashier.heading(cashier.words.sale);
    return cashier;
  }

  heading(name: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' }).waitFor();
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }
  /** On the keyboard of the counter. */
  async type(digits: string): Promise<void> {
    for (const digit of digits) await this.page.keyboard.press(digit);
  }
  /** On the pad of the screen. */
  async press(digits: string): Promise<void> {
    for (const digit of digits) await this.button(digit).click();
  }
  /** Takes the amount in fen by a tap of the card that has plenty. */
  async tap(fen: string): Promise<void> {
    await this.type(fen);
    await this.button(this.words.tap).click();
    await this.button(this.words.plenty).click();
  }
  async sold(fen: string): Promise<void> {
    await this.tap(fen);
    await this.heading(this.words.paid);
  }
  async next(): Promise<void> {
    await this.button(this.words.next).click();
    await this.heading(this.words.sale);
  }
  tab(name: string): Promise<void> {
    return this.page.getByRole('link', { name, exact: true }).click();
  }
  /** The slip on the screen, once it has this text. */
  async slip(text: string): Promise<void> {
    await this.page.locator('section[aria-labelledby=slip]').getByText(text).first().waitFor();
  }
  async supervisor(password = 'yuanlu-demo'): Promise<void> {
    await this.heading(this.words.approval);
    await this.page.getByLabel(this.words.login).fill('supervisor');
    await this.page.getByLabel(this.words.password).fill(password);
    await this.button(this.words.give).click();
  }
  /** Opens the newest transaction of the batch. */
  async newest(): Promise<void> {
    await this.tab(this.words.today);
    await this.heading(new RegExp(this.words.today));
    await this.page.locator('a[href^="/cashier/payment/"]').first().click();
    await this.page.locator('#answer').waitFor();
  }
  async expectText(text: string): Promise<void> {
    await expect.poll(() => this.page.getByText(text).count()).toBeGreaterThan(0);
  }
}
