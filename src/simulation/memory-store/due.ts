/** Rows with a time at which they must be looked at again. */
import { type Cancellation, dueMsOf as dueOfCancellation } from '#domain/cancellation';
import { dueMsOfOrder, type Order } from '#domain/order';
import { type CancellationId, dueOfPayment, type Payment, type PaymentId } from '#domain/payment';
import { type CancelRequest, dueOfRequest, type RequestId } from '#domain/request';
import type { DueOrder, DueSubject } from '#engine';
import { DueQueue } from './due-queue.ts';

export const subjectOf = (row: Payment | Cancellation): DueSubject =>
  'paymentId' in row
    ? { book: row.book, paymentId: row.paymentId, cancellationId: row.id }
    : { book: row.book, paymentId: row.id, cancellationId: null };

/** When a row must be looked at again; `null` for one that waits for nothing. */
function dueMsOf(row: Payment | Cancellation): number | null {
  return 'paymentId' in row ? dueOfCancellation(row) : dueOfPayment(row);
}

export class DueTable {
  readonly #waiting = new DueQueue<PaymentId | CancellationId | RequestId, DueSubject>();
  readonly #orders = new DueQueue<Order['id'], DueOrder>();

  note(row: Payment | Cancellation): void {
    const dueMs = dueMsOf(row);
    if (dueMs === null) this.#waiting.forget(row.id);
    else this.#waiting.note(row.id, dueMs, subjectOf(row));
  }

  noteRequest(request: CancelRequest): void {
    const dueMs = dueOfRequest(request);
    const { id, book, paymentId } = request;
    if (dueMs === null) this.#waiting.forget(id);
    else this.#waiting.note(id, dueMs, { book, paymentId, cancellationId: null, requestId: id });
  }

  noteOrder(order: Order): void {
    const dueMs = dueMsOfOrder(order);
    if (dueMs === null) this.#orders.forget(order.id);
    else this.#orders.note(order.id, dueMs, { book: order.book, orderId: order.id });
  }

  forget(id: PaymentId | CancellationId | RequestId): void {
    this.#waiting.forget(id);
  }

  forgetOrder(id: Order['id']): void {
    this.#orders.forget(id);
  }

  get size(): number {
    return this.#waiting.size + this.#orders.size;
  }

  isDue(nowMs: number): boolean {
    return this.#waiting.isDue(nowMs) || this.#orders.isDue(nowMs);
  }

  due(nowMs: number, limit: number): DueSubject[] {
    return this.#waiting.come(nowMs, limit).map(({ value }) => value);
  }

  dueOrders(nowMs: number, limit: number): DueOrder[] {
    return this.#orders.come(nowMs, limit).map(({ value }) => value);
  }
}
