/** Every state of an order × every command. A forgotten cell does not compile; SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import { ORDER_PACE, ORDERED_AT, openedOrder, orderAfter } from '../../../test/domain/order-samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import type { PaymentId } from '../payment/index.ts';
import {
  decideOrder,
  ORDER_STATES,
  type Order,
  type OrderCommand,
  type OrderState,
  stepOrder,
} from './index.ts';

const SITUATIONS = {
  unpaid: ['unpaid'],
  paying: ['paying, payer’s code', 'paying, close waits', 'paying, merchant’s code'],
  unknown: ['unknown, payer’s code', 'unknown, close waits', 'unknown, merchant’s code'],
  paid: ['paid'],
  closing: ['closing'],
  closed: ['closed'],
} as const satisfies Record<OrderState, readonly string[]>;
type Situation = (typeof SITUATIONS)[OrderState][number];

const COMMANDS = {
  'pay-started': ['pay-started'],
  'payment-approved': ['its payment approved', 'another approved', 'another amount approved'],
  'payment-unknown': ['its payment unknown', 'another unknown'],
  'payment-failed': ['its payment failed', 'its payment failed, too late', 'another failed'],
  'network-found': ['found: nothing', 'found: paying', 'found: closed'],
  'close-asked': ['close-asked'],
  due: ['due, too early', 'due', 'due, after the last time'],
} as const satisfies Record<OrderCommand['type'], readonly string[]>;
type CommandName = (typeof COMMANDS)[OrderCommand['type']][number];

/** A state, `▸` what is sent, `+ back` a payment returned. `·`: the same object. `fault`: a broken program asks. */
type Sent = '' | ' ▸ enquiry' | ' ▸ close';
type Cell = `${OrderState}${Sent}` | `${OrderState} + back` | '·' | 'fault';
const { unpaid: s1, paying: s2, unknown: s3, paid: s4, closing: s5, closed: s6 } = SITUATIONS;
const COLUMNS = [...s1, ...s2, ...s3, ...s4, ...s5, ...s6] as const satisfies readonly Situation[];
type CellFor<Columns extends readonly unknown[]> = { readonly [Index in keyof Columns]: Cell };
type Row = CellFor<typeof COLUMNS>;
type Missing = Exclude<Situation, (typeof COLUMNS)[number]>;
const EVERY_SITUATION: [Missing] extends [never] ? true : Missing = true;

const [o, X, P, PK, PD, UK, CB, PB, DB] = [
  '·',
  'fault',
  'unpaid',
  'paying',
  'paid',
  'unknown',
  'closing ▸ close',
  'paid + back',
  'closed + back',
] as const;
const [YB, NB, KB, IB] = ['paying + back', 'unknown + back', 'unpaid + back', 'closing + back'] as const;
const [QK, QU, CD] = ['paying ▸ enquiry', 'unknown ▸ enquiry', 'closed'] as const;
// biome-ignore format: rows and columns as in SPEC.md
const TABLE: Record<CommandName, Row> = {
  'pay-started':                  [PK, X,  X,  X,  X,  X,  X,  X,  X,  X],
  'its payment approved':         [PD, PD, PD, PD, PD, PD, PD, o,  PD, DB],
  'another approved':             [PD, PD, PD, PD, PD, PD, PD, PB, PD, DB],
  'another amount approved':      [KB, YB, YB, YB, NB, NB, NB, PB, IB, DB],
  'its payment unknown':          [o,  UK, UK, o,  o,  o,  o,  o,  o,  o ],
  'another unknown':              [o,  o,  o,  o,  o,  o,  o,  o,  o,  o ],
  'its payment failed':           [o,  P,  CB, o,  P,  CB, o,  o,  o,  o ],
  'its payment failed, too late': [o,  CB, CB, o,  CB, CB, o,  o,  o,  o ],
  'another failed':               [o,  o,  o,  o,  o,  o,  o,  o,  o,  o ],
  'found: nothing':               [o,  o,  o,  P,  o,  o,  P,  o,  o,  o ],
  'found: paying':                [PK, o,  o,  o,  o,  o,  o,  o,  o,  o ],
  'found: closed':                [o,  o,  o,  o,  o,  o,  o,  o,  CD, o ],
  'close-asked':                  [CB, PK, o,  CB, UK, o,  CB, o,  o,  o ],
  'due, too early':               [o,  o,  o,  o,  o,  o,  o,  o,  o,  o ],
  'due':                          [CB, o,  o,  QK, o,  o,  QU, o,  CB, o ],
  'due, after the last time':     [CB, o,  o,  UK, o,  o,  CB, o,  CD, o ],
};

const P1 = 'pay_1' as PaymentId;
const P2 = 'pay_2' as PaymentId;
const atMs = ORDERED_AT + 60_000;
const lateMs = ORDERED_AT + 7_200_000;
const paysFen = openedOrder().payableFen;
const started: OrderCommand = { type: 'pay-started', paymentId: P1, atMs };
const lost: OrderCommand = { type: 'payment-unknown', paymentId: P1, atMs };
const scanned: OrderCommand = { type: 'network-found', found: 'paying', atMs };
const close: OrderCommand = { type: 'close-asked', atMs };
const closed: OrderCommand = { type: 'network-found', found: 'closed', atMs };
const paid: OrderCommand = { type: 'payment-approved', paymentId: P1, amountFen: paysFen, atMs };
/** Dues far apart: every enquiry there is, and then the one that gives up. */
const dues = (count: number): OrderCommand[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'due', atMs: atMs + (index + 1) * 70_000 }));

