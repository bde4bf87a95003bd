/** The journal entries of a terminal, and what they add up to. */
import type { SealedCard, TerminalKey } from '#domain/payment';

export interface Entry {
  readonly kind: 'sale' | 'void' | 'refund';
  readonly journey: number;
  readonly key: TerminalKey;
  readonly amountFen: bigint;
  state: 'unknown' | 'approved' | 'declined' | 'reversed' | 'reversal-failed';
  /** F39 of the last valid answer. */
  code: string | null;
  /** What an approved sale was told. */
  answer: { readonly rrn: string; readonly startedMs: number; readonly paymentId: string } | null;
  /** Its reversal was done or found nothing: no money is out, and the host counts it nowhere. */
  sureReversed?: boolean;
}

/** A reversal that was made ready and is not done. */
export interface Pending {
  readonly entry: Entry;
  readonly card: SealedCard;
  sends: number;
  reason: string;
}

export const sixDigits = (value: number): string => String(value).padStart(6, '0');

export interface EntryTotals {
  readonly debitFen: bigint;
  readonly debitCount: number;
  readonly creditFen: bigint;
  readonly creditCount: number;
}

/** Approved entries; a voided sale stands on both sides, a reversed one on none. */
export function totalsOf(entries: readonly Entry[]): EntryTotals {
  let debitFen = 0n;
  let debitCount = 0;
  let creditFen = 0n;
  let creditCount = 0;
  for (const { kind, state, amountFen } of entries) {
    if (state !== 'approved') continue;
    if (kind === 'sale') {
      debitFen += amountFen;
      debitCount += 1;
    } else {
      creditFen += amountFen;
      creditCount += 1;
    }
  }
  return { debitFen, debitCount, creditFen, creditCount };
}

/** Does the terminal know for certain how this entry counts at the host? */
export const entrySure = (entry: Entry): boolean =>
  entry.state === 'approved' ||
  entry.state === 'declined' ||
  (entry.state === 'reversed' && entry.sureReversed === true);

export const sidesOf = ({ debitFen, creditFen }: EntryTotals): string =>
  `${debitFen} fen debit and ${creditFen} credit`;
