import type { OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { RequestId } from '#domain/request';
import { holdKeyOf, inBook, type Tables } from './tables.ts';

/** Takes an ended payment out of every table: its cancellations, its once rows, its keys. */
export function retirePayment(tables: Tables, id: PaymentId): void {
  const row = tables.payments.get(id);
  if (row === undefined) return;
  const forgetKeys = (owner: PaymentId | CancellationId): void => {
    for (const key of tables.keysSentBy.get(owner) ?? []) tables.sentKeys.delete(key);
    tables.keysSentBy.delete(owner);
  };
  const forget = (owner: PaymentId | CancellationId | RequestId): void => {
    for (const key of tables.onceOf.get(owner) ?? []) tables.once.delete(key);
    tables.onceOf.delete(owner);
    tables.due.forget(owner);
  };
  for (const each of tables.ofPayment.get(id) ?? []) {
    forget(each);
    forgetKeys(each);
    tables.cancellations.delete(each);
  }
  for (const each of tables.requestsOf.get(id) ?? []) {
    forget(each);
    tables.requests.delete(each);
  }
  forget(id);
  forgetKeys(id);
  tables.requestsOf.delete(id);
  tables.ofPayment.delete(id);
  tables.byRrn.delete(inBook(row.payment.book, row.payment.rrn));
  const hold = holdKeyOf(row.payment);
  if (hold !== null) {
    const others = (tables.byHold.get(hold) ?? []).filter((each) => each !== id);
    if (others.length === 0) tables.byHold.delete(hold);
    else tables.byHold.set(hold, others);
  }
  tables.payments.delete(id);
}

/** Takes an ended order out, with the keys under which it was opened. */
export function retireOrder(tables: Tables, id: OrderId): void {
  for (const key of tables.onceOf.get(id) ?? []) tables.once.delete(key);
  tables.onceOf.delete(id);
  tables.due.forgetOrder(id);
  tables.orders.delete(id);
}

/** Takes out batches that were settled before: those come first. */
export function retireBatches(tables: Tables, beforeMs: number): void {
  for (const [key, { settlement }] of tables.batches) {
    if (settlement.atMs >= beforeMs) return;
    tables.batches.delete(key);
  }
}

const BROUGHT_BY_PAYMENTS = [
  ...['once', 'onceOf', 'payments', 'byRrn', 'cancellations', 'ofPayment', 'requests', 'requestsOf'],
  ...['orders', 'sentKeys', 'keysSentBy', 'due'],
] as const satisfies readonly string[];

export const sizesOf = (tables: Tables): Readonly<Record<string, number>> =>
  Object.fromEntries(
    BROUGHT_BY_PAYMENTS.map((name) => [`store ${name}`, tables[name as 'once' | 'payments' | 'due'].size]),
  );
