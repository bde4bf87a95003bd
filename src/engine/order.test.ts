/** Orders paid by a code: the payer's at the till, the merchant's on a screen; closed, expired, paid twice. */
import { describe, expect, test } from 'vitest';
import { balancesOf } from '../../test/books-check.ts';
import { type Asked, play, Shop, type Step } from '../../test/shop.ts';
import { OrderDesk } from '../../test/shop-orders.ts';

type Act = (desk: OrderDesk) => unknown;
type OrderStep = readonly [words: string, act: Act, result?: string];

async function story(
  steps: readonly OrderStep[],
  check: Parameters<Shop['check']>[0] = {},
): Promise<OrderDesk> {
  const shop = await Shop.open();
  const desk = new OrderDesk(shop);
  await play(
    shop,
    steps.map(
      ([words, act, result]): Step =>
        result === undefined ? [words, () => act(desk)] : [words, () => act(desk), result],
    ),
  );
  await shop.check(check);
  return desk;
}

const network = (desk: OrderDesk) => desk.shop.network;
const orders = (desk: OrderDesk) => desk.shop.network.orders;
const done = (act: (desk: OrderDesk) => unknown) => (desk: OrderDesk) => void act(desk);
const wait = (ms: number) => (desk: OrderDesk) => desk.shop.wait(ms);
const state = (orderNo: string) => (desk: OrderDesk) => desk.state(orderNo);
const payments = (orderNo: string) => (desk: OrderDesk) => desk.payments(orderNo);

describe('an order is opened once', () => {
  test('the same again is the same order; another content under its number is refused by name', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['unpaid', state('A-1'), 'unpaid'],
      ['the request is repeated', (desk) => desk.open('A-1'), 'approved, again'],
      ['the same order by a new request', (desk) => desk.open('A-1', { key: 'k2' }), 'approved, again'],
      [
        'another amount under its number',
        (desk) => desk.open('A-1', { key: 'k3', amountFen: 4_600n }),
        'order-number-taken',
      ],
      ['another order under the key', (desk) => desk.open('A-2', { key: 'A-1' }), 'duplicate-other-content'],
      ['no money', (desk) => desk.open('A-3', { amountFen: 0n }), 'amount-out-of-range'],
      ['one order', (desk) => desk.shop.store.orders().length, 1 as never],
    ]);
  });
});

describe('by the payer’s code', () => {
  test('a sale over the network like any other: intent, answer, books', async () => {
    const desk = await story([
      ['opened', (each) => each.open('A-1'), 'approved'],
      ['the till scans the payer’s code', (each) => each.pay('A-1'), 'approved'],
      ['paid', state('A-1'), 'paid'],
      ['one payment', payments('A-1'), 'approved 45.90'],
      ['the same request again', (each) => each.pay('A-1'), 'approved, again'],
      ['another payer', (each) => each.pay('A-1', 'k2'), 'order-already-paid'],
      ['a close comes too late', (each) => each.close('A-1'), 'order-already-paid'],
    ]);
    expect(desk.journey('A-1')).toBe('order-opened payment-sent order-paying payment-approved order-paid');
    const [payment] = desk.shop.store.payments();
    expect(payment).toMatchObject({ channel: 'unionpay.qr', entryMode: '032', order: { orderNo: 'A-1' } });
    const [sale] = desk.shop.network.received;
    expect(sale?.request).toMatchObject({ channel: 'unionpay.qr', terminalId: 'QR000000' });
  });

  test('declined: the order may be paid again', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['the bank says no', done((desk) => network(desk).next('sale', { says: 'funds-insufficient' }))],
      ['no', (desk) => desk.pay('A-1'), 'funds-insufficient'],
      ['unpaid again', state('A-1'), 'unpaid'],
      ['the same request tells the same', (desk) => desk.pay('A-1'), 'funds-insufficient, again'],
      ['another code pays', (desk) => desk.pay('A-1', 'k2'), 'approved'],
      ['paid', payments('A-1'), 'declined 45.90, approved 45.90'],
    ]);
  });

  test('the line is down: nothing left, and the order is as before', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['no line', done((desk) => network(desk).next('sale', 'link-down'))],
      ['refused', (desk) => desk.pay('A-1'), 'network-unreachable'],
      ['unpaid', state('A-1'), 'unpaid'],
    ]);
  });

  test('no answer: unknown, reversed, and only then payable again', async () => {
    const desk = await story([
      ['opened', (each) => each.open('A-1'), 'approved'],
      ['the answer gets lost', done((each) => network(each).next('sale', 'answer-lost'))],
      ['the reversal’s too, once', done((each) => network(each).next('reversal', 'answer-lost'))],
      ['it waits', (each) => each.pay('A-1'), 'waits'],
      ['a second payer is refused', (each) => each.pay('A-1', 'k2'), 'order-payment-in-progress'],
      ['the reply is due', wait(20_250)],
      ['unknown', state('A-1'), 'unknown'],
      ['still refused', (each) => each.pay('A-1', 'k3'), 'order-payment-in-progress'],
      ['the reversal is repeated', wait(1_500)],
      ['unpaid again', state('A-1'), 'unpaid'],
      ['the payer tries again', (each) => each.pay('A-1', 'k4'), 'approved'],
      ['one is paid', payments('A-1'), 'reversed 45.90, approved 45.90'],
    ]);
    expect(desk.journey('A-1')).toContain('order-unknown');
  });

  test('a late approval pays nothing: the reversal goes on', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['the answer is late', done((desk) => network(desk).next('sale', 'answer-late'))],
      ['the reversal gets lost once', done((desk) => network(desk).next('reversal', 'lost'))],
      ['it waits', (desk) => desk.pay('A-1'), 'waits'],
      ['the reply is due', wait(20_250)],
      ['the approval comes', done((desk) => network(desk).releaseAnswers())],
      ['unknown all the same', state('A-1'), 'unknown'],
      ['the reversal is repeated', wait(1_500)],
      ['unpaid', state('A-1'), 'unpaid'],
      ['undone', payments('A-1'), 'reversed 45.90'],
    ]);
  });
});

