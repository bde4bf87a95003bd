/** What a cashier asks of the terminal. */
import type { CardEntry } from './journal-state.ts';
import type { Card } from './terminal-input.ts';
import type { TerminalVariety } from './varieties.ts';

export interface SaleRequest {
  readonly amountFen: bigint;
  readonly card: Card;
  readonly entry: CardEntry;
  /** Absent: a plain sale. */
  readonly variety?: TerminalVariety | undefined;
  /** Cuts the line as soon as the request has left, to show what a lost answer does. */
  readonly loseAnswer?: boolean | undefined;
}

export interface BalanceRequest {
  readonly card: Card;
  readonly entry: CardEntry;
  /** The issuer's points instead of the account. */
  readonly points?: boolean;
}

export interface VoidRequest {
  /** Trace number of a sale in the open batch. */
  readonly stan: string;
  readonly loseAnswer?: boolean | undefined;
}

/** The original as its slip names it. Without a card, that of the original in this terminal's own journal. */
export interface RefundRequest {
  readonly rrn: string;
  /** MMDD of the original. */
  readonly date: string;
  readonly batchNo: string;
  readonly stan: string;
  readonly amountFen: bigint;
  readonly card?: Card | undefined;
  readonly entry?: CardEntry | undefined;
  readonly loseAnswer?: boolean | undefined;
}
