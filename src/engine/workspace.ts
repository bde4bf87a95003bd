/**
 * The state one batch works on: what was loaded, and over it what the commands of the batch did so far. A later
 * command sees the effects of an earlier one; nothing of it is visible outside before the commit.
 */
import type { Cancellation } from '#domain/cancellation';
import type { AccountKind, Balance, Journal } from '#domain/ledger';
import type { Order, OrderId } from '#domain/order';
import type { CancellationId, Payment, PaymentId } from '#domain/payment';
import type { CancelRequest, RequestId } from '#domain/request';
import type { Batch, Terminal } from '#domain/terminal';
import type { WalletPaymentId } from '#domain/wallet';
import { Bookkeeping } from './bookkeeping.ts';
import { ClosureWork } from './closure-rows.ts';
import { LossWork } from './loss-rows.ts';
import type { AcceptanceRow, ChangeSet, EventRow, Loaded, OnceRow } from './ports/index.ts';
import {
  changedRows,
  loadedAs,
  numberedAs,
  oneOn,
  putRow,
  RowMap,
  type Tracked,
  type TrackedNumbered,
} from './tracked.ts';
import { WalletWork } from './wallet-rows.ts';

const onceId = (book: string, key: string): string => `${book}|${key}`;
const terminalId = (book: string, terminal: string): string => `${book}|${terminal}`;
const batchId = ({ book, terminalId: id, batchNo }: Pick<Batch, 'book' | 'terminalId' | 'batchNo'>): string =>
  `${book}|${id}|${batchNo}`;
const NONE: readonly Payment[] = [];

export class Workspace {
  readonly #once = new RowMap<string, OnceRow>();
  readonly #newOnce: OnceRow[] = [];
  readonly #payments = new RowMap<PaymentId, TrackedNumbered<Payment>>();
  readonly #cancellations = new RowMap<CancellationId, Tracked<Cancellation>>();
  readonly #ofPayment = new RowMap<PaymentId, CancellationId[]>();
  readonly #requests = new RowMap<RequestId, Tracked<CancelRequest>>();
  readonly #terminals = new RowMap<string, Tracked<Terminal>>();
  readonly #batches = new RowMap<string, Tracked<Batch>>();
  readonly #acceptances: AcceptanceRow[] = [];
  readonly #orders = new RowMap<OrderId, Tracked<Order>>();
  readonly #movedOf: Record<'order' | 'preauth', PaymentId[]> = { order: [], preauth: [] };
  readonly #books: Bookkeeping;
  readonly #loaded: Loaded;
  // Most batches are of merchants' payments alone: what only wallets have is made when a command asks for it.
  #wallets: WalletWork | null = null;
  #losses: LossWork | null = null;
  #closures: ClosureWork | null = null;
  readonly #events: EventRow[] = [];

