/** What an operator recorded around a payment binds every door: the till, the shop, the payer, and what waits. */
import { expect, test } from 'vitest';
import type { Circumstances } from '#domain/payment';
import { type Asked, play, Shop, type Step } from '../../test/shop.ts';
import { handsIn, moves, payerAsks, requests } from '../../test/shop-requests.ts';

const records = (shop: Shop, told: Partial<Circumstances>, by = 'op'): Asked => {
  const { book, id: paymentId } = shop.find('000001')!;
  return shop.submit({ type: 'record-circumstances', book, paymentId, told, by, reason: 'case 7' });
};
const settled: readonly Step[] = [
  ['a sale of ¥100.00', (shop) => shop.sale('000001'), 'approved'],
  ['the batch is settled', (shop) => shop.settleAll(), 'balanced'],
];
const part = { amountFen: 1_000n };
const answersCome = async (shop: Shop): Promise<void> => {
  shop.network.releaseAnswers();
  await shop.wait(100);
};
const opened = async (): Promise<Shop> => Shop.open({ limits: { duePollMs: 60_000 } });

const OPEN = { dispute: 'open' } as const;

test.each([
  ['an open dispute', OPEN, 'dispute-open', { dispute: 'won' }],
  ['a freeze', { frozen: true }, 'payment-frozen', { frozen: false }],
  ['a chargeback', { dispute: 'charged-back' }, 'charged-back', { dispute: 'none' }],
] as const)(
  '%s refuses the shop and the payer, and its end opens the way again',
  async (_what, told, no, end) => {
    const shop = await opened();
    await play(shop, [
      ...settled,
      ['recorded', (at) => records(at, told), 'accepted'],
      ['the shop', (at) => at.hostCancel('k1', '000001', part), no],
      ['the payer', (at) => payerAsks(at, '000001'), no],
      ['nothing went back', (at) => at.back('000001'), 'none'],
      ['it ends', (at) => records(at, end), 'accepted'],
      ['as two say', (at) => records(at, end, 'second'), told === OPEN ? 'accepted, again' : 'accepted'],
      ['the shop', (at) => at.hostCancel('k1', '000001', part), 'accepted'],
      ['', (at) => at.back('000001'), 'REFUND done'],
    ]);
    await shop.check();
  },
);

test('a void at the till is refused too while the batch is open', async () => {
  const shop = await opened();
  await play(shop, [
    ['a sale of ¥100.00', (at) => at.sale('000001'), 'approved'],
    ['a court freezes it', (at) => records(at, { frozen: true }), 'accepted'],
    ['the till', (at) => at.void('000002', '000001'), 'payment-frozen'],
  ]);
  await shop.check();
});

test('a dispute that opens while a request waits for papers fails it: nothing goes back', async () => {
  const shop = await Shop.open({
    rules: { 'risk.dualApprovalFen': 5_000 },
    limits: { duePollMs: 60_000 },
  });
  await play(shop, [
    ...settled,
    ['the office asks', (at) => at.hostCancel('k1', '000001'), 'request-opened'],
    ['the invoice comes', (at) => handsIn(at, 'clerk', 'invoice', '000001'), 'accepted'],
    ['a dispute is opened at the bank', (at) => records(at, { dispute: 'open' }), 'accepted'],
    ['a supervisor approves', (at) => moves(at, 'supervisor', 'approve', '000001'), 'accepted'],
    ['', (at) => requests(at, '000001'), 'failed: dispute-open'],
    ['', (at) => at.back('000001'), 'none'],
  ]);
  await shop.check();
});

test.each([
  ['suspicious', { suspicious: true }, ['requester-id', 'goods-return-or-delivery-proof']],
  ['across a border', { crossBorder: true }, ['requester-id', 'passport-for-foreign-card']],
  ['its card closed', { cardState: 'closed' }, ['holder-id', 'own-other-account', 'account-closed-proof']],
] as const)('%s: papers, then the institution alone lets it through', async (_what, told, papers) => {
  const shop = await opened();
  await play(shop, [
    ...settled,
    ['recorded', (at) => records(at, told), 'accepted'],
    ['the shop', (at) => at.hostCancel('k1', '000001', part), 'request-opened'],
    ...papers.map((item): Step => [item, (at) => handsIn(at, 'clerk', item, '000001'), 'accepted']),
    ['', (at) => requests(at, '000001'), 'review'],
    ['a supervisor', (at) => moves(at, 'supervisor', 'approve', '000001'), 'review-by-institution'],
    ['nothing went back', (at) => at.back('000001'), 'none'],
    ['an operator', (at) => moves(at, 'operator', 'approve', '000001'), 'accepted'],
    ['', (at) => at.back('000001'), 'REFUND done'],
  ]);
  await shop.check();
});

test('what is known already is told once; what is not named stays; every step of the payment keeps it', async () => {
  const shop = await opened();
  await play(shop, [
    ['a sale of ¥100.00', (at) => at.sale('000001'), 'approved'],
    ['recorded', (at) => records(at, { suspicious: true }), 'accepted'],
    ['again', (at) => records(at, { suspicious: true }), 'accepted, again'],
    ['one thing more', (at) => records(at, { cardState: 'lost' }), 'accepted'],
    ['no longer', (at) => records(at, { suspicious: false }), 'accepted'],
    ['as two say', (at) => records(at, { suspicious: false }, 'second'), 'accepted'],
    ['voided', (at) => at.void('000002', '000001'), 'approved'],
  ]);
  expect(shop.find('000001')?.state).toBe('voided');
  expect(shop.find('000001')?.circumstances).toMatchObject({ suspicious: false, cardState: 'lost' });
  const told = shop.store.events().filter(({ kind }) => kind === 'payment-noted');
  expect(told.map(({ body }) => body)).toEqual([
    { suspicious: true, by: 'op', reason: 'case 7' },
    { cardState: 'lost', by: 'op', reason: 'case 7' },
    { suspicious: false, by: 'second', reason: 'case 7' },
  ]);
  await shop.check();
});

