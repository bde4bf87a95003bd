import type { InstalmentTerms } from '#wire/iso8583';
import type { EntryKind } from './card-kinds.ts';
import type { ChipFinished } from './chip/index.ts';
import type { CardEntry, OriginalReference, TerminalTotals } from './journal-state.ts';
import type { VarietyKind } from './varieties.ts';
import type { Reason, Words } from './words.ts';

export type Act =
  | EntryKind
  | 'sign-in'
  | 'balance'
  | 'tip'
  | 'offline'
  | 'code-show'
  | 'code-query'
  | 'code-close'
  | 'settlement'
  | 'echo'
  | 'sign-off'
  | 'download'
  | 'status';

/** How the last reversal stands: `pending` is still on disk, `failed` was dropped after its last send. */
export interface ReversalReport {
  readonly outcome: 'acknowledged' | 'pending' | 'failed';
  /** Trace number and batch of the reversed transaction; a reversal carries the same ones. */
  readonly stan: string;
  readonly batchNo: string;
  readonly amountFen: bigint;
  readonly maskedPan: string;
  /** F39 the reversal was sent with. */
  readonly sentReason: string;
  /** F39 of its answer; null when none came. */
  readonly code: string | null;
  /** Times it left, over all attempts. */
  readonly sends: number;
  readonly detail: string | null;
}

/** How far the upload of a batch came that differed. */
export interface UploadReport {
  readonly batchNo: string;
  readonly sent: number;
  readonly of: number;
  readonly ended: boolean;
  readonly detail: string | null;
}

export interface SettlementReport {
  readonly batchNo: string;
  readonly outcome: 'balanced' | 'differs';
  /** What the terminal counted. */
  readonly totals: TerminalTotals;
  /** Totals as the answer carried them. */
  readonly hostTotals: TerminalTotals;
  /** Voids that were not made at this terminal, as the host's text tells them; null where it tells of none. */
  readonly hostVoids: { readonly count: number; readonly amountFen: bigint } | null;
  /** The batch that is open now. */
  readonly nextBatchNo: string;
  /** `null` where the totals agreed. */
  readonly upload: UploadReport | null;
}

/**
 * What the terminal knows after an act.
 * - `unknown`: sent, and nothing valid came back, or the answer itself says unknown. Never a decline.
 * - `refused-locally`: the terminal itself said no; this request did not leave it.
 */
export interface TerminalResult {
  readonly act: Act;
  readonly result: 'approved' | 'declined' | 'unknown' | 'refused-locally';
  /** F39 of a valid answer. */
  readonly code: string | null;
  /** Stable name of what the terminal itself found; null when the answer says it all. */
  readonly reason: Reason | null;
  readonly words: Words;
  /** More for a technician: which field differed, why the line failed. */
  readonly detail: string | null;
  readonly stan: string | null;
  readonly batchNo: string;
  readonly amountFen: bigint | null;
  /** The part of the amount that is the tip. */
  readonly tipFen: bigint | null;
  /** What may be spent, as the answer to a balance inquiry tells; negative where money is owed. */
  readonly balanceFen: bigint | null;
  readonly maskedPan: string | null;
  readonly cardEntry: CardEntry | null;
  /** How the sale differs from the plain one. */
  readonly variety: VarietyKind | null;
  /** What the issuer makes of a plan of instalments. */
  readonly instalments: InstalmentTerms | null;
  readonly pinEntered: boolean;
  readonly rrn: string | null;
  readonly authCode: string | null;
  /** F15, MMDD. */
  readonly clearingDate: string | null;
  /** F13 MMDD and F12 hhmmss, as the host set them. */
  readonly date: string | null;
  readonly time: string | null;
  readonly issuer: string | null;
  readonly acquirer: string | null;
  /** Words of the host for the cashier. */
  readonly text: string | null;
  /** The transaction a void or a refund undoes. */
  readonly original: OriginalReference | null;
  /** The reversal of this transaction, or the one that stood in its way. */
  readonly reversal: null | 'pending' | 'acknowledged' | 'failed';
  /** The earlier reversal that was sent on this occasion. */
  readonly flushed: ReversalReport | null;
  /** The next payment is refused until the terminal signed in again. */
  readonly needsSignIn: boolean;
  readonly settlement: SettlementReport | null;
  /** The text of a code to show; absent: none came. */
  readonly codeText?: string | null;
  /** What a chip said last, and what it thinks of the issuer's answer; absent: no chip was read. */
  readonly chip?: Pick<ChipFinished, 'cryptogram' | 'issuer' | 'print'> & { readonly scripts: boolean };
  /** What the host asked for in its answer, and the terminal did after it. */
  readonly obeyed: readonly TerminalResult[];
  readonly atMs: number;
}
