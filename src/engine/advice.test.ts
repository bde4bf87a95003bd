/** Tips, corrected amounts, sales made without the host, script results: from the terminal to the network. */
import { describe, expect, it } from 'vitest';
import { advicesOf, networkKeyText } from '#domain/payment';
import { BEFORE_CUT_OVER_MS, play, Shop, type Step, T2 } from '../../test/shop.ts';
import { complete, preauth } from '../../test/shop-holds.ts';

const amount = (shop: Shop, stan = '000001'): string => String(shop.find(stan)?.amountFen);

describe('a tip', () => {
  it('adds to the sale: books, batch, and the void that takes it all', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale of ¥100.00', (s) => s.sale('000001'), 'approved'],
      ['a tip of ¥10.00', (s) => s.advise('000002', '000001', 11_000n), 'approved'],
      ['the sale', (s) => amount(s), '11000'],
      ['one sale in the batch', (s) => s.totals(), 'debit 1×110.00 credit 0×0.00'],
      ['the network heard', (s) => s.network.count('debit-adjustment'), '1 under 1 keys'],
      [
        'a void of the first amount',
        (s) => s.void('000003', '000001', { amountFen: 10_000n }),
        'void-not-whole',
      ],
      ['a void of the sum', (s) => s.void('000004', '000001'), 'approved'],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 1×110.00 credit 1×110.00'],
    ]);
    expect(shop.journey('000001')).toMatch(/payment-approved advice-opened amount-changed/);
    await shop.check();
  });

  it('the refund takes the sum too, and no more', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS });
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the tip', (s) => s.advise('000002', '000001', 11_500n), 'approved'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['next day', (s) => s.wait(60_000)],
      ['too much', (s) => s.refund('000003', '000001', { amountFen: 11_501n }), 'exceeds-remaining'],
      ['all of it', (s) => s.refund('000004', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it.each([
    ['over the part that is allowed', 11_501n, {}, 'tip-over-limit'],
    ['nothing', 10_000n, {}, 'adjustment-changes-nothing'],
    ['another sum than the difference', 11_000n, { tipFen: 900n }, 'original-amount-differs'],
    ['at another terminal', 11_000n, { terminal: T2 }, 'other-terminal'],
  ] as const)('of %s is refused, and the same again too', async (_, toFen, at, outcome) => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the tip', (s) => s.advise('000002', '000001', toFen, at), outcome],
      ['the same again', (s) => s.advise('000002', '000001', toFen, at), `${outcome}, again`],
      ['the sale', (s) => amount(s), '10000'],
      ['the network heard nothing', (s) => s.network.count('debit-adjustment'), '0 under 0 keys'],
    ]);
    await shop.check();
  });

  it('is taken by the reversal too, which repeats the amount before it or names the sum', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'approved'],
      ['another', (s) => s.advise('000003', '000001', 11_500n), 'approved'],
      [
        'a sum it never had',
        (s) => s.reverse('000001', 'sale', { amountFen: 11_501n }),
        'reversal-amount-differs',
      ],
      ['as the sale was sent', (s) => s.reverse('000001', 'sale', { amountFen: 10_000n }), 'approved'],
      ['again', (s) => s.reverse('000001', 'sale', { amountFen: 11_500n }), 'approved, again'],
      ['the sale', (s) => s.state('000001'), 'reversed'],
      ['the payer has paid', (s) => String(s.network.paidFen(s.find('000001')!.network)), '0'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('two tips together stay within the part, by the first amount', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the first', (s) => s.advise('000002', '000001', 11_000n), 'approved'],
      ['one too many', (s) => s.advise('000003', '000001', 11_501n), 'tip-over-limit'],
      ['what is left', (s) => s.advise('000004', '000001', 11_500n), 'approved'],
    ]);
    await shop.check();
  });

  it('of a voided, refunded, or undecided sale is refused by name', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['no such sale', (s) => s.advise('000001', '000099', 11_000n), 'payment-not-found'],
      ['the answer is lost', (s) => s.network.next('sale', 'answer-lost')],
      ['a sale', (s) => s.sale('000002'), 'waits'],
      ['its tip', (s) => s.advise('000003', '000002', 11_000n), 'payment-in-progress'],
      ['another sale', (s) => s.sale('000004'), 'approved'],
      ['its void', (s) => s.void('000005', '000004'), 'approved'],
      ['its tip', (s) => s.advise('000006', '000004', 11_000n), 'already-voided'],
    ]);
  });

  it('without an answer is repeated under one key, and shuts every way back meanwhile', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['two answers get lost', (s) => s.network.next('debit-adjustment', 'answer-lost', 'lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['the same again waits too', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['a void', (s) => s.void('000003', '000001'), 'adjustment-in-progress'],
      ['another tip', (s) => s.advise('000004', '000001', 11_200n), 'adjustment-in-progress'],
      ['the repeats', (s) => s.wait(3_500)],
      ['the terminal was told', (s) => s.told('000002'), 'approved'],
      ['one message, sent three times', (s) => s.network.count('debit-adjustment'), '3 under 1 keys'],
      ['the sale', (s) => amount(s), '11000'],
      ['a void of the sum', (s) => s.void('000005', '000001', { amountFen: 11_000n }), 'approved'],
    ]);
    await shop.check();
  });

  it('whose word comes after the settlement changes the sale; the settled batch stays as both counted it', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the answer is lost', (s) => s.network.next('debit-adjustment', 'answer-lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['the repeat', (s) => s.wait(2_000)],
      ['the terminal was told', (s) => s.told('000002'), 'approved'],
      ['nothing in the new batch', (s) => s.totals(), 'debit 0×0.00 credit 0×0.00'],
      ['the refund takes the sum', (s) => s.refund('000003', '000001', { amountFen: 11_000n }), 'approved'],
    ]);
    await shop.check();
  });

  it('that the issuer refuses releases what was reserved', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the bank will refuse', (s) => s.network.next('debit-adjustment', { says: 'funds-insufficient' })],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'funds-insufficient'],
      ['the sale', (s) => amount(s), '10000'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['a void of the first amount', (s) => s.void('000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('survives the program: what was on disk is sent after the restart', async () => {
    const shop = await Shop.open();
    await play(shop, [['the sale', (s) => s.sale('000001'), 'approved']]);
    shop.crashAt('before-send');
    shop.advise('000002', '000001', 11_000n);
    await shop.time.settle();
    expect(shop.died).toBe(true);
    await shop.restart();
    await play(shop, [
      ['it is due', (s) => s.wait(1_500)],
      ['the sale', (s) => amount(s), '11000'],
      ['the terminal asks again', (s) => s.advise('000002', '000001', 11_000n), 'approved, again'],
    ]);
    await shop.check();
  });

  it('that nobody acknowledges is still asked for once an hour: it shuts the way back, so it must end', async () => {
    const shop = await Shop.open({ limits: { attemptsMax: 3 } });
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['every message is lost', (s) => s.network.always('debit-adjustment', 'lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['a long time', (s) => s.wait(60_000)],
      ['handed', (s) => advicesOf(s.find('000001')!)[0]?.state, 'handed'],
      ['no way back', (s) => s.void('000003', '000001'), 'adjustment-in-progress'],
      ['the line is repaired', (s) => s.network.always('debit-adjustment', 'well')],
      ['an hour', (s) => s.wait(3_600_000)],
      ['the sale', (s) => amount(s), '11000'],
      ['a person was told once', (s) => `${s.journey('000001').split('advice-handed').length - 1}`, '1'],
      ['the void', (s) => s.void('000004', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('finds its answer by its own key, also when the program was started anew meanwhile', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the first answer is late', (s) => s.network.next('debit-adjustment', 'answer-late')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['the program is started anew', (s) => s.restart()],
      ['the answer comes', (s) => s.network.releaseAnswers()],
      ['it is taken', (s) => s.time.settle()],
      ['the sale', (s) => amount(s), '11000'],
      ['nothing was sent again', (s) => s.network.count('debit-adjustment'), '1 under 1 keys'],
    ]);
    await shop.check();
  });

  it.each([
    ['over another amount', { amountFen: 999n }],
    ['of another kind of message', { mti: '0210' }],
  ])('takes no answer %s', async (_, change) => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['nothing arrives', (s) => s.network.next('debit-adjustment', 'lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
    ]);
    const { network } = advicesOf(shop.find('000001')!)[0]!;
    shop.networkAnswers(networkKeyText(network), {
      ...{ network, subject: null, mti: '0230', amountFen: 1_000n, outcome: 'approved', authCode: null },
      ...{ clearingDay: shop.network.day, ...change },
    });
    await shop.time.settle();
    expect(amount(shop)).toBe('10000');
    expect(shop.troubles).toEqual([expect.stringMatching(/does not fit/)]);
  });

  it('that cannot leave says nothing of its sale', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the link is down', (s) => s.network.next('debit-adjustment', 'link-down')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['the sale', (s) => s.state('000001'), 'approved'],
      ['the repeat', (s) => s.wait(2_000)],
      ['the sale', (s) => amount(s), '11000'],
    ]);
    await shop.check();
  });

  it('that nobody acknowledges goes to a person, and a late answer still ends it', async () => {
    const shop = await Shop.open({ limits: { attemptsMax: 3 } });
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the first answer is late', (s) => s.network.next('debit-adjustment', 'answer-late')],
      ['all others are lost', (s) => s.network.always('debit-adjustment', 'lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['a long time', (s) => s.wait(60_000)],
    ]);
    expect(advicesOf(shop.find('000001')!)).toMatchObject([{ state: 'handed' }]);
    shop.network.releaseAnswers(1, true);
    await shop.time.settle();
    expect(amount(shop)).toBe('11000');
    await shop.check();
  });

  it('of a completion stays within what may be taken of its hold', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold of ¥100.00', (s) => preauth(s, '000001'), 'approved'],
      ['its completion', (s) => complete(s, '000002', '000001', { amountFen: 10_500n }), 'approved'],
      ['beyond 115 %', (s) => s.advise('000003', '000002', 11_501n), 'completion-exceeds-hold'],
      [
        'as a correction too',
        (s) => s.advise('000004', '000002', 11_501n, { advice: 'adjustment' }),
        'completion-exceeds-hold',
      ],
      ['up to it', (s) => s.advise('000005', '000002', 11_500n), 'approved'],
    ]);
    await shop.check();
  });
});

