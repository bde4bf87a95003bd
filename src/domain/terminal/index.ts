/** One acceptance terminal: its sign-in, its open batch with running totals, and the settlement of that batch. */
import type { Fen } from '../money/index.ts';
import { isOutcome, type Outcome } from '../outcome/index.ts';
import type { Acceptances } from './acceptance.ts';
import type { CardGroup } from './batch.ts';
import { type DataVersions, type StatusReport, withWanted } from './management.ts';

export * from './acceptance.ts';
export * from './batch.ts';
export * from './management.ts';

/** Keys under the security module's master key. They mean nothing outside it. */
export interface TerminalKeys {
  readonly masterKey: string;
  /** The same for SM4, where the terminal speaks it. */
  readonly sm4MasterKey?: string | null;
  readonly pinKey: string | null;
  readonly macKey: string | null;
  /** The MAC key before the last sign-in: still good for a reversal made under it. */
  readonly previousMacKey: string | null;
  /** Encrypts the track of a card on its way; only of terminals that sign in for it. */
  readonly trackKey?: string | null;
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
  /** What of the four sums above was made with cards of foreign schemes; absent: nothing. */
  readonly foreign?: CardTotals;
}

export interface CardTotals {
  readonly debitFen: Fen;
  readonly debitCount: number;
  readonly creditFen: Fen;
  readonly creditCount: number;
}
const NO_CARDS: CardTotals = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
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
  /** As the terminal counted, all cards together, and of them the foreign ones where it has any. */
  readonly terminal: CardTotals & { readonly foreign?: CardTotals };
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
  /** Name of the dialect that it signed in with last; absent: the usual one. */
  readonly profile?: string;
  /** Dialects that it may sign in with, the usual one first; absent: the standard ones. */
  readonly profiles?: readonly string[];
  /** Language of the words in its answers; absent: English. Its dialect may not be able to show Chinese. */
  readonly language?: 'zh' | 'en';
  /** Versions of the lists that it fetched to their end. */
  readonly held?: DataVersions;
  /** What the host wants of it the next time it speaks. */
  readonly wants?: { readonly signIn?: true; readonly status?: true };
  readonly lastStatus?: StatusReport;
  readonly version: number;
}

export type BatchEntry = 'sale' | 'void' | 'refund' | 'host-void';

/** Counts an entry into the open batch, or with `sign` −1 takes it out again after a reversal. */
export function countInBatch(
  terminal: Terminal,
  entry: BatchEntry,
  amountFen: Fen,
  sign: 1 | -1,
  group: CardGroup = 'domestic',
): Terminal {
  const { totals } = terminal;
  const sumFen = sign === 1 ? amountFen : -amountFen;
  if (entry === 'host-void') {
    const hostVoidFen = totals.hostVoidFen + sumFen;
    return { ...terminal, totals: { ...totals, hostVoidFen, hostVoidCount: totals.hostVoidCount + sign } };
  }
  const counted = { ...totals, ...added(totals, entry, sumFen, sign) };
  if (group === 'domestic') return { ...terminal, totals: counted };
  const foreign = added(totals.foreign ?? NO_CARDS, entry, sumFen, sign);
  return { ...terminal, totals: { ...counted, foreign } };
}

function added(to: CardTotals, entry: 'sale' | 'void' | 'refund', sumFen: Fen, sign: 1 | -1): CardTotals {
  const { debitFen, debitCount, creditFen, creditCount } = to;
  return entry === 'sale'
    ? { debitFen: debitFen + sumFen, debitCount: debitCount + sign, creditFen, creditCount }
    : { debitFen, debitCount, creditFen: creditFen + sumFen, creditCount: creditCount + sign };
}

const sameTotals = (one: CardTotals, other: CardTotals): boolean =>
  one.debitFen === other.debitFen &&
  one.debitCount === other.debitCount &&
  one.creditFen === other.creditFen &&
  one.creditCount === other.creditCount;

/** How each group of cards compared; the batch balances when both do. */
export const groupsAgree = ({ host, terminal }: Pick<Settlement, 'host' | 'terminal'>) => {
  const foreign = sameTotals(host.foreign ?? NO_CARDS, terminal.foreign ?? NO_CARDS);
  return { domestic: sameTotals(withoutForeign(host), withoutForeign(terminal)), foreign };
};

function withoutForeign(totals: CardTotals & { readonly foreign?: CardTotals }): CardTotals {
  const { foreign = NO_CARDS } = totals;
  return {
    debitFen: totals.debitFen - foreign.debitFen,
    debitCount: totals.debitCount - foreign.debitCount,
    creditFen: totals.creditFen - foreign.creditFen,
    creditCount: totals.creditCount - foreign.creditCount,
  };
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

/**
 * Was what the host knew at this instant counted in totals that agreed? Only of the last settlement that is certain:
 * what the host learnt after it neither side had counted.
 */
export function countedInBalance({ lastSettlement: last }: Terminal, batchNo: string, atMs: number): boolean {
  return last !== null && last.batchNo === batchNo && last.result === 'balanced' && atMs < last.atMs;
}

/** New working keys; the batch stays. */
export function signIn(
  terminal: Terminal,
  by: {
    readonly operator: string;
    /** `null`: a terminal whose PIN key would be under single DES gets none that counts. */
    readonly pinKey: string | null;
    readonly macKey: string;
    readonly trackKey?: string | null;
    readonly profile?: string;
    readonly atMs: number;
  },
): Terminal {
  const keys: TerminalKeys = {
    ...terminal.keys,
    pinKey: by.pinKey,
    macKey: by.macKey,
    previousMacKey: terminal.keys.macKey,
    // A terminal that signs in without one sends its track clear from now on.
    ...(by.trackKey == null && terminal.keys.trackKey == null ? {} : { trackKey: by.trackKey ?? null }),
  };
  return withWanted(
    {
      ...terminal,
      signedIn: { operator: by.operator, atMs: by.atMs },
      keys,
      ...(by.profile === undefined ? {} : { profile: by.profile }),
    },
    'signIn',
    false,
  );
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
  const groups = groupsAgree({ host, terminal: request.totals });
  const balanced = groups.domestic && groups.foreign;
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
