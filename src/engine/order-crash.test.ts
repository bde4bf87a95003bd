/**
 * The program dies at a named point while an order is opened, paid, closed; it starts anew on what the store holds, and
 * everything still ends: paid once or not at all, nothing pending, the books as the network sees it.
 */
import { describe, expect, it } from 'vitest';
import { Asked, type CrashPoint, Shop } from '../../test/shop.ts';
import { OrderDesk } from '../../test/shop-orders.ts';

type Act = (desk: OrderDesk) => unknown;

interface Scenario {
  readonly words: string;
  readonly before: Act;
  /** Whoever hears nothing asks again with the same request; the network repeats its notice until it is taken. */
  readonly acts: readonly Act[];
  readonly ends: readonly string[];
  /** False: we send nothing, so there is no sending to die at. */
  readonly sends?: false;
}

const nothing: Act = () => undefined;
const open: Act = (desk) => desk.open('A-1', { expiryMs: 60_000 });
/** The network's notice of the one payment, again and again. */
const tell: Act = (desk) => desk.tellAgain('A-1');
const scan: Act = (desk) => desk.scan('A-1', { tells: 0 });

const SCENARIOS: readonly Scenario[] = [
  {
    words: 'opened and left alone',
    before: nothing,
    acts: [open],
    ends: ['closed: expired | none'],
  },
  {
    words: 'the till scans a payer’s code',
    before: nothing,
    acts: [open, (desk) => desk.pay('A-1')],
    ends: ['paid | approved 45.90', 'closed: expired | reversed 45.90'],
  },
  {
    words: 'the till scans a payer’s code, no answer, and a close waits',
    before: (desk) => desk.shop.network.next('sale', 'answer-lost'),
    acts: [open, (desk) => desk.pay('A-1'), (desk) => desk.close('A-1')],
    ends: ['closed: by-merchant | reversed 45.90', 'closed: expired | reversed 45.90'],
  },
  {
    words: 'the network tells of a payment with the merchant’s code, twice',
    before: nothing,
    acts: [open, scan, tell, tell],
    sends: false,
    ends: ['paid | approved 45.90'],
  },
  {
    words: 'closed, then a payment arrives',
    before: nothing,
    acts: [open, (desk) => desk.close('A-1'), (desk) => desk.shop.wait(2_000), scan, tell],
    ends: ['closed: by-merchant | approved 45.90 back 45.90'],
  },
  {
    words: 'paid twice',
    before: nothing,
    acts: [open, scan, tell, scan, tell],
    ends: ['paid | approved 45.90, approved 45.90 back 45.90'],
  },
];

const POINTS: readonly CrashPoint[] = ['before-apply', 'after-apply', 'before-send', 'after-send'];

async function playWithCrash(scenario: Scenario, point: CrashPoint, times: number): Promise<boolean> {
  const shop = await Shop.open();
  const desk = new OrderDesk(shop);
  await scenario.before(desk);
  shop.crashAt(point, times);
  let died = false;
  const startAnew = async (): Promise<boolean> => {
    if (!shop.died) return false;
    died = true;
    await shop.restart();
    return true;
  };
  for (const act of scenario.acts) {
    const made = await act(desk);
    await shop.time.settle();
    if (made instanceof Asked && made.result === 'waits' && !shop.died) await shop.wait(2_000);
    // What the payer did at the network is done; everything else is asked for again.
    if ((await startAnew()) && act !== scan) {
      await act(desk);
      await shop.wait(2_000);
    }
  }
  await shop.wait(120_000);
  if (await startAnew()) await shop.wait(120_000);
  const end = `${desk.state('A-1')} | ${desk.payments('A-1')}`;
  expect(scenario.ends, `${point} ${times}: ${end}`).toContain(end);
  expect(shop.store.orders()).toHaveLength(1);
  await shop.check();
  return died;
}

describe.each(SCENARIOS)('$words', (scenario) => {
  const points = scenario.sends === false ? POINTS.slice(0, 2) : POINTS;
  it.each(points)('the program dies %s, at every passing', async (point) => {
    let passings = 0;
    while (await playWithCrash(scenario, point, passings + 1)) passings += 1;
    expect(passings).toBeGreaterThan(0);
    expect(passings).toBeLessThan(40);
  });
});
