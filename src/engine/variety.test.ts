/** Varieties of a sale: what is stored of them, what their ways back ask for, and what the network is told. */
import { describe, expect, it } from 'vitest';
import type { Variety } from '#domain/payment';
import { BEFORE_CUT_OVER_MS, play, Shop, T1 } from '../../test/shop.ts';

const INSTALMENTS: Variety = { is: 'instalment', periods: 12, programme: '', fee: 'at-once' };
const POINTS: Variety = { is: 'points', account: '048', productCode: '' };

const told = { moto: { is: 'moto' }, reservation: { is: 'reservation' } } as const;

describe('a sale by instalments', () => {
  const sale = { variety: INSTALMENTS, conditionCode: '64' };

  it('goes back whole, by the rule that says so; the plan is stored and the network hears of it', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS });
    await play(shop, [
      ['the sale', (s) => s.sale('000001', sale), 'approved'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['next day', (s) => s.wait(60_000)],
      [
        'a part of it',
        (s) => s.refund('000002', '000001', { amountFen: 4_000n }),
        'instalments-go-back-whole',
      ],
      ['all of it', (s) => s.refund('000003', '000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'REFUND done'],
    ]);
    expect(shop.find('000001')).toMatchObject({ variety: INSTALMENTS, conditionCode: '64' });
    expect(shop.store.events()[0]).toMatchObject({ body: { variety: 'instalment', periods: 12 } });
    const sent = shop.network.received.map(({ request }) => `${request.message} ${request.conditionCode}`);
    expect(sent).toEqual(['sale 64', 'refund 64']);
    expect(shop.network.received.every(({ request }) => request.variety?.is === 'instalment')).toBe(true);
    await shop.check();
  });

  it('a part goes back where the issuer takes parts', async () => {
    const shop = await Shop.open({
      startMs: BEFORE_CUT_OVER_MS,
      rules: { 'issuer.instalmentPartialRefund': true },
    });
    await play(shop, [
      ['the sale', (s) => s.sale('000001', sale), 'approved'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['next day', (s) => s.wait(60_000)],
      ['a part of it', (s) => s.refund('000002', '000001', { amountFen: 4_000n }), 'approved'],
    ]);
    await shop.check();
  });

  it('keeps what the issuer made of the plan', async () => {
    const shop = await Shop.open();
    const terms = { firstFen: 840n, feeFen: 720n, firstFeeFen: 720n };
    shop.network.instalments = terms;
    await play(shop, [['the sale', (s) => s.sale('000001', sale), 'approved']]);
    expect(shop.find('000001')).toMatchObject({ approval: { instalments: terms } });
  });
});

describe('a void', () => {
  it.each([
    ['instalments', { variety: INSTALMENTS, conditionCode: '64' }, 'instalment'],
    ['points', { variety: POINTS, conditionCode: '65' }, 'points'],
    ['an order that was told', { variety: told.moto, conditionCode: '08' }, 'moto'],
    ['a reservation', { variety: told.reservation, conditionCode: '67' }, 'reservation'],
  ] as const)('of %s has the kind of its sale', async (_, sale, variety) => {
    const moto = { state: 'on', version: 1, sinceMs: 0 } as const;
    const shop = await Shop.open({ terminal: { acceptances: { moto } } });
    await play(shop, [
      ['the sale', (s) => s.sale('000001', sale), 'approved'],
      ['a plain void', (s) => s.void('000002', '000001', { named: 'plain' }), 'variety-differs'],
      ['its own void', (s) => s.void('000003', '000001', { named: variety }), 'approved'],
      ['the payment', (s) => s.state('000001'), 'voided'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('of another kind does not touch a plain sale', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS });
    await play(shop, [
      ['a plain sale', (s) => s.sale('000001'), 'approved'],
      ['a void by points', (s) => s.void('000002', '000001', { named: 'points' }), 'variety-differs'],
      ['the same again', (s) => s.void('000002', '000001', { named: 'points' }), 'variety-differs, again'],
      ['a plain refund may give any sale back', (s) => s.settleAll(), 'balanced'],
      ['next day', (s) => s.wait(60_000)],
      ['it does', (s) => s.refund('000004', '000001', { named: 'plain' }), 'approved'],
    ]);
    await shop.check();
  });
});

describe('a reversal', () => {
  it('of a sale by points carries its kind upstream', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['the sale', (s) => s.sale('000001', { variety: POINTS, conditionCode: '65' }), 'waits'],
      ['the terminal reverses', (s) => s.reverse('000001'), 'approved'],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    expect(shop.network.received.at(-1)).toMatchObject({
      message: 'reversal',
      request: { conditionCode: '65', variety: { is: 'points' } },
    });
    await shop.check();
  });
});

describe('a permission', () => {
  it('an order that was told needs one; every other kind has its switch', async () => {
    const shop = await Shop.open({ terminal: {} });
    const moto = { variety: told.moto, conditionCode: '08' };
    await play(shop, [['without it', (s) => s.sale('000001', moto), 'acceptance-barred']]);
    const permitted = { moto: { state: 'on', version: 1, sinceMs: 0 } } as const;
    const open = await Shop.open({ terminal: { acceptances: permitted } });
    await play(open, [['with it', (s) => s.sale('000001', moto), 'approved']]);
    const off = { points: { state: 'off', version: 1, sinceMs: 0 } } as const;
    const closed = await Shop.open({ terminal: { acceptances: off } });
    await play(closed, [
      ['switched off', (s) => s.sale('000001', { variety: POINTS, conditionCode: '65' }), 'acceptance-off'],
      ['plain sales go on', (s) => s.sale('000002', { terminal: T1 }), 'approved'],
    ]);
  });
});
