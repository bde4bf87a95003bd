/** A clearing file against the books: what it ends, and where the two disagree. Pure. */
import { addDays, type ClearingDay } from '#domain/calendar';
import type { ReturnReason } from '#domain/cancellation';
import type { PaymentState } from '#domain/payment';
import { type ClearingRow, rowKindOf } from '#wire/clearing';

/** What the file says of one payment, by the payment's network key. */
export interface ClearedPayment {
  readonly networkKey: string;
  readonly amountFen: bigint;
  readonly paymentIn: boolean;
  /** A void of it stands: it is in the file and was not itself reversed. */
  readonly voidIn: boolean;
  readonly reversalIn: boolean;
  readonly refundedFen: bigint;
  /** Refunds of it, by their own network keys. */
  readonly refundKeys: readonly string[];
}

/** A refund that stands in the file. */
export interface ClearedRefund {
  readonly networkKey: string;
  /** Network key of the payment that it gives back; `null` where the row names none. */
  readonly originalKey: string | null;
  readonly amountFen: bigint;
}

/** A refund that the issuer sent back, by the refund's own network key. */
export interface ClearedReturn {
  readonly networkKey: string;
  readonly amountFen: bigint;
  readonly why: ReturnReason;
  /** What comes back is the refund of a wallet's top-up. */
  readonly isTopUp: boolean;
}

/** What the files of a day say, by network key. */
export interface ClearedDay {
  readonly payments: ReadonlyMap<string, ClearedPayment>;
  readonly refunds: ReadonlyMap<string, ClearedRefund>;
  readonly returns: ReadonlyMap<string, ClearedReturn>;
  /** Refunds that their issuer says it posted. */
  readonly credited: ReadonlySet<string>;
  /** Top-ups and payouts of wallets that stand: no payment of a merchant. */
  readonly transfers: ReadonlySet<string>;
}

/** The issuer's response code on a return, as the reason it gives. */
const RETURN_CODES: Readonly<Record<string, ReturnReason>> = {
  '14': 'account-closed',
  '25': 'account-not-found',
  '62': 'account-restricted',
};

/**
 * The network's name of a message, as `networkKeyText` writes it. The file's times carry no year: nothing in a
 * day's file was sent after that day, but the original of a refund may be most of a year older.
 */
export function keyInFile(
  day: ClearingDay,
  row: Pick<ClearingRow, 'acquirerId' | 'forwarderId'>,
  time: string,
  trace: string,
): string {
  const latest = addDays(day, 1);
  const year = Number(latest.slice(0, 4));
  const sent = time.slice(0, 4) <= latest.slice(5).replace('-', '') ? year : year - 1;
  return `${sent}${time}/${trace}/${row.acquirerId.trim()}/${row.forwarderId.trim()}`;
}

/** The institution itself is the merchant of a top-up (MCC 6540): its number begins with its own as an acquirer. */
const isTopUp = ({ mcc, merchantId, acquirerId }: ClearingRow): boolean =>
  mcc === '6540' && merchantId.trim().startsWith(`${acquirerId.trim()}6540`);

type Filling<T> = { -readonly [K in keyof T]: T[K] };

/** Gathers the rows of a day's files by the payment they are about. A row that comes twice counts once. */
export function gather(day: ClearingDay, rows: Iterable<ClearingRow>): ClearedDay {
  const payments = new Map<string, Filling<ClearedPayment>>();
  const refunds = new Map<string, ClearedRefund>();
  const returns = new Map<string, ClearedReturn>();
  const credited = new Set<string>();
  const transfers = new Set<string>();
  const voids = new Map<string, string>();
  const reversed = new Set<string>();
  const at = (networkKey: string): Filling<ClearedPayment> => {
    const known = payments.get(networkKey) ?? {
      networkKey,
      amountFen: 0n,
      paymentIn: false,
      voidIn: false,
      reversalIn: false,
      refundedFen: 0n,
      refundKeys: [],
    };
    payments.set(networkKey, known);
    return known;
  };
  for (const row of rows) {
    const key = keyInFile(day, row, row.time, row.trace);
    const originalKey =
      row.originalTrace === null || row.originalTime === null
        ? null
        : keyInFile(day, row, row.originalTime, row.originalTrace);
    const kind = rowKindOf(row);
    if (kind === 'payout' || (kind === 'sale' && isTopUp(row))) transfers.add(key);
    else if (kind === 'sale') {
      const payment = at(key);
      payment.paymentIn = true;
      payment.amountFen = row.amountFen;
    } else if (kind === 'refund') {
      // What undoes a top-up is no refund of a merchant's.
      if (!isTopUp(row)) refunds.set(key, { networkKey: key, originalKey, amountFen: row.amountFen });
    } else if (originalKey === null) continue;
    else if (kind === 'void') voids.set(key, originalKey);
    else if (kind === 'reversal') reversed.add(originalKey);
    else if (kind === 'refund-credited') credited.add(originalKey);
    else if (kind === 'refund-returned') {
      const why = RETURN_CODES[row.responseCode] ?? 'other';
      const { amountFen } = row;
      returns.set(originalKey, { networkKey: originalKey, amountFen, why, isTopUp: isTopUp(row) });
    }
  }
  for (const [key, original] of voids) if (!reversed.has(key)) at(original).voidIn = true;
  // A reversal names what it undoes: a payment, or a void, which was dealt with above.
  // One of a top-up leaves nothing of it.
  for (const original of reversed)
    if (!voids.has(original) && !transfers.delete(original)) at(original).reversalIn = true;
  for (const { networkKey, originalKey, amountFen } of refunds.values()) {
    if (originalKey === null) continue;
    const payment = at(originalKey);
    payment.refundedFen += amountFen;
    payment.refundKeys = [...payment.refundKeys, networkKey];
  }
  return { payments, refunds, returns, credited, transfers };
}

