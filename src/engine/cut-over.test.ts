/** The network changes its day at 23:00. What is still open then is decided by the clearing file, then by a person. */
import { describe, expect, it } from 'vitest';
import { clearingDay } from '#domain/calendar';
import { BEFORE_CUT_OVER_MS, play, Shop } from '../../test/shop.ts';

const AT_CUT_OVER_MS = Date.UTC(2026, 10, 23, 15, 0, 0);
const atNight = (limits = {}): Promise<Shop> => Shop.open({ startMs: BEFORE_CUT_OVER_MS, limits });

describe('a reversal still in repeat at the cut-over stops', () => {
  async function stopped(): Promise<Shop> {
    const shop = await atNight();
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['and every reversal', (s) => s.network.always('reversal', 'lost')],
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'waits'],
      ['the reply is due at 22:59:50', (s) => s.wait(20_250)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL sending'],
      ['until 23:01', (s) => s.wait(70_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL awaiting-file'],
      ['the payment is shown as what it is', (s) => s.state('000001'), 'unknown'],
    ]);
    const sends = shop.network.count('reversal');
    await shop.wait(600_000);
    expect(shop.network.count('reversal')).toBe(sends);
    return shop;
  }

  it('the file holds the payment and no reversal: it was paid after all', async () => {
    const shop = await stopped();
    await play(shop, [
      ['the clearing file', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL overruled'],
      ['the file once more changes nothing', (s) => s.clearingFile('000001'), 'accepted'],
      ['the merchant may refund it', (s) => s.hostCancel('key-1', '000001'), 'accepted'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('the file does not hold the payment: nothing was taken', async () => {
    const shop = await stopped();
    await play(shop, [
      ['a network that did lose the sale', (s) => s.network.forget(s.find('000001')!.network)],
      ['the clearing file', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'reversed'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL done'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('no file for twelve hours: a person has to look, and the file still ends it', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS, limits: { clearingFileDueMs: 300_000 } });
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['and every reversal', (s) => s.network.always('reversal', 'lost')],
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'waits'],
      ['until the file is overdue', (s) => s.wait(600_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL handed'],
      ['the file comes', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('an acknowledgement that comes while the file is awaited still counts', async () => {
    const shop = await atNight();
    await play(shop, [
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      [
        'reversals are carried out, their answers come late',
        (s) => s.network.always('reversal', 'answer-late'),
      ],
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'waits'],
      ['until 23:01', (s) => s.wait(90_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL awaiting-file'],
      ['the acknowledgement', (s) => s.network.releaseAnswers()],
      ['a moment', (s) => s.wait(0)],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    await shop.check();
  });
});

describe('a sale whose reply falls due after the cut-over', () => {
  it('is not reversed on the new day: a refusal there would prove nothing', async () => {
    const shop = await atNight();
    await play(shop, [
      ['until 22:59:50', (s) => s.wait(20_000)],
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['until 23:00:11', (s) => s.wait(21_000)],
      ['the terminal was told', (s) => s.told('000001'), 'outcome-unknown'],
      ['its way back', (s) => s.back('000001'), 'REVERSAL awaiting-file'],
      ['the network got', (s) => s.network.count('reversal'), '0 under 0 keys'],
      ['the clearing file', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });
});

describe('a void without an answer at the cut-over', () => {
  async function waiting(fate: 'answer-lost' | 'lost'): Promise<Shop> {
    const shop = await atNight();
    await play(shop, [
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
      ['the void gets no answer', (s) => s.network.next('void', fate)],
      ['nor do its reversals', (s) => s.network.always('reversal', 'lost')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['until 23:02', (s) => s.wait(150_000)],
      ['its way back', (s) => s.back('000001'), 'VOID awaiting-file'],
    ]);
    return shop;
  }

  it('the file says that it stands: voided', async () => {
    const shop = await waiting('answer-lost');
    await play(shop, [
      ['the clearing file', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'voided'],
      ['the books', (s) => s.books(), 'empty'],
    ]);
    await shop.check();
  });

  it('the file knows nothing of it: the sale stands', async () => {
    const shop = await waiting('lost');
    await play(shop, [
      ['the clearing file', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['its way back', (s) => s.back('000001'), 'VOID refused'],
    ]);
    await shop.check();
  });

  it.each([
    ['stands after all', 'lost', 'voided', 'VOID done'],
    ['was undone', 'answer-lost', 'approved', 'VOID undone'],
  ] as const)(
    'a completed void that its terminal reverses: the file says that it %s',
    async (_words, fate, state, back) => {
      const shop = await atNight();
      await play(shop, [
        ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
        ['its void', (s) => s.void('000002', '000001'), 'approved'],
        ['its reversals get no answer', (s) => s.network.always('reversal', fate)],
        ['the terminal reverses the void', (s) => s.reverse('000002', 'void'), 'approved'],
        ['until 23:02', (s) => s.wait(150_000)],
        ['its way back', (s) => s.back('000001'), 'VOID awaiting-file'],
        ['the clearing file', (s) => s.clearingFile('000001'), 'accepted'],
        ['the payment', (s) => s.state('000001'), state],
        ['its way back', (s) => s.back('000001'), back],
      ]);
      await shop.check();
    },
  );
});

describe('the network’s own word about its day outweighs the clock', () => {
  it('an early cut-over ends voids at once, a late one keeps them open', async () => {
    const shop = await atNight({ duePollMs: 60_000 });
    await play(shop, [
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
      [
        'the network has been on this day',
        (s) => s.engine.cutOver({ clearingDay: clearingDay('2026-11-23'), atMs: 0 }),
      ],
      ['it is late: at 23:00:30 by the clock', (s) => s.time.advanceTo(AT_CUT_OVER_MS + 30_000)],
      ['it still has the old day', (s) => s.network.shiftDay(-1)],
      ['a void', (s) => s.void('000002', '000001'), 'approved'],
      ['another sale', (s) => s.sale('000003'), 'approved'],
      [
        'now it changes',
        (s) => s.engine.cutOver({ clearingDay: clearingDay('2026-11-24'), atMs: s.time.clock.nowMs() }),
      ],
      ['and the network with it', (s) => s.network.shiftDay(0)],
      ['a void', (s) => s.void('000004', '000003'), 'clearing-day-over'],
      ['a refund', (s) => s.refund('000005', '000003'), 'approved'],
    ]);
    await shop.check();
  });

  async function twoDaysAhead(): Promise<Shop> {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale on the day of the clock', (s) => s.sale('000001'), 'approved'],
      ['the network cuts over', (s) => cutOver(s, '2026-11-24', 1)],
      ['and once more', (s) => cutOver(s, '2026-11-25', 2)],
      ['the clearing day', (s) => s.engine.clearingDayNow(), '2026-11-25'],
      ['a void of the sale before', (s) => s.void('000002', '000001'), 'clearing-day-over'],
      ['a refund of it', (s) => s.refund('000003', '000001'), 'approved'],
    ]);
    return shop;
  }
  function cutOver(shop: Shop, day: string, ahead: number): Promise<void> {
    shop.network.shiftDay(ahead);
    return shop.engine.cutOver({ clearingDay: clearingDay(day), atMs: shop.time.clock.nowMs() });
  }

  it('two cut-overs ahead of the clock: the day that runs is open to every way back', async () => {
    const shop = await twoDaysAhead();
    await play(shop, [
      ['a sale', (s) => s.sale('000004'), 'approved'],
      ['its void', (s) => s.void('000005', '000004'), 'approved'],
      ['the terminal reverses the void', (s) => s.reverse('000005', 'void'), 'approved'],
      ['a sale', (s) => s.sale('000006'), 'approved'],
      ['its answer did not arrive', (s) => s.reverse('000006'), 'approved'],
      ['an answer that is lost', (s) => s.network.next('sale', 'answer-lost')],
      ['a sale', (s) => s.sale('000007'), 'waits'],
      ['until its answer is overdue', (s) => s.wait(60_000)],
      ['its way back', (s) => s.back('000007'), 'REVERSAL done'],
      ['a sale', (s) => s.sale('000008'), 'approved'],
      ['the next cut-over', (s) => cutOver(s, '2026-11-26', 3)],
      ['a void of it', (s) => s.void('000009', '000008'), 'clearing-day-over'],
      ['a refund of it', (s) => s.refund('000010', '000008'), 'approved'],
    ]);
    await shop.check();
  });

  it('two cut-overs ahead, unheard of: an answer with the network’s day is not of a day that is over', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the network has cut over twice', (s) => s.network.shiftDay(2)],
      ['a sale', (s) => s.sale('000001'), 'approved'],
      ['its void', (s) => s.void('000002', '000001'), 'approved'],
      ['a sale', (s) => s.sale('000003'), 'approved'],
      ['its answer did not arrive', (s) => s.reverse('000003'), 'approved'],
    ]);
    await shop.check();
  });

  it('is remembered over a restart', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'approved'],
      [
        'an early cut-over',
        (s) => s.engine.cutOver({ clearingDay: clearingDay('2026-11-24'), atMs: s.time.clock.nowMs() }),
      ],
      ['the program starts anew', (s) => s.restart()],
      ['the clearing day', (s) => s.engine.clearingDayNow(), '2026-11-24'],
      ['a void', (s) => s.void('000002', '000001'), 'clearing-day-over'],
    ]);
    await shop.check();
  });
});
