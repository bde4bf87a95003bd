/** The engine as its callers meet it: bounds, stopping, asking without acting. */
import { describe, expect, it } from 'vitest';
import { MERCHANT_ID, play, Shop, shopMerchant, signedInTerminal, T1 } from '../../test/shop.ts';
import { bucketOfBook } from './index.ts';

describe('under load', () => {
  it('a full lane says busy at once, and what it took it carries out', async () => {
    const shop = await Shop.open({ limits: { laneQueueMax: 5, laneBatchMax: 2 } });
    const asked = Array.from({ length: 20 }, (_, index) => shop.sale(String(index).padStart(6, '0')));
    await shop.time.settle();
    const results = asked.map(({ result }) => result);
    expect(new Set(results)).toEqual(new Set(['approved', 'busy']));
    expect(results.filter((result) => result === 'approved')).toHaveLength(shop.store.payments().length);
    await shop.check();
  });

  it('three hundred sales at once: every one of them booked, none twice', async () => {
    const shop = await Shop.open();
    const asked = Array.from({ length: 300 }, (_, index) =>
      shop.sale(String(index).padStart(6, '0'), { amountFen: BigInt(index + 1) }),
    );
    await shop.time.settle();
    await shop.time.settle();
    expect(new Set(asked.map(({ result }) => result))).toEqual(new Set(['approved']));
    expect(await shop.totals()).toBe('debit 300×451.50 credit 0×0.00');
    await shop.check();
  });
});

