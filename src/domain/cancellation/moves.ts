/** What can be told to a cancellation, what it tells, and what one command changes. */
import type { ClearingDay } from '../calendar/index.ts';
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { NetworkKey, Payment, PaymentEvent } from '../payment/index.ts';
import type { BatchEntry } from '../terminal/index.ts';
import type { Cancellation, Door, HandedReason, SentRoute } from './state.ts';

/** How often and how long a message of the way back is repeated. Milliseconds and counts. */
export interface Pace {
  readonly voidReplyMs: number;
  readonly repeatFirstMs: number;
  readonly repeatMaxMs: number;
  readonly attemptsMax: number;
  readonly voidTriesMax: number;
  /** How long after the end of its clearing day the file of that day is waited for. */
  readonly clearingFileDueMs: number;
  /** `23:00:00`, as the rules have it. */
  readonly cutOver: string;
}

export type CancellationEvent =
  | {
      readonly kind: 'cancellation-opened';
      readonly route: SentRoute;
      readonly amountFen: Fen;
      readonly door: Door;
      readonly reason: string;
      readonly requestedBy: string;
    }
  | { readonly kind: 'back-sent'; readonly message: BackMessage; readonly attempt: number }
  | { readonly kind: 'back-answered'; readonly outcome: Outcome; readonly final: boolean }
  | { readonly kind: 'cancellation-done'; readonly outcome: Outcome }
  | { readonly kind: 'cancellation-refused'; readonly outcome: Outcome }
  | { readonly kind: 'void-unanswered' }
  | { readonly kind: 'void-reversed-by-terminal' }
  | { readonly kind: 'void-undone' }
  | { readonly kind: 'asked-again' }
  | { readonly kind: 'back-goes-on' }
  | { readonly kind: 'awaiting-clearing-file' }
  | { readonly kind: 'overruled-by-clearing-file' }
  | { readonly kind: 'handed-to-person'; readonly why: HandedReason };

/** Messages of the way back on the network side; a void that is undone has a reversal of its own. */
export type BackMessage = 'reversal' | 'void' | 'refund' | 'void-reversal';

/** After the commit: send this. A crash in between is healed by the due time of the state. */
export interface BackSend {
  readonly message: BackMessage;
  readonly attempt: number;
}

export interface BackStep {
  readonly payment: Payment;
  readonly cancellation: Cancellation;
  readonly paymentEvents: readonly { readonly atMs: number; readonly event: PaymentEvent }[];
  readonly events: readonly { readonly atMs: number; readonly event: CancellationEvent }[];
  readonly journals: readonly Journal[];
  readonly send: BackSend | null;
  readonly batch: readonly { readonly entry: BatchEntry; readonly sign: 1 | -1 }[];
}

export type CancellationCommand =
  | {
      readonly type: 'answered';
      readonly to: 'message' | 'undo';
      readonly outcome: Outcome;
      readonly clearingDay: ClearingDay | null;
      readonly atMs: number;
    }
  | { readonly type: 'not-sent'; readonly atMs: number }
  | {
      readonly type: 'due';
      readonly clearingDayNow: ClearingDay;
      readonly fresh: NetworkKey;
      readonly atMs: number;
    }
  /** The terminal reverses its own void. */
  | { readonly type: 'undo-void'; readonly fresh: NetworkKey; readonly atMs: number }
  | { readonly type: 'asked-again'; readonly atMs: number }
  /** An approval of the payment came that this reversal did not undo: it goes on. */
  | { readonly type: 'go-on'; readonly atMs: number }
  | { readonly type: 'payment-declined-late'; readonly atMs: number }
  /** The clearing file of the payment's day was read. `paymentIn`: it holds the payment; `undoneIn`: and its undoing. */
  | {
      readonly type: 'clearing-file';
      readonly paymentIn: boolean;
      readonly undoneIn: boolean;
      /** The file holds this refund itself. */
      readonly messageIn?: boolean;
      readonly clearingDay: ClearingDay;
      readonly atMs: number;
    };
