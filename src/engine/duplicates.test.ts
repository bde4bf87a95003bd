/** The same message again gets the first outcome again: in sequence, in parallel, after a restart. One payment. */
import { describe, expect, it } from 'vitest';
import type { Cancellation } from '#domain/cancellation';
import { CARD, play, Shop, T2 } from '../../test/shop.ts';

describe('a sale that is repeated', () => {
  it('in sequence: the first outcome again, one payment, one message', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['again', (s) => s.sale('000001'), 'approved, again'],
      ['and again', (s) => s.sale('000001'), 'approved, again'],
      ['the network got', (s) => s.network.count('sale'), '1 under 1 keys'],
      ['a declined one', (s) => s.network.next('sale', { says: 'pin-wrong' })],
      ['is declined', (s) => s.sale('000002'), 'pin-wrong'],
      ['and stays declined', (s) => s.sale('000002'), 'pin-wrong, again'],
      ['payments', (s) => String(s.store.payments().length), '2'],
    ]);
    await shop.check();
  });

  it('while the first is under way: it waits for the same outcome', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer takes its time', (s) => s.network.next('sale', 'answer-late')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['again', (s) => s.sale('000001'), 'waits'],
      ['the answer comes', (s) => s.network.releaseAnswers()],
      ['a moment', (s) => s.wait(0)],
      ['the first was told', (s) => s.told('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('fifty at once: one payment, one message, fifty times the same outcome', async () => {
    const shop = await Shop.open();
    const asked = Array.from({ length: 50 }, () => shop.sale('000001'));
    await shop.time.settle();
    expect(asked.map(({ result }) => result)).toEqual(['approved', ...Array(49).fill('approved, again')]);
    expect(shop.store.payments()).toHaveLength(1);
    expect(shop.network.count('sale')).toBe('1 under 1 keys');
    await shop.check();
  });

  it('after a restart: what is on disk answers', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the program starts anew', (s) => s.restart()],
      ['the sale again', (s) => s.sale('000001'), 'approved, again'],
      ['its answer will be lost', (s) => s.network.next('sale', 'answer-late')],
      ['another sale', (s) => s.sale('000002'), 'waits'],
      ['the program starts anew', (s) => s.restart()],
      ['the sale again', (s) => s.sale('000002'), 'waits'],
      ['the answer to the first message arrives', (s) => s.network.releaseAnswers()],
      ['a moment', (s) => s.wait(0)],
      ['the payment', (s) => s.state('000002'), 'approved'],
      ['the network got', (s) => s.network.count('sale'), '2 under 2 keys'],
    ]);
    await shop.check();
  });

  it('with other content is refused by name and changes nothing', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      [
        'the same trace number, another amount',
        (s) => s.sale('000001', { amountFen: 500n }),
        'duplicate-other-content',
      ],
      [
        'another card',
        (s) => s.sale('000001', { card: { ...CARD, index: 'e'.repeat(32) } }),
        'duplicate-other-content',
      ],
      ['the first again', (s) => s.sale('000001'), 'approved, again'],
      [
        'at another terminal it is another sale',
        (s) => s.sale('000001', { terminal: T2, amountFen: 500n }),
        'approved',
      ],
      ['payments', (s) => String(s.store.payments().length), '2'],
    ]);
    await shop.check();
  });

  it('in the next batch the trace number means another sale', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['the trace number again', (s) => s.sale('000001'), 'approved'],
      ['payments', (s) => String(s.store.payments().length), '2'],
      ['the first batch again', (s) => s.sale('000001', { batchNo: '000001' }), 'approved, again'],
    ]);
    await shop.check();
  });
});

describe('a way back that is repeated', () => {
  it('a void: the first outcome again, also when it was refused', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['a void of part of it', (s) => s.void('000002', '000001', { amountFen: 100n }), 'void-not-whole'],
      ['again', (s) => s.void('000002', '000001', { amountFen: 100n }), 'void-not-whole, again'],
      ['the trace number with other content', (s) => s.void('000002', '000001'), 'duplicate-other-content'],
      ['a whole void', (s) => s.void('000003', '000001'), 'approved'],
      ['again', (s) => s.void('000003', '000001'), 'approved, again'],
      ['the network got', (s) => s.network.count('void'), '1 under 1 keys'],
    ]);
    await shop.check();
  });

  it('a void, fifty at once, while the network is slow: all of them hear its end', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the answer takes its time', (s) => s.network.next('void', 'answer-late')],
    ]);
    const asked = Array.from({ length: 50 }, () => shop.void('000002', '000001'));
    await shop.time.settle();
    expect(new Set(asked.map(({ result }) => result))).toEqual(new Set(['waits']));
    shop.network.releaseAnswers();
    await shop.time.settle();
    expect(asked.map(({ result }) => result)).toEqual(['approved', ...Array(49).fill('approved, again')]);
    await shop.check();
  });

  it('asked in the very batch that brings the answer: nobody is left waiting', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the answer takes its time', (s) => s.network.next('void', 'lost')],
      ['a void', (s) => s.void('000002', '000001'), 'waits'],
    ]);
    const [{ id: cancellationId, paymentId, book }] = shop.backOf('000001') as [Cancellation];
    const subject = { book, paymentId, cancellationId, part: 'message' } as const;
    // The first command occupies the lane, so that the other two wait for it and go together.
    shop.sale('000009');
    const again = shop.void('000002', '000001');
    shop.submit({
      type: 'answered',
      subject,
      outcome: 'approved',
      authCode: null,
      clearingDay: shop.network.day,
    });
    await shop.time.settle();
    expect(again.result).toBe('approved, again');
    expect(shop.told('000002')).toBe('approved');
  });

  it('an API request: the same key gets the same cancellation, also after a restart', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the back office cancels', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['the same request', (s) => s.hostCancel('key-1', '000001'), 'accepted, again'],
      [
        'the key with another wish',
        (s) => s.hostCancel('key-1', '000001', { amountFen: 5n }),
        'duplicate-other-content',
      ],
      ['the program starts anew', (s) => s.restart()],
      ['the same request', (s) => s.hostCancel('key-1', '000001'), 'accepted, again'],
      ['one way back', (s) => s.back('000001'), 'VOID done'],
    ]);
    await shop.check();
  });

  it('a refusal to the API is not remembered: the same request may be allowed later', async () => {
    const shop = await Shop.open({ rules: { 'unionpay.pos.hostVoid': false } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['too early', (s) => s.hostCancel('key-1', '000001'), 'refund-not-open-yet'],
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['the same request', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['its way back', (s) => s.back('000001'), 'REFUND done'],
    ]);
    await shop.check();
  });
});
