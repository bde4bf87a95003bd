/** A hold: taken, raised, completed, voided, reversed, lapsed. No money moves before the completion. */
import { describe, expect, it } from 'vitest';
import { CARD, play, Shop, T2 } from '../../test/shop.ts';
import { complete, hold, preauth, raise, voidOf } from '../../test/shop-holds.ts';

const DAY_MS = 86_400_000;
/** 23 November 2026 in Shanghai, and the first instant after its thirtieth day. */
const LAPSES_MS = Date.UTC(2026, 11, 23, 16, 0, 0);
/** Days pass quickly: deadlines are looked at every ten minutes. */
const SLOWLY = { limits: { duePollMs: 600_000 } } as const;
const OTHER_CARD = { ...CARD, index: 'a'.repeat(32) };

describe('a pre-authorisation and its completion', () => {
  it('for less: what was completed is paid, with its fee, and nothing of the hold was ever in the books', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['¥100.00 is held', (s) => preauth(s, '000001'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
      [
        '¥80.00 of it is completed',
        (s) => complete(s, '000002', '000001', { amountFen: 8_000n }),
        'approved',
      ],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
      ['the completion', (s) => s.state('000002'), 'approved'],
      [
        'the books',
        (s) => s.books(),
        'network_clearing 79.69, merchant_payable 79.52, fee_income 0.48, issuer_fee_expense 0.28, ' +
          'network_fee_expense 0.03',
      ],
      ['the batch', (s) => s.totals(), 'debit 1×80.00 credit 0×0.00'],
      [
        'a second completion',
        (s) => complete(s, '000003', '000001', { amountFen: 100n }),
        'preauth-completed',
      ],
      ['its void', (s) => voidOf(s, 'preauthorisation', '000004', '000001'), 'preauth-completed'],
    ]);
    expect(shop.journey('000001')).toBe('payment-sent payment-approved completion-asked preauth-completed');
    await shop.check();
  });

  it('for 115 % at most, days later, in another batch and at another terminal', async () => {
    const shop = await Shop.open(SLOWLY);
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['nine days', (s) => s.wait(9 * DAY_MS)],
      [
        'a fen too much',
        (s) => complete(s, '000002', '000001', { amountFen: 11_501n, terminal: T2 }),
        'completion-exceeds-hold',
      ],
      ['the bound', (s) => complete(s, '000003', '000001', { amountFen: 11_500n, terminal: T2 }), 'approved'],
      ['the batch there', (s) => s.totals(T2), 'debit 1×115.00 credit 0×0.00'],
    ]);
    await shop.check();
  });

  it('increments raise it, and what is completed is measured by the sum', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['more', (s) => raise(s, '000002', '000001', { amountFen: 5_000n }), 'approved'],
      ['and more', (s) => raise(s, '000003', '000001', { amountFen: 2_000n, terminal: T2 }), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'held 170.00'],
      ['too much', (s) => complete(s, '000004', '000001', { amountFen: 19_551n }), 'completion-exceeds-hold'],
      ['115 % of it', (s) => complete(s, '000005', '000001', { amountFen: 19_550n }), 'approved'],
      ['an increment afterwards', (s) => raise(s, '000006', '000001'), 'preauth-completed'],
    ]);
    await shop.check();
  });

  it('a completion that the bank declines leaves the hold alive', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the bank will decline', (s) => s.network.next('completion', { says: 'funds-insufficient' })],
      ['its completion', (s) => complete(s, '000002', '000001'), 'funds-insufficient'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['under a new trace number', (s) => complete(s, '000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });
});

describe('what is refused here; nothing is sent', () => {
  const refusals: readonly (readonly [string, (shop: Shop) => unknown, string])[] = [
    ['another card', (s) => complete(s, '000009', '000001', { card: OTHER_CARD }), 'card-differs'],
    ['another code', (s) => complete(s, '000009', '000001', { authCode: '999999' }), 'original-not-found'],
    ['no such hold', (s) => complete(s, '000009', '000777'), 'original-not-found'],
    ['nothing', (s) => complete(s, '000009', '000001', { amountFen: 0n }), 'amount-out-of-range'],
    [
      'a void of a part',
      (s) => voidOf(s, 'preauthorisation', '000009', '000001', { amountFen: 1n }),
      'void-not-whole',
    ],
    [
      'a void at another terminal',
      (s) => voidOf(s, 'preauthorisation', '000009', '000001', { terminal: T2 }),
      'other-terminal',
    ],
    ['a sale’s void of a hold', (s) => s.void('000009', '000001'), 'payment-not-found'],
    ['a refund of a hold', (s) => s.refund('000009', '000001'), 'nothing-was-charged'],
    [
      'the back office refunds it',
      (s) => s.hostCancel('k', '000001', { route: 'REFUND' }),
      'nothing-was-charged',
    ],
  ];
  it.each(refusals)('%s: %s', async (_words, act, reason) => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['refused', act, reason],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
    ]);
    expect(shop.network.received).toHaveLength(1);
    await shop.check();
  });

  it('a code that two cards have is looked up with the card', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      [
        'by its code alone, at another terminal',
        (s) => complete(s, '000002', '000001', { byCode: true, terminal: T2 }),
        'approved',
      ],
    ]);
    await shop.check();
  });
});

