/** Orders by code, by the auditor's own reckoning: who kept the money of an order, whatever the order itself says. */
import type { Cancellation } from '#domain/cancellation';
import type { Order } from '#domain/order';
import type { ChangeSet } from '#engine';
import type { AuditMemory } from './memory.ts';
import { type AuditedJourney, type AuditedPayment, isHanded, isMoving } from './records.ts';
import { Violation } from './violation.ts';

/** A part of a price that somebody else than the payer bears. */
export interface PricePart {
  readonly funder: string;
  readonly amountFen: bigint;
}

export interface AskedOrder {
  readonly journey: AuditedJourney;
  readonly priceFen: bigint;
  readonly parts: readonly PricePart[];
}

export interface AuditedOrder {
  readonly id: string;
  readonly orderNo: string;
  readonly journey: AuditedJourney;
  readonly payableFen: bigint;
  readonly parts: readonly PricePart[];
  readonly expiresMs: number;
  readonly payments: AuditedPayment[];
  state: string;
  sinceMs: number;
  paidBy: string | null;
}

/** Beyond its expiry: a close is repeated once a minute at least, lines heal within minutes. */
const SLACK_MS = 30 * 60_000;

const broken = ({ journey, id }: AuditedOrder, law: Violation['law'], text: string): Violation =>
  new Violation(law, journey.index, `${id}: ${text}`);

const isEnd = (state: string): boolean => state === 'paid' || state === 'closed';

/** It will move by itself: a payment that a person has keeps its order waiting. */
export const isOrderMoving = (order: AuditedOrder): boolean =>
  !isEnd(order.state) && !order.payments.some(isHanded);

export function noteOrders(memory: AuditMemory, changes: ChangeSet): void {
  for (const { order } of changes.orders) {
    const known = memory.orders.get(order.id) ?? newOrder(memory, order);
    if (isEnd(known.state) && order.state !== known.state)
      throw broken(known, 'order-paid-once', `it was ${known.state} and is ${order.state} now`);
    if (known.state !== order.state) known.sinceMs = memory.now();
    known.state = order.state;
    known.paidBy = order.state === 'paid' ? order.paymentId : null;
    memory.stir(known.journey);
  }
}

function newOrder(memory: AuditMemory, row: Order): AuditedOrder {
  const asked = memory.orderNos.get(row.orderNo);
  const { id, orderNo, payableFen } = row;
  if (asked === undefined) throw new Violation('order-paid-once', -1, `nobody opened the order ${orderNo}`);
  const { journey, parts, priceFen } = asked;
  const expiresMs = memory.now() + row.expiresMs - row.createdMs;
  const facts = { id, orderNo, journey, payableFen, parts, expiresMs };
  const fresh: AuditedOrder = {
    ...{ ...facts, payments: [], state: 'new', sinceMs: memory.now(), paidBy: null },
  };
  if (journey.orders.length > 0)
    throw broken(fresh, 'order-paid-once', `one number of the merchant made two orders: ${orderNo}`);
  const leftFen = parts.reduce((restFen, { amountFen }) => restFen - amountFen, priceFen);
  if (payableFen !== leftFen)
    throw broken(fresh, 'parties-agree', `a payer is to pay ${payableFen} fen, its price leaves ${leftFen}`);
  journey.orders.push(fresh);
  memory.orders.set(id, fresh);
  memory.movingOrders.add(fresh);
  memory.figures.orders += 1;
  return fresh;
}

/** A payment of an order goes back by itself: it does not pay it. That refund is nobody's wish. @throws Violation */
export function checkGivenBack(memory: AuditMemory, payment: AuditedPayment, row: Cancellation): void {
  const { order } = payment;
  if (order === null || row.door !== 'network') return;
  if (order.paidBy === payment.id || (order.state !== 'paid' && order.state !== 'closed'))
    throw broken(order, 'order-paid-once', `${payment.id} goes back, and the order is ${order.state}`);
  payment.journey.wishes.push(row.amountFen);
  memory.figures.givenBack += 1;
}

/** Went back by itself, or is on the way. */
const isGivenBack = ({ backs }: AuditedPayment): boolean => {
  for (const { door, state } of backs.values()) if (door === 'network' && state !== 'refused') return true;
  return false;
};

/** After every batch: at most one payment of an order is kept, and none of a closed one. @throws Violation */
export function checkOrders(memory: AuditMemory, changes: ChangeSet): void {
  const ofNone = ({ row }: ChangeSet['payments'][number]): boolean => row.payment.order === undefined;
  if (changes.orders.length === 0 && changes.payments.every(ofNone)) return;
  const touched = new Set<AuditedOrder>();
  for (const { order } of changes.orders) touched.add(memory.orders.get(order.id)!);
  for (const { row } of changes.payments) {
    const order = memory.payments.get(row.payment.id)?.order;
    if (order !== undefined && order !== null) touched.add(order);
  }
  for (const order of touched) {
    const kept = order.payments.filter((each) => each.state === 'approved' && !isGivenBack(each));
    if (kept.length > (order.state === 'closed' ? 0 : 1))
      throw broken(
        order,
        'order-paid-once',
        `it is ${order.state} and keeps ${kept.map(({ id }) => id).join(', ')}`,
      );
    if (isOrderMoving(order)) memory.movingOrders.add(order);
    else memory.movingOrders.delete(order);
  }
}

/** @throws Violation when an order that nobody pays stays open. */
export function checkOrderAge(order: AuditedOrder, nowMs: number): void {
  if (order.payments.some((each) => isMoving(each) || isHanded(each))) return;
  const sinceMs = Math.max(order.expiresMs, order.sinceMs);
  if (nowMs <= sinceMs + SLACK_MS) return;
  throw broken(order, 'order-ends', `it is ${order.state}, and its time was over at ${order.expiresMs}`);
}

/** The journey is over. Scans are wire keys of what payers paid with the merchant's code. @throws Violation */
export function checkOrdersEnd(memory: AuditMemory, { index, orders, scans }: AuditedJourney): void {
  for (const wireKey of scans)
    if (memory.truth.charge(wireKey) !== undefined && !memory.byWireKey.has(wireKey))
      throw new Violation(
        'parties-agree',
        index,
        `a payer paid ${wireKey}, and the acquirer does not know it`,
      );
  for (const order of orders) {
    const waits = order.payments.some(isHanded);
    if (!isEnd(order.state) && !waits)
      throw broken(order, 'order-ends', `all is over and it is ${order.state}`);
    for (const { id, state, amountFen, returnedFen } of order.payments)
      if (state === 'approved' && id !== order.paidBy && returnedFen !== amountFen && !waits)
        throw broken(
          order,
          'order-paid-once',
          `it is ${order.state}, and ${amountFen - returnedFen} fen of ${id} are kept`,
        );
  }
}
