/** A void: the whole of a known success, same clearing day, open batch, same terminal. */
import { describe, expect, it } from 'vitest';
import { CARD, play, Shop, T2 } from '../../test/shop.ts';

describe('a terminal voids its sale', () => {
  it('names the code of the approval, or none', async () => {
    const shop = await Shop.open();
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const payment = shop.find('000001')!;
    const authCode = payment.state === 'approved' ? payment.approval.authCode! : '';
    await play(shop, [
      ['another code', (s) => s.void('000002', '000001', { authCode: 'WRONG1' }), 'reference-differs'],
      ['its code', (s) => s.void('000003', '000001', { authCode }), 'approved'],
    ]);
    await shop.check();
  });

  it('whole: all money back, nobody keeps a fee, both stand in the batch', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['the payment', (s) => s.state('000001'), 'voided'],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 1×100.00'],
      ['under a new trace number', (s) => s.void('000003', '000001'), 'already-voided'],
      ['a refund', (s) => s.refund('000004', '000001'), 'already-voided'],
    ]);
    await shop.check();
  });

  it('and the bank refuses: the sale stands, and may be tried again', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the bank will refuse', (s) => s.network.next('void', { says: 'function-not-supported' })],
      ['its void', (s) => s.void('000002', '000001'), 'function-not-supported'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['under a new trace number', (s) => s.void('000003', '000001'), 'approved'],
      ['its ways back', (s) => s.back('000001'), 'VOID refused, VOID done'],
    ]);
    await shop.check();
  });

  it('with the link down: not made, the sale stands', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the link is down', (s) => s.network.next('void', 'link-down')],
      ['its void', (s) => s.void('000002', '000001'), 'network-unreachable'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'VOID refused'],
    ]);
    await shop.check();
  });
});

