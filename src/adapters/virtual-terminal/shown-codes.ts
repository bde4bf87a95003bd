/** Codes that the terminal showed, as its journal keeps them. */
import type { JournalState } from './journal-state.ts';

/** A code that the terminal showed. `undone`: paid, and voided since. */
export interface ShownCode {
  readonly stan: string;
  readonly batchNo: string;
  readonly amountFen: bigint;
  /** For the payer's app; null until the host's answer. */
  readonly text: string | null;
  /** Of what paid it. */
  readonly rrn: string | null;
  readonly state: 'unknown' | 'waiting' | 'paid' | 'closed' | 'refused' | 'undone';
  /** The act of a till that showed it. */
  readonly ref?: string;
  readonly atMs: number;
}

const CODES_MAX = 200;

/** A code as it stands now, in the place of what was known of it. */
export function withCode(state: JournalState, code: ShownCode): JournalState {
  const others = (state.codes ?? []).filter(
    ({ stan, batchNo }) => stan !== code.stan || batchNo !== code.batchNo,
  );
  return { ...state, codes: [...others, code].slice(-CODES_MAX) };
}

/** The code of this trace number, the newest without one. */
export const shownCode = ({ codes = [] }: JournalState, stan: string | null): ShownCode | null =>
  codes.findLast((each) => stan === null || each.stan === stan) ?? null;
