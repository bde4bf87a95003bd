/** A refund whose money cannot arrive: sent back, in suspense, paid to another account of the same holder. */
import { describe, expect, it } from 'vitest';
import { clearingDay } from '#domain/calendar';
import type { CancellationAct, PayoutPort, PayoutRequest } from '#engine';
import { ACCOUNT, HOLDER, SOMEBODY_ELSE } from '../../test/domain/bounced-samples.ts';
import { CARD, play, Shop, type ShopOptions, type Step } from '../../test/shop.ts';

const DAY_MS = 86_400_000;

/** The bank's channel: it keeps what it took, and is away when told. */
class Bank implements PayoutPort {
  readonly taken: PayoutRequest[] = [];
  away = false;
  async order(request: PayoutRequest): Promise<void> {
    if (this.away) throw new Error('the bank is closed');
    this.taken.push(request);
  }
}

const sentBack = (amountFen = 4_000n): CancellationAct => ({
  ...{ type: 'returned', amountFen, why: 'account-closed', clearingDay: clearingDay('2026-11-24') },
});
const name = (by = 'key_shop'): CancellationAct => ({
  ...{ type: 'name-account', account: ACCOUNT, by, byOperator: by !== 'key_shop' },
});
const issuer = (by: string, person = HOLDER): CancellationAct => ({
  ...{ type: 'issuer-word', person, reference: 'ICBC-77', by },
});
const approve = (by: string): CancellationAct => ({ type: 'approve-payout', by });

/** A settled sale of 100.00 whose refund of 40.00 was acknowledged. */
async function refundedShop(options: ShopOptions = {}): Promise<Shop> {
  const shop = await Shop.open({ limits: { duePollMs: 60_000 }, ...options });
  await play(shop, [
    ['a sale', (s) => s.sale('000001'), 'approved'],
    ['the batch is settled', (s) => s.settleAll(), 'balanced'],
    ['a refund of 40.00', (s) => s.refund('000002', '000001', { amountFen: 4_000n }), 'approved'],
  ]);
  return shop;
}
const orderNo = (shop: Shop, round = 1): string => `${shop.backOf('000001')[0]!.id.slice(4)}-${round}`;
const paid = (shop: Shop, round = 1): CancellationAct => ({
  ...{ type: 'payout-paid', orderNo: orderNo(shop, round), bankReference: 'B-1', bankFeeFen: 50n },
});
const cameBack = (shop: Shop, how: 'returned' | 'struck', round = 1): CancellationAct => ({
  ...{ type: 'payout-returned', orderNo: orderNo(shop, round), how, bankReference: 'B-2', bankFeeFen: 0n },
});
const state = (result: string): Step => ['it stands', (s) => s.back('000001'), `REFUND ${result}`];
const toTheOrder: readonly Step[] = [
  ['the issuer sends it back', (s) => s.act('000001', sentBack()), 'accepted'],
  ['the holder names another account', (s) => s.act('000001', name()), 'accepted'],
  ['the issuer confirms the person', (s) => s.act('000001', issuer('key_a')), 'accepted'],
  ['another operator approves', (s) => s.act('000001', approve('key_b')), 'accepted'],
];

