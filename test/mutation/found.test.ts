/** What the replays found, each as the shortest story that shows it. */
import { describe, expect, it } from 'vitest';
import type { ClearingDay } from '#domain/calendar';
import { networkKeyText } from '#domain/payment';
import { BEFORE_CUT_OVER_MS, play, Shop } from '../shop.ts';

const NEXT_DAY = '2026-11-24' as ClearingDay;
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

/** Each was found by a seed of the worlds; the worlds have grown since, so the stories are told here. */
describe('what the seeded worlds found', () => {
  it('seed 102: turned away while the day changes, it stays declined when a copy of it is approved', async () => {
    const shop = await atNight();
    await play(shop, [
      ['the network turns it away', (s) => s.network.next('sale', { says: 'cut-over-running' })],
      ['a sale', (s) => s.sale('000001'), 'cut-over-running'],
    ]);
    const { network, amountFen } = shop.find('000001')!;
    await shop.engine.networkAnswered(networkKeyText(network), {
      ...{ subject: null, network, mti: '0210', outcome: 'approved', authCode: '123456', amountFen },
      clearingDay: shop.network.day,
    });
    await shop.time.settle();
    expect([shop.state('000001'), shop.books()]).toEqual(['declined: cut-over-running', 'empty']);
    await shop.check();
  });

  it('seed 32: a void that is reversed too late for its day stands, and the settlement counts it', async () => {
    const shop = await atNight();
    await play(shop, [
      ['a sale at 22:59:30', (s) => s.sale('000001'), 'approved'],
      ['until 22:59:50', (s) => s.wait(20_000)],
      ['the answer to the void is lost', (s) => s.network.next('void', 'answer-lost')],
      ['its void', (s) => s.void('000002', '000001'), 'waits'],
      ['until 23:00:20', (s) => s.wait(30_000)],
      ['the terminal reverses it', (s) => s.reverse('000002', 'void'), 'clearing-day-over'],
      ['the clearing file holds the void', (s) => s.clearingFile('000001'), 'accepted'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 1×100.00'],
    ]);
    await shop.check();
  });

  it('seed 7: what two persons end is booked for the day that the network names', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS, limits: { clearingFileDueMs: 60_000 } });
    const end = { type: 'propose-end', verdict: 'not-carried-out', evidence: 'call', by: 'ann' } as const;
    await play(shop, [
      ['until 22:59:45', (s) => s.wait(15_000)],
      ['the answer will be lost', (s) => s.network.next('sale', 'answer-lost')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['no file comes', (s) => s.wait(120_000)],
      ['its way back', (s) => s.back('000001'), 'REVERSAL handed'],
      ['it stands', (s) => s.act('000001', { ...end, clearingDay: NEXT_DAY }), 'accepted'],
      ['another approves', (s) => s.act('000001', { type: 'approve-end', by: 'bob' }), 'accepted'],
    ]);
    const payment = shop.find('000001')!;
    expect(payment.state === 'approved' ? payment.approval.clearingDay : payment.state).toBe(NEXT_DAY);
  });

  it('seed 7: a sale and its reversal wait together, and are decided in one batch', async () => {
    const shop = await Shop.open();
    const first = shop.sale('000001');
    const both = [shop.sale('000002'), shop.reverse('000002')];
    for (let turn = 0; turn < 5; turn += 1) await shop.time.settle();
    await shop.wait(60_000);
    expect([first.result, ...both.map(({ result }) => result)]).toEqual([
      'approved',
      'outcome-unknown',
      'approved',
    ]);
    expect(shop.state('000002')).toBe('reversed');
    await shop.check();
  });
});