describe('a void that is refused here; nothing is sent', () => {
  const refusals: readonly (readonly [
    string,
    (shop: Shop) => Promise<unknown> | undefined,
    (shop: Shop) => unknown,
    string,
  ])[] = [
    [
      'part of the amount',
      () => undefined,
      (s) => s.void('000009', '000001', { amountFen: 1n }),
      'void-not-whole',
    ],
    [
      'another terminal',
      () => undefined,
      (s) => s.void('000009', '000001', { terminal: T2, originalBatch: '000007' }),
      'other-terminal',
    ],
    [
      'another card',
      () => undefined,
      (s) => s.void('000009', '000001', { card: { ...CARD, index: 'a'.repeat(32) } }),
      'card-differs',
    ],
    ['no such sale', () => undefined, (s) => s.void('000009', '000777'), 'payment-not-found'],
    ['after settlement', (s) => s.settleAll(), (s) => s.void('000009', '000001'), 'batch-settled'],
    [
      'after the cut-over',
      (s) => s.time.advanceTo(Date.UTC(2026, 10, 23, 15, 0, 0)),
      (s) => s.void('000009', '000001'),
      'clearing-day-over',
    ],
  ];
  it.each(refusals)('%s', async (_words, before, act, outcome) => {
    const shop = await Shop.open({ limits: { duePollMs: 60_000 } });
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    await before(shop);
    await play(shop, [
      ['its void', act, outcome],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the network got', (s) => s.network.count('void'), '0 under 0 keys'],
    ]);
    await shop.check();
  });

  it('at the last good second a void is a void', async () => {
    const shop = await Shop.open({ limits: { duePollMs: 60_000 } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['until 22:59:59', (s) => s.time.advanceTo(Date.UTC(2026, 10, 23, 14, 59, 59))],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('after a refund, and while its outcome is unknown', async () => {
    const shop = await Shop.open({ rules: { 'unionpay.pos.sameDayPartialRefund': true } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['part of it refunded', (s) => s.refund('000002', '000001', { amountFen: 1_000n }), 'approved'],
      ['its void', (s) => s.void('000003', '000001'), 'refund-started'],
      ['the next answer will be lost, and its reversal too', (s) => s.network.next('sale', 'answer-lost')],
      ['with its first reversal', (s) => s.network.next('reversal', 'lost')],
      ['another sale', (s) => s.sale('000004'), 'waits'],
      ['while it runs, a void', (s) => s.void('000005', '000004'), 'payment-in-progress'],
      ['the reply is due', (s) => s.wait(20_250)],
      ['a void', (s) => s.void('000006', '000004'), 'outcome-not-known'],
      ['the reversal is repeated', (s) => s.wait(1_250)],
      ['a void', (s) => s.void('000007', '000004'), 'already-reversed'],
    ]);
    await shop.check();
  });
});

describe('a void without an answer is undone, so that the sale is surely alive', () => {
  it.each(['lost', 'answer-lost'] as const)(
    '%s: the void is reversed, the sale stands, a second void may follow',
    async (fate) => {
      const shop = await Shop.open();
      await play(shop, [
        ['a sale', (s) => s.sale('000001'), 'approved'],
        ['the void will get no answer', (s) => s.network.next('void', fate)],
        ['nor its first reversal', (s) => s.network.next('reversal', 'lost')],
        ['its void', (s) => s.void('000002', '000001'), 'waits'],
        ['the answer is due', (s) => s.wait(20_250)],
        ['the terminal was told', (s) => s.told('000002'), 'void-undone'],
        ['meanwhile', (s) => s.back('000001'), 'VOID undoing'],
        ['a second void has to wait', (s) => s.void('000003', '000001'), 'void-in-progress'],
        ['the reversal of the void is repeated', (s) => s.wait(1_250)],
        ['its way back', (s) => s.back('000001'), 'VOID undone'],
        ['the payment', (s) => s.state('000001'), 'approved'],
        ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
        ['a second void', (s) => s.void('000004', '000001'), 'approved'],
        ['the books', (s) => s.books(), 'empty'],
      ]);
      expect(shop.journey('000001')).toContain('void-unanswered');
      await shop.check();
    },
  );

  it('an approval of the void that comes after its undoing changes nothing', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the answer to the void will be late', (s) => s.network.next('void', 'answer-late')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['the answer is due; the void is undone', (s) => s.wait(20_250)],
      ['its way back', (s) => s.back('000001'), 'VOID undone'],
      ['the approval of the void arrives, twice', (s) => s.network.releaseAnswers(2)],
      ['a minute later', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('an approval of the void that comes while a person has to look at its undoing changes nothing', async () => {
    const shop = await Shop.open({ limits: { attemptsMax: 3 } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the answer to the void will be late', (s) => s.network.next('void', 'answer-late')],
      [
        'its reversals are carried out, but their answers get lost',
        (s) => s.network.always('reversal', 'answer-lost'),
      ],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['two minutes', (s) => s.wait(120_000)],
      ['a person has to look', (s) => s.back('000001'), 'VOID handed'],
      ['the approval of the void arrives', (s) => s.network.releaseAnswers()],
      ['a minute later', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the clearing file comes: the void is not in it', (s) => s.clearingFile('000001'), 'accepted'],
      ['its way back', (s) => s.back('000001'), 'VOID refused'],
    ]);
    await shop.check();
  });
});

describe('a terminal reverses its own void', () => {
  it('that was completed: the sale lives again and the books stand as after the sale', async () => {
    const shop = await Shop.open();
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const afterSale = shop.books();
    await play(shop, [
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['the terminal got no answer: reversal of the void', (s) => s.reverse('000002', 'void'), 'approved'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'VOID undone'],
      ['the books', (s) => s.books(), afterSale],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['the reversal again', (s) => s.reverse('000002', 'void'), 'approved'],
      ['a second void', (s) => s.void('000003', '000001'), 'approved'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('that is still running: the late approval of the void changes nothing', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the answer to the void will be late', (s) => s.network.next('void', 'answer-late')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['the terminal gives up: reversal of the void', (s) => s.reverse('000002', 'void'), 'approved'],
      ['the one who waited was told', (s) => s.told('000002'), 'void-undone'],
      ['the approval of the void arrives', (s) => s.network.releaseAnswers()],
      ['a minute later', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('before the void arrived: the void finds a tombstone and is not carried out', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the reversal overtakes', (s) => s.reverse('000002', 'void'), 'original-not-found'],
      ['the void arrives', (s) => s.void('000002', '000001'), 'reversed-before-arrival, again'],
      ['the network got', (s) => s.network.count('void'), '0 under 0 keys'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('that was refused: nothing to undo', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the bank will refuse', (s) => s.network.next('void', { says: 'function-not-supported' })],
      ['its void', (s) => s.void('000002', '000001'), 'function-not-supported'],
      ['its reversal', (s) => s.reverse('000002', 'void'), 'payment-not-approved'],
      [
        'a void that was refused here',
        (s) => s.void('000003', '000001', { amountFen: 1n }),
        'void-not-whole',
      ],
      ['its reversal', (s) => s.reverse('000003', 'void', { amountFen: 1n }), 'payment-not-approved, again'],
    ]);
    await shop.check();
  });
});

describe('two voids race', () => {
  it('from the terminal and from the back office: one is made, the loser is told which one won', async () => {
    const shop = await Shop.open();
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const atTerminal = shop.void('000002', '000001');
    const atOffice = shop.hostCancel('key-1', '000001');
    await shop.time.settle();
    expect([atTerminal.result, atOffice.result]).toEqual(['approved', 'void-in-progress']);
    expect(shop.back('000001')).toBe('VOID done');
    await shop.check();
  });
});
