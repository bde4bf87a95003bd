/**
 * The store of the simulation: the same port as PostgreSQL, the same suite, in memory. Rows go in and come out
 * as copies, so that nobody changes what is stored without applying it.
 */
import { type Cancellation, isOpen } from '#domain/cancellation';
import type { Closure } from '#domain/closure';
import type { LossCase } from '#domain/loss';
import type { Order, OrderId } from '#domain/order';
import type { Payment, PaymentId } from '#domain/payment';
import type { CancelRequest } from '#domain/request';
import type { Batch, Terminal } from '#domain/terminal';
import type { Wallet, WalletId, WalletPayment } from '#domain/wallet';
import {
  type AcceptanceRow,
  type Clock,
  type DueSubject,
  type JournalRow,
  LIMITS,
  type Merchant,
  type NetworkSubject,
  type Store,
  StoreUnavailable,
} from '#engine';
import { checkBatch } from './checks.ts';
import { cancellationsOf, collect } from './collect.ts';
import { subjectOf } from './due.ts';
import { retireBatches, retireOrder, retirePayment, retireWallet, sizesOf } from './retire.ts';
import { surroundings } from './surroundings.ts';
import {
  type AccountRow,
  copy as deepCopy,
  emptyTables,
  inBook,
  keysOfRow,
  putTerminal,
  type StoredEvent,
  type Tables,
  terminalOf,
  writeBatch,
} from './tables.ts';
import { walletLookups } from './wallet-tables.ts';

export type { StoredEvent } from './tables.ts';

export interface MemoryStoreOptions {
  readonly merchants: readonly Merchant[];
  readonly terminals: readonly Terminal[];
  readonly clock: Clock;
  /**
   * `copied` (default): rows go in and come out as copies. `shared`: the very same objects, for long simulations;
   * rows are readonly by type, and nobody may change them.
   */
  readonly rows?: 'copied' | 'shared';
  /** False: journals and events are checked and counted, but not kept. Default true. */
  readonly history?: boolean;
}

export interface MemoryStore extends Store {
  /** Adds merchants and terminals, or replaces them. */
  seed(given: { readonly merchants?: readonly Merchant[]; readonly terminals?: readonly Terminal[] }): void;
  journals(): readonly JournalRow[];
  events(): readonly StoredEvent[];
  accounts(): readonly AccountRow[];
  payments(): readonly Payment[];
  cancellations(): readonly Cancellation[];
  requests(): readonly CancelRequest[];
  request(id: CancelRequest['id']): CancelRequest | null;
  keysOf(book: string, terminalId: string): { macKey: string; previousMacKey: string | null } | null;
  orders(): readonly Order[];
  batches(): readonly Batch[];
  acceptances(): readonly AcceptanceRow[];
  wallets(): readonly Wallet[];
  closures(): readonly Closure[];
  movements(): readonly WalletPayment[];
  losses(): readonly LossCase[];
  /**
   * The next apply throws StoreUnavailable: `before` anything was written, or `after` all of it was, when the
   * caller cannot know. Several calls queue up.
   */
  failNextApply(when: 'before' | 'after'): void;
  /** Forgets ended payments with all that belongs to them, and once rows, so that a long simulation stays small. */
  retire(ended: {
    readonly payments: readonly string[];
    readonly once: readonly { readonly book: string; readonly key: string }[];
    readonly orders?: readonly string[];
    readonly wallets?: readonly string[];
  }): void;
  /** Rows and index entries by table, of those that a payment brings. */
  sizes(): Readonly<Record<string, number>>;
  /** Forgets batches that were settled before. */
  retireBatches(beforeMs: number): void;
}

const dayOf = (payment: Payment): string =>
  'approval' in payment && payment.approval !== null
    ? payment.approval.clearingDay
    : payment.expectedClearingDay;

function findUnresolved(tables: Tables, clearingDay: string, limit: number, after: string): DueSubject[] {
  const found: DueSubject[] = [];
  for (const { payment } of tables.payments.values()) {
    if (
      (payment.state === 'sent' || payment.state === 'unknown') &&
      payment.expectedClearingDay < clearingDay
    ) {
      found.push(subjectOf(payment));
    }
  }
  for (const cancellation of tables.cancellations.values()) {
    const { payment } = tables.payments.get(cancellation.paymentId)!;
    if (isOpen(cancellation) && dayOf(payment) < clearingDay) found.push(subjectOf(cancellation));
  }
  const orderOf = ({ paymentId, cancellationId }: DueSubject): string =>
    `${paymentId}/${cancellationId ?? ''}`;
  return found
    .filter(({ paymentId }) => paymentId > after)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
    .slice(0, limit);
}

/** A key that its cancellation no longer uses finds nothing: an answer to it says nothing of the present message. */
function findByKey(tables: Tables, key: string): NetworkSubject | null {
  const subject = tables.sentKeys.get(key);
  if (subject === undefined || subject.cancellationId === null) return subject ?? null;
  const present = keysOfRow(tables.cancellations.get(subject.cancellationId)!);
  return present.some(([each]) => each === key) ? subject : null;
}

