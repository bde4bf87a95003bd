/** After a settlement that differs the terminal's list is compared with the host's, item by item. */
import { describe, expect, it } from 'vitest';
import type { UploadedItem } from '#domain/terminal';
import { CARD, MERCHANT_ID, play, Shop, T1 } from '../../test/shop.ts';
import { complete, hold, preauth, voidOf } from '../../test/shop-holds.ts';

const NOTHING = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
const item = (stan: string, amountFen = 10_000n, parts: Partial<UploadedItem> = {}): UploadedItem => ({
  by: 'detail',
  stan,
  amountFen,
  cardIndex: CARD.index,
  masked: CARD.masked,
  group: 'domestic',
  ...parts,
});

/** `1 host-only 000002 by-rule` for each difference of the batch. */
function differences(shop: Shop): string[] {
  const batch = shop.store.batches()[0];
  if (batch?.state !== 'compared') return [batch?.state ?? 'none'];
  return batch.differences.map(
    ({ no, kind, stan, resolution: { state } }) => `${no} ${kind} ${stan ?? '-'} ${state}`,
  );
}

describe('a batch that differs', () => {
  it('only the host has a sale: its answer never arrived, so it is undone', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['a sale that the terminal never heard of', (s) => s.sale('000002', { amountFen: 500n }), 'approved'],
      ['settled', (s) => s.settle('000003', { ...NOTHING, debitFen: 10_000n, debitCount: 1 }), 'differs'],
      ['its list', (s) => s.upload([item('000001')]), 'approved'],
      ['its list again', (s) => s.upload([item('000001')]), 'approved, again'],
      ['the end', (s) => s.endBatch('202', 1), 'approved'],
      ['the end again', (s) => s.endBatch('202', 1), 'approved, again'],
      ['more comes too late', (s) => s.upload([item('000009')]), 'batch-upload-over'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000002 by-rule']);
    expect(shop.find('000002')?.state).toBe('reversed');
    expect((await shop.store.terminal(MERCHANT_ID, T1))?.differing).toEqual([]);
    await shop.check();
  });

  it('only the host has it, and the day is over: a person decides', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
      ['the next day', (s) => s.wait(24 * 3_600_000)],
      ['the end', (s) => s.endBatch('202', 0), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000001 open']);
    await play(shop, [
      ['a person looks', (s) => s.endDifference(1, 'host-right'), 'accepted'],
      ['once is enough', (s) => s.endDifference(1, 'made-good'), 'difference-already-ended'],
      ['another number', (s) => s.endDifference(7, 'made-good'), 'difference-not-found'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000001 ended']);
    await shop.check();
  });

  it.each(['before-apply', 'after-apply'] as const)(
    'the program dies %s of the end: asked again it ends once, and undoes once',
    async (point) => {
      const shop = await Shop.open();
      await play(shop, [
        ['a sale', (s) => s.sale('000001'), 'approved'],
        ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
        ['death is near', (s) => s.crashAt(point)],
        ['the end', (s) => s.endBatch('202', 0), 'waits'],
        ['the program starts anew', (s) => s.restart()],
        [
          'the end again',
          (s) => s.endBatch('202', 0),
          point === 'before-apply' ? 'approved' : 'approved, again',
        ],
        ['time for what is due', (s) => s.wait(60_000)],
      ]);
      expect(differences(shop)).toEqual(['1 host-only 000001 by-rule']);
      expect(shop.back('000001')).toBe('REVERSAL done');
      await shop.check();
    },
  );

  it('an end that anybody could have sent undoes nothing: a person decides', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
      ['an end without a code', (s) => s.endBatch('202', 0, '000001', false), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000001 open']);
    expect(shop.find('000001')?.state).toBe('approved');
    await shop.check();
  });

  it('a parameter hands what the host alone has to a person at once', async () => {
    const shop = await Shop.open({ rules: { 'terminal.hostOnlyUndone': false } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
      ['the end', (s) => s.endBatch('202', 0), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000001 open']);
    expect(shop.find('000001')?.state).toBe('approved');
  });

  it('a void that the terminal never heard of is undone, and the sale lives', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['settled', (s) => s.settle('000003', { ...NOTHING, debitFen: 10_000n, debitCount: 1 }), 'differs'],
      ['its list', (s) => s.upload([item('000001')]), 'approved'],
      ['the end', (s) => s.endBatch('202', 1), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000002 by-rule']);
    expect(shop.find('000001')?.state).toBe('approved');
    await shop.check();
  });

  it('completions count and are compared, holds are not; a completion that never arrived is undone', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['its completion', (s) => complete(s, '000002', '000001'), 'approved'],
      ['another hold', (s) => preauth(s, '000003'), 'approved'],
      [
        'its completion, of which the terminal never hears',
        (s) => complete(s, '000004', '000003'),
        'approved',
      ],
      ['settled', (s) => s.settle('000005', { ...NOTHING, debitFen: 10_000n, debitCount: 1 }), 'differs'],
      ['its list', (s) => s.upload([item('000002', 10_000n, { by: 'notice' })]), 'approved'],
      ['the end', (s) => s.endBatch('202', 1), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000004 by-rule']);
    expect([shop.state('000002'), shop.state('000004'), hold(shop, '000003')]).toEqual([
      'approved',
      'reversed',
      'held 100.00',
    ]);
    await shop.check();
  });

  it('a void of a completion that the terminal never heard of is undone', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['its completion', (s) => complete(s, '000002', '000001'), 'approved'],
      ['voided', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['settled', (s) => s.settle('000004', { ...NOTHING, debitFen: 10_000n, debitCount: 1 }), 'differs'],
      ['its list', (s) => s.upload([item('000002')]), 'approved'],
      ['the end', (s) => s.endBatch('202', 1), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000003 by-rule']);
    expect(shop.state('000002')).toBe('approved');
    await shop.check();
  });

  it('what the card refused after the approval is undone, though both lists have it', async () => {
    const shop = await Shop.open({ rules: { 'terminal.hostOnlyUndone': false } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
      ['the card said no', (s) => s.upload([item('000001', 10_000n, { by: 'chip-failed' })]), 'approved'],
      ['the end', (s) => s.endBatch('202', 1), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 card-refused 000001 by-rule']);
    expect(shop.find('000001')?.state).toBe('reversed');
    await shop.check();
  });

  it.each([
    ['another amount', [item('000001', 9_999n)], 1, ['1 content-differs 000001 open']],
    [
      'another card',
      [item('000001', 10_000n, { cardIndex: 'ab'.repeat(16) })],
      1,
      ['1 content-differs 000001 open'],
    ],
    ['one that the host never had', [item('000001'), item('000077')], 2, ['1 terminal-only 000077 open']],
    ['fewer than it says', [item('000001')], 5, ['1 count-differs - open']],
    ['nothing at fault after all', [item('000001')], 1, []],
  ] as const)('the list has %s', async (_, items, count, found) => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
      ['its list', (s) => s.upload(items), 'approved'],
      ['the end', (s) => s.endBatch('202', count), 'approved'],
    ]);
    expect(differences(shop)).toEqual(found);
  });

  it('a list that lacks what its end counts undoes nothing: a message of it was lost', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['another', (s) => s.sale('000002'), 'approved'],
      ['settled', (s) => s.settle('000003', { ...NOTHING, debitFen: 19_999n, debitCount: 2 }), 'differs'],
      ['half of its list', (s) => s.upload([item('000001')]), 'approved'],
      ['the end', (s) => s.endBatch('202', 2), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000002 open', '2 count-differs - open']);
    expect(shop.state('000002')).toBe('approved');
    await shop.check();
  });

  it('a sale and its void that the terminal both lost stay undone: the card is not charged again', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['settled', (s) => s.settle('000003', NOTHING), 'differs'],
      ['the end', (s) => s.endBatch('202', 0), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000001 open', '2 host-only 000002 open']);
    expect(shop.state('000001')).toBe('voided');
    await shop.check();
  });

  it('a void of a completion whose hold was completed anew is not undone: it would be taken twice', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['its completion', (s) => complete(s, '000002', '000001'), 'approved'],
      ['voided', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['completed anew', (s) => complete(s, '000004', '000001'), 'approved'],
      ['settled', (s) => s.settle('000005', { ...NOTHING, debitFen: 20_000n, debitCount: 2 }), 'differs'],
      ['its list', (s) => s.upload([item('000002'), item('000004')]), 'approved'],
      ['the end', (s) => s.endBatch('202', 2), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 host-only 000003 open']);
    expect([shop.state('000002'), shop.state('000004')]).toEqual(['voided', 'approved']);
    await shop.check();
  });

  it.each([
    ['under its tip alone', [item('000002', 11_000n, { by: 'notice' })], []],
    ['by its first amount and its tip', [item('000001'), item('000002', 11_000n, { by: 'notice' })], []],
    ['by its first amount alone', [item('000001')], ['1 content-differs 000001 open']],
    ['with another tip', [item('000002', 11_100n, { by: 'notice' })], ['1 content-differs 000001 open']],
  ])('a sale with a tip is uploaded %s', async (_, items, found) => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['a tip', (s) => s.advise('000002', '000001', 11_000n), 'approved'],
      ['settled', (s) => s.settle('000003', NOTHING), 'differs'],
      ['its list', (s) => s.upload(items), 'approved'],
      ['the end', (s) => s.endBatch('202', items.length), 'approved'],
    ]);
    expect(differences(shop)).toEqual(found);
    expect(shop.state('000001')).toBe('approved');
    await shop.check();
  });

  it('a sale made offline that the network does not have yet stands in both lists', async () => {
    const shop = await Shop.open();
    const offline = { authCode: null, sealedChip: 'c2VhbGVk' };
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the network is deaf', (s) => s.network.always('offline-sale', 'lost')],
      ['an offline one', (s) => s.sale('000002', { offline }), 'accepted'],
      ['settled', (s) => s.settle('000003', NOTHING), 'differs'],
      ['its list', (s) => s.upload([item('000001'), item('000002', 10_000n, { by: 'notice' })]), 'approved'],
      ['the end', (s) => s.endBatch('202', 2), 'approved'],
    ]);
    expect(differences(shop)).toEqual([]);
    expect(shop.state('000002')).toBe('sent');
    await shop.check({ open: true });
  });

  it('a sale made offline that its issuer refused stands in both lists: the slip was given', async () => {
    const shop = await Shop.open();
    const offline = { authCode: null, sealedChip: 'c2VhbGVk' };
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its account is closed', (s) => s.network.next('offline-sale', { says: 'card-number-not-valid' })],
      ['an offline one', (s) => s.sale('000002', { offline }), 'accepted'],
      ['settled', (s) => s.settle('000003', NOTHING), 'differs'],
      ['its list', (s) => s.upload([item('000001'), item('000002', 10_000n, { by: 'notice' })]), 'approved'],
      ['the end', (s) => s.endBatch('202', 2), 'approved'],
    ]);
    expect(differences(shop)).toEqual([]);
    expect(shop.state('000002')).toBe('declined: card-number-not-valid');
    await shop.check();
  });

  it('a declined or reversed sale that the terminal holds as paid is for a person', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['reversed', (s) => s.reverse('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', { ...NOTHING, debitFen: 10_000n, debitCount: 1 }), 'differs'],
      ['its list', (s) => s.upload([item('000001')]), 'approved'],
      ['the end', (s) => s.endBatch('202', 1), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['1 terminal-only 000001 open']);
    await shop.check();
  });
});

