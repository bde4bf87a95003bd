/** A terminal's reversal: it proves that the terminal holds no final result, whatever this host knows. */
import { describe, expect, it } from 'vitest';
import { CARD, play, Shop, T2 } from '../../test/shop.ts';

describe('a reversal that names the sale of another terminal', () => {
  it('is refused with that, undoes nothing, and shuts out its own message all the same', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      [
        'from the other terminal',
        (s) => s.reverse('000001', 'sale', { terminal: T2, names: { rrn: s.find('000001')!.rrn } }),
        'other-terminal',
      ],
      [
        'again',
        (s) => s.reverse('000001', 'sale', { terminal: T2, names: { rrn: s.find('000001')!.rrn } }),
        'other-terminal, again',
      ],
      ['the sale', (s) => s.state('000001'), 'approved'],
      [
        'a sale that it overtook',
        (s) => s.sale('000001', { terminal: T2 }),
        'reversed-before-arrival, again',
      ],
    ]);
    await shop.check();
  });
});

describe('a terminal reverses its sale', () => {
  it('that was approved: money back, out of the batch, and the same again gets the same answer', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its reversal: no waiting for the bank', (s) => s.reverse('000001'), 'approved'],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['the reversal again', (s) => s.reverse('000001'), 'approved, again'],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
      ['the network got one reversal', (s) => s.network.count('reversal'), '1 under 1 keys'],
      ['the sale again', (s) => s.sale('000001'), 'already-reversed, again'],
    ]);
    await shop.check();
  });

  it('that was approved while the network is silent: the terminal may go, the host goes on asking', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['reversals get lost', (s) => s.network.next('reversal', 'lost', 'lost')],
      ['its reversal', (s) => s.reverse('000001'), 'approved'],
      ['meanwhile', (s) => s.back('000001'), 'REVERSAL sending'],
      ['a void is refused by name', (s) => s.void('000002', '000001'), 'reversal-in-progress'],
      ['the reversal again', (s) => s.reverse('000001'), 'approved, again'],
      ['repeats', (s) => s.wait(4_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['one reversal, sent three times', (s) => s.network.count('reversal'), '3 under 1 keys'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('that is still running: the late approval is undone', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be late', (s) => s.network.next('sale', 'answer-late')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the customer is in a hurry: reversal', (s) => s.reverse('000001'), 'approved'],
      ['the one who waited was told', (s) => s.told('000001'), 'outcome-unknown'],
      ['the approval comes', (s) => s.network.releaseAnswers()],
      ['a minute later', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('before the sale itself arrived: the sale finds a tombstone and is not carried out', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the reversal overtakes', (s) => s.reverse('000001'), 'original-not-found'],
      ['and is repeated', (s) => s.reverse('000001'), 'original-not-found, again'],
      ['the sale arrives', (s) => s.sale('000001'), 'reversed-before-arrival, again'],
      ['nothing was sent', (s) => s.network.count('sale'), '0 under 0 keys'],
      ['the next trace number is free', (s) => s.sale('000002'), 'approved'],
    ]);
    await shop.check();
  });

  it('with the link down: stays in repeat until the link is back', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the link is down', (s) => s.network.always('reversal', 'link-down')],
      ['its reversal', (s) => s.reverse('000001'), 'approved'],
      ['half a minute', (s) => s.wait(30_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL sending'],
      ['the link is back', (s) => s.network.always('reversal', 'well')],
      ['half a minute', (s) => s.wait(30_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    await shop.check();
  });

  it('that the network says it knows nothing of, though it approved it: a person has to look', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the network will not know it', (s) => s.network.next('reversal', { says: 'original-not-found' })],
      ['its reversal', (s) => s.reverse('000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL handed'],
      ['the payment is neither shown as paid out nor as gone', (s) => s.state('000001'), 'approved'],
      ['nothing else may take the money back', (s) => s.hostCancel('k1', '000001'), 'reversal-in-progress'],
    ]);
    await shop.check({ open: true });
  });
});

describe('a reversal that is refused', () => {
  it('of what both sides counted in totals that agreed: the terminal holds its result', async () => {
    const first = { batchNo: '000001' };
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['another', (s) => s.sale('000002'), 'approved'],
      ['its void', (s) => s.void('000003', '000002'), 'approved'],
      ['the answer is late', (s) => s.network.next('sale', 'answer-late')],
      ['a sale that nobody has counted', (s) => s.sale('000004'), 'waits'],
      ['a while', (s) => s.wait(1)],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['its answer', (s) => void s.network.releaseAnswers()],
      ['of the sale', (s) => s.reverse('000001', 'sale', first), 'outcome-is-known'],
      ['of the void', (s) => s.reverse('000003', 'void', first), 'outcome-is-known'],
      ['of the one that came after', (s) => s.reverse('000004', 'sale', first), 'approved'],
      ['the sale', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  const refusals = [
    [
      'another amount',
      (s: Shop) => s.reverse('000001', 'sale', { amountFen: 9_999n }),
      'reversal-amount-differs',
    ],
    [
      'another card',
      (s: Shop) => s.reverse('000001', 'sale', { card: { ...CARD, index: 'f'.repeat(32) } }),
      'card-differs',
    ],
    [
      'another terminal has no such sale',
      (s: Shop) => s.reverse('000001', 'sale', { terminal: T2 }),
      'original-not-found',
    ],
  ] as const;
  it.each(refusals)('%s', async (_words, act, outcome) => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its reversal', act, outcome],
      ['the payment stands', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('a declined sale has nothing to undo', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the bank will refuse', (s) => s.network.next('sale', { says: 'pin-wrong' })],
      ['a sale', (s) => s.sale('000001'), 'pin-wrong'],
      ['its reversal', (s) => s.reverse('000001'), 'payment-not-approved'],
    ]);
    await shop.check();
  });

  it('a voided sale, and a sale with a refund', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['its reversal', (s) => s.reverse('000001'), 'already-voided'],
      ['another sale', (s) => s.sale('000003'), 'approved'],
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['part of it refunded', (s) => s.refund('000004', '000003', { amountFen: 1_000n }), 'approved'],
      ['its reversal', (s) => s.reverse('000003', 'sale', { batchNo: '000001' }), 'refund-started'],
    ]);
    await shop.check();
  });
});

describe('reversals race', () => {
  it('twenty at once: one way back, twenty times the same good answer', async () => {
    const shop = await Shop.open();
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const asked = Array.from({ length: 20 }, () => shop.reverse('000001'));
    await shop.time.settle();
    expect(asked.map(({ result }) => result)).toEqual(['approved', ...Array(19).fill('approved, again')]);
    expect(shop.back('000001')).toBe('REVERSAL done');
    await shop.check();
  });

  it('the approval and the reversal meet in one batch: the sale ends reversed either way', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be late', (s) => s.network.next('sale', 'answer-late')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      [
        'the approval and the reversal at once',
        (s) => {
          s.network.releaseAnswers();
          s.reverse('000001');
        },
      ],
      ['a minute later', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
    ]);
    await shop.check();
  });
});
