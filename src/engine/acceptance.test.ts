/** What a terminal accepts: switched by shop or institution, in force in the merchant's lane at once. */
import { describe, expect, it } from 'vitest';
import type { AcceptanceState, Product } from '#domain/terminal';
import { MERCHANT_ID, play, Shop, T1, T2 } from '../../test/shop.ts';
import { complete, preauth } from '../../test/shop-holds.ts';

const terminal = async (shop: Shop, id = T1) => (await shop.store.terminal(MERCHANT_ID, id))!;

describe('switching an acceptance', () => {
  it('off and on again: what came before stands, what comes after is refused with 40', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a tap', (s) => s.sale('000001', { entryMode: '071', pin: true }), 'approved'],
      ['asked first', (s) => s.switch('tap', 'off', { only: 'ask' }), 'accepted'],
      ['nothing changed by asking', (s) => s.sale('000002', { entryMode: '071', pin: true }), 'approved'],
      ['tap off', (s) => s.switch('tap', 'off'), 'accepted'],
      ['a tap', (s) => s.sale('000003', { entryMode: '071', pin: true }), 'acceptance-off'],
      ['the chip goes on', (s) => s.sale('000004', { entryMode: '051', pin: true }), 'approved'],
      [
        'at the other terminal too',
        (s) => s.sale('000005', { terminal: T2, entryMode: '071', pin: true }),
        'approved',
      ],
      ['the tap before is voided', (s) => s.void('000006', '000001'), 'approved'],
      ['and one is reversed', (s) => s.reverse('000002'), 'approved'],
      ['off again', (s) => s.switch('tap', 'off'), 'acceptance-already-off'],
      ['on again', (s) => s.switch('tap', 'on'), 'accepted'],
      ['a tap', (s) => s.sale('000007', { entryMode: '071', pin: true }), 'approved'],
    ]);
    expect(shop.store.payments().map(({ terminal: { stan } }) => stan)).not.toContain('000003');
    const rows = shop.store.acceptances();
    expect(rows.map(({ version, state, by }) => [version, state, by])).toEqual([
      [1, 'off', 'shop-key'],
      [2, 'on', 'shop-key'],
    ]);
    expect(rows.every(({ answer, reason }) => answer.verdict === 'YES' && reason !== '')).toBe(true);
    await shop.check();
  });

  it('a refund at the till that is switched off is made at the back office', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['refunds off', (s) => s.switch('refund', 'off'), 'accepted'],
      ['at the till', (s) => s.refund('000003', '000001'), 'acceptance-off'],
      ['at the back office', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
    ]);
    await shop.check();
  });

  it('a hold by mail or telephone needs the permission that such a sale needs', async () => {
    const shop = await Shop.open();
    const moto = { variety: { is: 'moto' }, entryMode: '012' } as const;
    await play(shop, [
      ['a sale', (s) => s.sale('000001', { ...moto, conditionCode: '08' }), 'acceptance-barred'],
      ['a hold', (s) => preauth(s, '000002', moto), 'acceptance-barred'],
      ['permitted', (s) => s.switch('moto', 'on', { asker: 'operator' }), 'accepted'],
      ['a hold', (s) => preauth(s, '000003', moto), 'approved'],
      ['barred again', (s) => s.switch('moto', 'barred', { asker: 'operator' }), 'accepted'],
      ['what is held may be taken', (s) => complete(s, '000004', '000003', moto), 'approved'],
    ]);
    await shop.check();
  });

  it('what the institution barred the shop cannot open, and the terminal hears 58', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the shop bars nothing', (s) => s.switch('keyed', 'barred'), 'not-allowed'],
      ['the institution does', (s) => s.switch('keyed', 'barred', { asker: 'operator' }), 'accepted'],
      ['a keyed sale', (s) => s.sale('000001', { entryMode: '012' }), 'acceptance-barred'],
      ['the shop opens it', (s) => s.switch('keyed', 'on'), 'acceptance-barred'],
      ['the institution opens it', (s) => s.switch('keyed', 'on', { asker: 'operator' }), 'accepted'],
      ['a keyed sale', (s) => s.sale('000002', { entryMode: '012' }), 'approved'],
    ]);
    await shop.check();
  });

  it('tells what is still open of it', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a tap', (s) => s.sale('000001', { entryMode: '071', pin: true }), 'approved'],
      ['a tap whose answer is lost', (s) => s.network.next('sale', 'answer-lost')],
      ['waits', (s) => s.sale('000002', { entryMode: '071', pin: true }), 'waits'],
    ]);
    const asked = shop.switch('tap', 'off', { only: 'ask' });
    const { acceptance } = await asked.told;
    expect(acceptance?.terms?.aftercare).toEqual([
      'payments-before-stand',
      'ways-back-stay-open',
      'settle-as-usual',
      'outcomes-still-come',
      'terminal-fetches-parameters',
    ]);
  });

  it('survives a restart, and a settlement does not touch it', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['tap off', (s) => s.switch('tap', 'off'), 'accepted'],
      ['the program starts anew', (s) => s.restart()],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['a tap', (s) => s.sale('000002', { entryMode: '071', pin: true }), 'acceptance-off'],
    ]);
    expect((await terminal(shop)).acceptances?.tap).toMatchObject({ state: 'off', version: 1 });
  });
});

describe('a switch races with payments', () => {
  it('each payment is before it or after it, as the lane took them, and the books agree', async () => {
    const shop = await Shop.open();
    const results: Promise<string>[] = [];
    const paid = (index: number): Promise<string> =>
      shop
        .sale(String(index).padStart(6, '0'), { entryMode: '071', pin: true })
        .told.then(({ outcome }) => outcome);
    const switched = (product: Product, wanted: AcceptanceState): Promise<string> =>
      shop.switch(product, wanted).told.then(({ outcome }) => outcome);
    for (let index = 1; index <= 30; index += 1) {
      if (index === 11) results.push(switched('tap', 'off'));
      if (index === 21) results.push(switched('tap', 'on'));
      results.push(paid(index));
    }
    const told = await Promise.all(results);
    const approved = Array.from({ length: 10 }, () => 'approved');
    const refused = Array.from({ length: 10 }, () => 'acceptance-off');
    expect(told).toEqual([...approved, 'accepted', ...refused, 'accepted', ...approved]);
    expect(shop.store.payments()).toHaveLength(20);
    expect((await terminal(shop)).totals.debitCount).toBe(20);
    await shop.check();
  });
});
