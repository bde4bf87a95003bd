/** The back office cancels a sale whose batch is still open: in the terminal's name, or not at all. */
import { describe, expect, it } from 'vitest';
import { play, Shop } from '../../test/shop.ts';

/** What an answer to «can this be cancelled?» says, in one line. */
function say(asked: ReturnType<Shop['hostCancel']>): string {
  const answer = asked.reply?.answer;
  return answer === null || answer === undefined
    ? 'no answer'
    : `${answer.verdict} ${answer.route ?? '-'} ${answer.reason ?? '-'}`;
}

describe('with host voids on', () => {
  it('a void goes up in the terminal’s name, and the batch lists it apart', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the back office cancels', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['its way back', (s) => s.back('000001'), 'VOID done'],
      ['the payment', (s) => s.state('000001'), 'voided'],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00 host-void 1×100.00'],
      [
        'the terminal knows nothing of it and settles in balance',
        (s) => s.settle('000099', { debitFen: 10_000n, debitCount: 1, creditFen: 0n, creditCount: 0 }),
        'balanced',
      ],
    ]);
    await shop.check();
  });

  it('a void without an answer is undone and tried again under a new key, up to the bound', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['two voids will get no answer', (s) => s.network.next('void', 'answer-lost', 'lost')],
      ['the back office cancels', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['the answer is due twice', (s) => s.wait(41_000)],
      ['the third one is answered', (s) => s.back('000001'), 'VOID done'],
      ['the network got', (s) => s.network.count('void'), '3 under 3 keys'],
      ['and two reversals of voids', (s) => s.network.count('reversal'), '2 under 2 keys'],
      ['the payment', (s) => s.state('000001'), 'voided'],
    ]);
    await shop.check();
  });

  it('at the bound a person sees it; the sale stands and may be cancelled anew', async () => {
    const shop = await Shop.open({ limits: { voidTriesMax: 2 } });
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['voids get no answer', (s) => s.network.always('void', 'lost')],
      ['the back office cancels', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['two minutes', (s) => s.wait(120_000)],
      ['the network got', (s) => s.network.count('void'), '2 under 2 keys'],
      ['its way back', (s) => s.back('000001'), 'VOID handed'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the network is well again', (s) => s.network.always('void', 'well')],
      ['a new request', (s) => s.hostCancel('key-2', '000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'voided'],
    ]);
    await shop.check({ open: true });
  });

  it('a late approval of the first try is not taken for an answer to the second', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      [
        'the answer to the first will be late, the second is held up',
        (s) => s.network.next('void', 'answer-late', 'held'),
      ],
      ['the back office cancels', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['the first is undone, the second is on its way', (s) => s.wait(20_250)],
      ['the network got', (s) => s.network.count('void'), '2 under 2 keys'],
      ['the approval of the first arrives', (s) => s.network.releaseAnswers(1, true)],
      ['a moment', (s) => s.wait(0)],
      ['the second is still under way', (s) => s.back('000001'), 'VOID sending'],
      ['it arrives', (s) => s.network.deliverHeld()],
      ['a moment', (s) => s.wait(0)],
      ['its way back', (s) => s.back('000001'), 'VOID done'],
    ]);
    await shop.check();
  });

  it('word that the reversal of the first try did not leave is no word about the second', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['the first gets no answer, the second is held up', (s) => s.network.next('void', 'lost', 'held')],
      ['the back office cancels', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['the first is undone, the second is on its way', (s) => s.wait(20_250)],
      [
        'the link says late that a reversal did not leave',
        (s) => {
          const { book, paymentId, id: cancellationId } = s.backOf('000001')[0]!;
          return s.submit({ type: 'not-sent', subject: { book, paymentId, cancellationId, part: 'undo' } });
        },
        'network-unreachable',
      ],
      ['the second is still under way', (s) => s.back('000001'), 'VOID sending'],
      ['it arrives', (s) => s.network.deliverHeld()],
      ['a moment', (s) => s.wait(0)],
      ['its way back', (s) => s.back('000001'), 'VOID done'],
    ]);
    await shop.check();
  });

  it('a sale whose reversal is under way: that one is the cancellation asked for', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['and its first reversal', (s) => s.network.next('reversal', 'lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['too early to say', (s) => s.hostCancel('key-1', '000001'), 'payment-in-progress'],
      ['the reply is due', (s) => s.wait(20_250)],
      ['the back office cancels', (s) => s.hostCancel('key-2', '000001'), 'accepted'],
      ['repeats', (s) => s.wait(2_000)],
      ['one way back', (s) => s.back('000001'), 'REVERSAL done'],
      ['the same request', (s) => s.hostCancel('key-2', '000001'), 'accepted, again'],
    ]);
    await shop.check();
  });

  it('part of an amount has to wait for the settlement', async () => {
    const shop = await Shop.open();
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const asked = shop.hostCancel('key-1', '000001', { amountFen: 4_000n });
    await shop.time.settle();
    expect([asked.result, say(asked)]).toEqual(['refund-not-open-yet', 'NOT_YET REFUND refund-not-open-yet']);
    // 23:00:00, the first moment of the next clearing day.
    expect(asked.reply?.answer?.opensAtMs).toBe(Date.UTC(2026, 10, 23, 15, 0, 0));
    await play(shop, [
      ['the batch is settled', (s) => s.settleAll(), 'balanced'],
      ['the same request', (s) => s.hostCancel('key-1', '000001', { amountFen: 4_000n }), 'accepted'],
      ['its way back', (s) => s.back('000001'), 'REFUND done'],
    ]);
    await shop.check();
  });
});

describe('with host voids off', () => {
  it('the answer is not yet, with the instant at which a refund opens', async () => {
    const shop = await Shop.open({
      rules: { 'unionpay.pos.hostVoid': false },
      limits: { duePollMs: 60_000 },
    });
    await play(shop, [['a sale', (s) => s.sale('000001'), 'approved']]);
    const asked = shop.hostCancel('key-1', '000001');
    await shop.time.settle();
    expect([asked.result, say(asked)]).toEqual(['refund-not-open-yet', 'NOT_YET REFUND refund-not-open-yet']);
    expect(asked.reply?.answer?.opensAtMs).toBe(Date.UTC(2026, 10, 23, 15, 0, 0));
    await play(shop, [
      ['the terminal itself may', (s) => s.void('000002', '000001'), 'approved'],
      ['another sale', (s) => s.sale('000003'), 'approved'],
      ['the next clearing day begins', (s) => s.time.advanceTo(Date.UTC(2026, 10, 23, 15, 0, 0))],
      ['the back office cancels', (s) => s.hostCancel('key-2', '000003'), 'accepted'],
      ['its way back', (s) => s.back('000003'), 'REFUND done'],
    ]);
    await shop.check();
  });
});