describe('by the merchant’s code', () => {
  test('the notice is taken once, however often it comes', async () => {
    const desk = await story([
      ['opened', (each) => each.open('A-1'), 'approved'],
      ['scanned and paid', (each) => each.scan('A-1', { tells: 3 }), 'taken, taken, taken'],
      ['paid', state('A-1'), 'paid'],
      ['the network repeats it', (each) => each.tellAgain('A-1'), 'taken'],
      ['one payment', payments('A-1'), 'approved 45.90'],
    ]);
    expect(desk.journey('A-1')).toBe('order-opened payment-sent payment-approved order-paid');
    expect(desk.shop.store.payments()[0]).toMatchObject({ entryMode: '042', rrn: '100000900001' });
  });

  test('the same figure in another currency pays nothing, and the network is told so', async () => {
    const shop = await Shop.open();
    const desk = new OrderDesk(shop);
    await desk.open('A-1');
    expect(await desk.scan('A-1', { currencyNumeric: '840' })).toBe('no-such-order');
    expect([desk.state('A-1'), desk.payments('A-1')]).toEqual(['unpaid', 'none']);
    expect(shop.troubles).toEqual([expect.stringContaining('whose currency is 156 and not 840')]);
    expect(await desk.scan('A-1')).toBe('taken');
    expect([desk.state('A-1'), desk.payments('A-1')]).toEqual(['paid', 'approved 45.90']);
  });

  test('without a notice an enquiry finds the payment, and the notice that comes later is the same one', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['paid, the notice is lost', (desk) => desk.scan('A-1', { tells: 0 }), ''],
      ['nobody knows', state('A-1'), 'unpaid'],
      ['somebody looks', (desk) => desk.refresh('A-1'), 'paid'],
      ['the notice comes after all', (desk) => desk.tellAgain('A-1'), 'taken'],
      ['one payment', payments('A-1'), 'approved 45.90'],
    ]);
  });

  test('while a payer is at it the network is asked at 1, 2, 4, 8, 16, 32 s (UP-09), then once a minute', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['scanned, not yet paid', done((desk) => orders(desk).scan(desk.id('A-1')))],
      ['somebody looks', (desk) => desk.refresh('A-1'), 'paying'],
      ['63 seconds', wait(64_000)],
      ['asked six times more', (desk) => orders(desk).count('enquiry'), 7 as never],
      ['a till is refused', (desk) => desk.pay('A-1'), 'order-payment-in-progress'],
      ['two more minutes', wait(130_000)],
      ['whether it was paid is not known', state('A-1'), 'unknown'],
      ['the payer pays, the notice is lost', (desk) => desk.scan('A-1', { tells: 0 }), ''],
      ['a minute later', wait(61_000)],
      ['found', state('A-1'), 'paid'],
    ]);
  });

  test('a payer who leaves lets the next one pay', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['scanned', done((desk) => orders(desk).scan(desk.id('A-1')))],
      ['somebody looks', (desk) => desk.refresh('A-1'), 'paying'],
      ['the payer leaves', done((desk) => orders(desk).leave(desk.id('A-1')))],
      ['asked again', wait(8_000)],
      ['unpaid', state('A-1'), 'unpaid'],
      ['the next one at the till', (desk) => desk.pay('A-1'), 'approved'],
    ]);
  });
});