describe('stopping', () => {
  it('takes nothing more, ends what is under way, and loses nothing', async () => {
    const shop = await Shop.open();
    shop.network.next('sale', 'answer-late');
    const before = shop.sale('000001');
    await shop.engine.stop();
    const after = shop.sale('000002');
    await shop.time.settle();
    expect([before.result, after.result]).toEqual(['waits', 'busy']);
    expect(shop.state('000001')).toBe('sent');
    await play(shop, [
      ['the program starts anew', (s) => s.restart()],
      ['the reply is due', (s) => s.wait(21_000)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    await shop.check();
  });
});

describe('asking without acting', () => {
  it('gives the answer that the act would get, and changes nothing', async () => {
    const shop = await Shop.open();
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const payment = shop.find('000001')!;
    const question = {
      subject: { kind: 'payment', id: payment.id },
      asker: 'merchant',
      route: null,
      amountFen: null,
      terminalId: null,
    } as const;
    const events = shop.store.events().length;
    const answer = await shop.engine.ask(payment, question);
    expect([answer.verdict, answer.route, answer.terms?.amountFen]).toEqual(['YES', 'VOID', 10_000n]);
    expect(shop.store.events()).toHaveLength(events);
    const asked = shop.hostCancel('key-1', '000001');
    await shop.time.settle();
    expect(asked.reply?.answer).toEqual(answer);
    expect(shop.backOf('000001')[0]?.answer).toEqual(answer);
    await shop.check();
  });
});

describe('answers that belong to nothing', () => {
  it('are told as trouble and change nothing', async () => {
    const shop = await Shop.open();
    const network = {
      year: '2026',
      transmission: '1123100000',
      stan: '777777',
      acquirerId: '1',
      forwarderId: '2',
    };
    shop.network.deliver('nobody', {
      network,
      subject: null,
      mti: '0210',
      amountFen: null,
      outcome: 'approved',
      authCode: null,
      clearingDay: null,
    });
    await shop.time.settle();
    await shop.check({ troubles: ['network answer: an answer to nobody belongs to no message of ours'] });
  });
});

describe('an answer that comes late and does not fit what is stored under its key', () => {
  it.each([
    ['another kind of message', { mti: '0430' }],
    ['an approval of another amount', { amountFen: 9_999n }],
  ])('%s: told as trouble, and nothing changes', async (_words, said) => {
    const shop = await Shop.open();
    shop.network.next('sale', 'answer-lost');
    shop.sale('000001');
    await shop.time.settle();
    const { key, request } = shop.network.received[0]!;
    const late = { network: request.network, subject: null, outcome: 'approved', authCode: null } as const;
    const answer = { ...late, mti: '0210', amountFen: 10_000n, clearingDay: shop.network.day };
    shop.networkAnswers(key, { ...answer, ...said });
    await shop.time.settle();
    expect(shop.state('000001')).toBe('sent');
    expect(shop.troubles).toHaveLength(1);
    expect(shop.troubles[0]).toMatch(
      /^network answer: .* does not fit: found .*, expected 0210 over 10000 fen/,
    );
    shop.networkAnswers(key, answer);
    await shop.time.settle();
    expect(shop.state('000001')).toBe('approved');
  });

  it('knows what each way back is answered with', async () => {
    const shop = await Shop.open();
    shop.sale('000001');
    await shop.time.settle();
    shop.network.next('void', 'answer-lost');
    shop.void('000002', '000001');
    await shop.time.settle();
    const { key, request } = shop.network.received.at(-1)!;
    const answer = {
      network: request.network,
      subject: null,
      outcome: 'approved',
      authCode: null,
      clearingDay: shop.network.day,
      amountFen: 10_000n,
    } as const;
    shop.networkAnswers(key, { ...answer, mti: '0230' });
    await shop.time.settle();
    expect(shop.back('000001')).toBe('VOID sending');
    shop.networkAnswers(key, { ...answer, mti: '0210' });
    await shop.time.settle();
    expect(shop.back('000001')).toBe('VOID done');
  });
});

describe('a bucket of another process', () => {
  it('is answered as busy, and the lease is not taken for lost', async () => {
    const shop = await Shop.open();
    const own = bucketOfBook(MERCHANT_ID);
    let batches = 0;
    const { apply } = shop.store;
    shop.store.apply = async (lane, changes) => {
      batches += 1;
      await apply(lane, changes);
    };
    shop.store.claim = async () => ({ node: 2, buckets: [(own + 1) % 256] });
    await shop.restart();
    const asked = shop.sale('000001');
    await shop.time.settle();
    expect([asked.result, batches]).toEqual(['busy', 0]);
    await shop.check();
  });
});

describe('what is remembered of merchants and terminals', () => {
  it('a blocked merchant and a changed contract are noticed within five seconds', async () => {
    const shop = await Shop.open();
    await shop.engine.merchant(MERCHANT_ID);
    shop.store.seed({ merchants: [shopMerchant({ status: 'blocked' })] });
    await shop.wait(4_999);
    expect((await shop.engine.merchant(MERCHANT_ID))?.status).toBe('active');
    await shop.wait(1);
    expect((await shop.engine.merchant(MERCHANT_ID))?.status).toBe('blocked');
  });

  it('no more merchants than the bound: the one read longest ago goes', async () => {
    const shop = await Shop.open({ limits: { merchantsKeptMax: 1 } });
    const other = shopMerchant({ merchantId: '898310000000002' });
    shop.store.seed({ merchants: [other] });
    await shop.engine.merchant(MERCHANT_ID);
    await shop.engine.merchant(other.merchantId);
    shop.store.seed({ merchants: [shopMerchant({ status: 'blocked' }), { ...other, status: 'blocked' }] });
    expect((await shop.engine.merchant(other.merchantId))?.status).toBe('active');
    expect((await shop.engine.merchant(MERCHANT_ID))?.status).toBe('blocked');
  });

  it('a merchant until told to forget, a terminal until asked afresh', async () => {
    const shop = await Shop.open();
    expect((await shop.engine.merchant(MERCHANT_ID))?.status).toBe('active');
    await shop.engine.terminal(MERCHANT_ID, T1);
    shop.store.seed({
      merchants: [shopMerchant({ status: 'blocked' })],
      terminals: [signedInTerminal(T1, { status: 'blocked', version: 2 })],
    });
    expect((await shop.engine.merchant(MERCHANT_ID))?.status).toBe('active');
    expect((await shop.engine.terminal(MERCHANT_ID, T1))?.status).toBe('active');
    shop.engine.forgetMerchants();
    expect((await shop.engine.merchant(MERCHANT_ID))?.status).toBe('blocked');
    expect((await shop.engine.terminal(MERCHANT_ID, T1, true))?.status).toBe('blocked');
  });

  it('a blocked merchant is refused and recorded, so that a repetition gets the same answer', async () => {
    const shop = await Shop.open();
    Object.assign(shop, { merchant: shopMerchant({ status: 'blocked' }) });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'merchant-not-valid'],
      ['again', (s) => s.sale('000001'), 'merchant-not-valid, again'],
      ['the network got', (s) => s.network.count('sale'), '0 under 0 keys'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });
});
