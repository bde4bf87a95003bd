/** What an order promises, whatever comes in whatever order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ORDER_PACE, ORDERED_AT, openedOrder, orderAfter } from '../../../test/domain/order-samples.ts';
import { FUNDERS, type PaymentId } from '../payment/index.ts';
import {
  dueMsOfOrder,
  type Order,
  type OrderCommand,
  type OrderEvent,
  outcomeOfClose,
  payableOf,
  refusalOfOrder,
  refusalOfPayment,
  stepOrder,
} from './index.ts';

const pay = (n: number): PaymentId => `pay_${n}` as PaymentId;
const paysFen = openedOrder().payableFen;

const command = fc.oneof(
  fc.record({
    type: fc.constant('payment-approved' as const),
    paymentId: fc.integer({ min: 1, max: 4 }).map(pay),
    amountFen: fc.constantFrom(paysFen, paysFen, paysFen, paysFen + 1n),
    atMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constantFrom('payment-unknown' as const, 'payment-failed' as const),
    paymentId: fc.integer({ min: 1, max: 4 }).map(pay),
    atMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('network-found' as const),
    found: fc.constantFrom('nothing' as const, 'paying' as const, 'closed' as const),
    atMs: fc.constant(0),
  }),
  fc.record({ type: fc.constantFrom('close-asked' as const, 'due' as const), atMs: fc.constant(0) }),
);

/** Plays commands at growing times; a payment by the payer’s code begins where the order lets it. */
function played(
  commands: readonly OrderCommand[],
  steps: readonly number[],
): { readonly order: Order; readonly events: OrderEvent[]; readonly states: string[] } {
  let order = openedOrder();
  let atMs = ORDERED_AT;
  let next = 10;
  const events: OrderEvent[] = [];
  const states: string[] = [order.state];
  const step = (given: OrderCommand): void => {
    const made = stepOrder(order, { ...given, atMs }, ORDER_PACE);
    order = made.order;
    events.push(...made.events.map(({ event }) => event));
    states.push(order.state);
  };
  for (const [index, given] of commands.entries()) {
    atMs += steps[index % steps.length] ?? 1_000;
    if (index % 3 === 0 && refusalOfPayment(order, atMs) === null) {
      next += 1;
      step({ type: 'pay-started', paymentId: pay(next), atMs });
    }
    step(given);
  }
  return { order, events, states };
}

const commands = fc.array(command, { maxLength: 40 });
const steps = fc.array(fc.integer({ min: 1, max: 4_000_000 }), { minLength: 1, maxLength: 8 });

describe('whatever comes in whatever order', () => {
  test('O2: an order is paid once, and every other payment of it goes back', () => {
    fc.assert(
      fc.property(commands, steps, (given, distances) => {
        const { order, events } = played(given, distances);
        const paid = events.filter(({ kind }) => kind === 'order-paid');
        expect(paid.length).toBeLessThanOrEqual(1);
        const kept = order.state === 'paid' ? [order.paymentId] : [];
        const approved = new Set(
          given.flatMap((each) => (each.type === 'payment-approved' ? [each.paymentId] : [])),
        );
        for (const paymentId of approved) {
          const accounted = [...kept, ...order.returned].filter((each) => each === paymentId);
          expect(accounted).toHaveLength(1);
        }
      }),
    );
  });

  test('O3: paid and closed are ends: nothing leads out of them', () => {
    fc.assert(
      fc.property(commands, steps, (given, distances) => {
        const { states } = played(given, distances);
        const end = states.findIndex((state) => state === 'paid' || state === 'closed');
        if (end >= 0) expect(new Set(states.slice(end)).size).toBe(1);
      }),
    );
  });

  test('O4: an order that is no end waits for a time of its own or for its payment', () => {
    fc.assert(
      fc.property(commands, steps, (given, distances) => {
        const { order } = played(given, distances);
        if (order.state === 'paid' || order.state === 'closed') expect(dueMsOfOrder(order)).toBeNull();
        else expect(dueMsOfOrder(order) !== null || 'paymentId' in order).toBe(true);
      }),
    );
  });

  test('O5: what was asked for stays: number, price, payer’s part, book and code', () => {
    fc.assert(
      fc.property(commands, steps, (given, distances) => {
        const { returned: _returned, ...before } = openedOrder() as Order & { state: 'unpaid' };
        const { state: _state, ...fixed } = before;
        expect(played(given, distances).order).toMatchObject(fixed);
      }),
    );
  });
});