describe('one payment too many goes back in full (EXC-04)', () => {
  test('two payers scan the same code: the first one stands', async () => {
    const desk = await story([
      ['opened', (each) => each.open('A-1'), 'approved'],
      ['the first', (each) => each.scan('A-1'), 'taken'],
      ['the second', (each) => each.scan('A-1'), 'taken'],
      ['paid once', payments('A-1'), 'approved 45.90, approved 45.90 back 45.90'],
      ['the second notice again', (each) => each.tellAgain('A-1'), 'taken'],
      ['as before', payments('A-1'), 'approved 45.90, approved 45.90 back 45.90'],
    ]);
    expect(desk.journey('A-1')).toContain('order-payment-returned way-back-claimed cancellation-opened');
  });

  test('a code at the till and the code on the screen at once: whichever is known first stands', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['the till’s answer is slow', done((desk) => network(desk).next('sale', 'answer-late'))],
      ['the till', (desk) => desk.pay('A-1'), 'waits'],
      ['meanwhile another payer scans the code', (desk) => desk.scan('A-1'), 'taken'],
      ['paid by that one', state('A-1'), 'paid'],
      ['the till’s answer', done((desk) => network(desk).releaseAnswers(1, true))],
      ['the till’s goes back', wait(100)],
      ['as it should', payments('A-1'), 'approved 45.90 back 45.90, approved 45.90'],
    ]);
  });

  test('another amount pays nothing', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['a fen too little', (desk) => desk.scan('A-1', { amountFen: 4_589n }), 'taken'],
      ['unpaid', state('A-1'), 'unpaid'],
      ['it went back', payments('A-1'), 'approved 45.89 back 45.89'],
    ]);
  });
});

describe('a discount', () => {
  const open = (desk: OrderDesk) => desk.open('A-1', { discounts: [{ funder: 'scheme', amountFen: 590n }] });
  const owed = (desk: OrderDesk) => balancesOf(desk.shop.store).discount_scheme ?? 0n;

  test('is owed by its funder once the order is paid, and not for a payment that is one too many', async () => {
    await story([
      ['opened', open, 'approved'],
      ['a payer pays the rest', (desk) => desk.scan('A-1'), 'taken'],
      ['paid', payments('A-1'), 'approved 40.00'],
      ['the scheme owes its part', owed, 590n as never],
      ['a second payer', (desk) => desk.scan('A-1'), 'taken'],
      ['goes back', payments('A-1'), 'approved 40.00, approved 40.00 back 40.00'],
      ['the scheme owes no more', owed, 590n as never],
    ]);
  });

  test('goes back to its funder with the payment', async () => {
    await story([
      ['opened', open, 'approved'],
      ['the till', (desk) => desk.pay('A-1'), 'approved'],
      ['the scheme owes its part', owed, 590n as never],
      ['the shop cancels', (desk) => cancelled(desk), 'accepted'],
      ['nobody owes anything', (desk) => desk.shop.books(), 'empty'],
    ]);
  });

  function cancelled(desk: OrderDesk): Asked {
    const { shop } = desk;
    const [payment] = shop.store.payments();
    return shop.submit({
      ...{
        type: 'host-cancel',
        merchant: shop.merchant,
        paymentId: payment!.id,
        route: null,
        amountFen: null,
      },
      ...{ key: 'k', print: 'p', door: 'api', requestedBy: 'shop', reason: 'returned' },
    });
  }
});

