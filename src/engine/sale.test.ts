/** The way out: what a sale can come to, and what the one at the terminal is told. */
import { describe, expect, it } from 'vitest';
import { play, Shop } from '../../test/shop.ts';

const AFTER_SALE =
  'network_clearing 99.62, merchant_payable 99.40, fee_income 0.60, issuer_fee_expense 0.35, network_fee_expense 0.03';

describe('a sale that is answered', () => {
  it('is approved: the books owe the merchant the amount less the discount', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale of ¥100.00', (s) => s.sale('000001'), 'approved'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['the journey', (s) => s.journey('000001'), 'payment-sent payment-approved'],
    ]);
    expect(shop.books().split(', ').sort()).toEqual(AFTER_SALE.split(', ').sort());
    await shop.check();
  });

  it.each([
    'funds-insufficient',
    'pin-wrong',
    'card-expired',
    'issuer-not-operating',
    'declined-other',
  ] as const)('is declined (%s): no money moves', async (outcome) => {
    const shop = await Shop.open();
    await play(shop, [
      ['the bank will refuse', (s) => s.network.next('sale', { says: outcome })],
      ['a sale', (s) => s.sale('000001'), outcome],
      ['the payment', (s) => s.state('000001'), `declined: ${outcome}`],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
      ['no reversal goes out', (s) => s.network.count('reversal'), '0 under 0 keys'],
    ]);
    await shop.check();
  });

  it('with the link down is declined as never sent, and the network hears nothing', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the link is down', (s) => s.network.next('sale', 'link-down')],
      ['a sale', (s) => s.sale('000001'), 'network-unreachable'],
      ['the payment', (s) => s.state('000001'), 'declined: network-unreachable'],
      ['the network heard', (s) => s.network.count('sale'), '0 under 0 keys'],
      ['a long time later still no reversal', (s) => s.wait(120_000)],
      ['the network heard', (s) => s.network.count('reversal'), '0 under 0 keys'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });
});

describe('a sale that is refused here leaves nothing behind', () => {
  it('amount, batch and sign-in are looked at first', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['an amount of zero', (s) => s.sale('000001', { amountFen: 0n }), 'amount-out-of-range'],
      [
        'more digits than a message holds',
        (s) => s.sale('000002', { amountFen: 10n ** 12n }),
        'amount-out-of-range',
      ],
      ['a batch that is not open', (s) => s.sale('000003', { batchNo: '000009' }), 'batch-differs'],
      ['a terminal nobody knows', (s) => s.sale('000004', { terminal: '99999999' }), 'terminal-unknown'],
      ['nothing is stored', (s) => String(s.store.payments().length), '0'],
      ['the same trace number comes right later', (s) => s.sale('000001'), 'approved'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });
});

describe('a sale without an answer is unknown, never declined, and is undone', () => {
  it('the answer is lost: reversal until the network acknowledges, all money back', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['and two reversals with it', (s) => s.network.next('reversal', 'lost', 'answer-lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the reply is due', (s) => s.wait(20_250)],
      ['the terminal was told', (s) => s.told('000001'), 'outcome-unknown'],
      ['the payment', (s) => s.state('000001'), 'unknown'],
      ['the payer is still charged', (s) => String(s.network.paidFen(s.find('000001')!.network)), '10000'],
      ['a first repeat one second later', (s) => s.wait(1_250)],
      ['which arrives, its answer does not', (s) => s.state('000001'), 'unknown'],
      ['a second repeat two seconds later', (s) => s.wait(2_500)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL done'],
      ['one reversal, sent three times', (s) => s.network.count('reversal'), '3 under 1 keys'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    expect(shop.journey('000001')).toBe(
      'payment-sent payment-unknown cancellation-opened back-sent back-sent back-sent payment-reversed cancellation-done',
    );
    await shop.check();
  });

  it('the sale never arrived: the network knows no original, which is the best news', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale will be lost', (s) => s.network.next('sale', 'lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the reply is due', (s) => s.wait(20_250)],
      ['the network has no such sale', (s) => s.state('000001'), 'reversed'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL done'],
    ]);
    await shop.check();
  });

  it.each(['switch-no-answer', 'issuer-too-late'] as const)(
    'the network itself does not know (%s): undone at once',
    async (code) => {
      const shop = await Shop.open();
      await play(shop, [
        ['the network will not know', (s) => s.network.next('sale', { says: code })],
        ['a sale, without waiting for the deadline', (s) => s.sale('000001'), 'outcome-unknown'],
        ['the payment', (s) => s.state('000001'), 'reversed'],
        ['the network got a reversal', (s) => s.network.count('reversal'), '1 under 1 keys'],
      ]);
      await shop.check();
    },
  );
});

