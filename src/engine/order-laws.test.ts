/**
 * Orders under whatever comes: payers at both codes, closes, time, lost and late messages, a program that dies. At the
 * end every order is paid once or closed, what is one too many went back, and the books are as the network sees it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFen } from '#domain/money';
import { type CrashPoint, Shop } from '../../test/shop.ts';
import { OrderDesk, PAY_CODE } from '../../test/shop-orders.ts';

type Act =
  | { readonly do: 'pay' | 'scan' | 'scan-unheard' | 'tell' | 'look' | 'leave' | 'close' | 'reopen' }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'fate';
      readonly of: 'sale' | 'reversal' | 'refund';
      readonly is: 'answer-lost' | 'lost' | 'answer-late';
    }
  | {
      readonly do: 'order-fate';
      readonly of: 'enquiry' | 'close';
      readonly is: 'lost' | 'answer-lost' | 'link-down';
    }
  | { readonly do: 'late-answers' }
  | { readonly do: 'die'; readonly at: CrashPoint };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom<Act>({ do: 'pay' }, { do: 'scan' }, { do: 'scan-unheard' }, { do: 'tell' }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Act>({ do: 'look' }, { do: 'leave' }, { do: 'close' }, { do: 'reopen' }),
  },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 40_000 }).map((ms): Act => ({ do: 'wait', ms })) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fate' as const),
      of: fc.constantFrom('sale' as const, 'reversal' as const, 'refund' as const),
      is: fc.constantFrom('answer-lost' as const, 'lost' as const, 'answer-late' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('order-fate' as const),
      of: fc.constantFrom('enquiry' as const, 'close' as const),
      is: fc.constantFrom('lost' as const, 'answer-lost' as const, 'link-down' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'late-answers' }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<CrashPoint>('before-apply', 'after-apply', 'before-send', 'after-send')
      .map((at): Act => ({ do: 'die', at })),
  },
);

const NO = 'L-1';

async function doIt(desk: OrderDesk, given: Act, turn: number): Promise<void> {
  const { shop } = desk;
  const { network } = shop;
  switch (given.do) {
    case 'pay':
      desk.pay(NO, `k${turn}`, { ...PAY_CODE, index: String(turn).padStart(32, '0') });
      break;
    case 'scan':
      await desk.scan(NO);
      break;
    case 'scan-unheard':
      await desk.scan(NO, { tells: 0 });
      break;
    case 'tell':
      await desk.tellAll(NO);
      break;
    case 'look':
      network.orders.scan(desk.id(NO));
      await desk.refresh(NO);
      break;
    case 'leave':
      network.orders.leave(desk.id(NO));
      break;
    case 'close':
      desk.close(NO);
      break;
    case 'reopen':
      await desk.open(NO, { expiryMs: 120_000 });
      break;
    case 'wait':
      await shop.wait(given.ms);
      break;
    case 'fate':
      network.next(given.of, given.is);
      break;
    case 'order-fate':
      network.orders.next(given.of, given.is);
      break;
    case 'late-answers':
      network.releaseAnswers(2);
      break;
    case 'die':
      shop.crashAt(given.at);
      break;
  }
  await shop.time.settle();
  if (shop.died) await shop.restart();
}

async function played(acts: readonly Act[]): Promise<OrderDesk> {
  const shop = await Shop.open();
  const desk = new OrderDesk(shop);
  await desk.open(NO, { expiryMs: 120_000 });
  for (const [turn, given] of acts.entries()) await doIt(desk, given, turn);
  // The network repeats what was not acknowledged, payers leave, and time goes on.
  shop.network.orders.leave(desk.id(NO));
  for (let round = 0; round < 3; round += 1) {
    await desk.tellAll(NO);
    await shop.wait(200_000);
    shop.network.releaseAnswers();
    if (shop.died) await shop.restart();
  }
  return desk;
}

test('whatever happens: paid once or closed, all else goes back whole, the books as at the network', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      const desk = await played(acts);
      const order = desk.of(NO);
      expect(['paid', 'closed']).toContain(order.state);
      const paidBy = order.state === 'paid' ? order.paymentId : null;
      for (const payment of desk.shop.store.payments()) {
        if (payment.state !== 'approved') continue;
        const back = formatFen(payment.back.returnedFen);
        expect(back, payment.id).toBe(payment.id === paidBy ? '0.00' : formatFen(payment.amountFen));
      }
      desk.shop.troubles.length = 0;
      await desk.shop.check();
    }),
    { numRuns: 150 },
  );
}, 120_000);
