/** The journal entries of a terminal, and what they add up to. */
import type { PaymentKind, SealedCard, TerminalKey } from '#domain/payment';

/**
 * A void says of what: money that was taken counts on the other side, a hold that was lifted nowhere. A change, a tip
 * or a corrected amount, counts in the sale that it changes.
 */
export type EntryKind =
  | 'sale'
  | 'void'
  | 'refund'
  | 'preauthorisation'
  | 'increment'
  | 'completion'
  | 'void-of-hold'
  | 'change';

/** Money is held and none is taken, or it is in another entry: the batch knows nothing of it. */
const isCountedNowhere = (kind: EntryKind): boolean =>
  kind === 'preauthorisation' || kind === 'increment' || kind === 'void-of-hold' || kind === 'change';

/** What the message asks for, as its host knows it. */
export const askedAs = (kind: EntryKind): Exclude<EntryKind, 'void-of-hold' | 'change'> | 'advice' =>
  kind === 'void-of-hold' ? 'void' : kind === 'change' ? 'advice' : kind;

export interface Entry {
  readonly kind: EntryKind;
  readonly journey: number;
  readonly key: TerminalKey;
  /** Of a sale with what changed it. */
  amountFen: bigint;
  state: 'unknown' | 'approved' | 'declined' | 'reversed' | 'reversal-failed';
  /** F39 of the last valid answer. */
  code: string | null;
  /** What an approved sale was told. */
  answer: { readonly rrn: string; readonly startedMs: number; readonly authCode: string | null } | null;
  /** Its reversal was done or found nothing: no money is out, and the host counts it nowhere. */
  sureReversed?: boolean;
}

/** A reversal that was made ready and is not done. */
export interface Pending {
  readonly entry: Entry;
  readonly card: SealedCard;
  /** What it undoes. */
  readonly of: PaymentKind | 'void';
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
    if (state !== 'approved' || isCountedNowhere(kind)) continue;
    if (kind === 'sale' || kind === 'completion') {
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
  isCountedNowhere(entry.kind) ||
  entry.state === 'approved' ||
  entry.state === 'declined' ||
  (entry.state === 'reversed' && entry.sureReversed === true);

export const sidesOf = ({ debitFen, creditFen }: EntryTotals): string =>
  `${debitFen} fen debit and ${creditFen} credit`;