describe('a close (关单)', () => {
  test('the network is told first; then nobody can pay', async () => {
    const desk = await story([
      ['opened', (each) => each.open('A-1'), 'approved'],
      ['closed', (each) => each.close('A-1'), 'accepted'],
      ['the network agreed', state('A-1'), 'closed: by-merchant'],
      ['and knows it', (each) => orders(each).closed.has(each.id('A-1')), true as never],
      ['again', (each) => each.close('A-1'), 'approved'],
      ['the till is refused', (each) => each.pay('A-1'), 'order-closed'],
      ['no books', (each) => each.shop.books(), 'empty'],
    ]);
    expect(desk.journey('A-1')).toBe('order-opened order-closing order-closed');
  });

  test('a payment after the close goes back in full; the order stays closed (EXC-07)', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['closed', (desk) => desk.close('A-1'), 'accepted'],
      ['a payment arrives late', (desk) => desk.scan('A-1'), 'taken'],
      ['closed it stays', state('A-1'), 'closed: by-merchant'],
      ['all of it went back', payments('A-1'), 'approved 45.90 back 45.90'],
    ]);
  });

  test('a payment that the network has before the close pays the order', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['paid, nobody told us', (desk) => desk.scan('A-1', { tells: 0 }), ''],
      ['a close is asked for', (desk) => desk.close('A-1'), 'accepted'],
      ['the network says: paid', state('A-1'), 'paid'],
      ['and its notice is the same payment', (desk) => desk.tellAgain('A-1'), 'taken'],
      ['it stands', payments('A-1'), 'approved 45.90'],
    ]);
  });

  test('a lost close is repeated; a payer at it holds it up', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      [
        'the close gets lost, then its answer',
        done((desk) => orders(desk).next('close', 'lost', 'link-down')),
      ],
      ['scanned', done((desk) => orders(desk).scan(desk.id('A-1')))],
      ['a close is asked for', (desk) => desk.close('A-1'), 'accepted'],
      ['closing', state('A-1'), 'closing'],
      ['repeated', wait(8_000)],
      ['the payer holds it up', state('A-1'), 'closing'],
      ['the till is refused', (desk) => desk.pay('A-1'), 'order-close-in-progress'],
      ['the payer leaves', done((desk) => orders(desk).leave(desk.id('A-1')))],
      ['repeated', wait(17_000)],
      ['closed', state('A-1'), 'closed: by-merchant'],
    ]);
  });

  test('while a payment of ours is unknown the close waits for its outcome', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['no answer', done((desk) => network(desk).next('sale', 'answer-lost'))],
      ['it waits', (desk) => desk.pay('A-1'), 'waits'],
      ['a close is asked for', (desk) => desk.close('A-1'), 'accepted'],
      ['not yet', state('A-1'), 'paying'],
      ['the reply is due, the reversal done', wait(21_000)],
      ['closed', state('A-1'), 'closed: by-merchant'],
      ['undone', payments('A-1'), 'reversed 45.90'],
    ]);
  });

  test('the payment that a close waited for is approved: the order is paid', async () => {
    await story([
      ['opened', (desk) => desk.open('A-1'), 'approved'],
      ['a slow answer', done((desk) => network(desk).next('sale', 'answer-late'))],
      ['it waits', (desk) => desk.pay('A-1'), 'waits'],
      ['a close is asked for', (desk) => desk.close('A-1'), 'accepted'],
      ['the approval', done((desk) => network(desk).releaseAnswers(1, true))],
      ['a moment', wait(10)],
      ['paid', state('A-1'), 'paid'],
    ]);
  });
});

describe('expiry is a due row', () => {
  test('at its end the order is closed by itself, to the millisecond', async () => {
    await story([
      ['opened for a minute', (desk) => desk.open('A-1', { expiryMs: 60_000 }), 'approved'],
      ['a moment before', wait(59_500)],
      ['unpaid', state('A-1'), 'unpaid'],
      ['at its end', wait(1_000)],
      ['closed', state('A-1'), 'closed: expired'],
      ['the till is refused', (desk) => desk.pay('A-1'), 'order-expired'],
    ]);
  });

  test('it survives a restart', async () => {
    await story([
      ['opened for a minute', (desk) => desk.open('A-1', { expiryMs: 60_000 }), 'approved'],
      ['the program dies and comes back much later', wait(1_000)],
      ['started anew', (desk) => desk.shop.restart()],
      ['after its end', wait(61_000)],
      ['closed', state('A-1'), 'closed: expired'],
    ]);
  });
});