describe('an approval that comes too late changes nothing, but is not ignored', () => {
  it('before the acknowledgement of the reversal, twice: kept in the journey, still reversed', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be late', (s) => s.network.next('sale', 'answer-late')],
      ['the first reversal will be lost', (s) => s.network.next('reversal', 'lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the reply is due', (s) => s.wait(20_250)],
      ['the payment', (s) => s.state('000001'), 'unknown'],
      ['the approval arrives, twice', (s) => s.network.releaseAnswers(2)],
      ['that is written down', (s) => s.wait(0)],
      ['the payment', (s) => s.state('000001'), 'unknown'],
      ['nothing is booked on it', (s) => s.books(), 'empty'],
      ['the reversal is repeated', (s) => s.wait(1_250)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    expect(
      shop
        .journey('000001')
        .split(' ')
        .filter((kind) => kind === 'late-approval'),
    ).toHaveLength(1);
    await shop.check();
  });

  it('after the acknowledgement, twice: the payment stays reversed and the books empty', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be late', (s) => s.network.next('sale', 'answer-late')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the reply is due, the reversal is acknowledged', (s) => s.wait(20_250)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['the approval arrives, twice', (s) => s.network.releaseAnswers(2)],
      ['a minute later', (s) => s.wait(60_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['the books', (s) => s.books(), 'empty'],
      ['no second reversal', (s) => s.network.count('reversal'), '1 under 1 keys'],
    ]);
    await shop.check();
  });

  it('a late decline proves that nothing was taken: the reversal ends with it', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale is held on its way', (s) => s.network.next('sale', 'held')],
      ['reversals get lost', (s) => s.network.always('reversal', 'lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the reply is due', (s) => s.wait(20_250)],
      ['the payment', (s) => s.state('000001'), 'unknown'],
      [
        'the bank declines late',
        (s) => {
          const { network } = s.find('000001')!;
          const late = {
            network,
            subject: null,
            mti: '0210',
            amountFen: null,
            outcome: 'funds-insufficient',
            authCode: null,
            clearingDay: null,
          } as const;
          const key = s.network.received[0]!.key;
          s.network.deliver(key, late);
        },
      ],
      ['that is decided', (s) => s.wait(0)],
      ['the payment', (s) => s.state('000001'), 'declined: funds-insufficient'],
      ['its reversal', (s) => s.back('000001'), 'REVERSAL done'],
      ['nothing is repeated any more', (s) => s.wait(120_000)],
      ['the network got', (s) => s.network.count('reversal'), '1 under 1 keys'],
    ]);
    await shop.check();
  });
});

describe('a reversal that nobody acknowledges', () => {
  it('is repeated under a bound, then handed to a person, and a late acknowledgement still ends it', async () => {
    const shop = await Shop.open({ limits: { attemptsMax: 4 } });
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      [
        'reversals are carried out, their answers come late',
        (s) => s.network.always('reversal', 'answer-late'),
      ],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['two minutes', (s) => s.wait(120_000)],
      ['the network got', (s) => s.network.count('reversal'), '4 under 1 keys'],
      ['the payment is shown as what it is', (s) => s.state('000001'), 'unknown'],
      ['a person has to look', (s) => s.back('000001'), 'REVERSAL handed'],
      ['the acknowledgement arrives after all', (s) => s.network.releaseAnswers()],
      ['it counts', (s) => s.wait(0)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL done'],
    ]);
    await shop.check();
  });
});
