/** A refund: back to the card after the settlement, whole or in parts, never more than was paid. */
import { describe, expect, it } from 'vitest';
import { CARD, play, Shop, type ShopOptions, type Step, T2 } from '../../test/shop.ts';

/** A shop with one settled sale of ¥100.00 under trace number 000001. */
async function settledShop(options: ShopOptions = {}, amountFen = 10_000n): Promise<Shop> {
  const shop = await Shop.open(options);
  await play(shop, [
    ['a sale', (s) => s.sale('000001', { amountFen }), 'approved'],
    ['the batch is settled', (s) => s.settleAll(), 'balanced'],
  ]);
  return shop;
}

const refundOf = (stan: string, amountFen: bigint, result: string): Step => [
  `refund of ${amountFen} fen`,
  (s) => s.refund(stan, '000001', { amountFen }),
  result,
];

describe('a refund', () => {
  it('of the whole: all money back, the fee too', async () => {
    const shop = await settledShop();
    await play(shop, [
      ['the whole', (s) => s.refund('000002', '000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'REFUND done'],
      ['the payment stays what it was', (s) => s.state('000001'), 'approved'],
      ['the books', (s) => s.books(), 'empty'],
      ['the open batch', (s) => s.totals(), 'debit 0×0.00 credit 1×100.00'],
      ['nothing is left', (s) => s.refund('000003', '000001', { amountFen: 1n }), 'already-refunded'],
      ['nor for a void', (s) => s.hostCancel('k', '000001', { route: 'VOID' }), 'already-refunded'],
    ]);
    await shop.check();
  });

  it('in parts up to the sum; what exceeds it is refused', async () => {
    const shop = await settledShop();
    await play(shop, [
      refundOf('000002', 4_000n, 'approved'),
      refundOf('000003', 6_001n, 'exceeds-remaining'),
      refundOf('000004', 5_999n, 'approved'),
      refundOf('000005', 2n, 'exceeds-remaining'),
      refundOf('000006', 1n, 'approved'),
      refundOf('000007', 1n, 'approved, again'),
      refundOf('000008', 3n, 'already-refunded'),
      ['the books', (s) => s.books(), 'empty'],
      ['the network paid out', (s) => String(s.network.paidFen(s.find('000001')!.network)), '0'],
    ]);
    await shop.check();
  });

  it('opens after the settlement, or with the next clearing day', async () => {
    const shop = await Shop.open({ limits: { duePollMs: 60_000 } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['too early', (s) => s.refund('000002', '000001'), 'refund-not-open-yet'],
      ['the next clearing day begins', (s) => s.time.advanceTo(Date.UTC(2026, 10, 23, 15, 0, 0))],
      ['a refund', (s) => s.refund('000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('closes with the last second of the last day', async () => {
    const shop = await settledShop({
      rules: { 'unionpay.pos.refundDays': 2 },
      limits: { duePollMs: 3_600_000 },
    });
    await play(shop, [
      // The sale is of 23 November; the 25th counts whole.
      ['until 23:59:59 of the 25th', (s) => s.time.advanceTo(Date.UTC(2026, 10, 25, 15, 59, 59))],
      refundOf('000002', 1_000n, 'approved'),
      ['one second later', (s) => s.time.advanceTo(Date.UTC(2026, 10, 25, 16, 0, 0))],
      refundOf('000003', 2_000n, 'refund-window-over'),
    ]);
    await shop.check();
  });

  it('of another card, another reference or an unknown sale is refused', async () => {
    const shop = await settledShop();
    await play(shop, [
      [
        'another card',
        (s) => s.refund('000002', '000001', { card: { ...CARD, index: 'b'.repeat(32) } }),
        'card-differs',
      ],
      ['no such sale', (s) => s.refund('000003', '000777'), 'payment-not-found'],
    ]);
    await shop.check();
  });
});

describe('a refund at another terminal of the shop', () => {
  it('finds its sale by the reference number and counts in the batch of that terminal', async () => {
    const shop = await settledShop();
    await play(shop, [
      ['at terminal 2', (s) => s.refund('000050', '000001', { terminal: T2, amountFen: 2_500n }), 'approved'],
      ['the batch of terminal 2', (s) => s.totals(T2), 'debit 0×0.00 credit 1×25.00'],
      ['the batch of terminal 1', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
    ]);
    await shop.check();
  });

  it('that has a sale under the same batch and trace number of its own', async () => {
    const shop = await settledShop();
    await play(shop, [
      [
        'at terminal 2 another sale',
        (s) => s.sale('000001', { terminal: T2, amountFen: 7_700n }),
        'approved',
      ],
      [
        'the sale of terminal 1 refunded at terminal 2',
        (s) => s.refund('000050', '000001', { terminal: T2 }),
        'approved',
      ],
      ['that of terminal 1 is refunded', (s) => s.back('000001'), 'REFUND done'],
    ]);
    expect(shop.network.paidFen(shop.find('000001', T2)!.network)).toBe(7_700n);
    await shop.check();
  });
});

describe('refunds race', () => {
  it('two of ¥60.00 from two tills: never more than was paid, the loser is told why', async () => {
    const shop = await settledShop();
    const first = shop.refund('000002', '000001', { amountFen: 6_000n });
    const second = shop.refund('000050', '000001', { amountFen: 6_000n, terminal: T2 });
    await shop.time.settle();
    expect([first.result, second.result]).toEqual(['approved', 'refund-in-progress']);
    await shop.check();
  });

  it('twenty of ¥10.00 at once: ten are made', async () => {
    const shop = await settledShop();
    const asked = Array.from({ length: 20 }, (_, index) =>
      shop.hostCancel(`key-${index}`, '000001', { amountFen: 1_000n }),
    );
    await shop.time.settle();
    const results = asked.map(({ result }) => result);
    expect(results.filter((result) => result === 'accepted')).toHaveLength(10);
    expect(results.filter((result) => result === 'refund-in-progress')).toHaveLength(10);
    expect(shop.books()).toBe('empty');
    await shop.check();
  });
});

describe('a refund names the day of its sale', () => {
  it.each([
    ['another day', { day: '2026-01-01' }, 'reference-differs'],
    ['another day, again without a reference number', { day: '2026-01-01', rrn: null }, 'reference-differs'],
    ['its own day', { day: '2026-11-23' }, 'approved'],
    // On the wire a day has no year: the one nearest to now is not always the year of the sale.
    ['its own day of another year', { day: '2027-11-23' }, 'approved'],
  ] as const)('%s', async (_words, names, outcome) => {
    const shop = await settledShop();
    await play(shop, [['a refund', (s) => s.refund('000002', '000001', { names }), outcome]]);
    await shop.check();
  });
});

describe('a refund whose answer does not come', () => {
  it('is repeated under the same network key until it is answered: one refund', async () => {
    const shop = await settledShop();
    await play(shop, [
      [
        'the first answer is lost, the second message too',
        (s) => s.network.next('refund', 'answer-lost', 'lost'),
      ],
      ['a refund', (s) => s.refund('000002', '000001', { amountFen: 3_000n }), 'waits'],
      ['repeats', (s) => s.wait(4_000)],
      ['the terminal was told', (s) => s.told('000002'), 'approved'],
      ['the network got', (s) => s.network.count('refund'), '3 under 1 keys'],
      ['the payer has paid', (s) => String(s.network.paidFen(s.find('000001')!.network)), '7000'],
    ]);
    await shop.check();
  });

  it('and is asked again under a new trace number: the earlier result, flagged, no second refund', async () => {
    const shop = await settledShop();
    await play(shop, [
      ['the network is slow', (s) => s.network.next('refund', 'answer-lost')],
      ['a refund', (s) => s.refund('000002', '000001', { amountFen: 3_000n }), 'waits'],
      [
        'the terminal lost patience and asks anew',
        (s) => s.refund('000003', '000001', { amountFen: 3_000n }),
        'waits',
      ],
      ['the repeat is answered', (s) => s.wait(1_250)],
      ['the second was told', (s) => s.told('000003'), 'approved, again'],
      [
        'a third time, after the end',
        (s) => s.refund('000004', '000001', { amountFen: 3_000n }),
        'approved, again',
      ],
      ['one way back', (s) => s.back('000001'), 'REFUND done'],
      ['flagged for a look', (s) => String(s.backOf('000001')[0]?.askedAgain), '2'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 1×30.00'],
      [
        'another amount is another refund',
        (s) => s.refund('000005', '000001', { amountFen: 2_000n }),
        'approved',
      ],
      ['after a settlement the same amount is another refund', (s) => s.settleAll(), 'balanced'],
      [
        'because now its delivery is proven',
        (s) => s.refund('000006', '000001', { amountFen: 3_000n }),
        'approved',
      ],
      ['the payer has paid', (s) => String(s.network.paidFen(s.find('000001')!.network)), '2000'],
    ]);
    await shop.check();
  });

  it('goes on over a restart and with the link down', async () => {
    const shop = await settledShop();
    await play(shop, [
      ['the link is down', (s) => s.network.always('refund', 'link-down')],
      ['a refund', (s) => s.refund('000002', '000001'), 'waits'],
      ['ten seconds', (s) => s.wait(10_000)],
      ['the program starts anew', (s) => s.restart()],
      ['the link is back', (s) => s.network.always('refund', 'well')],
      ['half a minute', (s) => s.wait(30_000)],
      ['its way back', (s) => s.back('000001'), 'REFUND done'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('at the bound a person has to look; the amount stays claimed', async () => {
    const shop = await settledShop({ limits: { attemptsMax: 3 } });
    await play(shop, [
      ['nothing comes back', (s) => s.network.always('refund', 'answer-lost')],
      ['a refund', (s) => s.refund('000002', '000001', { amountFen: 6_000n }), 'waits'],
      ['a minute', (s) => s.wait(60_000)],
      ['its way back', (s) => s.back('000001'), 'REFUND handed'],
      [
        'the same money cannot go twice',
        (s) => s.refund('000050', '000001', { amountFen: 6_000n, terminal: T2 }),
        'refund-in-progress',
      ],
    ]);
    await shop.check({ open: true });
  });
});

describe('a refund that the bank refuses', () => {
  it('frees its claim: the amount may go back another time', async () => {
    const shop = await settledShop();
    await play(shop, [
      ['the bank will refuse', (s) => s.network.next('refund', { says: 'not-permitted-to-cardholder' })],
      ['the whole', (s) => s.refund('000002', '000001'), 'not-permitted-to-cardholder'],
      ['again, under a new trace number', (s) => s.refund('000003', '000001'), 'approved'],
      ['its ways back', (s) => s.back('000001'), 'REFUND refused, REFUND done'],
    ]);
    await shop.check();
  });

  it('with trouble on the way is repeated instead', async () => {
    const shop = await settledShop();
    await play(shop, [
      [
        'the network is in trouble',
        (s) => s.network.next('refund', { says: 'switch-trouble' }, { says: 'switch-no-answer' }),
      ],
      ['the whole', (s) => s.refund('000002', '000001'), 'waits'],
      ['repeats', (s) => s.wait(4_000)],
      ['the terminal was told', (s) => s.told('000002'), 'approved'],
    ]);
    await shop.check();
  });
});

describe('the fee', () => {
  it('returns pro rata, and the last part takes the rounding remainder', async () => {
    // 0.6 % of ¥10.01 is 6.006 fen: 6 fen. Thirds of it round to 2, and what is left is the last one's.
    const shop = await settledShop({}, 1_001n);
    const fees = (): string =>
      shop
        .backOf('000001')
        .map(({ shares }) => shares.feeFen)
        .join(' ');
    await play(shop, [
      ['a part', (s) => s.refund('000002', '000001', { amountFen: 400n }), 'approved'],
      ['another', (s) => s.refund('000003', '000001', { amountFen: 399n }), 'approved'],
      ['the last', (s) => s.refund('000004', '000001', { amountFen: 202n }), 'approved'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    expect(fees()).toBe('2 2 2');
    await shop.check();
  });

  it('of a one-fen remainder never falls below nothing nor rises above the whole', async () => {
    // 0.6 % of ¥1.00 is 0.6 fen: 1 fen.
    const shop = await settledShop({}, 100n);
    await play(shop, [
      ...Array.from(
        { length: 10 },
        (_, index): Step => refundOf(`00001${index}`, BigInt(index + 1), 'approved'),
      ),
      ['the rest', (s) => s.refund('000099', '000001', { amountFen: 45n }), 'approved'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    const feesFen = shop.backOf('000001').map(({ shares }) => shares.feeFen);
    expect(feesFen.every((feeFen) => feeFen === 0n || feeFen === 1n)).toBe(true);
    expect(feesFen.reduce((sum, feeFen) => sum + feeFen, 0n)).toBe(1n);
    await shop.check();
  });

  it('stays where the contract keeps it: the merchant bears it', async () => {
    const shop = await settledShop({ contract: { feeReturn: 'NONE' } });
    await play(shop, [['the whole', (s) => s.refund('000002', '000001'), 'approved']]);
    const kept =
      'fee_income 0.60, issuer_fee_expense 0.35, merchant_payable -0.60, network_clearing -0.38, network_fee_expense 0.03';
    expect(shop.books().split(', ').sort().join(', ')).toBe(kept);
    await shop.check();
  });

  it('stays where the rules keep it, whatever the contract says: the answer and the books agree', async () => {
    const shop = await settledShop({ rules: { 'fee.return': 'NONE' } });
    await play(shop, [['the whole', (s) => s.refund('000002', '000001'), 'approved']]);
    expect(shop.books()).toContain('fee_income 0.60');
    await shop.check();
  });
});

describe('a refund of a discounted price', () => {
  it('gives the funders their part back with what goes to the payer, a void everything', async () => {
    const shop = await Shop.open({ contract: { ratePpm: 0, issuerRatePpm: 0, networkRatePpm: 0 } });
    const discounts = [{ funder: 'scheme', amountFen: 300n }] as const;
    await play(shop, [
      [
        '10.00, of which the payer pays 7.00',
        (s) => s.sale('000001', { amountFen: 700n, discounts }),
        'approved',
      ],
      ['the books', (s) => s.books(), 'network_clearing 7.00, merchant_payable 10.00, discount_scheme 3.00'],
      ['another one, voided', (s) => s.sale('000002', { amountFen: 700n, discounts }), 'approved'],
      ['its void', (s) => s.void('000003', '000002', { amountFen: 700n }), 'approved'],
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['6.30 go back', (s) => s.refund('000004', '000001', { amountFen: 630n }), 'approved'],
      [
        '2.70 to the scheme',
        (s) => s.books(),
        'network_clearing 0.70, merchant_payable 1.00, discount_scheme 0.30',
      ],
      ['the rest', (s) => s.refund('000005', '000001', { amountFen: 70n }), 'approved'],
      ['nothing is left with anybody', (s) => s.books(), 'empty'],
    ]);
  });
});