describe('a tip that a person has', () => {
  const evidence = 'call to the network, 14:20';
  const handed = async (): Promise<Shop> => {
    const shop = await Shop.open({ limits: { attemptsMax: 3 } });
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['every answer is lost', (s) => s.network.always('debit-adjustment', 'answer-lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['a long time', (s) => s.wait(60_000)],
      ['handed', (s) => advicesOf(s.find('000001')!)[0]?.state, 'handed'],
    ]);
    return shop;
  };
  const carriedOut = { type: 'propose', verdict: 'carried-out', evidence } as const;
  const notCarriedOut = { ...carriedOut, verdict: 'not-carried-out' } as const;
  const askAgain = { ...carriedOut, verdict: 'ask-again' } as const;

  it('is ended by two: as carried out the sale costs the sum, and the way back is open', async () => {
    const shop = await handed();
    await play(shop, [
      [
        'nothing to approve yet',
        (s) => s.endAdvice('000001', 'bob', { type: 'approve' }),
        'not-in-this-state',
      ],
      ['one says so', (s) => s.endAdvice('000001', 'ann', carriedOut), 'accepted'],
      ['the same again', (s) => s.endAdvice('000001', 'ann', carriedOut), 'accepted, again'],
      ['another word stands', (s) => s.endAdvice('000001', 'bob', notCarriedOut), 'proposal-stands'],
      ['not alone', (s) => s.endAdvice('000001', 'ann', { type: 'approve' }), 'four-eyes'],
      ['nothing moved', (s) => amount(s), '10000'],
      ['another one agrees', (s) => s.endAdvice('000001', 'bob', { type: 'approve' }), 'accepted'],
      ['the sale', (s) => amount(s), '11000'],
      ['the batch', (s) => s.totals(), 'debit 1×110.00 credit 0×0.00'],
      ['over', (s) => s.endAdvice('000001', 'ann', carriedOut), 'not-in-this-state'],
      ['nothing is sent any more', (s) => s.wait(2 * 3_600_000)],
      ['a void of the sum', (s) => s.void('000003', '000001', { amountFen: 11_000n }), 'approved'],
    ]);
    expect(shop.journey('000001')).toMatch(/advice-end-proposed advice-end-approved amount-changed/);
    await shop.check();
  });

  it('that never came about frees what was reserved', async () => {
    const shop = await Shop.open({ limits: { attemptsMax: 3 } });
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['nothing arrives', (s) => s.network.always('debit-adjustment', 'lost')],
      ['the tip', (s) => s.advise('000002', '000001', 11_000n), 'waits'],
      ['a long time', (s) => s.wait(60_000)],
      ['one says so', (s) => s.endAdvice('000001', 'ann', notCarriedOut), 'accepted'],
      ['put back', (s) => s.endAdvice('000001', 'bob', { type: 'reject' }), 'accepted'],
      ['said anew', (s) => s.endAdvice('000001', 'bob', notCarriedOut), 'accepted'],
      ['agreed', (s) => s.endAdvice('000001', 'ann', { type: 'approve' }), 'accepted'],
      ['the terminal asks again', (s) => s.advise('000002', '000001', 11_000n), 'not-carried-out, again'],
      ['the sale', (s) => amount(s), '10000'],
      ['a void of the first amount', (s) => s.void('000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('is asked again at once, under its key', async () => {
    const shop = await handed();
    const before = shop.network.received.length;
    await play(shop, [
      ['the line is repaired', (s) => s.network.always('debit-adjustment', 'well')],
      ['one wants it asked again', (s) => s.endAdvice('000001', 'ann', askAgain), 'accepted'],
      ['agreed', (s) => s.endAdvice('000001', 'bob', { type: 'approve' }), 'accepted'],
      ['one message more', (s) => String(s.network.received.length - before), '1'],
      ['the sale', (s) => amount(s), '11000'],
    ]);
    expect(new Set(shop.network.received.slice(1).map(({ key }) => key)).size).toBe(1);
    await shop.check();
  });

  it('is nobody’s business any more when the network’s word comes first', async () => {
    const shop = await handed();
    await play(shop, [
      ['one says no', (s) => s.endAdvice('000001', 'ann', notCarriedOut), 'accepted'],
      ['the line is repaired', (s) => s.network.always('debit-adjustment', 'well')],
      ['the hourly repeat', (s) => s.wait(3_600_000)],
      ['the sale', (s) => amount(s), '11000'],
      ['too late to approve', (s) => s.endAdvice('000001', 'bob', { type: 'approve' }), 'not-in-this-state'],
    ]);
    await shop.check();
  });
});

describe('a corrected amount', () => {
  it('goes down as well as up; settled batches are closed to it', async () => {
    const shop = await Shop.open();
    const adjust = { advice: 'adjustment' } as const;
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['down', (s) => s.advise('000002', '000001', 7_000n, adjust), 'approved'],
      ['the network gave back', (s) => s.network.count('credit-adjustment'), '1 under 1 keys'],
      ['up', (s) => s.advise('000003', '000001', 25_000n, adjust), 'approved'],
      ['the batch', (s) => s.totals(), 'debit 1×250.00 credit 0×0.00'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      [
        'after that',
        (s) => s.advise('000004', '000001', 9_000n, { ...adjust, batchNo: '000002' }),
        'batch-settled',
      ],
    ]);
    await shop.check();
  });
});

describe('a sale made without the host', () => {
  const offline = { authCode: null, sealedChip: 'c2VhbGVk' };

  it('is taken at once, told to the network, and repeated until it has it; never reversed', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the network is deaf', (s) => s.network.next('offline-sale', 'lost', 'answer-lost')],
      ['the upload', (s) => s.sale('000001', { offline }), 'accepted'],
      ['the same again', (s) => s.sale('000001', { offline }), 'accepted, again'],
      ['it counts', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['not yet known', (s) => s.state('000001'), 'sent'],
      ['its void waits', (s) => s.void('000002', '000001'), 'payment-in-progress'],
      ['the repeats', (s) => s.wait(10_000)],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['one message, three times', (s) => s.network.count('offline-sale'), '3 under 1 keys'],
      ['no reversal', (s) => s.network.count('reversal'), '0 under 0 keys'],
      ['settled', (s) => s.settleAll(), 'balanced'],
    ]);
    expect(shop.find('000001')).toMatchObject({ offline: { sealedChip: null }, isNotice: true });
    await shop.check();
  });

  it('«already have it» is success', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['it will say so', (s) => s.network.next('offline-sale', { says: 'duplicate' })],
      ['the upload', (s) => s.sale('000001', { offline }), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
  });

  it('told by a voice keeps its code, and is voided like any sale', async () => {
    const shop = await Shop.open();
    await play(shop, [
      [
        'the notice',
        (s) => s.sale('000001', { offline: { authCode: 'V12345', sealedChip: null } }),
        'accepted',
      ],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
    ]);
    expect(shop.network.received[0]?.request).toMatchObject({ message: 'offline-sale', authCode: 'V12345' });
    await shop.check();
  });

  it('is not reversed by its terminal: it is a notice, and the way back is a void', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the network is deaf', (s) => s.network.next('offline-sale', 'lost', 'lost')],
      ['the upload', (s) => s.sale('000001', { offline }), 'accepted'],
      ['a reversal', (s) => s.reverse('000001'), 'notice-not-reversed'],
      ['the repeats', (s) => s.wait(10_000)],
      ['a reversal still', (s) => s.reverse('000001'), 'notice-not-reversed'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['no reversal', (s) => s.network.count('reversal'), '0 under 0 keys'],
    ]);
    await shop.check();
  });

  it('that only the clearing file acknowledges counts once', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['no answer arrives', (s) => s.network.always('offline-sale', 'answer-lost')],
      ['the upload', (s) => s.sale('000001', { offline }), 'accepted'],
      ['the file holds it', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
    ]);
    await shop.check();
  });

  it('whose notice is refused is a loss that is told; what was taken in stays so for its terminal', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['its account is closed', (s) => s.network.next('offline-sale', { says: 'card-number-not-valid' })],
      ['the upload', (s) => s.sale('000001', { offline }), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'declined: card-number-not-valid'],
      ['the same again', (s) => s.sale('000001', { offline }), 'accepted, again'],
      ['it counts', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['nothing to give back', (s) => s.void('000002', '000001'), 'payment-not-approved'],
      ['settled', (s) => s.settleAll(), 'balanced'],
    ]);
    const told = shop.store.events().filter(({ kind }) => kind === 'goods-unpaid');
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toMatchObject({ outcome: 'card-number-not-valid', amountFen: 10_000n });
    await shop.check();
  });

  it('names the time of the sale: that it is past refuses nothing, nor does a switch turned since', async () => {
    const shop = await Shop.open();
    const hourAgo = shop.time.clock.nowMs() - 3_600_000;
    await play(shop, [
      ['offline sales off', (s) => s.switch('offline', 'off'), 'accepted'],
      ['made before', (s) => s.sale('000001', { offline, toldMs: hourAgo }), 'accepted'],
      ['the same again', (s) => s.sale('000001', { offline, toldMs: hourAgo }), 'approved, again'],
      ['made after', (s) => s.sale('000002', { offline, toldMs: s.time.clock.nowMs() }), 'acceptance-off'],
      ['nobody knows when', (s) => s.sale('000003', { offline }), 'acceptance-off'],
    ]);
    await shop.check();
  });

  it('a refund of offline sales gives back no other', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS });
    await play(shop, [
      ['an online sale', (s) => s.sale('000001'), 'approved'],
      ['an offline one', (s) => s.sale('000002', { offline }), 'accepted'],
      ['settled', (s) => s.settleAll(), 'balanced'],
      ['next day', (s) => s.wait(60_000)],
      ['of the online one', (s) => s.refund('000003', '000001', { ofOffline: true }), 'not-made-offline'],
      ['of the offline one', (s) => s.refund('000004', '000002', { ofOffline: true }), 'approved'],
    ]);
    await shop.check();
  });
});

