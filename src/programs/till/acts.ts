/** Acts of the till: their names, what is remembered of them, and how they are found in a journal again. */
import { createHash } from 'node:crypto';
import type { TillAct, TillActKind, TillOrder, TillTerminal } from '#adapters/http-api';
import type { EntryKind, JournalState, TerminalResult } from '#adapters/virtual-terminal';

/** Ended acts that are remembered; older ones stand in the journals. */
const KEPT_MAX = 500;

const placeOf = ({ merchantId, terminalId }: TillTerminal): string => `${merchantId}/${terminalId}`;

/** The same key at the same terminal is the same act, also after a restart. Letters: no log takes it for a card. */
export function actIdOf(terminal: TillTerminal, key: string): string {
  const digest = createHash('sha256')
    .update(`${placeOf(terminal)}/${key}`)
    .digest('hex')
    .slice(0, 32);
  return `act_${digest.replace(/\d/g, (digit) => String.fromCharCode(103 + Number(digit)))}`;
}

/** What makes two orders the same one. The PIN is no part of it: it is kept nowhere. */
export const contentOf = ({ pin: _pin, ...order }: TillOrder): string =>
  JSON.stringify(order, (_name, part: unknown) => (typeof part === 'bigint' ? String(part) : part));

interface Remembered {
  act: TillAct;
  readonly content: string;
}

/** Acts of this process. */
export class Acts {
  readonly #acts = new Map<string, Remembered>();
  readonly #watchers = new Map<string, Set<() => void>>();

  get(id: string): Readonly<Remembered> | null {
    return this.#acts.get(id) ?? null;
  }

  set(act: TillAct, content: string): void {
    this.#acts.set(act.id, { act, content });
    for (const tell of this.#watchers.get(act.id) ?? []) tell();
    for (const [id, { act: old }] of this.#acts) {
      if (this.#acts.size <= KEPT_MAX) break;
      if (old.endedMs !== null) this.#acts.delete(id);
    }
  }

  forget(id: string): void {
    this.#acts.delete(id);
  }

  /** Told at the next change of the act; the answer ends the watch. */
  watch(id: string, tell: () => void): () => void {
    const all = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, all.add(tell));
    return () => {
      all.delete(tell);
      if (all.size === 0) this.#watchers.delete(id);
    };
  }
}

const KIND_OF_ENTRY: Readonly<Record<EntryKind, TillActKind>> = {
  sale: 'sale',
  void: 'void',
  refund: 'refund',
  preauth: 'preauth',
  increment: 'increment',
  completion: 'completion',
  'completion-notice': 'completion',
  'preauth-void': 'preauth-void',
  'completion-void': 'completion-void',
};

/** An act whose program is gone, by what it left in the terminal's journal; null: nothing left the terminal. */
export function actInJournal(terminal: TillTerminal, id: string, journal: JournalState): TillAct | null {
  const common = { ...terminal, id, steps: [], result: null, entry: null, trouble: null };
  const entry = [...journal.batch, ...journal.earlier].find(({ ref }) => ref === id);
  if (entry !== undefined) {
    const kind = KIND_OF_ENTRY[entry.kind];
    const { amountFen, atMs } = entry;
    return { ...common, kind, amountFen, startedMs: atMs, endedMs: atMs, entry };
  }
  const code = journal.codes?.find(({ ref }) => ref === id);
  if (code !== undefined) {
    const { amountFen, atMs, stan, batchNo, text, state } = code;
    const known = { unknown: 'unknown', refused: 'declined' }[state as string] ?? 'approved';
    const result = {
      ...blank('code-show', batchNo, atMs),
      ...{ result: known as TerminalResult['result'], stan, amountFen, codeText: text },
    };
    return { ...common, kind: 'show-code', amountFen, startedMs: atMs, endedMs: atMs, result };
  }
  const settlement = journal.settlements?.find(({ ref }) => ref === id);
  if (settlement === undefined) return null;
  const { atMs, batchNo, stan, outcome, totals, hostTotals } = settlement;
  const result = {
    ...blank('settlement', batchNo, atMs),
    ...{ result: 'approved' as const, stan },
    settlement: {
      ...{ batchNo, outcome, totals, hostTotals, hostVoids: null, upload: null },
      nextBatchNo: journal.batchNo,
    },
  };
  return { ...common, kind: 'settle', amountFen: null, startedMs: atMs, endedMs: atMs, result };
}

const blank = (act: TerminalResult['act'], batchNo: string, atMs: number): TerminalResult => ({
  ...{ act, result: 'unknown', code: null, reason: null, words: { zh: '', en: '' }, detail: null },
  ...{ stan: null, batchNo, amountFen: null, tipFen: null, balanceFen: null, maskedPan: null },
  ...{ cardEntry: null, variety: null, instalments: null, pinEntered: false, rrn: null, authCode: null },
  ...{ clearingDate: null, date: null, time: null, issuer: null, acquirer: null, text: null },
  ...{ original: null, reversal: null, flushed: null, needsSignIn: false, settlement: null },
  ...{ obeyed: [], atMs },
});
