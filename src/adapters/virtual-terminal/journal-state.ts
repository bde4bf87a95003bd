/** What the terminal keeps, and every change of it, as pure functions: a change is one write to the disk. */

import type { CaKey } from './ca-keys.ts';
import { CARD_KINDS, isVoid } from './card-kinds.ts';
import {
  type EntryFacts,
  type EntryOutcome,
  type JournalEntry,
  type KeptSettlement,
  type TerminalTotals,
  withOutcome,
} from './journal-entry.ts';
import type { PendingNotice, PendingReversal, PendingScriptNotice } from './pending.ts';
import type { ShownCode } from './shown-codes.ts';

export type { EntryKind } from './card-kinds.ts';
export type {
  CardEntry,
  EntryAnswer,
  EntryFacts,
  JournalEntry,
  KeptSettlement,
  OriginalReference,
  TerminalTotals,
} from './journal-entry.ts';
export type { PendingNotice, PendingReversal, PendingScriptNotice } from './pending.ts';

/** Working keys as the sign-in brought them: under the terminal master key, hexadecimal. */
export interface StoredKeys {
  readonly pinKeyCipher: string;
  readonly pinKeyCheck: string;
  readonly macKeyCipher: string;
  readonly macKeyCheck: string;
  readonly trackKeyCipher?: string;
  readonly trackKeyCheck?: string;
  /** Absent: triple DES. */
  readonly cipher?: 'sm4';
}

/** What the terminal fetched, each as a whole. */
export interface Fetched {
  readonly atMs: number;
  /** Entries of a list; parameters are one. */
  readonly entries: number;
}

export interface JournalState {
  readonly version: 1;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly keys: StoredKeys | null;
  readonly operator: string;
  /** Why the next act has to be a sign-in: `new`, `keys` that did not check, an F39,
   * or `asked` by the host. Null when signed in. */
  readonly signInDue: string | null;
  readonly batchNo: string;
  readonly nextStan: number;
  readonly batch: readonly JournalEntry[];
  /** Entries of closed batches, newest last. */
  readonly earlier: readonly JournalEntry[];
  readonly pending: PendingReversal | null;
  /** Absent: none waits. */
  readonly notices?: readonly PendingNotice[];
  /** A tip without an answer yet: asked for again under the same trace number. Fen as text. */
  readonly openTip?: { readonly stan: string; readonly of: string; readonly tipFen: string };
  /** Codes that were shown, newest last. */
  readonly codes?: readonly ShownCode[];
  readonly scriptNotices?: readonly PendingScriptNotice[];
  /** A settlement without an answer yet: repeated unchanged, so that the host knows it again. */
  readonly openSettlement: { readonly stan: string; readonly totals: TerminalTotals } | null;
  /** 60.3 of the last sign-in; absent: that of the profile. */
  readonly signInCode?: string;
  /** A batch whose totals differed and whose transactions are not all uploaded; the next settlement goes on. */
  readonly openUpload?: string;
  /** What came of the last settlements, newest last. */
  readonly settlements?: readonly KeptSettlement[];
  readonly fetched?: Readonly<Record<string, Fetched>>;
  /** Absent: none were fetched. */
  readonly caKeys?: readonly CaKey[];
  /** Tag 26 of the parameters: what may be offered. Absent: everything. */
  readonly transactions?: readonly number[];
  /** Tag 20. */
  readonly manualEntry?: boolean;
}

const STAN_MAX = 999_999;
const BATCH_MAX = 999_999;
const EARLIER_MAX = 1_000;
const SETTLEMENTS_MAX = 31;

/** F48 counts with three digits. */
export const BATCH_ENTRIES_MAX = 999;

export function newJournal(identity: Pick<JournalState, 'merchantId' | 'terminalId'>): JournalState {
  return {
    version: 1,
    merchantId: identity.merchantId,
    terminalId: identity.terminalId,
    keys: null,
    operator: '01',
    signInDue: 'new',
    batchNo: '000000',
    nextStan: 1,
    batch: [],
    earlier: [],
    pending: null,
    openSettlement: null,
  };
}

export function sixDigits(value: number): string {
  return String(value).padStart(6, '0');
}

/** Uses up one trace number: 000001 to 999999, then 000001 again. */
export function takeStan(state: JournalState): JournalState {
  return { ...state, nextStan: state.nextStan >= STAN_MAX ? 1 : state.nextStan + 1 };
}

/**
 * Keys and batch of a sign-in. The host's batch counts; entries of another one can no longer be settled
 * here.
 */
export function signedIn(
  state: JournalState,
  by: {
    readonly keys: StoredKeys;
    readonly operator: string;
    readonly hostBatchNo: string;
    readonly code: string;
  },
): JournalState {
  const batch = Number(by.hostBatchNo);
  const moved = batch > 0 && batch <= BATCH_MAX && by.hostBatchNo !== state.batchNo;
  const next = moved ? openBatch(state, by.hostBatchNo) : state;
  return { ...next, keys: by.keys, operator: by.operator, signInDue: null, signInCode: by.code };
}