describe('a script result', () => {
  it('is one of twenty at most', async () => {
    const shop = await Shop.open();
    const script = (no: number, result: string): Step => {
      const stan = String(no + 1).padStart(6, '0');
      return [`number ${no}`, (s) => s.advise(stan, '000001', 0n, { advice: 'script-result' }), result];
    };
    await play(shop, [['the sale', (s) => s.sale('000001'), 'approved']]);
    await play(
      shop,
      Array.from({ length: 20 }, (_, index) => script(index + 1, 'approved')),
    );
    await play(shop, [
      script(21, 'count-limit'),
      ['the void', (s) => s.void('000099', '000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('is taken at once, told under one key, and forgets the chip data', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the sale', (s) => s.sale('000001'), 'approved'],
      ['the network is deaf once', (s) => s.network.next('script-result', 'lost')],
      ['the notice', (s) => s.advise('000002', '000001', 0n, { advice: 'script-result' }), 'approved'],
      ['again', (s) => s.advise('000002', '000001', 0n, { advice: 'script-result' }), 'approved, again'],
      ['it shuts nothing', (s) => s.void('000003', '000001'), 'approved'],
      ['the repeat', (s) => s.wait(2_000)],
      ['twice under one key', (s) => s.network.count('script-result'), '2 under 1 keys'],
    ]);
    expect(advicesOf(shop.find('000001')!)).toMatchObject([{ state: 'done', sealedChip: null }]);
    await shop.check();
  });
});
