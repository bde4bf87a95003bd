/**
 * What the engine asks of storage. Two answers exist: PostgreSQL and memory; both pass the same suite.
 *
 * A batch is applied wholly or not at all. Versions and unique keys decide races between owners: a clash means
 * that somebody else wrote first, and the engine loads and decides again.
 */

import type { AcceptanceRoute } from '#domain/acceptance';
import type { Answer } from '#domain/answer';
import type { CutOverNotice } from '#domain/calendar';
import type { Cancellation } from '#domain/cancellation';
import type { AccountKind, Balance, Delta, JournalKind } from '#domain/ledger';
import type { LossCase } from '#domain/loss';
import type { Order, OrderId } from '#domain/order';
import type { Outcome } from '#domain/outcome';
import type { CancellationId, Contract, Payment, PaymentId } from '#domain/payment';
import type { CancelRequest, RequestId } from '#domain/request';
import type { AcceptanceState, Batch, Product, Terminal } from '#domain/terminal';
import type { WalletId, WalletPaymentId } from '#domain/wallet';
import type { ClosureChange, ClosureKey, ClosureRows, DueClosure } from './closure-store.ts';
import type { DueLoss, LossChange } from './loss-store.ts';
import type { NetworkSubject } from './network.ts';
import type { DueWallet, WalletChanges, WalletKeys, WalletLookups, WalletRows } from './wallet-store.ts';

/** A merchant and the book that holds its money. */
export interface Merchant {
  readonly merchantId: string;
  readonly book: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly mcc: string;
  readonly contract: Contract;
  readonly status: 'active' | 'blocked';
}

/**
 * The memory of what was asked: a key, the fingerprint of what stood under it, and what came of it. A reversal
 * that overtakes its sale writes the sale's key with an outcome and no fingerprint: the tombstone.
 */
export interface OnceRow {
  readonly book: string;
  readonly key: string;
  readonly print: string | null;
  readonly subject:
    | { readonly kind: 'payment'; readonly id: PaymentId }
    | { readonly kind: 'cancellation'; readonly id: CancellationId }
    | { readonly kind: 'request'; readonly id: RequestId }
    | { readonly kind: 'order'; readonly id: OrderId }
    /** `id` of what was made, or of the wallet itself. */
    | { readonly kind: 'wallet'; readonly id: string }
    | { readonly kind: 'wallet-payment'; readonly id: WalletPaymentId }
    | null;
  readonly outcome: Outcome | null;
  readonly atMs: number;
}

export interface PaymentRow {
  readonly payment: Payment;
  /** How many journals the payment has; the next one gets the next number. */
  readonly journalCount: number;
  /** Number of the journal that booked the sale last; absent while none did. Mirrors name it. */
  readonly postNo?: number | undefined;
}

export interface AccountKey {
  readonly book: string;
  readonly kind: AccountKind;
}

/** A journal of a payment or of a wallet's movement, numbered from 1: the hold is 1, the posting of an approval 2. */
export interface JournalRow {
  readonly book: string;
  readonly paymentId: PaymentId | WalletPaymentId;
  readonly no: number;
  readonly kind: JournalKind;
  readonly cancellationId: CancellationId | null;
  /** The journal that a mirror undoes. */
  readonly mirrorsNo: number | null;
  readonly atMs: number;
  readonly entries: readonly EntryRow[];
}

/** What a journal did to one account, and how the account stood after it. */
export interface EntryRow extends Delta {
  readonly account: AccountKind;
  readonly after: Balance;
}

