/** One transaction as the terminal's journal keeps it, and one settlement. */
import type { InstalmentTerms } from '#wire/iso8583';
import type { EntryKind } from './card-kinds.ts';
import type { VarietyKind } from './varieties.ts';

export type CardEntry = 'chip' | 'tap' | 'swipe' | 'keyed';

/** How a void, a refund or a person names an earlier transaction. */
export interface OriginalReference {
  readonly stan: string;
  readonly batchNo: string;
  /** MMDD; null in a void, which needs none. */
  readonly date: string | null;
  readonly rrn: string;
}

export interface EntryAnswer {
  readonly code: string;
  readonly rrn: string;
  readonly authCode: string | null;
  readonly clearingDate: string | null;
  readonly date: string;
  readonly time: string;
  /** For a slip printed again; absent where the answer had none. */
  readonly issuer?: string;
  readonly acquirer?: string;
  readonly text?: string;
  readonly instalments?: InstalmentTerms;
}

export type EntryOutcome =
  /** Sent and no valid answer yet, or an answer that says unknown (then with its code). */
  | { readonly state: 'unknown'; readonly code: string | null }
  | { readonly state: 'approved'; readonly answer: EntryAnswer; readonly voidedByStan: string | null }
  | { readonly state: 'declined'; readonly code: string }
  /** `code` is F39 of the reversal's answer. */
  | { readonly state: 'reversed'; readonly code: string }
  | { readonly state: 'reversal-failed'; readonly code: string | null };

export interface EntryFacts {
  readonly kind: EntryKind;
  readonly stan: string;
  readonly batchNo: string;
  readonly amountFen: bigint;
  readonly maskedPan: string;
  /** Card number, expiry and sequence number under a key derived from the master key. */
  readonly sealedCard: string;
  readonly cardEntry: CardEntry;
  readonly original: OriginalReference | null;
  /** How a sale differs from the plain one; its void repeats it. Absent: a plain one. */
  readonly variety?: VarietyKind;
  /** The card approved it alone; it is uploaded, and never reversed. */
  readonly offline?: true;
  /** F55 with the card's last word, in hexadecimal: goes up with a batch that differs. */
  readonly chipHex?: string;
  /** What of the chip stands on the slip. */
  readonly chipPrint?: readonly (readonly [string, string])[];
  readonly pinEntered?: true;
  /** The part of the amount that is the tip. */
  readonly tipFen?: bigint;
  /** The act of a till that it belongs to. */
  readonly ref?: string;
  readonly atMs: number;
}

export type JournalEntry = EntryFacts & EntryOutcome;

/** Sales and completions stand on the debit side, their voids and refunds on the credit side. */
export interface TerminalTotals {
  readonly debitFen: bigint;
  readonly debitCount: number;
  readonly creditFen: bigint;
  readonly creditCount: number;
}

/** A settlement as the host answered it. */
export interface KeptSettlement {
  readonly stan: string;
  readonly batchNo: string;
  readonly outcome: 'balanced' | 'differs';
  readonly totals: TerminalTotals;
  readonly hostTotals: TerminalTotals;
  readonly ref?: string;
  readonly atMs: number;
}

const OPTIONAL = ['variety', 'offline', 'chipHex', 'chipPrint', 'pinEntered', 'tipFen', 'ref'] as const;
type Optional = Pick<EntryFacts, (typeof OPTIONAL)[number]>;

const optionalOf = (entry: JournalEntry): Optional =>
  Object.fromEntries(OPTIONAL.flatMap((name) => (entry[name] === undefined ? [] : [[name, entry[name]]])));

/** The same entry with what is known of its end now. */
export function withOutcome(entry: JournalEntry, outcome: EntryOutcome): JournalEntry {
  const { kind, stan, batchNo, amountFen, maskedPan, sealedCard, cardEntry, original, atMs } = entry;
  const facts = { kind, stan, batchNo, amountFen, maskedPan, sealedCard, cardEntry, original, atMs };
  return { ...facts, ...optionalOf(entry), ...outcome };
}