export function requireSignIn(state: JournalState, why: string): JournalState {
  return { ...state, signInDue: why };
}

/** A request is about to leave: trace number used, entry without outcome, reversal ready. One write. */
export function begin(
  state: JournalState,
  facts: EntryFacts,
  pending: PendingReversal | null,
  notice: PendingNotice | null = null,
): JournalState {
  const entry: JournalEntry = { ...facts, state: 'unknown', code: null };
  const begun = { ...takeStan(state), batch: [...state.batch, entry], pending: pending ?? state.pending };
  return notice === null ? begun : { ...begun, notices: [...(state.notices ?? []), notice] };
}

/** No valid answer came; the reversal stays, with a better reason. */
export function remainsUnknown(
  state: JournalState,
  stan: string,
  found: Pick<PendingReversal, 'reason' | 'authCode' | 'chipHex'>,
): JournalState {
  if (state.pending?.stan !== stan) return state;
  return { ...state, pending: { ...state.pending, ...found } };
}

/** A valid answer: its outcome stands, and the reversal made ready is not needed. */
export function answered(state: JournalState, stan: string, outcome: EntryOutcome): JournalState {
  const entry = state.batch.find((candidate) => candidate.stan === stan);
  const undone = entry !== undefined && isVoid(entry.kind) && outcome.state === 'approved';
  const original = undone ? entry.original : null;
  const close = (candidate: JournalEntry): JournalEntry => {
    const named = candidate.stan === original?.stan && candidate.batchNo === original.batchNo;
    return named && candidate.state === 'approved' ? { ...candidate, voidedByStan: stan } : candidate;
  };
  const told = (candidate: JournalEntry): JournalEntry =>
    candidate.stan === stan ? withOutcome(candidate, outcome) : close(candidate);
  const waits = state.notices ?? [];
  const still = outcome.state === 'unknown' ? waits : waits.filter((notice) => notice.stan !== stan);
  return {
    ...state,
    pending: state.pending?.stan === stan ? null : state.pending,
    batch: state.batch.map(told),
    // A pre-authorisation is voided in a later batch too.
    ...(original === null || original.batchNo === state.batchNo ? {} : { earlier: state.earlier.map(close) }),
    ...(state.notices === undefined ? {} : { notices: still }),
  };
}

export function countSend(state: JournalState): JournalState {
  return state.pending === null
    ? state
    : { ...state, pending: { ...state.pending, sends: state.pending.sends + 1 } };
}

/** The reversal was acknowledged, or dropped after its last send. Its transaction counts nowhere. */
export function reversalEnded(
  state: JournalState,
  end:
    | { readonly state: 'reversed'; readonly code: string }
    | { readonly state: 'reversal-failed'; readonly code: string | null },
): JournalState {
  const stan = state.pending?.stan;
  if (stan === undefined) return state;
  const close = (entries: readonly JournalEntry[]) =>
    entries.map((entry) =>
      entry.stan === stan && entry.state === 'unknown' ? withOutcome(entry, end) : entry,
    );
  return { ...state, pending: null, batch: close(state.batch), earlier: close(state.earlier) };
}

/** The batch is closed at the host; the terminal opens the next one by itself. */
export function settled(state: JournalState, kept: KeptSettlement): JournalState {
  const next = Number(state.batchNo) >= BATCH_MAX ? 1 : Number(state.batchNo) + 1;
  const settlements = [...(state.settlements ?? []), kept].slice(-SETTLEMENTS_MAX);
  return { ...openBatch(state, sixDigits(next)), settlements };
}

/** Approved transactions of the open batch; a voided sale stands on both sides, a reversed one on none. */
export function totalsOf(entries: readonly JournalEntry[]): TerminalTotals {
  let totals: TerminalTotals = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
  for (const { kind, state, amountFen } of entries) {
    const { side } = CARD_KINDS[kind];
    if (state !== 'approved' || side === null) continue;
    const { debitFen, debitCount, creditFen, creditCount } = totals;
    totals =
      side === 'debit'
        ? { ...totals, debitFen: debitFen + amountFen, debitCount: debitCount + 1 }
        : { ...totals, creditFen: creditFen + amountFen, creditCount: creditCount + 1 };
  }
  return totals;
}

/** The transaction is gone, as after a broken disk: to show what a settlement makes of it. */
export const forgotten = (state: JournalState, stan: string): JournalState => ({
  ...state,
  batch: state.batch.filter((entry) => entry.stan !== stan),
});

function openBatch(state: JournalState, batchNo: string): JournalState {
  const earlier = [...state.earlier, ...state.batch].slice(-EARLIER_MAX);
  return { ...state, batchNo, batch: [], earlier, openSettlement: null };
}