  constructor(loaded: Loaded) {
    for (const row of loaded.once) this.#once.set(onceId(row.book, row.key), row);
    for (const row of loaded.payments)
      this.#payments.set(row.payment.id, numberedAs(row.payment, row, row.payment.version));
    for (const row of loaded.cancellations) this.#trackCancellation(row, row.version);
    for (const row of loaded.requests) this.#requests.set(row.id, loadedAs(row, row.version));
    for (const terminal of loaded.terminals)
      this.#terminals.set(
        terminalId(terminal.book, terminal.terminalId),
        loadedAs(terminal, terminal.version),
      );
    for (const batch of loaded.batches) this.#batches.set(batchId(batch), loadedAs(batch, batch.version));
    for (const order of loaded.orders) this.#orders.set(order.id, loadedAs(order, order.version));
    this.#books = new Bookkeeping(loaded.accounts);
    this.#loaded = loaded;
  }

  get wallets(): WalletWork {
    this.#wallets ??= new WalletWork(this.#loaded.wallet);
    return this.#wallets;
  }

  get losses(): LossWork {
    this.#losses ??= new LossWork(this.#loaded.losses);
    return this.#losses;
  }

  get closures(): ClosureWork {
    this.#closures ??= new ClosureWork(this.#loaded.closures);
    return this.#closures;
  }

  #trackCancellation(row: Cancellation, loadedVersion: number): Tracked<Cancellation> {
    const tracked = loadedAs(row, loadedVersion);
    this.#cancellations.set(row.id, tracked);
    const others = this.#ofPayment.get(row.paymentId);
    if (others === undefined) this.#ofPayment.set(row.paymentId, [row.id]);
    else others.push(row.id);
    return tracked;
  }

  once(book: string, key: string): OnceRow | undefined {
    return this.#once.get(onceId(book, key));
  }

  payment(id: PaymentId): Payment | undefined {
    return this.#payments.get(id)?.value;
  }

  paymentsByRrn(book: string, rrn: string): Payment[] {
    const found: Payment[] = [];
    this.#payments.forEach(({ value }) => {
      if (value.rrn === rrn && value.book === book) found.push(value);
    });
    return found;
  }

  cancellation(id: CancellationId): Cancellation | undefined {
    return this.#cancellations.get(id)?.value;
  }

  cancellationsOf(id: PaymentId): Cancellation[] {
    return this.#ofPayment.get(id)?.map((each) => this.#cancellations.get(each)!.value) ?? [];
  }

  request(id: RequestId): CancelRequest | undefined {
    return this.#requests.get(id)?.value;
  }

  requestsOf(id: PaymentId): CancelRequest[] {
    const found: CancelRequest[] = [];
    this.#requests.forEach(({ value }) => {
      if (value.paymentId === id) found.push(value);
    });
    return found;
  }

  terminal(book: string, id: string): Terminal | undefined {
    return this.#terminals.get(terminalId(book, id))?.value;
  }

  /** A once row is written once: the first one stands. */
  putOnce(row: OnceRow): void {
    const id = onceId(row.book, row.key);
    if (this.#once.has(id)) throw new Error(`Cannot write the once key ${row.key} a second time`);
    this.#once.set(id, row);
    this.#newOnce.push(row);
  }

  putPayment(payment: Payment): void {
    const { id } = payment;
    const tracked = this.#payments.get(id);
    const row = tracked ?? numberedAs(payment, null, 0);
    row.value = payment;
    row.changed = true;
    if (tracked === undefined) this.#payments.set(id, row);
    if (payment.order !== undefined) this.#noteMoved('order', id);
    if (payment.preauth !== undefined) this.#noteMoved('preauth', id);
  }

  #noteMoved(what: 'order' | 'preauth', id: PaymentId): void {
    const moved = this.#movedOf[what];
    if (!moved.includes(id)) moved.push(id);
  }

  order(id: OrderId): Order | undefined {
    return this.#orders.get(id)?.value;
  }

  putOrder(order: Order): void {
    putRow(this.#orders, order.id, order);
  }

  /** Payments of orders, or of pre-authorisations, that moved since the last call: what they belong to follows. */
  takeMovedOf(what: 'order' | 'preauth'): readonly Payment[] {
    const moved = this.#movedOf[what];
    if (moved.length === 0) return NONE;
    this.#movedOf[what] = [];
    return moved.map((id) => this.#payments.get(id)!.value);
  }

  /** Everything that the batch loaded or made. */
  payments(): Payment[] {
    return this.#payments.values().map(({ value }) => value);
  }

  putCancellation(cancellation: Cancellation): void {
    const tracked = this.#cancellations.get(cancellation.id) ?? this.#trackCancellation(cancellation, 0);
    tracked.value = cancellation;
    tracked.changed = true;
  }

  putRequest(request: CancelRequest): void {
    putRow(this.#requests, request.id, request);
  }

  putTerminal(terminal: Terminal): void {
    const tracked = this.#terminals.get(terminalId(terminal.book, terminal.terminalId));
    if (tracked === undefined)
      throw new Error(`Cannot change terminal ${terminal.terminalId}: it was not loaded`);
    tracked.value = terminal;
    tracked.changed = true;
  }

  /** Every row whose key begins so; of a beginning that was loaded as such. */
  onceBeginning(book: string, prefix: string): OnceRow[] {
    const beginning = onceId(book, prefix);
    const found: OnceRow[] = [];
    this.#once.forEach((row, key) => {
      if (key.startsWith(beginning)) found.push(row);
    });
    return found;
  }

  /** The batch that was settled last under this number. */
  batch(book: string, terminal: string, batchNo: string): Batch | undefined {
    return this.#batches.get(batchId({ book, terminalId: terminal, batchNo }))?.value;
  }

  /** A settlement anew under a number that was used before is another row. */
  putBatch(batch: Batch): void {
    const id = batchId(batch);
    const same = this.#batches.get(id)?.value.settlement.atMs === batch.settlement.atMs;
    if (same) putRow(this.#batches, id, batch);
    else this.#batches.set(id, { value: batch, loaded: null, loadedVersion: 0, changed: true });
  }

  addAcceptance(row: AcceptanceRow): void {
    this.#acceptances.push(row);
  }

  addEvent(event: EventRow): void {
    this.#events.push(event);
  }

  /** Numbers a payment's journals and moves the accounts of its book. Call after the payment was put. */
  addJournals(
    paymentId: PaymentId,
    cancellationId: CancellationId | null,
    journals: readonly Journal[],
    atMs: number,
  ): void {
    const row = this.#payments.get(paymentId);
    if (row === undefined) throw new Error(`Cannot book journals of ${paymentId}: it was not put`);
    const { book } = row.value;
    this.#books.add({ book, id: paymentId, cancellationId, row }, journals, atMs);
  }

  /** The same of a movement of a wallet. */
  addMovementJournals(id: WalletPaymentId, journals: readonly Journal[], atMs: number): void {
    const owner = this.wallets.numbered(id);
    if (owner === undefined) throw new Error(`Cannot book journals of ${id}: it was not put`);
    this.#books.add({ ...owner, id, cancellationId: null }, journals, atMs);
  }

  balance(book: string, kind: AccountKind): Balance {
    return this.#books.balance(book, kind);
  }

  /** What the batch changed, every row one version on. */
  changes(): ChangeSet {
    return {
      once: this.#newOnce,
      payments: this.#changedPayments(),
      cancellations: changedRows(this.#cancellations, (cancellation, expectedVersion) => ({
        cancellation,
        expectedVersion,
      })),
      requests: changedRows(this.#requests, (request, expectedVersion) => ({ request, expectedVersion })),
      terminals: changedRows(this.#terminals, (terminal, expectedVersion) => ({ terminal, expectedVersion })),
      batches: changedRows(this.#batches, (batch, expectedVersion) => ({ batch, expectedVersion })),
      acceptances: this.#acceptances,
      orders: changedRows(this.#orders, (order, expectedVersion) => ({ order, expectedVersion })),
      accounts: this.#books.accountsOfChangedBooks(),
      journals: this.#books.journals,
      events: this.#events,
      wallet: this.#wallets?.changes(),
      losses: this.#losses?.changes(),
      closures: this.#closures?.changes(),
    };
  }

  #changedPayments(): ChangeSet['payments'] {
    const rows: ChangeSet['payments'][number][] = [];
    this.#payments.forEach((tracked) => {
      const { value, loaded, loadedVersion, changed } = tracked;
      if (!changed) return;
      const { journalCount, postNo } = tracked;
      const payment = oneOn(value, loaded, loadedVersion);
      rows.push({ row: { payment, journalCount, postNo }, expectedVersion: loadedVersion });
    });
    return rows;
  }
}
