/** What people and programs may read. `book: null` asks for all books: only an operator may. */

import type { Cancellation, CancellationState, SentRoute } from '#domain/cancellation';
import type { AccountKind, Balance } from '#domain/ledger';
import type { Order, OrderId, OrderState } from '#domain/order';
import type { CancellationId, Payment, PaymentId, PaymentState } from '#domain/payment';
import type { CancelRequest, RequestId, RequestState } from '#domain/request';
import type { EventRow, JournalRow } from '#engine';
import type { ChangeReading } from './reader-changes.ts';
import type { ClosureReading } from './reader-closures.ts';
import type { LossReading } from './reader-losses.ts';
import type { TerminalReading } from './reader-terminals.ts';
import type { WalletReading } from './reader-wallets.ts';

/** A part of a list. `limit` rows at most, newest first, beginning after the row that `cursor` names. */
export interface Page<C> {
  readonly book: string | null;
  readonly cursor: C | null;
  readonly limit: number;
}

export interface Listed<T, C> {
  readonly items: readonly T[];
  /** `null`: this was the last part. */
  readonly next: C | null;
}

export interface PaymentFilter {
  readonly state?: PaymentState | undefined;
  readonly rrn?: string | undefined;
  readonly terminalId?: string | undefined;
  /** First and last millisecond of the start of the payment. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export interface CancellationFilter {
  readonly state?: CancellationState | undefined;
  readonly route?: SentRoute | undefined;
  readonly paymentId?: PaymentId | undefined;
}

export interface RequestFilter {
  readonly state?: RequestState | undefined;
  readonly paymentId?: PaymentId | undefined;
}

/** What a payer types from a receipt: the reference number, the day as milliseconds from and to, amount, card. */
export interface Typed {
  readonly reference: string;
  readonly amountFen: bigint;
  readonly fromMs: number;
  readonly toMs: number;
  readonly last4: string;
}

/** `nextCheckMs`: when this platform looks at it again by itself; `null` when it waits for nothing. */
export interface PaymentEntry {
  readonly payment: Payment;
  readonly nextCheckMs: number | null;
}

export interface PaymentRecord extends PaymentEntry {
  readonly cancellations: readonly Cancellation[];
}

/** Everything that happened to one payment, out and back, in order. */
export interface JourneyRecord {
  readonly events: readonly (EventRow & { readonly seq: bigint })[];
  readonly journals: readonly JournalRow[];
  /** More happened than a reading holds. */
  readonly truncated: boolean;
}

/** `book: null`: the sum over all books. */
export interface AccountEntry {
  readonly book: string | null;
  readonly account: AccountKind;
  readonly balance: Balance;
}

/** Position in the list of journals: newest payment first, its last journal first. */
export interface JournalCursor {
  readonly paymentId: JournalRow['paymentId'];
  readonly no: number;
}

export interface ApiKey {
  readonly id: string;
  readonly role: 'merchant' | 'operator';
  /** The one book a merchant's key opens; `null` for operators. */
  readonly book: string | null;
  /** May approve what another key of the shop accepted. */
  readonly supervisor: boolean;
}

/** Where the clearing file and the books disagree. */
export interface Mismatch {
  readonly clearingDay: string;
  readonly networkKey: string;
  readonly kind: string;
  readonly paymentId: PaymentId | null;
  readonly amountFen: bigint | null;
  readonly foundMs: number;
}

/** What still has no end, oldest first. The lists are cut at a bound, the counts are not. */
export interface Unresolved {
  readonly payments: readonly PaymentEntry[];
  readonly cancellations: readonly Cancellation[];
  readonly mismatches: readonly Mismatch[];
  /** Payments with an advice that nobody acknowledged. */
  readonly advised: readonly Payment[];
  readonly counts: {
    readonly advices: number;
    readonly payments: number;
    readonly cancellations: number;
    readonly handed: number;
    readonly mismatches: number;
  };
}

export interface OrderFilter {
  readonly state?: OrderState | undefined;
  readonly orderNo?: string | undefined;
}

/** Everything that happened to one order and its payments, in order. */
export interface OrderEvents {
  readonly events: readonly (EventRow & { readonly seq: bigint })[];
  readonly truncated: boolean;
}

/** Reading only. Every method throws StoreUnavailable when the database cannot be asked. */
export interface Reader extends TerminalReading, ChangeReading, WalletReading, LossReading, ClosureReading {
  payments(page: Page<PaymentId> & PaymentFilter): Promise<Listed<PaymentEntry, PaymentId>>;
  payment(id: PaymentId): Promise<PaymentRecord | null>;
  /** How many payments there are; counted to `max` at most. */
  paymentCount(book: string | null, max: number): Promise<number>;
  journey(id: PaymentId): Promise<JourneyRecord>;
  cancellations(
    page: Page<CancellationId> & CancellationFilter,
  ): Promise<Listed<Cancellation, CancellationId>>;
  cancellation(id: CancellationId): Promise<Cancellation | null>;
  requests(page: Page<RequestId> & RequestFilter): Promise<Listed<CancelRequest, RequestId>>;
  request(id: RequestId): Promise<CancelRequest | null>;
  /** All requests of a payment, newest first. */
  requestsOf(id: PaymentId): Promise<readonly CancelRequest[]>;
  /** Those of these payments that a request was ever made for. */
  requested(ids: readonly PaymentId[]): Promise<ReadonlySet<PaymentId>>;
  /** The one payment that all of this fits; `null` for none and for several. */
  paymentTyped(typed: Typed): Promise<PaymentId | null>;
  orders(page: Page<OrderId> & OrderFilter): Promise<Listed<Order, OrderId>>;
  order(id: string): Promise<Order | null>;
  orderByNo(book: string, orderNo: string): Promise<Order | null>;
  orderEvents(id: OrderId): Promise<OrderEvents>;
  /** The merchant whose book it is. */
  merchantOf(book: string): Promise<string | null>;
  balances(book: string | null): Promise<readonly AccountEntry[]>;
  journals(page: Page<JournalCursor>): Promise<Listed<JournalRow, JournalCursor>>;
  /** `sha256`: 64 lower-case hexadecimal characters over the key's UTF-8 bytes. */
  apiKey(sha256: string): Promise<ApiKey | null>;
  unresolved(): Promise<Unresolved>;
  /** The counts of it alone. */
  openCounts(): Promise<Unresolved['counts']>;
  /** Does the database answer? Never throws. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}