describe('a batch that balances', () => {
  it('takes certificates of chip cards and an end, and compares nothing', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['a certificate', (s) => s.upload([item('000001', 10_000n, { by: 'chip' })]), 'approved'],
      ['the end', (s) => s.endBatch('207', 1), 'approved'],
    ]);
    expect(differences(shop)).toEqual(['ended']);
  });

  it('foreign cards are a group of their own: a sum in the wrong group is no balance', async () => {
    const shop = await Shop.open();
    const visa = { ...CARD, masked: '476173******0119' };
    const foreign = { debitFen: 10_000n, debitCount: 1, creditFen: 0n, creditCount: 0 };
    await play(shop, [
      ['a domestic card', (s) => s.sale('000001'), 'approved'],
      ['a foreign card', (s) => s.sale('000002', { card: visa }), 'approved'],
      [
        'all told as domestic',
        (s) => s.settle('000003', { ...NOTHING, debitFen: 20_000n, debitCount: 2 }),
        'differs',
      ],
      ['a foreign card', (s) => s.sale('000004', { card: visa, batchNo: '000002' }), 'approved'],
      ['told apart', (s) => s.settle('000005', { ...foreign, foreign }), 'balanced'],
    ]);
  });
});

describe('refused', () => {
  it.each([
    ['an upload of the open batch', (s: Shop) => s.upload([item('000001')]), 'batch-differs'],
    [
      'an upload of a batch nobody knows',
      (s: Shop) => s.upload([item('000001')], '000777'),
      'batch-not-found',
    ],
    ['an end of the open batch', (s: Shop) => s.endBatch('202', 0), 'batch-differs'],
  ])('%s', async (_, act, outcome) => {
    const shop = await Shop.open();
    expect((await act(shop).told).outcome).toBe(outcome);
  });

  it('an end without a list, where the totals differed', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['settled', (s) => s.settle('000002', NOTHING), 'differs'],
      ['the end of a balanced batch', (s) => s.endBatch('207', 0), 'batch-upload-wanted'],
      ['the same number with another amount', (s) => s.upload([item('000001')]), 'approved'],
      ['is another transaction', (s) => s.upload([item('000001', 5n)]), 'duplicate-other-content'],
    ]);
  });
});