export type MismatchKind =
  | 'unknown-here'
  | 'not-approved-here'
  | 'amount-differs'
  | 'undone-here-only'
  | 'undone-there-only'
  | 'missing-in-file'
  /** A terminal was told that its reversal is taken care of, and the file says that the payment stands. */
  | 'stands-though-told-reversed'
  /** The file holds a refund that is not in the books, or that the books say was refused. */
  | 'refund-unknown-here'
  | 'refund-missing-in-file'
  /** The file sends back a refund that is not in the books, or that the books do not have as made. */
  | 'return-unknown-here';

export interface Mismatch {
  readonly networkKey: string;
  readonly kind: MismatchKind;
  readonly paymentId: string | null;
  readonly amountFen: bigint;
}

/** A payment of the file's day as the books have it. */
export interface BookedPayment {
  readonly networkKey: string;
  readonly paymentId: string;
  readonly amountFen: bigint;
  readonly state: PaymentState;
  /** Waits for its answer, or a void or reversal of it has no end yet. */
  readonly open: boolean;
  /** A reversal that was accepted from a terminal and then overruled by a clearing file. */
  readonly toldReversed?: boolean;
}

/** A refund as the books have it; `open` while it has no end. */
export interface BookedRefund {
  readonly networkKey: string;
  readonly cancellationId: string;
  readonly paymentId: string;
  readonly amountFen: bigint;
  readonly state: 'done' | 'refused' | 'open' | 'bounced';
  readonly openedMs: number;
}

/** Compares one payment of the file with the books, after the file has ended what was open. */
export function compare(cleared: ClearedPayment, booked: BookedPayment | undefined): Mismatch | null {
  const { networkKey, amountFen } = cleared;
  const mismatch = (kind: MismatchKind): Mismatch => ({
    networkKey,
    kind,
    paymentId: booked?.paymentId ?? null,
    amountFen,
  });
  const undoneThere = cleared.voidIn || cleared.reversalIn;
  if (booked === undefined) return cleared.paymentIn && !undoneThere ? mismatch('unknown-here') : null;
  if (booked.open || !cleared.paymentIn) return null;
  if (booked.amountFen !== amountFen) return mismatch('amount-differs');
  if (booked.state === 'declined') return undoneThere ? null : mismatch('not-approved-here');
  const undoneHere = booked.state === 'voided' || booked.state === 'reversed';
  if (undoneHere && !undoneThere) return mismatch('undone-here-only');
  if (!undoneHere && undoneThere) return mismatch('undone-there-only');
  // The cut-over overtook the host's word: somebody has to give the money back, and nobody at the counter knows.
  if (!undoneHere && booked.toldReversed === true) return mismatch('stands-though-told-reversed');
  return null;
}

/** The same for one refund of the file. */
export function compareRefund(cleared: ClearedRefund, booked: BookedRefund | undefined): Mismatch | null {
  const { networkKey, amountFen } = cleared;
  const paymentId = booked?.paymentId ?? null;
  if (booked?.state === 'open') return null;
  if (booked?.state !== 'done' && booked?.state !== 'bounced')
    return { networkKey, kind: 'refund-unknown-here', paymentId, amountFen };
  return booked.amountFen === amountFen ? null : { networkKey, kind: 'amount-differs', paymentId, amountFen };
}

/** The same for a refund that came back, after it was taken into suspense. */
export function compareReturn(cleared: ClearedReturn, booked: BookedRefund | undefined): Mismatch | null {
  const { networkKey, amountFen } = cleared;
  const paymentId = booked?.paymentId ?? null;
  if (booked?.state === 'bounced') return null;
  const kind =
    booked?.state === 'done' && booked.amountFen !== amountFen ? 'amount-differs' : 'return-unknown-here';
  return { networkKey, kind, paymentId, amountFen };
}
