/** What is on a card: a question that moves no money, leaves two lines of audit, and is never undone. */
import { describe, expect, it } from 'vitest';
import type { Inquired } from '#engine';
import { CARD, FIRST_BATCH, MERCHANT_ID, Shop, T1 } from '../../test/shop.ts';

const ask = (shop: Shop, parts: { readonly batchNo?: string; readonly terminalId?: string } = {}) =>
  shop.engine.inquiries.ask({
    merchant: shop.merchant,
    terminal: {
      merchantId: MERCHANT_ID,
      terminalId: parts.terminalId ?? T1,
      batchNo: parts.batchNo ?? FIRST_BATCH,
      stan: '000001',
    },
    inquiry: 'balance',
    card: CARD,
    entryMode: '051',
    conditionCode: '00',
    pinEntered: true,
    currency: 'CNY',
    carried: { track2: null, pinBlock: new Uint8Array(8), chipData: null },
    pointsAccount: null,
  });

const audit = (shop: Shop): string[] =>
  shop.store
    .events()
    .filter(({ kind }) => kind.startsWith('balance'))
    .map(({ kind, body }) => `${kind} ${body.stan} ${body.card ?? body.outcome}`);

describe('a balance inquiry', () => {
  it('is answered with what the issuer says; the audit shows who asked, and no amount', async () => {
    const shop = await Shop.open();
    const told = await ask(shop);
    expect(told).toMatchObject({ outcome: 'approved', balances: [{ kind: 'available', amountFen: 8_800n }] });
    expect(audit(shop)).toEqual(['balance-asked 000001 620000******0005', 'balance-told 000001 approved']);
    expect(JSON.stringify(shop.store.events().map(({ body }) => String(Object.values(body))))).not.toMatch(
      /8800/,
    );
    expect(shop.store.payments()).toEqual([]);
    expect(shop.books()).toBe('empty');
    await shop.check();
  });

  it.each([
    ['the issuer refuses', { outcome: 'pin-wrong', balances: [] }, 'pin-wrong'],
    ['the line is down', 'link-down', 'network-unreachable'],
  ] as const)('%s', async (_, fate, outcome) => {
    const shop = await Shop.open();
    shop.network.inquiryFates.push(fate);
    expect((await ask(shop)).outcome).toBe(outcome);
    expect(audit(shop).at(-1)).toBe(`balance-told 000001 ${outcome}`);
  });

  it('without an answer it ends, and nothing is reversed', async () => {
    const shop = await Shop.open();
    shop.network.inquiryFates.push('lost');
    let told: Inquired | null = null;
    void ask(shop).then((found) => {
      told = found;
    });
    await shop.wait(19_000);
    expect(told).toBeNull();
    await shop.wait(2_000);
    expect(told).toMatchObject({ outcome: 'inquiry-unanswered', balances: [] });
    await shop.wait(600_000);
    expect(shop.network.received).toEqual([]);
    expect(shop.engine.inquiries.waiting).toBe(0);
  });

  it.each([
    ['a batch that is not open', { batchNo: '000009' }, 'batch-differs'],
    ['a terminal nobody knows', { terminalId: '99999999' }, 'terminal-unknown'],
  ] as const)('%s: nothing is asked, nothing is written', async (_, parts, outcome) => {
    const shop = await Shop.open();
    expect(await ask(shop, parts)).toMatchObject({ outcome, rrn: null });
    expect(shop.network.inquiries).toEqual([]);
    expect(audit(shop)).toEqual([]);
  });

  it('the bound of questions under way holds', async () => {
    const shop = await Shop.open({ limits: { inquiriesMax: 1 } });
    shop.network.inquiryFates.push('lost');
    void ask(shop);
    await shop.wait(1);
    expect((await ask(shop)).outcome).toBe('busy');
  });
});
