/** One acceptance terminal: its sign-in, its open batch with running totals, and the settlement of that batch. */
import type { Fen } from '../money/index.ts';
import { isOutcome, type Outcome } from '../outcome/index.ts';
import type { Acceptances } from './acceptance.ts';

export * from './acceptance.ts';

/** Keys under the security module's master key. They mean nothing outside it. */
export interface TerminalKeys {
  readonly masterKey: string;
  readonly pinKey: string | null;
  readonly macKey: string | null;
  /** The MAC key before the last sign-in: still good for a reversal made under it. */
  readonly previousMacKey: string | null;
}

/**
 * Running totals of a batch, amounts in fen. Debit: sales. Credit: voids and refunds made at the terminal.
 * Reversed transactions count nowhere; voids in the terminal's name that it does not know stand apart.
 */
export interface BatchTotals {
  readonly debitFen: Fen;
  readonly debitCount: number;
  readonly creditFen: Fen;
  readonly creditCount: number;
  readonly hostVoidFen: Fen;
  readonly hostVoidCount: number;
}
export const NO_TOTALS: BatchTotals = {
  debitFen: 0n,
  debitCount: 0,
  creditFen: 0n,
  creditCount: 0,
  hostVoidFen: 0n,
  hostVoidCount: 0,
};

export interface Settlement {
  readonly batchNo: string;
  readonly stan: string;
  readonly result: 'balanced' | 'differs';
  readonly host: BatchTotals;
  readonly terminal: Pick<BatchTotals, 'debitFen' | 'debitCount' | 'creditFen' | 'creditCount'>;
  readonly atMs: number;
}

export interface Terminal {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly book: string;
  readonly status: 'active' | 'blocked';
  readonly keys: TerminalKeys;
  readonly signedIn: { readonly operator: string; readonly atMs: number } | null;
  /** Six digits, 000001 to 999999; the host's word counts. */
  readonly batchNo: string;
  readonly totals: BatchTotals;
  readonly lastSettlement: Settlement | null;
  /** The last batches whose totals differed, newest last: what the host answered in them may not have arrived. */
  readonly differing?: readonly string[];
  /** Products that were ever switched; absent ones are on. */
  readonly acceptances?: Acceptances;
  /** Most that this terminal takes without contact and without a PIN; absent: what the rules say. */
  readonly noPinMaxFen?: Fen;
  readonly version: number;
}

export type BatchEntry = 'sale' | 'void' | 'refund' | 'host-void';

/** Counts an entry into the open batch, or with `sign` −1 takes it out again after a reversal. */
export function countInBatch(terminal: Terminal, entry: BatchEntry, amountFen: Fen, sign: 1 | -1): Terminal {
  const { totals } = terminal;
  const sumFen = sign === 1 ? amountFen : -amountFen;
  switch (entry) {
    case 'sale':
      return {
        ...terminal,
        totals: { ...totals, debitFen: totals.debitFen + sumFen, debitCount: totals.debitCount + sign },
      };
    case 'void':
    case 'refund':
      return {
        ...terminal,
        totals: { ...totals, creditFen: totals.creditFen + sumFen, creditCount: totals.creditCount + sign },
      };
    case 'host-void':
      return {
        ...terminal,
        totals: {
          ...totals,
          hostVoidFen: totals.hostVoidFen + sumFen,
          hostVoidCount: totals.hostVoidCount + sign,
        },
      };
  }
}

/** 000001 to 999999, then 000001 again. */
export function nextBatchNo(batchNo: string): string {
  const next = Number(batchNo) + 1;
  return String(next > 999_999 ? 1 : next).padStart(6, '0');
}

/** More differing batches than this are not remembered. */
const DIFFERING_MAX = 100;

/** Is it proven that the terminal got the answers of this batch? Only a settlement that balanced proves it. */
export function answersArrived(terminal: Terminal, batchNo: string): boolean {
  return batchNo !== terminal.batchNo && !(terminal.differing ?? []).includes(batchNo);
}

/** New working keys; the batch stays. */
export function signIn(
  terminal: Terminal,
  by: { readonly operator: string; readonly pinKey: string; readonly macKey: string; readonly atMs: number },
): Terminal {
  return {
    ...terminal,
    signedIn: { operator: by.operator, atMs: by.atMs },
    keys: { ...terminal.keys, pinKey: by.pinKey, macKey: by.macKey, previousMacKey: terminal.keys.macKey },
  };
}

/**
 * Closes the open batch and opens the next one. The totals are compared, not argued about: a difference is told
 * to the terminal and kept. The same settlement again (batch and trace number) gets the first result.
 */
export function settleBatch(
  terminal: Terminal,
  request: {
    readonly batchNo: string;
    readonly stan: string;
    readonly totals: Settlement['terminal'];
    readonly atMs: number;
  },
): { readonly terminal: Terminal; readonly settlement: Settlement } | Outcome {
  const last = terminal.lastSettlement;
  if (last !== null && last.batchNo === request.batchNo && last.stan === request.stan)
    return { terminal, settlement: last };
  if (request.batchNo !== terminal.batchNo) return 'batch-differs';
  const host = terminal.totals;
  const balanced =
    host.debitFen === request.totals.debitFen &&
    host.debitCount === request.totals.debitCount &&
    host.creditFen === request.totals.creditFen &&
    host.creditCount === request.totals.creditCount;
  const settlement: Settlement = {
    batchNo: request.batchNo,
    stan: request.stan,
    result: balanced ? 'balanced' : 'differs',
    host,
    terminal: request.totals,
    atMs: request.atMs,
  };
  return {
    terminal: {
      ...terminal,
      batchNo: nextBatchNo(terminal.batchNo),
      totals: NO_TOTALS,
      lastSettlement: settlement,
      ...(balanced
        ? {}
        : { differing: [...(terminal.differing ?? []), request.batchNo].slice(-DIFFERING_MAX) }),
    },
    settlement,
  };
}

export const isRefusal = (result: unknown): result is Outcome =>
  typeof result === 'string' && isOutcome(result);

/** May this terminal send a financial message naming this batch now? */
export function admission(terminal: Terminal, batchNo: string): Outcome | null {
  if (terminal.status === 'blocked') return 'terminal-blocked';
  if (terminal.signedIn === null || terminal.keys.macKey === null) return 'terminal-not-signed-in';
  if (terminal.batchNo !== batchNo) return 'batch-differs';
  return null;
}