describe('a void lifts the hold', () => {
  it('whole, with all that raised it, on a later day and after the settlement', async () => {
    const shop = await Shop.open(SLOWLY);
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['more', (s) => raise(s, '000002', '000001', { amountFen: 5_000n }), 'approved'],
      ['two days', (s) => s.wait(2 * DAY_MS)],
      [
        'its own amount is not the whole',
        (s) => voidOf(s, 'preauthorisation', '000003', '000001'),
        'void-not-whole',
      ],
      [
        'the finally accepted sum',
        (s) => voidOf(s, 'preauthorisation', '000004', '000001', { amountFen: 15_000n }),
        'approved',
      ],
      ['the hold', (s) => hold(s, '000001'), 'voided'],
      ['the increment', (s) => s.hostCancel('k', '000002'), 'already-voided'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
      ['its completion', (s) => complete(s, '000005', '000001'), 'already-voided'],
    ]);
    await shop.check();
  });

  it('by the back office, asked and done alike', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the back office', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['the hold', (s) => hold(s, '000001'), 'voided'],
      ['its way back', (s) => s.back('000001'), 'VOID done'],
      ['once more', (s) => s.hostCancel('key-2', '000001'), 'already-voided'],
    ]);
    await shop.check();
  });

  it('without an answer is itself reversed, and the hold stands', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the answer will be lost', (s) => s.network.next('void', 'answer-lost')],
      ['its void', (s) => voidOf(s, 'preauthorisation', '000002', '000001'), 'waits'],
      ['the answer is due', (s) => s.wait(21_000)],
      ['the terminal was told', (s) => s.told('000002'), 'void-undone'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['its way back', (s) => s.back('000001'), 'VOID undone'],
      ['its completion', (s) => complete(s, '000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('that the terminal reverses: the hold lives again, and may be completed', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['its void', (s) => voidOf(s, 'preauthorisation', '000002', '000001'), 'approved'],
      ['the terminal reverses the void', (s) => s.reverse('000002', 'void'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['its completion', (s) => complete(s, '000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });
});

describe('reversals', () => {
  it('of a hold that nobody answered: the host reverses, nothing is held', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('preauth', 'answer-lost')],
      ['a hold', (s) => preauth(s, '000001'), 'waits'],
      ['the reply is due', (s) => s.wait(21_000)],
      ['the terminal was told', (s) => s.told('000001'), 'outcome-unknown'],
      ['the hold', (s) => hold(s, '000001'), 'reversed'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL done'],
      ['the terminal reverses too', (s) => s.reverse('000001', 'preauthorisation'), 'approved, again'],
      ['its completion', (s) => complete(s, '000002', '000001'), 'already-reversed'],
    ]);
    await shop.check();
  });

  it('of a hold by its terminal, which saw no answer', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the terminal reverses', (s) => s.reverse('000001', 'preauthorisation'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'reversed'],
      ['the same message late', (s) => preauth(s, '000001'), 'already-reversed, again'],
    ]);
    await shop.check();
  });

  it('that overtakes its hold: the tombstone refuses the hold', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the reversal first', (s) => s.reverse('000001', 'preauthorisation'), 'original-not-found'],
      ['the hold after it', (s) => preauth(s, '000001'), 'reversed-before-arrival, again'],
      ['the hold', (s) => hold(s, '000001'), 'none'],
    ]);
    expect(shop.network.received).toEqual([]);
    await shop.check();
  });

  it('of an increment: the first sum is held again', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['more', (s) => raise(s, '000002', '000001', { amountFen: 5_000n }), 'approved'],
      [
        'the terminal reverses the increment',
        (s) => s.reverse('000002', 'increment', { amountFen: 5_000n }),
        'approved',
      ],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['the increment', (s) => s.state('000002'), 'reversed'],
    ]);
    await shop.check();
  });

  it('of an increment without an answer: meanwhile the hold is neither raised nor voided', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the answer will be lost', (s) => s.network.next('preauth', 'answer-lost')],
      ['more', (s) => raise(s, '000002', '000001', { amountFen: 5_000n }), 'waits'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00, being raised'],
      ['once more', (s) => raise(s, '000003', '000001'), 'increment-in-progress'],
      ['its void', (s) => voidOf(s, 'preauthorisation', '000004', '000001'), 'increment-in-progress'],
      ['the reply is due', (s) => s.wait(21_000)],
      ['the increment', (s) => s.state('000002'), 'reversed'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
    ]);
    await shop.check();
  });

  it('of a completion without an answer: the money is back and the hold lives on', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the answer will be lost', (s) => s.network.next('completion', 'answer-lost')],
      ['its completion', (s) => complete(s, '000002', '000001'), 'waits'],
      ['meanwhile another', (s) => complete(s, '000003', '000001'), 'completion-in-progress'],
      ['or a void', (s) => voidOf(s, 'preauthorisation', '000004', '000001'), 'completion-in-progress'],
      ['the reply is due', (s) => s.wait(21_000)],
      ['the completion', (s) => s.state('000002'), 'reversed'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['the books', (s) => s.books(), 'empty'],
      ['completed at the second try', (s) => complete(s, '000005', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('of a completion by its terminal', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['its completion', (s) => complete(s, '000002', '000001'), 'approved'],
      ['the terminal reverses it', (s) => s.reverse('000002', 'completion'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['the batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
    ]);
    await shop.check();
  });
});

describe('time ends a hold', () => {
  it('on the first instant after its last day, and tells', async () => {
    const shop = await Shop.open(SLOWLY);
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the last second', (s) => s.time.advanceTo(LAPSES_MS - 1)],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['ten minutes later', (s) => s.time.advanceTo(LAPSES_MS + 600_000)],
      ['the hold', (s) => hold(s, '000001'), 'expired'],
      ['its completion', (s) => complete(s, '000002', '000001'), 'preauth-expired'],
      ['its void', (s) => voidOf(s, 'preauthorisation', '000003', '000001'), 'preauth-expired'],
      ['the back office', (s) => s.hostCancel('k', '000001'), 'preauth-expired'],
    ]);
    expect(shop.journey('000001')).toBe('payment-sent payment-approved preauth-expired');
    expect(shop.network.received).toHaveLength(1);
    await shop.check();
  });

  it('the institution sets another term: it counts from the day of the hold on', async () => {
    const shop = await Shop.open({ ...SLOWLY, rules: { 'preauth.days': 10 } });
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['eleven days', (s) => s.wait(11 * DAY_MS)],
      ['the hold', (s) => hold(s, '000001'), 'expired'],
    ]);
    await shop.check();
  });

  it('not while a completion waits for its answer; one that came to nothing is followed by the end', async () => {
    const shop = await Shop.open({
      rules: { 'preauth.days': 0 },
      startMs: Date.UTC(2026, 10, 23, 15, 58, 0),
    });
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['ten seconds before its end', (s) => s.time.advanceTo(Date.UTC(2026, 10, 23, 16, 0, 0) - 10_000)],
      ['nobody will answer', (s) => s.network.next('completion', 'lost')],
      ['its completion', (s) => complete(s, '000002', '000001'), 'waits'],
      ['its time is over', (s) => s.wait(12_000)],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00, completion open'],
      ['the completion is reversed', (s) => s.wait(12_000)],
      ['the completion', (s) => s.state('000002'), 'reversed'],
      ['the hold', (s) => hold(s, '000001'), 'expired'],
    ]);
    await shop.check();
  });
});

