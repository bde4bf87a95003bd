/** The end of a batch: totals are compared, a difference is told and kept, the next batch opens. */
import { describe, expect, it } from 'vitest';
import { MERCHANT_ID, play, Shop, T1 } from '../../test/shop.ts';

const NOTHING = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };

describe('settlement', () => {
  it('balanced: sales, voids and refunds count, what was reversed does not', async () => {
    const shop = await Shop.open({ rules: { 'unionpay.pos.sameDayPartialRefund': true } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['a sale that is voided', (s) => s.sale('000002', { amountFen: 2_000n }), 'approved'],
      ['its void', (s) => s.void('000003', '000002'), 'approved'],
      ['a sale that is reversed', (s) => s.sale('000004', { amountFen: 3_000n }), 'approved'],
      ['its reversal', (s) => s.reverse('000004', 'sale', { amountFen: 3_000n }), 'approved'],
      ['part of the first refunded', (s) => s.refund('000005', '000001', { amountFen: 100n }), 'approved'],
      ['a declined sale', (s) => s.network.next('sale', { says: 'pin-wrong' })],
      ['is declined', (s) => s.sale('000006'), 'pin-wrong'],
      ['the batch', (s) => s.totals(), 'debit 2×120.00 credit 2×21.00'],
      [
        'settlement',
        (s) => s.settle('000007', { debitFen: 12_000n, debitCount: 2, creditFen: 2_100n, creditCount: 2 }),
        'balanced',
      ],
      ['the next batch is empty', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
    ]);
    expect((await shop.store.terminal(MERCHANT_ID, T1))?.batchNo).toBe('000002');
    await shop.check();
  });

  it('differs: told, kept, and the batch ends all the same', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the terminal counted nothing', (s) => s.settle('000002', NOTHING), 'differs'],
    ]);
    const last = (await shop.store.terminal(MERCHANT_ID, T1))?.lastSettlement;
    expect([last?.host.debitFen, last?.terminal.debitFen]).toEqual([10_000n, 0n]);
    await shop.check();
  });

  it('the same settlement again gets the first result, also after a restart', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settlement', (s) => s.settle('000002', NOTHING), 'differs'],
      ['again', (s) => s.settle('000002', NOTHING, T1, '000001'), 'differs, again'],
      ['the program starts anew', (s) => s.restart()],
      ['again', (s) => s.settle('000002', NOTHING, T1, '000001'), 'differs, again'],
      [
        'an old batch under another trace number',
        (s) => s.settle('000003', NOTHING, T1, '000001'),
        'batch-differs',
      ],
    ]);
    const settled = shop.store.events().filter(({ kind }) => kind === 'batch-settled');
    expect(settled).toHaveLength(1);
    await shop.check();
  });

  it('a sale that is approved after its batch was settled stays out of the new batch', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer takes its time', (s) => s.network.next('sale', 'answer-late')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the terminal settles meanwhile', (s) => s.settle('000002', NOTHING), 'balanced'],
      ['the answer comes', (s) => s.network.releaseAnswers()],
      ['a moment', (s) => s.wait(0)],
      ['the sale', (s) => s.told('000001'), 'approved'],
      ['the open batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
    ]);
    await shop.check();
  });
});

describe('a void that ends after its batch was settled', () => {
  it('is made, and stays out of the new batch', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the answer to the void takes its time', (s) => s.network.next('void', 'answer-late')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['the terminal settles meanwhile', (s) => s.settleAll(), 'balanced'],
      ['the answer comes', (s) => s.network.releaseAnswers()],
      ['a moment', (s) => s.wait(0)],
      ['the payment', (s) => s.state('000001'), 'voided'],
      ['the open batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
    ]);
    await shop.check();
  });
});

describe('sign-in', () => {
  it('brings new keys, keeps the batch, and remembers the key before for late reversals', async () => {
    const shop = await Shop.open();
    const asked = shop.submit({
      type: 'sign-in',
      merchant: shop.merchant,
      terminalId: T1,
      operator: '02',
      pinKey: 'pik-2',
      macKey: 'mak-2',
    });
    await shop.time.settle();
    const { keys, batchNo, signedIn } = asked.reply!.terminal!;
    expect(keys).toEqual({ masterKey: 'tmk', pinKey: 'pik-2', macKey: 'mak-2', previousMacKey: 'mak' });
    expect([batchNo, signedIn?.operator]).toEqual(['000001', '02']);
    await shop.check();
  });
});
