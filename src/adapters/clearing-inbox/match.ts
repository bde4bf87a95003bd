/** A clearing file against the books: what it ends, and where the two disagree. Pure. */
import {
  type CalendarDay,
  type ClearingDay,
  calendarDayStartMs,
  dayFromMonthDay,
  SHANGHAI,
} from '#domain/calendar';
import type { ClearingRow } from '#wire/clearing';

/** What the file says of one payment, by the payment's network key. */
export interface ClearedPayment {
  readonly networkKey: string;
  readonly amountFen: bigint;
  readonly paymentIn: boolean;
  /** A void of it stands: it is in the file and was not itself reversed. */
  readonly voidIn: boolean;
  readonly reversalIn: boolean;
  readonly refundedFen: bigint;
}

/** The network's name of a message, as `networkKeyText` writes it: the file's times carry no year. */
export function keyInFile(
  day: ClearingDay,
  row: Pick<ClearingRow, 'acquirerId' | 'forwarderId'>,
  time: string,
  trace: string,
): string {
  const aroundMs = calendarDayStartMs(day as string as CalendarDay, SHANGHAI);
  const year = dayFromMonthDay(time.slice(0, 4), aroundMs, SHANGHAI)?.slice(0, 4) ?? day.slice(0, 4);
  return `${year}${time}/${trace}/${row.acquirerId.trim()}/${row.forwarderId.trim()}`;
}

const isSale = (row: ClearingRow): boolean => row.mti === '0200' && row.processingCode.startsWith('00');
const isVoid = (row: ClearingRow): boolean => row.mti === '0200' && row.processingCode.startsWith('20');

/** Gathers the rows of a file by the payment they are about. */
export function gather(day: ClearingDay, rows: readonly ClearingRow[]): Map<string, ClearedPayment> {
  const payments = new Map<string, { -readonly [K in keyof ClearedPayment]: ClearedPayment[K] }>();
  const voids = new Map<string, string>();
  const reversed = new Set<string>();
  const at = (
    networkKey: string,
    amountFen: bigint,
  ): { -readonly [K in keyof ClearedPayment]: ClearedPayment[K] } => {
    const known = payments.get(networkKey) ?? {
      networkKey,
      amountFen,
      paymentIn: false,
      voidIn: false,
      reversalIn: false,
      refundedFen: 0n,
    };
    payments.set(networkKey, known);
    return known;
  };
  for (const row of rows) {
    const key = keyInFile(day, row, row.time, row.trace);
    const original =
      row.originalTrace === null || row.originalTime === null
        ? null
        : keyInFile(day, row, row.originalTime, row.originalTrace);
    if (isSale(row)) {
      const payment = at(key, row.amountFen);
      payment.paymentIn = true;
      payment.amountFen = row.amountFen;
    } else if (original === null) continue;
    else if (isVoid(row)) voids.set(key, original);
    else if (row.mti === '0420') reversed.add(original);
    else if (row.mti === '0220') at(original, 0n).refundedFen += row.amountFen;
  }
  for (const [key, original] of voids) if (!reversed.has(key)) at(original, 0n).voidIn = true;
  // A reversal names what it undoes: a payment, or a void, which was dealt with above.
  for (const original of reversed) if (!voids.has(original)) at(original, 0n).reversalIn = true;
  return payments;
}

export type MismatchKind =
  | 'unknown-here'
  | 'not-approved-here'
  | 'amount-differs'
  | 'undone-here-only'
  | 'undone-there-only'
  | 'missing-in-file';

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
  readonly state: 'sent' | 'unknown' | 'approved' | 'declined' | 'reversed' | 'voided';
  readonly open: boolean;
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
  return null;
}
