/** What the network says after it has said otherwise, and what a terminal asks after its batch was closed. */
import { describe, expect, it } from 'vitest';
import { BEFORE_CUT_OVER_MS, play, Shop } from '../../test/shop.ts';

const NO_TOTALS = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };

describe('an approval that comes after the reversal was told that there is nothing to undo', () => {
  it('wakes the reversal, and the money goes back', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale is held up on its way', (s) => s.network.next('sale', 'held')],
      [
        'the network knows of nothing to undo',
        (s) => s.network.always('reversal', { says: 'original-not-found' }),
      ],
      ['a sale', (s) => void s.sale('000001')],
      ['no answer in time', (s) => s.wait(22_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['the network is well again', (s) => s.network.always('reversal', 'well')],
      ['and carries the old sale out', (s) => s.network.deliverHeld()],
      ['a minute', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL done'],
      ['reversals, always the same one', (s) => s.network.count('reversal'), '2 under 1 keys'],
    ]);
    await shop.check();
  });
});

describe('a sale on its way while the network changes its day', () => {
  const crossing = async (): Promise<Shop> => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS });
    await play(shop, [
      ['22:59:55', (s) => s.wait(25_000)],
      ['the sale is held up on its way', (s) => s.network.next('sale', 'held')],
      ['a sale', (s) => void s.sale('000001')],
    ]);
    return shop;
  };

  it('reversed by its terminal after 23:00 and taken on the new day: it goes back on the new day', async () => {
    const shop = await crossing();
    await play(shop, [
      ['23:00:05', (s) => s.wait(10_000)],
      [
        'the terminal reverses it, and is told nothing that may prove untrue',
        (s) => s.reverse('000001'),
        'clearing-day-over',
      ],
      ['the network takes the sale on its new day', (s) => s.network.deliverHeld()],
      ['a minute', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    await shop.check();
  });

  it('without an answer in time and taken on the new day: it goes back on the new day', async () => {
    const shop = await crossing();
    await play(shop, [
      ['the reply is due after the cut-over', (s) => s.wait(21_000)],
      ['nothing is sent for a day that is over', (s) => s.network.count('reversal'), '0 under 0 keys'],
      ['the network takes the sale on its new day', (s) => s.network.deliverHeld()],
      ['ten minutes', (s) => s.wait(600_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    await shop.check();
  });
});

describe('a refund that may have gone through', () => {
  const settled = async (): Promise<Shop> => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its batch is settled', (s) => s.settleAll(), 'balanced'],
    ]);
    return shop;
  };

  it('asked again after a settlement that differs: the answer had not arrived, and it is not paid twice', async () => {
    const shop = await settled();
    await play(shop, [
      ['a refund', (s) => s.refund('000002', '000001', { amountFen: 3_000n }), 'approved'],
      ['the terminal settles without it', (s) => s.settle('000003', NO_TOTALS), 'differs'],
      [
        'the refund under a new trace number',
        (s) => s.refund('000004', '000001', { amountFen: 3_000n }),
        'approved, again',
      ],
      ['the card paid', (s) => String(s.network.paidFen(s.find('000001')!.network)), '7000'],
    ]);
    await shop.check();
  });

  it('called a duplicate by the network: nobody knows whether it was paid, so a person has to look', async () => {
    const shop = await settled();
    await play(shop, [
      ['the network has seen the key', (s) => s.network.next('refund', { says: 'duplicate' })],
      ['a refund', (s) => s.refund('000002', '000001', { amountFen: 3_000n }), 'reversal-not-acknowledged'],
      ['its way back', (s) => s.back('000001'), 'REFUND handed'],
    ]);
    await shop.check({ open: true });
  });

  it('declined on a repeat because the first try had used the amount up: its late success counts', async () => {
    const shop = await settled();
    await play(shop, [
      [
        'the first answer is late, the repeat is declined',
        (s) => s.network.next('refund', 'answer-late', { says: 'original-amount-differs' }),
      ],
      ['a refund of the whole', (s) => void s.refund('000002', '000001')],
      ['the repeat', (s) => s.wait(2_000)],
      ['its way back', (s) => s.back('000001'), 'REFUND handed'],
      ['the first answer arrives', (s) => s.network.releaseAnswers()],
      ['a second', (s) => s.wait(1_000)],
      ['its way back', (s) => s.back('000001'), 'REFUND done'],
    ]);
    await shop.check();
  });
});

describe('a line that is down for most of an hour', () => {
  it('keeps the reversal in repeat: what never left is not given up', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer to the sale is lost', (s) => s.network.next('sale', 'answer-lost')],
      ['then the line is down', (s) => s.network.always('reversal', 'link-down')],
      ['a sale', (s) => void s.sale('000001')],
      ['45 minutes', (s) => s.wait(45 * 60_000)],
      ['the payment', (s) => s.state('000001'), 'unknown'],
      ['the line is up', (s) => s.network.always('reversal', 'well')],
      ['two minutes', (s) => s.wait(120_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    await shop.check();
  });
});

describe('a sale that was voided and lives again', () => {
  it('is refunded against the posting that revived it, not against the one that was mirrored', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['the terminal reverses the void', (s) => s.reverse('000002', 'void'), 'approved'],
      ['a minute', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its batch is settled', (s) => s.settleAll(), 'balanced'],
      ['a refund', (s) => s.refund('000003', '000001', { amountFen: 3_000n }), 'approved'],
    ]);
    await shop.check();
    const journals = shop.store.journals();
    const posts = journals.filter(({ kind }) => kind === 'post').map(({ no }) => no);
    expect(posts).toHaveLength(2);
    const mirrors = journals.filter(({ kind }) => kind === 'mirror').map(({ mirrorsNo }) => mirrorsNo);
    expect(mirrors).toEqual(posts);
  });
});