describe('a refund to a closed card', () => {
  it('is paid to another account of the holder, and the books are even', async () => {
    const bank = new Bank();
    const shop = await refundedShop({ payouts: bank });
    await play(shop, [
      ...toTheOrder,
      state('payout-ordered'),
      ['the bank has the order', () => `${bank.taken.length}`, '1'],
      ['the bank paid', (s) => s.act('000001', paid(s)), 'accepted'],
      ['told twice', (s) => s.act('000001', paid(s)), 'accepted, again'],
      state('paid-out'),
      [
        'nothing is left for a second refund of it',
        (s) => s.refund('000003', '000001', { amountFen: 6_001n }),
        'exceeds-remaining',
      ],
    ]);
    expect(shop.books()).toMatch(/bank -40\.50/);
    expect(shop.books()).not.toContain('suspense');
    expect(bank.taken[0]).toMatchObject({
      orderNo: orderNo(shop),
      amountFen: 4_000n,
      holder: ACCOUNT.holder,
    });
    expect(shop.journey('000001')).toMatch(
      /refund-bounced account-named issuer-confirmed payout-ordered payout-handed-over paid-out$/,
    );
    await shop.check();
  });

  it('never goes to a third person, to the closed card, or by one pair of eyes', async () => {
    const shop = await refundedShop();
    const closed = { ...ACCOUNT, number: { ...ACCOUNT.number, index: CARD.index } };
    await play(shop, [
      ['not before it came back', (s) => s.act('000001', name()), 'not-in-this-state'],
      ['another amount than was refunded', (s) => s.act('000001', sentBack(3_999n)), 'not-in-this-state'],
      ['the issuer sends it back', (s) => s.act('000001', sentBack()), 'accepted'],
      [
        'the very card',
        (s) => s.act('000001', { ...name(), account: closed } as CancellationAct),
        'account-is-the-closed-card',
      ],
      ['an account', (s) => s.act('000001', name('key_a')), 'accepted'],
      ['before anybody asked the issuer', (s) => s.act('000001', approve('key_b')), 'issuer-not-asked'],
      ['of somebody else', (s) => s.act('000001', issuer('key_b', SOMEBODY_ELSE)), 'not-the-same-person'],
      state('bounced'),
      ['once more', (s) => s.act('000001', name('key_a')), 'accepted'],
      ['the same person', (s) => s.act('000001', issuer('key_b')), 'accepted'],
      ['who named it', (s) => s.act('000001', approve('key_a')), 'four-eyes'],
      ['who checked it', (s) => s.act('000001', approve('key_b')), 'four-eyes'],
      ['a third one', (s) => s.act('000001', approve('key_c')), 'accepted'],
      state('payout-ordered'),
    ]);
    await shop.check({ open: true });
  });

  it('comes back from the other account too, and after the last round a person has it', async () => {
    const shop = await refundedShop({ limits: { duePollMs: 60_000, payoutRoundsMax: 2 } });
    const again = (round: number, how: 'returned' | 'struck'): readonly Step[] => [
      ['the bank paid', (s) => s.act('000001', paid(s, round)), 'accepted'],
      ['and it came back', (s) => s.act('000001', cameBack(s, how, round)), 'accepted'],
    ];
    await play(shop, [
      ...toTheOrder,
      ...again(1, 'returned'),
      state('bounced'),
      ['an order of the first round', (s) => s.act('000001', paid(s)), 'not-in-this-state'],
      ...toTheOrder.slice(1),
      ...again(2, 'struck'),
      state('stranded'),
      ['the shop cannot go on', (s) => s.act('000001', name()), 'not-allowed'],
      ['an operator can', (s) => s.act('000001', name('key_c')), 'accepted'],
    ]);
    expect(shop.books()).toMatch(/suspense 40\.00/);
    expect(shop.books()).toMatch(/bank -0\.50, bank_fee_expense 0\.50/);
    await shop.check();
  });

  it('that nobody claims is told, a bounded number of times, and stays in suspense', async () => {
    const shop = await refundedShop({ limits: { duePollMs: DAY_MS } });
    await play(shop, [['the issuer sends it back', (s) => s.act('000001', sentBack()), 'accepted']]);
    await shop.wait(400 * DAY_MS);
    expect(shop.journey('000001')).toMatch(
      /refund-bounced holder-reminded holder-reminded holder-reminded refund-stranded$/,
    );
    expect(shop.books()).toContain('suspense 40.00');
    await shop.check();
  });
});

