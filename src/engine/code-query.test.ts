/**
 * A till without an answer asks: whatever was lost, and wherever the program died, what the till is told in the end is
 * what the books have, and nothing is carried out twice or after the till was told that it never came.
 */
import { describe, expect, it } from 'vitest';
import { type Asked, type AtTerminal, type CrashPoint, Shop } from '../../test/shop.ts';
import { OrderDesk, PAY_CODE } from '../../test/shop-orders.ts';
import type { OpenOrder } from './order-commands.ts';

const CODE: AtTerminal = { card: PAY_CODE, entryMode: '032' };
const ORDER_NO = 'T1-1';

class Till {
  readonly shop: Shop;
  readonly desk: OrderDesk;

  constructor(shop: Shop) {
    this.shop = shop;
    this.desk = new OrderDesk(shop);
  }

  show(stan: string): Asked {
    const terminal = this.shop.keyOf(stan);
    const { merchantId, terminalId, batchNo } = terminal;
    const opened: OpenOrder = {
      ...{ type: 'open-order', merchant: this.shop.merchant, orderNo: ORDER_NO, subject: 'shop' },
      ...{ amountFen: 4_590n, discounts: [], expiryMs: 600_000, print: '45.90' },
      key: `till/${merchantId}/${terminalId}/${batchNo}/${stan}`,
      till: { terminal, toldMs: null },
    };
    return this.shop.submit(opened);
  }

  query(stan: string, shutsOut = true): Asked {
    const { merchant } = this.shop;
    return this.shop.submit({ type: 'query-code', merchant, of: this.shop.keyOf(stan), shutsOut });
  }

  back(route: 'VOID' | 'REFUND', stan: string, of: string): Asked {
    const { merchant } = this.shop;
    const [payment] = this.shop.store.payments();
    return this.shop.submit({
      ...{ type: 'terminal-cancel', route, merchant, terminal: this.shop.keyOf(stan) },
      original: { ...this.shop.keyOf(of), day: null },
      ...{ rrn: payment?.rrn ?? null, amountFen: 4_590n, cardIndex: null, byCode: true, print: 'back' },
    });
  }

  async told(asked: Asked): Promise<string> {
    await this.shop.wait(30_000);
    return asked.result;
  }
}

const till = async (): Promise<Till> => new Till(await Shop.open());

describe('a query that finds nothing shuts out what comes late', () => {
  it.each(['sale', 'code', 'void', 'refund'] as const)('a %s', async (what) => {
    const at = await till();
    if (what === 'void' || what === 'refund') {
      expect(await at.told(at.show('000001'))).toBe('approved');
      await at.desk.scan(ORDER_NO);
    }
    expect(await at.told(at.query('000009', false))).toBe('original-not-found');
    expect(await at.told(at.query('000009'))).toBe('original-not-found');
    const late = {
      sale: () => at.shop.sale('000009', CODE),
      code: () => at.show('000009'),
      void: () => at.back('VOID', '000009', '000001'),
      refund: () => at.back('REFUND', '000009', '000001'),
    }[what]();
    expect(await at.told(late)).toMatch(/^asked-before-arrival/);
    expect(await at.told(at.query('000009'))).toBe('original-not-found');
    expect(at.shop.network.received).toEqual([]);
    await at.shop.check();
  });
});

it('a query about a sale under way waits for its end', async () => {
  const at = await till();
  at.shop.network.next('sale', 'answer-lost');
  at.shop.sale('000001', CODE);
  const asked = at.query('000001');
  expect(asked.result).toBe('waits');
  await at.shop.wait(120_000);
  expect(asked.result).toBe('outcome-unknown');
  expect(await at.told(at.query('000001'))).toBe('already-reversed');
  await at.shop.check();
});

const POINTS: readonly CrashPoint[] = ['before-apply', 'after-apply', 'before-send', 'after-send'];

/** The till repeats nothing: it asks, and does it anew only where the answer says that it never came. */
async function play(route: 'VOID' | 'REFUND', point: CrashPoint, times: number): Promise<boolean> {
  const shop = await Shop.open();
  const at = new Till(shop);
  let died = false;
  const revive = async (): Promise<void> => {
    if (!shop.died) return;
    died = true;
    await shop.restart();
  };
  shop.crashAt(point, times);
  const sure = async (stans: readonly string[], act: (stan: string) => Asked): Promise<string> => {
    let last = '';
    for (const stan of stans) {
      const done = act(stan);
      await shop.wait(30_000);
      await revive();
      if (done.result !== 'waits' && !died) return done.result;
      const asked = at.query(stan);
      await shop.wait(30_000);
      await revive();
      last = (asked.result === 'waits' ? await at.told(at.query(stan)) : asked.result).replace(/,.*/, '');
      if (last !== 'original-not-found') return last;
    }
    return last;
  };
  const shown = await sure(['000001', '000002'], (stan) => at.show(stan));
  expect(['approved', 'order-awaits-payment']).toContain(shown);
  const order = at.desk.of(ORDER_NO);
  await at.desk.scan(ORDER_NO, { tells: 0 });
  while (at.desk.state(ORDER_NO) !== 'paid') {
    await at.desk.tellAgain(ORDER_NO);
    await shop.wait(2_000);
    await revive();
  }
  const back = await sure(['000011', '000012'], (stan) => at.back(route, stan, order.till!.stan));
  await shop.wait(200_000);
  await revive();
  await shop.wait(200_000);
  const end = at.desk.payments(ORDER_NO);
  const whole = route === 'VOID' ? 'voided 45.90' : 'approved 45.90 back 45.90';
  // A void without an answer is undone, and the till is told so.
  const ends = back === 'approved' ? [whole] : ['approved 45.90'];
  expect(ends, `${point} ${times}: ${back}: ${end}`).toContain(end);
  await shop.check();
  return died;
}

describe.each(['VOID', 'REFUND'] as const)('a code is shown, paid, and goes back by a %s', (route) => {
  it.each(POINTS)('the program dies %s, at every passing', async (point) => {
    let passings = 0;
    while (await play(route, point, passings + 1)) passings += 1;
    expect(passings).toBeGreaterThan(0);
    expect(passings).toBeLessThan(40);
  });
});