test('O6: nobody may begin to pay an order that is taken, over, or being closed', () => {
  const inTimeMs = ORDERED_AT + 60_000;
  const began: OrderCommand = { type: 'pay-started', paymentId: pay(1), atMs: inTimeMs };
  const close: OrderCommand = { type: 'close-asked', atMs: inTimeMs };
  const found = (what: 'closed' | 'paying'): OrderCommand => ({
    type: 'network-found',
    found: what,
    atMs: inTimeMs,
  });
  const paid: OrderCommand = {
    type: 'payment-approved',
    paymentId: pay(1),
    amountFen: paysFen,
    atMs: inTimeMs,
  };
  const { expiresMs } = openedOrder();
  const expired: OrderCommand = { type: 'due', atMs: expiresMs };
  const rows: readonly (readonly [string, readonly OrderCommand[], number, string | null])[] = [
    ['in time', [], inTimeMs, null],
    ['in the last millisecond', [], expiresMs - 1, null],
    ['at its end', [], expiresMs, 'order-expired'],
    ['somebody shows a code', [began], inTimeMs, 'order-payment-in-progress'],
    ['somebody scanned its code', [found('paying')], inTimeMs, 'order-payment-in-progress'],
    ['a close waits for the payer', [began, close], inTimeMs, 'order-close-in-progress'],
    ['being closed', [close], inTimeMs, 'order-close-in-progress'],
    ['being closed because its time is over', [expired], expiresMs, 'order-expired'],
    ['paid', [paid], inTimeMs, 'order-already-paid'],
    ['closed', [close, found('closed')], inTimeMs, 'order-closed'],
    ['expired', [expired, found('closed')], expiresMs, 'order-expired'],
  ];
  for (const [words, given, nowMs, outcome] of rows)
    expect(refusalOfPayment(orderAfter(openedOrder(), ...given), nowMs), words).toBe(outcome);
  expect(outcomeOfClose(orderAfter(openedOrder(), paid))).toBe('order-already-paid');
  expect(outcomeOfClose(orderAfter(openedOrder(), close))).toBe('accepted');
  expect(outcomeOfClose(orderAfter(openedOrder(), close, found('closed')))).toBe('approved');
});

test('O7: a payer at the code is asked for at 1, 2, 4, 8, 16, 32 seconds, then evenly, until the time is over', () => {
  let order = orderAfter(openedOrder(), { type: 'network-found', found: 'paying', atMs: ORDERED_AT });
  const asked: number[] = [];
  let lastMs = ORDERED_AT;
  for (let index = 0; index < 9; index += 1) {
    const dueMs = dueMsOfOrder(order)!;
    const step = stepOrder(order, { type: 'due', atMs: dueMs }, ORDER_PACE);
    if (step.send === 'enquiry') {
      asked.push((dueMs - lastMs) / 1000);
      lastMs = dueMs;
    }
    order = step.order;
  }
  expect(asked).toEqual([1, 2, 4, 8, 16, 32, 124, 60]);
  expect(order.state).toBe('unknown');
});

test('O8: a close is repeated at doubling distances under a bound, and ends unconfirmed at its last', () => {
  let order = orderAfter(openedOrder(), { type: 'close-asked', atMs: ORDERED_AT });
  const waits: number[] = [];
  let lastMs = ORDERED_AT;
  while (order.state === 'closing') {
    const { dueMs } = order;
    waits.push((dueMs - lastMs) / 1000);
    lastMs = dueMs;
    order = stepOrder(order, { type: 'due', atMs: dueMs }, ORDER_PACE).order;
  }
  expect(waits).toEqual([1, 2, 4, 8]);
  expect(order).toMatchObject({ state: 'closed', confirmed: false, why: 'by-merchant' });
});

describe('O9: the payer pays the price less the discounts, and something is left to pay', () => {
  const request = { orderNo: 'A-1', subject: 'lunch', expiresMs: ORDERED_AT + 1 };
  const discount = (amountFen: bigint, index: number) => ({ funder: FUNDERS[index]!, amountFen });
  test.each([
    [4_590n, [], 4_590n, null],
    [4_590n, [590n], 4_000n, null],
    [4_590n, [590n, 3_999n], 1n, null],
    [4_590n, [4_590n], 0n, 'amount-out-of-range'],
    [4_590n, [5_000n], -410n, 'amount-out-of-range'],
    [4_590n, [0n], 4_590n, 'amount-out-of-range'],
    [4_590n, [-1n], 4_591n, 'amount-out-of-range'],
    [0n, [], 0n, 'amount-out-of-range'],
    [999_999_999_999n, [], 999_999_999_999n, null],
    [1_000_000_000_000n, [1n], 999_999_999_999n, 'amount-out-of-range'],
  ] as const)('%s less %s leaves %s: %s', (amountFen, parts, leftFen, refusal) => {
    const discounts = parts.map(discount);
    expect(payableOf(amountFen, discounts)).toBe(leftFen);
    expect(refusalOfOrder({ ...request, amountFen, discounts })).toBe(refusal);
  });

  test('one funder bears one part', () => {
    const part = { funder: 'scheme', amountFen: 100n } as const;
    expect(refusalOfOrder({ ...request, amountFen: 1_000n, discounts: [part, part] })).toBe(
      'input-not-valid',
    );
  });
});