test('a payment of another book is none', async () => {
  const shop = await opened();
  await play(shop, settled);
  const paymentId = shop.find('000001')!.id;
  const told = { frozen: true };
  const asked = shop.submit({
    ...{ type: 'record-circumstances', book: 'another', paymentId, told, by: 'op', reason: 'x' },
  });
  await shop.time.settle();
  expect([asked.result, shop.find('000001')?.circumstances]).toEqual(['payment-not-found', undefined]);
});

test.each([
  ['a freeze', { frozen: true }, { frozen: false }, 'payment-frozen'],
  ['a chargeback', { dispute: 'charged-back' }, { dispute: 'none' }, 'charged-back'],
] as const)(
  '%s binds until a second operator agrees, and is kept by telling it anew',
  async (_what, told, end, no) => {
    const shop = await opened();
    await play(shop, [
      ...settled,
      ['recorded', (at) => records(at, told), 'accepted'],
      ['one wants it off', (at) => records(at, end), 'accepted'],
      ['it binds', (at) => at.hostCancel('k1', '000001', part), no],
      ['the same person again', (at) => records(at, end), 'four-eyes'],
      ['told anew: the proposal is gone', (at) => records(at, told, 'second'), 'accepted'],
      ['the second wants it off', (at) => records(at, end, 'second'), 'accepted'],
      ['it binds', (at) => at.hostCancel('k1', '000001', part), no],
      ['the first agrees', (at) => records(at, end), 'accepted'],
      ['the shop', (at) => at.hostCancel('k1', '000001', part), 'accepted'],
      ['', (at) => at.back('000001'), 'REFUND done'],
    ]);
    await shop.check();
  },
);

test('DSP-05: a dispute that meets a refund on its way is told in both journeys and stops the next one', async () => {
  const shop = await opened();
  await play(shop, [
    ...settled,
    ['the refund takes its time', (at) => at.network.next('refund', 'answer-late')],
    ['a refund of ¥40.00', (at) => at.refund('000002', '000001', { amountFen: 4_000n }), 'waits'],
    ['a dispute', (at) => records(at, { dispute: 'open' }), 'accepted'],
    ['the till asks for more', (at) => at.refund('000003', '000001', part), 'dispute-open'],
    ['the network answers', answersCome],
    ['what was sent stays', (at) => at.told('000002'), 'approved'],
    ['', (at) => at.back('000001'), 'REFUND done'],
  ]);
  const met = shop.store.events().filter(({ kind }) => kind === 'dispute-meets-refund');
  const [refund] = shop.backOf('000001');
  expect(met).toMatchObject([{ cancellationId: refund!.id, body: { dispute: 'open', amountFen: 4_000n } }]);
  await shop.check();
});

test('a freeze that comes while a refund is on its way calls nothing back and stops the next one', async () => {
  const shop = await opened();
  await play(shop, [
    ...settled,
    ['the refund takes its time', (at) => at.network.next('refund', 'answer-late')],
    ['a refund of ¥40.00', (at) => at.refund('000002', '000001', { amountFen: 4_000n }), 'waits'],
    ['a court freezes it', (at) => records(at, { frozen: true }), 'accepted'],
    ['the till asks for more', (at) => at.refund('000003', '000001', part), 'payment-frozen'],
    ['the network answers', answersCome],
    ['what was sent stays', (at) => at.told('000002'), 'approved'],
  ]);
  await shop.check();
});

test('of what went back whole nothing can be charged back; after a part a chargeback shuts the rest', async () => {
  const shop = await opened();
  await play(shop, [
    ...settled,
    ['a part', (at) => at.refund('000002', '000001', { amountFen: 4_000n }), 'approved'],
    ['charged back', (at) => records(at, { dispute: 'charged-back' }), 'accepted'],
    ['the rest', (at) => at.refund('000003', '000001', { amountFen: 6_000n }), 'charged-back'],
    ['taken off', (at) => records(at, { dispute: 'won' }), 'accepted'],
    ['by two', (at) => records(at, { dispute: 'won' }, 'second'), 'accepted'],
    ['the rest', (at) => at.refund('000004', '000001', { amountFen: 6_000n }), 'approved'],
    ['charged back', (at) => records(at, { dispute: 'charged-back' }), 'already-refunded'],
  ]);
  await shop.check();
});

test('a sale taken twice: the later one goes back whole, and each names the other', async () => {
  const shop = await opened();
  await play(shop, [
    ['a sale', (at) => at.sale('000001'), 'approved'],
    ['the same once more', (at) => at.sale('000005'), 'approved'],
    ['the batch is settled', (at) => at.settleAll(), 'balanced'],
    ['without the other', (at) => records(at, { duplicate: 'later' }), 'duplicate-of-another'],
    [
      'of itself',
      (at) => records(at, { duplicate: 'later', duplicateOf: at.find('000001')!.id }),
      'duplicate-of-another',
    ],
    [
      'of the other',
      (at) => records(at, { duplicate: 'later', duplicateOf: at.find('000005')!.id }),
      'accepted',
    ],
    ['a part', (at) => at.hostCancel('k1', '000001', part), 'duplicate-goes-back-whole'],
  ]);
  await shop.check();
});