describe('the day changes', () => {
  it('while the reversal of a hold is in repeat: no file will tell, a person asks the bank', async () => {
    const shop = await Shop.open({ startMs: Date.UTC(2026, 10, 23, 14, 59, 30) });
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('preauth', 'answer-lost')],
      ['and every reversal', (s) => s.network.always('reversal', 'lost')],
      ['a hold at 22:59:30', (s) => preauth(s, '000001'), 'waits'],
      ['until 23:01', (s) => s.wait(90_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL handed'],
      ['a file that does not speak of it', (s) => s.clearingFile('000001', { paymentIn: false }), 'accepted'],
      ['changes nothing', (s) => s.back('000001'), 'REVERSAL handed'],
      [
        'an operator has the bank’s word that it stands',
        (s) =>
          s.act('000001', {
            type: 'propose-end',
            verdict: 'not-carried-out',
            evidence: 'call 4711',
            by: 'ann',
          }),
        'accepted',
      ],
      ['another approves', (s) => s.act('000001', { type: 'approve-end', by: 'bob' }), 'accepted'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
      ['and is voided, on the new day', (s) => s.hostCancel('k', '000001'), 'accepted'],
      ['the hold', (s) => hold(s, '000001'), 'voided'],
    ]);
    await shop.check();
  });
});