/** A store with these merchants and terminals; `clock` dates the stored events. */
export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const tables = emptyTables();
  const shared = options.rows === 'shared';
  const copy = shared ? <T>(value: T): T => value : deepCopy;
  const faults: ('before' | 'after')[] = [];
  let claims = 0;
  let closed = false;
  const open = (): void => {
    if (closed) throw new StoreUnavailable('Cannot use the memory store: it was closed');
  };
  const store: MemoryStore = {
    seed({ merchants = [], terminals = [] }) {
      for (const merchant of merchants) tables.merchants.set(merchant.merchantId, copy(merchant));
      for (const terminal of terminals) {
        // A stored row has a version of at least 1: 0 says «new» to an apply.
        const version = Math.max(1, terminal.version);
        putTerminal(tables, copy({ ...terminal, version }));
      }
    },
    async claim() {
      open();
      claims += 1;
      return {
        node: ((claims - 1) % 1023) + 1,
        buckets: Array.from({ length: LIMITS.bucketCount }, (_, index) => index),
      };
    },
    async load(_lane, keys) {
      open();
      return copy(collect(tables, keys));
    },
    async apply(_lane, changes) {
      open();
      const fault = faults.shift();
      if (fault === 'before')
        throw new StoreUnavailable('Cannot apply: the store was told to fail before writing');
      checkBatch(tables, changes);
      writeBatch(tables, copy(changes), options.clock.nowMs(), options.history ?? true);
      if (fault === 'after')
        throw new StoreUnavailable('Cannot say whether the batch was applied: told to fail after writing');
    },
    anyDue: (nowMs) =>
      tables.due.isDue(nowMs) ||
      tables.walletsDue.isDue(nowMs) ||
      tables.lossesDue.isDue(nowMs) ||
      tables.closuresDue.isDue(nowMs),
    async due(nowMs, limit) {
      open();
      return tables.due.due(nowMs, limit);
    },
    async dueOrders(nowMs, limit) {
      open();
      return tables.due.dueOrders(nowMs, limit);
    },
    async dueWallets(nowMs, limit) {
      open();
      return tables.walletsDue.due(nowMs, limit);
    },
    async walletSurroundings(id) {
      open();
      return copy(surroundings(tables, id));
    },
    async dueLosses(nowMs, limit) {
      open();
      return tables.lossesDue.come(nowMs, limit).map(({ value }) => value);
    },
    async dueClosures(nowMs, limit) {
      open();
      return tables.closuresDue.come(nowMs, limit).map(({ value }) => value);
    },
    ...walletLookups(tables, (value) => {
      open();
      return copy(value);
    }),
    async order(id) {
      open();
      return copy(tables.orders.get(id) ?? null);
    },
    async locate(key) {
      return copy(findByKey(tables, key));
    },
    async merchant(merchantId) {
      return copy(tables.merchants.get(merchantId) ?? null);
    },
    async terminal(merchantId, terminalId) {
      const found = [...tables.terminals.values()]
        .flatMap((ofBook) => ofBook.get(terminalId) ?? [])
        .find((each) => each.merchantId === merchantId);
      return copy(found ?? null);
    },
    async payment(id) {
      const found = tables.payments.get(id);
      return found === undefined
        ? null
        : copy({ payment: found.payment, cancellations: cancellationsOf(tables, id) });
    },
    async cutOverNotice() {
      return copy(tables.notices.at(-1) ?? null);
    },
    async saveCutOverNotice(notice) {
      open();
      if (tables.notices.some((each) => each.clearingDay >= notice.clearingDay)) return;
      tables.notices.push(copy(notice));
    },
    async unresolvedBefore(clearingDay, limit, after = null) {
      return findUnresolved(tables, clearingDay, limit, after?.paymentId ?? '');
    },
    async close() {
      closed = true;
    },
    journals: () => copy(tables.journals),
    events: () => copy(tables.events),
    accounts: () => copy([...tables.accounts.values()].flat()),
    payments: () => copy([...tables.payments.values()].map(({ payment }) => payment)),
    cancellations: () => copy([...tables.cancellations.values()]),
    requests: () => copy([...tables.requests.values()]),
    keysOf(book, terminalId) {
      const keys = terminalOf(tables, book, terminalId)?.keys;
      return keys === undefined || keys.macKey === null ? null : { ...keys, macKey: keys.macKey };
    },
    request: (id) => copy(tables.requests.get(id) ?? null),
    orders: () => copy([...tables.orders.values()]),
    batches: () => copy([...tables.batches.values()]),
    acceptances: () => copy([...tables.acceptances.values()]),
    closures: () => copy([...tables.closures.values()]),
    wallets: () => copy([...tables.wallets.values()]),
    losses: () => copy([...tables.losses.values()]),
    movements: () => copy([...tables.movements.values()].map(({ movement }) => movement)),
    failNextApply: (when) => void faults.push(when),
    sizes: () => sizesOf(tables),
    retireBatches: (beforeMs) => retireBatches(tables, beforeMs),
    retire({ payments, once, orders = [], wallets = [] }) {
      for (const id of wallets) retireWallet(tables, id as WalletId);
      for (const id of orders) retireOrder(tables, id as OrderId);
      for (const id of payments) retirePayment(tables, id as PaymentId);
      for (const { book, key } of once) tables.once.delete(inBook(book, key));
    },
  };
  store.seed(options);
  return store;
}
