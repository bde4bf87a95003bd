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
import { Bookkeeping, type Numbered } from './bookkeeping.ts';
import { ClosureWork } from './closure-rows.ts';
import { LossWork } from './loss-rows.ts';
import type { AcceptanceRow, ChangeSet, EventRow, Loaded, OnceRow, PaymentRow } from './ports/index.ts';
import { changedRows, loadedAs, type Tracked } from './tracked.ts';
import { WalletWork } from './wallet-rows.ts';

const NONE_MOVED: readonly Payment[] = [];

const onceId = (book: string, key: string): string => `${book}|${key}`;
const terminalId = (book: string, terminal: string): string => `${book}|${terminal}`;
const batchId = ({ book, terminalId: id, batchNo }: Pick<Batch, 'book' | 'terminalId' | 'batchNo'>): string =>
  `${book}|${id}|${batchNo}`;
const rrnId = (book: string, rrn: string): string => `${book}|${rrn}`;
function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export class Workspace {
  readonly #once = new Map<string, OnceRow>();
  readonly #newOnce: OnceRow[] = [];
  readonly #payments = new Map<PaymentId, Tracked<PaymentRow>>();
  readonly #byRrn = new Map<string, PaymentId[]>();
  readonly #cancellations = new Map<CancellationId, Tracked<Cancellation>>();
  readonly #ofPayment = new Map<PaymentId, CancellationId[]>();
  readonly #requests = new Map<RequestId, Tracked<CancelRequest>>();
  readonly #terminals = new Map<string, Tracked<Terminal>>();
  readonly #batches = new Map<string, Tracked<Batch>>();
  readonly #acceptances: AcceptanceRow[] = [];
  readonly #orders = new Map<OrderId, Tracked<Order>>();
  readonly #movedOf = { order: new Set<PaymentId>(), preauth: new Set<PaymentId>() };
  readonly #books: Bookkeeping;
  readonly wallets: WalletWork;
  readonly losses: LossWork;
  readonly closures: ClosureWork;
  readonly #events: EventRow[] = [];

  constructor(loaded: Loaded) {
    for (const row of loaded.once) this.#once.set(onceId(row.book, row.key), row);
    for (const row of loaded.payments) this.#trackPayment(row, row.payment.version);
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
    this.wallets = new WalletWork(loaded.wallet);
    this.losses = new LossWork(loaded.losses);
    this.closures = new ClosureWork(loaded.closures);
  }

  #trackPayment(row: PaymentRow, loadedVersion: number): Tracked<PaymentRow> {
    const tracked = loadedAs(row, loadedVersion);
    this.#payments.set(row.payment.id, tracked);
    push(this.#byRrn, rrnId(row.payment.book, row.payment.rrn), row.payment.id);
    return tracked;
  }

  #trackCancellation(row: Cancellation, loadedVersion: number): Tracked<Cancellation> {
    const tracked = loadedAs(row, loadedVersion);
    this.#cancellations.set(row.id, tracked);
    push(this.#ofPayment, row.paymentId, row.id);
    return tracked;
  }

  once(book: string, key: string): OnceRow | undefined {
    return this.#once.get(onceId(book, key));
  }

  payment(id: PaymentId): Payment | undefined {
    return this.#payments.get(id)?.value.payment;
  }

  paymentsByRrn(book: string, rrn: string): Payment[] {
    return (this.#byRrn.get(rrnId(book, rrn)) ?? []).map((id) => this.#payments.get(id)!.value.payment);
  }

  cancellation(id: CancellationId): Cancellation | undefined {
    return this.#cancellations.get(id)?.value;
  }

  cancellationsOf(id: PaymentId): Cancellation[] {
    return (this.#ofPayment.get(id) ?? []).map((each) => this.#cancellations.get(each)!.value);
  }

  request(id: RequestId): CancelRequest | undefined {
    return this.#requests.get(id)?.value;
  }

  requestsOf(id: PaymentId): CancelRequest[] {
    const found: CancelRequest[] = [];
    for (const { value } of this.#requests.values()) if (value.paymentId === id) found.push(value);
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
    const tracked = this.#payments.get(payment.id) ?? this.#trackPayment({ payment, journalCount: 0 }, 0);
    tracked.value = { ...tracked.value, payment };
    tracked.changed = true;
    if (payment.order !== undefined) this.#movedOf.order.add(payment.id);
    if (payment.preauth !== undefined) this.#movedOf.preauth.add(payment.id);
  }

  order(id: OrderId): Order | undefined {
    return this.#orders.get(id)?.value;
  }

  putOrder(order: Order): void {
    const tracked = this.#orders.get(order.id);
    this.#orders.set(order.id, {
      value: order,
      loadedVersion: tracked?.loadedVersion ?? 0,
      changed: true,
    });
  }

  /** Payments of orders, or of pre-authorisations, that moved since the last call: what they belong to follows. */
  takeMovedOf(what: 'order' | 'preauth'): readonly Payment[] {
    const moved = this.#movedOf[what];
    if (moved.size === 0) return NONE_MOVED;
    const ids = [...moved];
    moved.clear();
    return ids.map((id) => this.#payments.get(id)!.value.payment);
  }

  /** Everything that the batch loaded or made. */
  payments(): Payment[] {
    return [...this.#payments.values()].map(({ value }) => value.payment);
  }

  putCancellation(cancellation: Cancellation): void {
    const tracked = this.#cancellations.get(cancellation.id) ?? this.#trackCancellation(cancellation, 0);
    tracked.value = cancellation;
    tracked.changed = true;
  }

  putRequest(request: CancelRequest): void {
    const loadedVersion = this.#requests.get(request.id)?.loadedVersion ?? 0;
    this.#requests.set(request.id, { value: request, loadedVersion, changed: true });
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
    return [...this.#once].flatMap(([key, row]) => (key.startsWith(beginning) ? [row] : []));
  }

  /** The batch that was settled last under this number. */
  batch(book: string, terminal: string, batchNo: string): Batch | undefined {
    return this.#batches.get(batchId({ book, terminalId: terminal, batchNo }))?.value;
  }

  /** A settlement anew under a number that was used before is another row. */
  putBatch(batch: Batch): void {
    const id = batchId(batch);
    const tracked = this.#batches.get(id);
    const same = tracked?.value.settlement.atMs === batch.settlement.atMs;
    this.#batches.set(id, { value: batch, loadedVersion: same ? tracked.loadedVersion : 0, changed: true });
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
    const { book } = row.value.payment;
    this.#books.add({ book, id: paymentId, cancellationId, row: row as Tracked<Numbered> }, journals, atMs);
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
    const wallet = this.wallets.changes();
    const losses = this.losses.changes();
    const closures = this.closures.changes();
    return {
      once: this.#newOnce,
      payments: this.#changedPayments(),
      cancellations: changedRows(this.#cancellations, 'cancellation'),
      requests: changedRows(this.#requests, 'request'),
      terminals: changedRows(this.#terminals, 'terminal'),
      batches: changedRows(this.#batches, 'batch'),
      acceptances: this.#acceptances,
      orders: changedRows(this.#orders, 'order'),
      accounts: this.#books.accountsOfChangedBooks(),
      journals: this.#books.journals,
      events: this.#events,
      ...(wallet === undefined ? {} : { wallet }),
      ...(losses === undefined ? {} : { losses }),
      ...(closures.length === 0 ? {} : { closures }),
    };
  }

  #changedPayments(): ChangeSet['payments'] {
    const rows: ChangeSet['payments'][number][] = [];
    for (const { value, loadedVersion, changed } of this.#payments.values())
      if (changed)
        rows.push({
          row: { ...value, payment: { ...value.payment, version: loadedVersion + 1 } },
          expectedVersion: loadedVersion,
        });
    return rows;
  }
}