describe('an order to the bank', () => {
  it('is handed over again while the bank is away, under the same number', async () => {
    const bank = new Bank();
    bank.away = true;
    const shop = await refundedShop({ payouts: bank, limits: { duePollMs: 250 } });
    await play(shop, toTheOrder);
    await shop.wait(10_000);
    bank.away = false;
    await shop.wait(60_000);
    expect(bank.taken.map((each) => each.orderNo)).toEqual([orderNo(shop)]);
    expect(shop.journey('000001')).toMatch(/payout-tried-again .*payout-handed-over$/);
    await shop.check({ open: true, troubles: shop.troubles });
  });

  it('is handed over after a crash between its commit and the bank', async () => {
    const bank = new Bank();
    const shop = await refundedShop({ payouts: bank, limits: { duePollMs: 250 } });
    await play(shop, toTheOrder.slice(0, 3));
    shop.crashAt('after-apply');
    await play(shop, [['approved, and the program dies', (s) => s.act('000001', approve('key_b')), 'waits']]);
    expect(bank.taken).toEqual([]);
    await shop.restart();
    await shop.wait(60_000);
    expect(bank.taken.map((each) => each.orderNo)).toEqual([orderNo(shop)]);
    await play(shop, [['the bank paid', (s) => s.act('000001', paid(s)), 'accepted'], state('paid-out')]);
    await shop.check();
  });
});

describe('arrival', () => {
  it('is confirmed by the payer, and nobody is told that it is overdue', async () => {
    const shop = await refundedShop({ limits: { duePollMs: DAY_MS } });
    await play(shop, [
      ['the payer has it', (s) => s.act('000001', { type: 'arrival-confirmed', by: 'payer' }), 'accepted'],
    ]);
    await shop.wait(20 * DAY_MS);
    expect(shop.journey('000001')).toMatch(/arrival-confirmed$/);
    await shop.check();
  });

  it('is told overdue once, after the last day of the answer', async () => {
    const shop = await refundedShop({ limits: { duePollMs: DAY_MS } });
    await shop.wait(9 * DAY_MS);
    expect(shop.journey('000001')).not.toContain('arrival-overdue');
    await shop.wait(20 * DAY_MS);
    expect(shop.journey('000001').match(/arrival-overdue/g)).toHaveLength(1);
    await shop.check();
  });
});

describe('a refund that nobody acknowledges', () => {
  const handed = async (): Promise<Shop> => {
    const shop = await Shop.open({ limits: { attemptsMax: 3 } });
    shop.network.always('refund', 'lost');
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['a refund', (s) => s.refund('000002', '000001', { amountFen: 4_000n }), 'waits'],
    ]);
    await shop.wait(60_000);
    expect(shop.back('000001')).toBe('REFUND handed');
    return shop;
  };
  const propose = (
    verdict: 'carried-out' | 'not-carried-out' | 'ask-again',
    by: string,
  ): CancellationAct => ({
    ...{ type: 'propose-end', verdict, evidence: 'answer of the network desk, 24 November', by },
  });
  const approveEnd = (by: string): CancellationAct => ({ type: 'approve-end', by });

  it('is found not carried out by two persons: the money is free again', async () => {
    const shop = await handed();
    await play(shop, [
      ['nothing to approve yet', (s) => s.act('000001', approveEnd('key_b')), 'not-in-this-state'],
      ['one says so', (s) => s.act('000001', propose('not-carried-out', 'key_a')), 'accepted'],
      ['and cannot approve it', (s) => s.act('000001', approveEnd('key_a')), 'four-eyes'],
      ['another one does', (s) => s.act('000001', approveEnd('key_b')), 'accepted'],
      state('refused'),
    ]);
    shop.network.always('refund', 'well');
    await play(shop, [['a refund of the whole', (s) => s.refund('000003', '000001'), 'approved']]);
    await shop.check();
  });

  it('is asked again, and the network answers', async () => {
    const shop = await handed();
    shop.network.always('refund', 'well');
    await play(shop, [
      ['one wants it asked again', (s) => s.act('000001', propose('ask-again', 'key_a')), 'accepted'],
      ['another one approves', (s) => s.act('000001', approveEnd('key_b')), 'accepted'],
      state('done'),
    ]);
    await shop.check();
  });
});