const SAMPLES: Record<Situation, () => Order> = {
  unpaid: () => openedOrder(),
  'paying, payer’s code': () => orderAfter(openedOrder(), started),
  'paying, close waits': () => orderAfter(openedOrder(), started, close),
  'paying, merchant’s code': () => orderAfter(openedOrder(), scanned),
  'unknown, payer’s code': () => orderAfter(openedOrder(), started, lost),
  'unknown, close waits': () => orderAfter(openedOrder(), started, close, lost),
  'unknown, merchant’s code': () => orderAfter(openedOrder(), scanned, ...dues(ORDER_PACE.asksMax + 1)),
  paid: () => orderAfter(openedOrder(), paid),
  closing: () => orderAfter(openedOrder(), close),
  closed: () => orderAfter(openedOrder(), close, closed),
};

/** A due command in time for the order as it stands. */
const dueOf = (order: Order): OrderCommand => {
  if (order.state === 'unpaid') return { type: 'due', atMs: order.expiresMs };
  return { type: 'due', atMs: 'dueMs' in order ? order.dueMs : lateMs };
};

/** The last of its kind: every try is used up, or the time of the order is over. */
function lastOf(order: Order): { readonly order: Order; readonly command: OrderCommand } {
  if (order.state === 'paying' && order.by === 'merchant-code')
    return { order: { ...order, asked: ORDER_PACE.asksMax }, command: dueOf(order) };
  if (order.state === 'closing')
    return { order: { ...order, attempts: ORDER_PACE.closeAttemptsMax }, command: dueOf(order) };
  return { order, command: { type: 'due', atMs: lateMs } };
}

const GIVEN: Record<CommandName, (order: Order) => { order: Order; command: OrderCommand }> = {
  'pay-started': (order) => ({ order, command: started }),
  'its payment approved': (order) => ({ order, command: paid }),
  'another approved': (order) => ({ order, command: { ...paid, paymentId: P2 } as OrderCommand }),
  'another amount approved': (order) => ({
    order,
    command: { type: 'payment-approved', paymentId: P2, amountFen: paysFen + 1n, atMs },
  }),
  'its payment unknown': (order) => ({ order, command: lost }),
  'another unknown': (order) => ({ order, command: { type: 'payment-unknown', paymentId: P2, atMs } }),
  'its payment failed': (order) => ({ order, command: { type: 'payment-failed', paymentId: P1, atMs } }),
  'its payment failed, too late': (order) => ({
    order,
    command: { type: 'payment-failed', paymentId: P1, atMs: lateMs },
  }),
  'another failed': (order) => ({ order, command: { type: 'payment-failed', paymentId: P2, atMs } }),
  'found: nothing': (order) => ({ order, command: { type: 'network-found', found: 'nothing', atMs } }),
  'found: paying': (order) => ({ order, command: scanned }),
  'found: closed': (order) => ({ order, command: closed }),
  'close-asked': (order) => ({ order, command: close }),
  'due, too early': (order) => ({ order, command: { type: 'due', atMs: ORDERED_AT } }),
  due: (order) => ({ order, command: dueOf(order) }),
  'due, after the last time': lastOf,
};

function shown(step: ReturnType<typeof stepOrder>): string {
  if (step.events.some(({ event }) => event.kind === 'order-payment-returned'))
    return `${step.order.state} + back`;
  return step.send === null ? step.order.state : `${step.order.state} ▸ ${step.send}`;
}

const NAMES = Object.keys(TABLE) as CommandName[];
const CELLS = NAMES.flatMap((name) =>
  COLUMNS.map((situation, index) => [situation, name, TABLE[name][index]!] as const),
);

describe('O1: every state answers every command, and what has nothing to do returns the same order', () => {
  test('the columns are the situations of all states', () => {
    expect(EVERY_SITUATION).toBe(true);
    expect(Object.keys(SITUATIONS)).toEqual([...ORDER_STATES]);
    for (const situation of COLUMNS) expect(SAMPLES[situation]().state).toBe(situation.split(',')[0]);
  });

  test.each(CELLS)('%s × %s → %s', (situation, name, cell) => {
    const { order, command } = GIVEN[name](SAMPLES[situation]());
    const before = structuredClone(order);
    if (cell === 'fault') {
      expect(() => stepOrder(order, command, ORDER_PACE)).toThrow(`order ord_1 in state ${order.state}`);
    } else {
      const step = stepOrder(order, command, ORDER_PACE);
      if (cell === '·') {
        expect(step.order).toBe(order);
        expect([step.events, step.send]).toEqual([[], null]);
        expect(decideOrder(order, command, ORDER_PACE)).toEqual([]);
      } else {
        expect(shown(step)).toBe(cell);
        expect(step.order).not.toBe(order);
      }
    }
    expect(order).toEqual(before);
  });
});

test('SPEC.md of this room shows this table', () => {
  const header = ['command', ...COLUMNS];
  const rows = NAMES.map((name) => [name, ...TABLE[name]]);
  expect(specTable(new URL('./SPEC.md', import.meta.url), 'transitions', header, rows)).toBe('as shown');
});
