/** What the API needs of the virtual terminals at this server: a cashier's hands, one act at a terminal at a time. */
import type { SlipFiles } from '#adapters/slip-file';
import type { JournalEntry, JournalState, TerminalResult, TerminalStep } from '#adapters/virtual-terminal';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What a cashier asks of the terminal. */
export const TILL_ACTS = [
  'sign-in',
  'sign-off',
  'echo',
  'settle',
  'reversal',
  'sale',
  'preauth',
  'balance',
  'void',
  'refund',
  'tip',
  'increment',
  'completion',
  'preauth-void',
  'completion-void',
  'show-code',
  'query-code',
  'close-code',
  'code-back',
] as const;
export type TillActKind = (typeof TILL_ACTS)[number];

export interface TillOrder {
  readonly act: TillActKind;
  readonly amountFen: bigint | null;
  /** A virtual card, by its id. */
  readonly card: string | null;
  readonly entry: 'tap' | 'chip' | 'swipe' | null;
  /** For one PIN block; kept nowhere. */
  readonly pin: string | null;
  /** A payer's code, as it was read. */
  readonly code: string | null;
  /** Of the original in this terminal's journal. */
  readonly stan: string | null;
  readonly batchNo: string | null;
  readonly operator: string | null;
  /** Cuts the line as soon as the request has left: to show what a lost answer does. */
  readonly loseAnswer: boolean;
  /** Of a telephone: its holder unlocked it for this payment. */
  readonly unlocked?: boolean;
}

export type TillStep = TerminalStep & { readonly atMs: number };

export interface TillAct {
  readonly id: string;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly kind: TillActKind;
  readonly amountFen: bigint | null;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly steps: readonly TillStep[];
  /** What the terminal said at the end. */
  readonly result: TerminalResult | null;
  /** The same act as the journal has it, where the program that began it is gone. */
  readonly entry: JournalEntry | null;
  /** Why the terminal could not do it; after `sent` its outcome is unknown. */
  readonly trouble: Words | null;
}

/** The transaction that makes another one look like a second charge. */
export interface TillDoubt {
  readonly why: 'unknown' | 'just-paid';
  readonly entry: JournalEntry;
}

export type TillBegun =
  | { readonly state: 'begun' | 'repeated'; readonly act: TillAct }
  /** Another act is under way here, or another program works with the terminal. */
  | { readonly state: 'busy'; readonly act: TillAct | null }
  /** The page gave this key up before it arrived. */
  | { readonly state: 'forgone' }
  /** The same key with other content. */
  | { readonly state: 'other-content' }
  | { readonly state: 'doubted'; readonly doubts: readonly TillDoubt[] }
  /** The order cannot be one; `pointer` names the part. */
  | { readonly state: 'not-valid'; readonly pointer: string; readonly detail: string }
  | { readonly state: 'trouble'; readonly trouble: Words };

export interface TillTerminal {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly merchantName: string | null;
}

export interface TillCard {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly issuer: string | null;
  readonly masked: string;
  readonly pin: string | null;
  readonly chip: boolean;
}

export interface TillPayerCode {
  readonly card: string;
  readonly name: string;
  readonly note: string;
  readonly code: string;
}

/** What a payer's app says of a code that it scanned. */
export interface TillScan {
  readonly result: 'paid' | 'scanned' | 'refused';
  readonly code: string;
}

export interface TillDesk {
  /** Virtual cards and payers' codes are at hand. */
  readonly demo: boolean;
  terminals(): Promise<readonly TillTerminal[]>;
  /** The terminal's journal as it is now; @throws TillTroubleError. */
  journal(terminal: TillTerminal): Promise<JournalState>;
  /** The act that is under way at the terminal. */
  underWay(terminal: TillTerminal): TillAct | null;
  begin(
    terminal: TillTerminal,
    key: string,
    order: TillOrder,
    guard: {
      /** `batch/trace` of what the cashier saw and wants to go past. */
      readonly confirmed: readonly string[];
      /** The host knows that this one took no money. */
      readonly isUndone: (entry: JournalEntry) => Promise<boolean>;
    },
  ): Promise<TillBegun>;
  /** The act that began under this key; null: nothing of it left this server. */
  actOf(terminal: TillTerminal, key: string): Promise<TillAct | null>;
  /**
   * Nobody wants this key to begin any more: the act that began under it, or null, and from then on it begins none. An
   * order that is still on its way when its page gave it up would otherwise charge a customer who has paid.
   */
  forgo(terminal: TillTerminal, key: string): Promise<TillAct | null>;
  /** The act once it has more than `steps` steps or has ended, or as it is after the wait. */
  watch(act: TillAct, steps: number, waitMs: number): Promise<TillAct>;
  cards(): Promise<readonly TillCard[]>;
  payerCodes(): Promise<readonly TillPayerCode[]>;
  /** A payer with this card scans the shown code. */
  pays(card: string, code: string): Promise<TillScan>;
  /** A slip as PDF. */
  readonly files: Pick<SlipFiles, 'pdf'>;
}

/** The terminal's file cannot be used, or the simulator does not answer. */
export class TillTroubleError extends Error {
  override readonly name = 'TillTroubleError';
  readonly words: Words;
  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}
