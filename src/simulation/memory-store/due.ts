/** Rows with a time at which they must be looked at again. */
import { type Cancellation, dueMsOf as dueOfCancellation } from '#domain/cancellation';
import { dueMsOfOrder, type Order } from '#domain/order';
import { type CancellationId, dueOfPayment, type Payment, type PaymentId } from '#domain/payment';
import { type CancelRequest, dueOfRequest, type RequestId } from '#domain/request';
import type { DueOrder, DueSubject } from '#engine';

interface Waiting {
  readonly dueMs: number;
  readonly subject: DueSubject;
}

export const subjectOf = (row: Payment | Cancellation): DueSubject =>
  'paymentId' in row
    ? { book: row.book, paymentId: row.paymentId, cancellationId: row.id }
    : { book: row.book, paymentId: row.id, cancellationId: null };

/** When a row must be looked at again; `null` for one that waits for nothing. */
function dueMsOf(row: Payment | Cancellation): number | null {
  return 'paymentId' in row ? dueOfCancellation(row) : dueOfPayment(row);
}

/** The first `limit` of those whose time has come, oldest first, and the time of the soonest one of all. */
function comeOf<T extends { readonly dueMs: number }>(
  rows: Iterable<T>,
  nowMs: number,
  limit: number,
): { readonly come: readonly T[]; readonly soonestMs: number } {
  const come: T[] = [];
  let soonestMs = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.dueMs < soonestMs) soonestMs = row.dueMs;
    if (row.dueMs <= nowMs) come.push(row);
  }
  come.sort((a, b) => a.dueMs - b.dueMs);
  return { come: come.slice(0, limit), soonestMs };
}

/** The rows are looked through only when one of them can be due: mostly none is. */
export class DueTable {
  readonly #waiting = new Map<PaymentId | CancellationId | RequestId, Waiting>();
  readonly #orders = new Map<Order['id'], { readonly dueMs: number; readonly order: DueOrder }>();
  /** Nothing is due before. */
  #soonestMs = Number.POSITIVE_INFINITY;
  #soonestOrderMs = Number.POSITIVE_INFINITY;

  note(row: Payment | Cancellation): void {
    const dueMs = dueMsOf(row);
    if (dueMs === null) this.#waiting.delete(row.id);
    else this.#wait(row.id, { dueMs, subject: subjectOf(row) });
  }

  noteRequest(request: CancelRequest): void {
    const dueMs = dueOfRequest(request);
    const { id, book, paymentId } = request;
    if (dueMs === null) this.#waiting.delete(id);
    else this.#wait(id, { dueMs, subject: { book, paymentId, cancellationId: null, requestId: id } });
  }

  noteOrder(order: Order): void {
    const dueMs = dueMsOfOrder(order);
    if (dueMs === null) {
      this.#orders.delete(order.id);
      return;
    }
    this.#orders.set(order.id, { dueMs, order: { book: order.book, orderId: order.id } });
    if (dueMs < this.#soonestOrderMs) this.#soonestOrderMs = dueMs;
  }

  #wait(id: PaymentId | CancellationId | RequestId, waiting: Waiting): void {
    this.#waiting.set(id, waiting);
    if (waiting.dueMs < this.#soonestMs) this.#soonestMs = waiting.dueMs;
  }

  forget(id: PaymentId | CancellationId | RequestId): void {
    this.#waiting.delete(id);
  }

  forgetOrder(id: Order['id']): void {
    this.#orders.delete(id);
  }

  get size(): number {
    return this.#waiting.size + this.#orders.size;
  }

  due(nowMs: number, limit: number): DueSubject[] {
    if (nowMs < this.#soonestMs) return [];
    const { come, soonestMs } = comeOf(this.#waiting.values(), nowMs, limit);
    this.#soonestMs = soonestMs;
    return come.map(({ subject }) => subject);
  }

  dueOrders(nowMs: number, limit: number): DueOrder[] {
    if (nowMs < this.#soonestOrderMs) return [];
    const { come, soonestMs } = comeOf(this.#orders.values(), nowMs, limit);
    this.#soonestOrderMs = soonestMs;
    return come.map(({ order }) => order);
  }
}