/** One step of a journey. Numbered per bucket without gaps: readers keep a cursor per bucket. */
export interface EventRow {
  readonly book: string;
  readonly paymentId: PaymentId | null;
  readonly cancellationId: CancellationId | null;
  /** The order that it tells of, or that its payment pays. */
  readonly orderId?: OrderId | undefined;
  readonly atMs: number;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One version of a switch: how a product stands at a terminal from an instant on, who wanted it and why. */
export interface AcceptanceRow {
  readonly book: string;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly product: Product;
  readonly version: number;
  readonly state: AcceptanceState;
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
  /** What allowed it. */
  readonly answer: Answer<AcceptanceRoute>;
}

export interface LoadKeys {
  /** Every once row whose key is the prefix and six digits: what a terminal did in one batch. */
  readonly oncePrefixes: readonly { readonly book: string; readonly prefix: string }[];
  /** The batch that was settled last under this number. */
  readonly batches: readonly {
    readonly book: string;
    readonly terminalId: string;
    readonly batchNo: string;
  }[];
  readonly once: readonly { readonly book: string; readonly key: string }[];
  readonly payments: readonly { readonly book: string; readonly id: PaymentId }[];
  readonly rrns: readonly { readonly book: string; readonly rrn: string }[];
  /** Pre-authorisations by the card and the code of their approval, as terminals name them. */
  readonly holds: readonly { readonly book: string; readonly cardIndex: string; readonly authCode: string }[];
  readonly cancellations: readonly { readonly book: string; readonly id: CancellationId }[];
  readonly terminals: readonly { readonly book: string; readonly terminalId: string }[];
  readonly orders: readonly { readonly book: string; readonly id: OrderId }[];
  readonly books: readonly string[];
  /** Absent: nothing of a wallet, which is so of most batches. */
  readonly wallet?: WalletKeys | undefined;
  /** Wallets whose reports of loss are wanted; absent: none. */
  readonly losses?: readonly WalletId[] | undefined;
  /** Absent: no closings. */
  readonly closures?: readonly ClosureKey[] | undefined;
}

/**
 * Everything the keys lead to: payments reached by a once row, reference, hold, cancellation or request, with all
 * their cancellations and requests, the orders that they pay, and the pre-authorisations that they raise or complete.
 */
export interface Loaded {
  readonly once: readonly OnceRow[];
  readonly payments: readonly PaymentRow[];
  readonly cancellations: readonly Cancellation[];
  readonly requests: readonly CancelRequest[];
  readonly terminals: readonly Terminal[];
  readonly batches: readonly Batch[];
  readonly orders: readonly Order[];
  readonly accounts: readonly { readonly key: AccountKey; readonly balance: Balance }[];
  readonly wallet?: WalletRows | undefined;
  readonly losses?: readonly LossCase[] | undefined;
  readonly closures?: ClosureRows | undefined;
}

/** `expectedVersion` 0: the row is new. */
export interface ChangeSet {
  readonly once: readonly OnceRow[];
  readonly payments: readonly { readonly row: PaymentRow; readonly expectedVersion: number }[];
  readonly cancellations: readonly {
    readonly cancellation: Cancellation;
    readonly expectedVersion: number;
  }[];
  readonly requests: readonly { readonly request: CancelRequest; readonly expectedVersion: number }[];
  readonly terminals: readonly { readonly terminal: Terminal; readonly expectedVersion: number }[];
  readonly batches: readonly { readonly batch: Batch; readonly expectedVersion: number }[];
  /** Added, never changed. */
  readonly acceptances: readonly AcceptanceRow[];
  readonly orders: readonly { readonly order: Order; readonly expectedVersion: number }[];
  /** Every account of each book in which one changed; of the others the balance is of the expected version. */
  readonly accounts: readonly {
    readonly key: AccountKey;
    readonly balance: Balance;
    readonly expectedVersion: number;
  }[];
  readonly journals: readonly JournalRow[];
  readonly events: readonly EventRow[];
  readonly wallet?: WalletChanges | undefined;
  readonly losses?: readonly LossChange[] | undefined;
  readonly closures?: readonly ClosureChange[] | undefined;
}

/** Right to write a set of buckets, proven on every apply by its epochs. */
export interface Lease {
  /** Number of this process among those that run, 1 to 1023: the node part of ids. */
  readonly node: number;
  readonly buckets: readonly number[];
}

export interface DueSubject {
  readonly book: string;
  readonly paymentId: PaymentId;
  readonly cancellationId: CancellationId | null;
  /** Set where a request to cancel the payment is due. */
  readonly requestId?: RequestId;
}

export interface DueOrder {
  readonly book: string;
  readonly orderId: OrderId;
}

export interface Store extends WalletLookups {
  /** Takes the buckets that nobody alive owns. */
  claim(): Promise<Lease>;
  load(lane: number, keys: LoadKeys): Promise<Loaded>;
  /** @throws StoreClash, LeaseLost, StoreUnavailable */
  apply(lane: number, changes: ChangeSet): Promise<void>;
  /** Has the time of anything come? Of a store that knows without looking; absent: each kind is asked for. */
  readonly anyDue?: (nowMs: number) => boolean;
  /** Payments, cancellations and requests whose time has come, oldest first. */
  due(nowMs: number, limit: number): Promise<readonly DueSubject[]>;
  /** Wallets and their movements whose time has come, oldest first. */
  dueWallets(nowMs: number, limit: number): Promise<readonly DueWallet[]>;
  /** Reports of loss whose time has come, oldest first. */
  dueLosses(nowMs: number, limit: number): Promise<readonly DueLoss[]>;
  /** Closings that were left alone for too long, oldest first. */
  dueClosures(nowMs: number, limit: number): Promise<readonly DueClosure[]>;
  /** Orders whose time has come, oldest first. */
  dueOrders(nowMs: number, limit: number): Promise<readonly DueOrder[]>;
  order(id: OrderId): Promise<Order | null>;
  /** Which of our messages carried this F7/F11 key. */
  locate(networkKeyText: string): Promise<NetworkSubject | null>;
  merchant(merchantId: string): Promise<Merchant | null>;
  terminal(merchantId: string, terminalId: string): Promise<Terminal | null>;
  payment(
    id: PaymentId,
  ): Promise<{ readonly payment: Payment; readonly cancellations: readonly Cancellation[] } | null>;
  cutOverNotice(): Promise<CutOverNotice | null>;
  saveCutOverNotice(notice: CutOverNotice): Promise<void>;
  /**
   * Payments and ways back of clearing days before `clearingDay` that still have no end, for the clearing file; by
   * payment id, those behind `after`. A page may end within the rows of a payment.
   */
  unresolvedBefore(
    clearingDay: string,
    limit: number,
    after?: { readonly paymentId: string } | null,
  ): Promise<readonly DueSubject[]>;
  close(): Promise<void>;
}

/** Somebody else wrote first, or a unique key exists: load and decide again. */
export class StoreClash extends Error {
  override readonly name = 'StoreClash';
}

/** The buckets are somebody else's now: this process must stop writing them. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The store cannot be reached or is full. Whether the last batch was applied may be unknown. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
