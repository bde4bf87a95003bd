/**
 * Rows that a lane keeps after its commit because it is about to need them again: the books, orders that have no end,
 * and every payment with something under way. A bucket has one owner and one lane, and a batch begins when the one
 * before it is over, so what is kept is what the tables hold, for as long as the lease of the buckets is proven. Every
 * write proves it by versions; whatever goes wrong with a batch makes the lane forget all of it and read again.
 */
import type { Cancellation } from '#domain/cancellation';
import type { Order } from '#domain/order';
import type { Payment } from '#domain/payment';
import type { Terminal } from '#domain/terminal';
import type { ChangeSet, Loaded, PaymentRow } from '#engine';

/** Of each kind, for each lane. */
const KEPT_MAX = 20_000;

/** A payment with all that hangs on it. */
export interface Family {
  readonly row: PaymentRow;
  readonly cancellations: readonly Loaded['cancellations'][number][];
  readonly requests: readonly Loaded['requests'][number][];
}

/** Rows as a batch was decided with them: those of the version that a change expects, where the lane knows them. */
export interface Before {
  payment(now: Payment, expectedVersion: number): Payment | undefined;
  cancellation(now: Cancellation, expectedVersion: number): Cancellation | undefined;
}

const terminalKey = (book: string, terminalId: string): string => `${book}|${terminalId}`;

/** Something of it is on its way to the network: the next command about it is the answer. */
const isUnderWay = ({ row: { payment }, cancellations }: Family): boolean =>
  payment.state === 'sent' ||
  payment.state === 'unknown' ||
  cancellations.some(({ state }) => state === 'sending' || state === 'undoing');

/** The latest of each key; the one that was not touched for longest goes first when there are too many. */
class Kept<V> {
  readonly #rows = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#rows.get(key);
  }

  set(key: string, value: V): void {
    this.#rows.delete(key);
    this.#rows.set(key, value);
    if (this.#rows.size > KEPT_MAX) this.#rows.delete(this.#rows.keys().next().value!);
  }

  delete(key: string): void {
    this.#rows.delete(key);
  }

  clear(): void {
    this.#rows.clear();
  }
}

const withRow = <T extends { readonly id: string }>(rows: readonly T[], row: T): readonly T[] =>
  rows.some(({ id }) => id === row.id)
    ? rows.map((each) => (each.id === row.id ? row : each))
    : [...rows, row];

export class KeptRows {
  readonly #families = new Kept<Family>();
  /** What the batch under way was decided with. */
  readonly #batch = new Map<string, Family>();
  readonly #terminals = new Kept<Terminal>();
  readonly #books = new Kept<Loaded['accounts']>();
  readonly #orders = new Kept<Order>();

  family(id: string): Family | undefined {
    return this.#families.get(id);
  }

  /** As this lane wrote it last. For what follows from a payment; of one that acts its version is asked each time. */
  terminal(book: string, terminalId: string): Terminal | undefined {
    return this.#terminals.get(terminalKey(book, terminalId));
  }

  book(book: string): Loaded['accounts'] | undefined {
    return this.#books.get(book);
  }

  /** An order that may still be paid, as this lane wrote it last. */
  order(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** A batch begins. */
  begin(): void {
    this.#batch.clear();
  }

  loaded(family: Family): void {
    this.#batch.set(family.row.payment.id, family);
  }

  /** As the batch under way has it. */
  inBatch(id: string): Family | undefined {
    return this.#batch.get(id);
  }

  readonly before: Before = {
    payment: ({ id }, expectedVersion) => {
      const payment = this.#batch.get(id)?.row.payment;
      return payment?.version === expectedVersion ? payment : undefined;
    },
    cancellation: ({ id, paymentId }, expectedVersion) =>
      this.#batch
        .get(paymentId)
        ?.cancellations.find((each) => each.id === id && each.version === expectedVersion),
  };

  keepBook(book: string, accounts: Loaded['accounts']): void {
    this.#books.set(book, accounts);
  }

  /** After a commit: what it changed is kept as it is now. */
  committed(changes: ChangeSet): void {
    const changed = new Map<string, Family>();
    const familyOf = (id: string): Family | undefined => changed.get(id) ?? this.#batch.get(id);
    for (const { row, expectedVersion } of changes.payments) {
      const { id } = row.payment;
      const known = expectedVersion === 0 ? { cancellations: [], requests: [] } : familyOf(id);
      if (known !== undefined) changed.set(id, { ...known, row });
    }
    for (const { cancellation } of changes.cancellations) {
      const { paymentId } = cancellation;
      const known = familyOf(paymentId);
      if (known !== undefined)
        changed.set(paymentId, { ...known, cancellations: withRow(known.cancellations, cancellation) });
    }
    for (const { request } of changes.requests) {
      const known = familyOf(request.paymentId);
      if (known !== undefined)
        changed.set(request.paymentId, { ...known, requests: withRow(known.requests, request) });
    }
    for (const [id, family] of changed) {
      if (isUnderWay(family)) this.#families.set(id, family);
      else this.#families.delete(id);
    }
    for (const { terminal } of changes.terminals)
      this.#terminals.set(terminalKey(terminal.book, terminal.terminalId), terminal);
    for (const { order } of changes.orders) {
      if (order.state === 'paid' || order.state === 'closed') this.#orders.delete(order.id);
      else this.#orders.set(order.id, order);
    }
    for (const [book, accounts] of Map.groupBy(changes.accounts, ({ key }) => key.book))
      this.keepBook(
        book,
        accounts.map(({ key, balance }) => ({ key, balance })),
      );
  }

  forget(): void {
    this.#batch.clear();
    this.#families.clear();
    this.#terminals.clear();
    this.#books.clear();
    this.#orders.clear();
  }
}
