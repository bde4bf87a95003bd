/** What the network writes down, record by record. No record holds a card number. */
import type { ClearingDay } from '#domain/calendar';
import type { Fen } from '#domain/money';
import type { NetworkKey } from '#domain/payment';
import type { IssuerJournal } from './books.ts';
import type { ChipSeen } from './chip.ts';
import type { QueuedScript, ScriptReport } from './chip-scripts.ts';
import type { Card } from './config.ts';
import type { CardLimits } from './day-use.ts';
import type { IssuerText } from './verification.ts';

/** `return`: the issuer sends a refund or payout back that no account took. */
export type TransactionKind =
  | 'sale'
  | 'preauth'
  | 'completion'
  | 'void'
  | 'refund'
  | 'reversal'
  | 'return'
  | 'payout'
  | 'adjustment';

/** One financial message that was decided, whether yes or no. */
export interface TransactionRecord {
  readonly type: 'transaction';
  readonly atMs: number;
  readonly kind: TransactionKind;
  readonly key: NetworkKey;
  /** F39 of the answer. */
  readonly code: string;
  readonly authCode: string | null;
  readonly clearingDay: ClearingDay;
  /** Null for a card that no issuer here knows. */
  readonly cardId: string | null;
  readonly maskedPan: string;
  readonly amountFen: Fen;
  readonly mti: string;
  readonly processingCode: string;
  readonly conditionCode: string;
  readonly entryMode: string;
  readonly mcc: string;
  readonly terminalId: string;
  readonly merchantId: string;
  readonly rrn: string;
  /** Wire key of the message this one is about. */
  readonly original: string | null;
  /** What moved; null when nothing did. */
  readonly journal: IssuerJournal | null;
  /** Wrong PINs in a row after this message; null when no PIN was looked at. */
  readonly pinTries: number | null;
  readonly chip?: ChipSeen;
  /** Sent along with the answer. */
  readonly scripts?: readonly QueuedScript[];
  /** The payer's code that was shown. */
  readonly payCode?: string;
  /** The order that a scan paid, and the member that is told. */
  readonly order?: string;
  readonly member?: string;
}

export type NetworkRecord =
  | { readonly type: 'opened'; readonly atMs: number; readonly day: ClearingDay }
  | {
      readonly type: 'account-opened';
      readonly atMs: number;
      readonly issuer: string;
      readonly cardId: string;
      readonly journal: IssuerJournal | null;
    }
  | { readonly type: 'signed'; readonly atMs: number; readonly member: string; readonly on: boolean }
  | TransactionRecord
  | { readonly type: 'cut-over-started'; readonly atMs: number; readonly newDay: ClearingDay }
  | {
      readonly type: 'cut-over-ended';
      readonly atMs: number;
      readonly journals: readonly IssuerJournal[];
      /** Pre-authorisations whose time is over, by wire key. */
      readonly lapsed?: readonly string[];
    }
  | {
      readonly type: 'card-state';
      readonly atMs: number;
      readonly cardId: string;
      readonly state: Card['status'];
      readonly replacedBy: string | null;
    }
  /** A notice of what a card made of its issuer's commands, about the payment `original`. */
  | {
      readonly type: 'script-told';
      readonly atMs: number;
      readonly wireKey: string;
      readonly original: string;
      readonly reports?: readonly ScriptReport[];
    }
  /** A PIN or a chip that came with a question: no transaction tells of it. */
  | { readonly type: 'pin-tried'; readonly atMs: number; readonly cardId: string; readonly tries: number }
  | { readonly type: 'chip-seen'; readonly atMs: number; readonly cardId: string; readonly chip: ChipSeen }
  | {
      readonly type: 'card-limits';
      readonly atMs: number;
      readonly cardId: string;
      readonly limits: CardLimits;
    }
  | {
      readonly type: 'script-queued';
      readonly atMs: number;
      readonly cardId: string;
      readonly script: QueuedScript;
    }
  /** An issuer texted its customer a code. */
  | {
      readonly type: 'code-sent';
      readonly atMs: number;
      readonly cardId: string;
      readonly code: string;
      readonly text: IssuerText;
    }
  | { readonly type: 'code-tried'; readonly atMs: number; readonly cardId: string; readonly right: boolean }
  | { readonly type: 'order-scanned' | 'order-closed'; readonly atMs: number; readonly order: string }
  | {
      readonly type: 'notice-acknowledged';
      readonly atMs: number;
      readonly wireKey: string;
      readonly code: string;
    }
  | { readonly type: 'clearing-file-written'; readonly atMs: number; readonly day: ClearingDay };
