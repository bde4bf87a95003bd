/** What the replays found, each as the shortest story that shows it. */
import { describe, it } from 'vitest';
import { BEFORE_CUT_OVER_MS, play, Shop } from '../shop.ts';

const atNight = (): Promise<Shop> => Shop.open({ startMs: BEFORE_CUT_OVER_MS });

describe('after the cut-over a terminal is told nothing that the clearing file may contradict', () => {
  it('a void whose answer is lost: outcome unknown, not 00', async () => {
    const shop = await atNight();
    await play(shop, [
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
      ['until 22:59:50', (s) => s.wait(20_000)],
      ['the void never arrives', (s) => s.network.next('void', 'lost')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['the answer is due at 23:00:10', (s) => s.wait(20_250)],
      ['its way back', (s) => s.back('000001'), 'VOID awaiting-file'],
      ['the terminal was told', (s) => s.told('000002'), 'outcome-unknown'],
      ['the same message again', (s) => s.void('000002', '000001'), 'outcome-unknown, again'],
      ['the clearing file does not hold the void', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('the reversal of a void that awaits the file: the clearing day is over, not 00', async () => {
    const shop = await atNight();
    await play(shop, [
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
      ['until 22:59:50', (s) => s.wait(20_000)],
      ['the answer to the void is lost', (s) => s.network.next('void', 'answer-lost')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['until 23:00:05', (s) => s.wait(15_000)],
      ['still under way, and too late', (s) => s.reverse('000002', 'void'), 'clearing-day-over'],
      ['until 23:00:20', (s) => s.wait(15_000)],
      ['its way back', (s) => s.back('000001'), 'VOID awaiting-file'],
      ['the terminal reverses it', (s) => s.reverse('000002', 'void'), 'clearing-day-over'],
      ['the network got', (s) => s.network.count('reversal'), '0 under 0 keys'],
      ['the clearing file holds the void', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'voided'],
    ]);
    await shop.check();
  });

  it('the reversal of a sale that awaits the file: the clearing day is over, not 00', async () => {
    const shop = await atNight();
    await play(shop, [
      ['until 22:59:45', (s) => s.wait(15_000)],
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['until 23:00:06', (s) => s.wait(21_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL awaiting-file'],
      ['the terminal reverses it', (s) => s.reverse('000001'), 'clearing-day-over'],
      ['the clearing file holds the sale', (s) => s.clearingFile('000001'), 'accepted'],
      ['the payment', (s) => s.state('000001'), 'approved'],
    ]);
    await shop.check();
  });

  it('a reversal that was acknowledged before the cut-over stays acknowledged', async () => {
    const shop = await atNight();
    await play(shop, [
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
      ['its reversal', (s) => s.reverse('000001'), 'approved'],
      ['until 23:00:30', (s) => s.wait(60_000)],
      ['the reversal again', (s) => s.reverse('000001'), 'approved, again'],
    ]);
    await shop.check();
  });
});
