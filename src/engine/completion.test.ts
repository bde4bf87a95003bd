/** A completion takes what was held: it goes back like a sale, leaves its hold alive, and may come as a notice. */
import { describe, expect, it } from 'vitest';
import { play, Shop } from '../../test/shop.ts';
import { complete, completeByNotice, hold, preauth, voidOf } from '../../test/shop-holds.ts';

const DAY_MS = 86_400_000;

async function completed(options: Parameters<typeof Shop.open>[0] = {}): Promise<Shop> {
  const shop = await Shop.open(options);
  await play(shop, [
    ['a hold', (s) => preauth(s, '000001'), 'approved'],
    ['its completion', (s) => complete(s, '000002', '000001'), 'approved'],
  ]);
  return shop;
}

describe('a completion is voided', () => {
  it('at its terminal: the money is back, both stand in the batch, the hold lives on', async () => {
    const shop = await completed();
    await play(shop, [
      ['its void', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['the completion', (s) => s.state('000002'), 'voided'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00, completion voided'],
      ['the books', (s) => s.books(), 'empty'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 1×100.00'],
      [
        'completed anew, for another sum',
        (s) => complete(s, '000004', '000001', { amountFen: 9_000n }),
        'approved',
      ],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
    ]);
    expect(shop.journey('000001')).toBe(
      'payment-sent payment-approved completion-asked preauth-completed preauth-lives-on ' +
        'completion-asked preauth-completed',
    );
    await shop.check();
  });

  it('and then the hold is voided as well', async () => {
    const shop = await completed();
    await play(shop, [
      ['the void of the completion', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['the void of the hold', (s) => voidOf(s, 'preauthorisation', '000004', '000001'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'voided'],
    ]);
    await shop.check();
  });

  it('by the back office, in the terminal’s name', async () => {
    const shop = await completed();
    await play(shop, [
      ['the back office', (s) => s.hostCancel('key-1', '000002'), 'accepted'],
      ['its way back', (s) => s.back('000002'), 'VOID done'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00, completion voided'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00 host-void 1×100.00'],
    ]);
    await shop.check();
  });

  it('and the void is reversed by its terminal: completed again', async () => {
    const shop = await completed();
    await play(shop, [
      ['its void', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['the terminal reverses the void', (s) => s.reverse('000003', 'void'), 'approved'],
      ['the completion', (s) => s.state('000002'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
    ]);
    await shop.check();
  });

  it('while its void is being undone the hold is nobody’s: no other completion takes it', async () => {
    const shop = await completed();
    await play(shop, [
      ['its void', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['the reversal of the void will be lost', (s) => s.network.next('reversal', 'lost')],
      ['the terminal reverses the void', (s) => s.reverse('000003', 'void'), 'approved'],
      ['another completion', (s) => complete(s, '000004', '000001'), 'completion-in-progress'],
      [
        'a void of the hold',
        (s) => voidOf(s, 'preauthorisation', '000005', '000001'),
        'completion-in-progress',
      ],
      ['the repeat', (s) => s.wait(2_000)],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
    ]);
    await shop.check();
  });

  it('and the hold is used otherwise: the void can no longer be reversed', async () => {
    const shop = await completed();
    await play(shop, [
      ['its void', (s) => voidOf(s, 'completion', '000003', '000002'), 'approved'],
      ['completed anew', (s) => complete(s, '000004', '000001'), 'approved'],
      [
        'the terminal reverses the first void',
        (s) => s.reverse('000003', 'void'),
        'related-transaction-error',
      ],
      ['the first completion', (s) => s.state('000002'), 'voided'],
      ['the second', (s) => s.state('000004'), 'approved'],
    ]);
    await shop.check();
  });

  it('a sale’s void does not fit a completion', async () => {
    const shop = await completed();
    await play(shop, [
      ['a void of the wrong kind', (s) => s.void('000003', '000002'), 'payment-not-found'],
      ['the completion', (s) => s.state('000002'), 'approved'],
    ]);
    await shop.check();
  });
});

describe('a completion is refunded', () => {
  it('after its settlement, in parts; the hold stays used up', async () => {
    const shop = await completed();
    await play(shop, [
      ['a void after the settlement', (s) => s.settleAll(), 'balanced'],
      ['is refused', (s) => voidOf(s, 'completion', '000003', '000002'), 'batch-settled'],
      ['a part goes back', (s) => s.refund('000004', '000002', { amountFen: 3_000n }), 'approved'],
      ['the rest, by the back office', (s) => s.hostCancel('key-1', '000002'), 'accepted'],
      ['the books', (s) => s.books(), 'empty'],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
    ]);
    await shop.check();
  });
});

describe('a completion by notice', () => {
  it('is approved at once when all goes well', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'approved'],
      ['the same notice again', (s) => completeByNotice(s, '000002', '000001'), 'approved, again'],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
      ['messages', (s) => s.network.count('completion-notice'), '1 under 1 keys'],
    ]);
    await shop.check();
  });

  it('is not reversed by its terminal either: the way back is a void', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the network is deaf', (s) => s.network.next('completion-notice', 'lost')],
      ['the notice', (s) => completeByNotice(s, '000002', '000001'), 'waits'],
      ['a reversal', (s) => s.reverse('000002', 'completion'), 'notice-not-reversed'],
      ['the repeat', (s) => s.wait(5_000)],
      ['a reversal still', (s) => s.reverse('000002', 'completion'), 'notice-not-reversed'],
      ['the completion', (s) => s.state('000002'), 'approved'],
    ]);
    await shop.check();
  });

  it('is repeated under one key until it is answered, and never reversed', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['three will be lost', (s) => s.network.next('completion-notice', 'lost', 'answer-lost', 'lost')],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'waits'],
      ['half a minute', (s) => s.wait(30_000)],
      ['messages', (s) => s.network.count('completion-notice'), '4 under 1 keys'],
      ['the completion', (s) => s.state('000002'), 'approved'],
      ['its ways back', (s) => s.back('000002'), 'none'],
    ]);
    await shop.check();
  });

  it('the terminal repeats what the host still repeats: it waits for the same end', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['nobody answers', (s) => s.network.always('completion-notice', 'lost')],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'waits'],
      ['the terminal gives up', (s) => s.wait(26_000)],
      ['it was told', (s) => s.told('000002'), 'outcome-unknown'],
      ['things go well again', (s) => s.network.always('completion-notice', 'well')],
      ['the next repeat', (s) => s.wait(60_000)],
      ['the terminal asks again', (s) => completeByNotice(s, '000002', '000001'), 'approved, again'],
    ]);
    await shop.check();
  });

  it('with the link down: it stays in repeat', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the link is down', (s) => s.network.next('completion-notice', 'link-down')],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'waits'],
      ['the link is back', (s) => s.wait(2_000)],
      ['the completion', (s) => s.state('000002'), 'approved'],
    ]);
    await shop.check();
  });

  it('past the bound of its repeats a person is told, and it goes on slowly', async () => {
    const shop = await Shop.open({ limits: { attemptsMax: 3, duePollMs: 1_000 } });
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['nobody answers', (s) => s.network.always('completion-notice', 'lost')],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'waits'],
      ['three hours', (s) => s.wait(3 * 3_600_000)],
      ['messages', (s) => s.network.count('completion-notice'), '6 under 1 keys'],
      ['things go well again', (s) => s.network.always('completion-notice', 'well')],
      ['an hour', (s) => s.wait(3_600_000)],
      ['the completion', (s) => s.state('000002'), 'approved'],
    ]);
    expect(shop.journey('000002')).toBe(
      'payment-sent notice-sent-again notice-sent-again notice-overdue notice-sent-again notice-sent-again ' +
        'notice-sent-again payment-approved',
    );
    await shop.check();
  });

  it('the clearing file holds it: taken as paid', async () => {
    const shop = await Shop.open({ limits: { duePollMs: 30_000 } });
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['no answer arrives', (s) => s.network.always('completion-notice', 'answer-lost')],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'waits'],
      ['a day', (s) => s.wait(DAY_MS)],
      ['the clearing file', (s) => s.clearingFile('000002'), 'accepted'],
      ['the completion', (s) => s.state('000002'), 'approved'],
      ['the hold', (s) => hold(s, '000001'), 'completed'],
    ]);
    await shop.check();
  });

  it('declined: the hold lives on', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the bank declines', (s) => s.network.next('completion-notice', { says: 'funds-insufficient' })],
      ['its completion', (s) => completeByNotice(s, '000002', '000001'), 'funds-insufficient'],
      ['the hold', (s) => hold(s, '000001'), 'held 100.00'],
    ]);
    await shop.check();
  });

  it('while a void of the hold is under way it is refused, and the same notice comes right later', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a hold', (s) => preauth(s, '000001'), 'approved'],
      ['the void gets no answer', (s) => s.network.next('void', 'lost')],
      ['a void', (s) => voidOf(s, 'preauthorisation', '000002', '000001'), 'waits'],
      ['the notice', (s) => completeByNotice(s, '000003', '000001'), 'void-in-progress'],
      ['the void is undone', (s) => s.wait(30_000)],
      ['the same notice', (s) => completeByNotice(s, '000003', '000001'), 'approved'],
    ]);
    await shop.check();
  });
});
