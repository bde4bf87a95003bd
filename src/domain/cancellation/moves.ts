/** What can be told to a cancellation, what it tells, and what one command changes. */
import type { ClearingDay, HolidayTable } from '../calendar/index.ts';
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { EndVerdict, NetworkKey, Payment, PaymentEvent } from '../payment/index.ts';
import type { BatchEntry } from '../terminal/index.ts';
import type { ArrivalSource } from './arrival.ts';
import type { OtherAccount, PersonPrint, ReturnReason, StrandedReason } from './bounce-state.ts';
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
  /** Days that the state moved, for arrivals in working days; left out: weekends alone. */
  readonly holidays?: HolidayTable;
  /** How long the holder of a bounced refund has until the next reminder, and how many there are. */
  readonly claimReminderMs: number;
  readonly claimRemindersMax: number;
  /** How long the check of a named account, and the bank's word on a payout, are waited for before it is told. */
  readonly accountCheckMs: number;
  readonly payoutAnswerMs: number;
  /** Payouts that may come back before a person has it. */
  readonly payoutRoundsMax: number;
}

/** What the bank says of money that did not stay: returned, its fee kept, or the whole entry struck (EXC-06). */
export type PayoutBack = 'returned' | 'struck';

export type CancellationEvent =
  | {
      readonly kind: 'cancellation-opened';
      readonly route: SentRoute;
      readonly amountFen: Fen;
      readonly door: Door;
      readonly reason: string;
      readonly requestedBy: string;
    }
  | {
      readonly kind: 'back-sent';
      readonly message: BackMessage;
      readonly attempt: number;
      /** Of the reversal of a void, which forgets it when it ends. */
      readonly network?: NetworkKey;
    }
  | { readonly kind: 'back-answered'; readonly outcome: Outcome; readonly final: boolean }
  | { readonly kind: 'cancellation-done'; readonly outcome: Outcome }
  | { readonly kind: 'cancellation-refused'; readonly outcome: Outcome }
  | { readonly kind: 'void-unanswered' }
  | { readonly kind: 'void-reversed-by-terminal' }
  /** `outcome`: the network's answer to the reversal; absent where a file or a person found it. */
  | { readonly kind: 'void-undone'; readonly outcome?: Outcome }
  | { readonly kind: 'asked-again' }
  | { readonly kind: 'back-goes-on' }
  | { readonly kind: 'awaiting-clearing-file' }
  | { readonly kind: 'overruled-by-clearing-file' }
  | { readonly kind: 'handed-to-person'; readonly why: HandedReason }
  | AfterEvent
  | PersonEvent;

/** What happens to a refund after the network acknowledged it. */
export type AfterEvent =
  | { readonly kind: 'arrival-confirmed'; readonly by: ArrivalSource }
  | { readonly kind: 'arrival-overdue'; readonly latestMs: number }
  | { readonly kind: 'refund-bounced'; readonly amountFen: Fen; readonly why: ReturnReason }
  | { readonly kind: 'holder-reminded'; readonly reminders: number }
  | { readonly kind: 'refund-stranded'; readonly why: StrandedReason }
  | {
      readonly kind: 'account-named';
      readonly bank: string;
      readonly account: string;
      readonly holder: string;
      readonly by: string;
    }
  | { readonly kind: 'issuer-confirmed'; readonly reference: string; readonly by: string }
  | {
      readonly kind: 'account-refused';
      readonly why: 'not-the-same-person' | 'rejected';
      readonly by: string;
    }
  | { readonly kind: 'account-check-overdue' }
  | {
      readonly kind: 'payout-ordered';
      readonly orderNo: string;
      readonly amountFen: Fen;
      readonly by: string;
    }
  | { readonly kind: 'payout-tried-again'; readonly orderNo: string; readonly attempt: number }
  | { readonly kind: 'payout-handed-over'; readonly orderNo: string }
  | { readonly kind: 'payout-overdue'; readonly orderNo: string }
  | {
      readonly kind: 'paid-out';
      readonly orderNo: string;
      readonly amountFen: Fen;
      readonly bankReference: string;
      readonly bankFeeFen: Fen;
    }
  | {
      readonly kind: 'payout-returned';
      readonly orderNo: string;
      readonly how: PayoutBack;
      readonly bankReference: string;
      readonly rounds: number;
    };

/** A person ends what was handed over. */
export type PersonEvent =
  | {
      readonly kind: 'end-proposed';
      readonly verdict: EndVerdict;
      readonly evidence: string;
      readonly by: string;
    }
  | { readonly kind: 'end-approved'; readonly verdict: EndVerdict; readonly by: string }
  | { readonly kind: 'end-rejected'; readonly by: string }
  | { readonly kind: 'overruled-by-person' };

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
      /** Of an increment: a completion has used its hold up, or is about to. */
      readonly holdIsUsed?: boolean;
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
    }
  | AfterCommand
  | PersonCommand;

/** What the issuer, the holder, operators and the bank do about a refund after its acknowledgement. */
export type AfterCommand =
  | { readonly type: 'arrival-confirmed'; readonly by: ArrivalSource; readonly atMs: number }
  /** The issuer could not post it and sent it back in the clearing file of that day. */
  | {
      readonly type: 'returned';
      readonly amountFen: Fen;
      readonly why: ReturnReason;
      readonly clearingDay: ClearingDay;
      readonly atMs: number;
    }
  | {
      readonly type: 'name-account';
      readonly account: OtherAccount;
      readonly by: string;
      readonly byOperator: boolean;
      /** It is the very card that the refund came back from. */
      readonly isClosedCard: boolean;
      readonly atMs: number;
    }
  | {
      readonly type: 'issuer-word';
      readonly person: PersonPrint;
      readonly reference: string;
      readonly by: string;
      readonly atMs: number;
    }
  | { readonly type: 'reject-account'; readonly by: string; readonly atMs: number }
  | {
      readonly type: 'approve-payout';
      readonly by: string;
      /** When the account was named that was looked at; another one, named since, is not approved by it. */
      readonly ofMs?: number | undefined;
      readonly atMs: number;
    }
  | { readonly type: 'payout-delivered'; readonly orderNo: string; readonly atMs: number }
  | {
      readonly type: 'payout-paid';
      readonly orderNo: string;
      readonly bankReference: string;
      readonly bankFeeFen: Fen;
      readonly atMs: number;
    }
  | {
      readonly type: 'payout-returned';
      readonly orderNo: string;
      readonly how: PayoutBack;
      readonly bankReference: string;
      /** What the bank keeps of a payout that never arrived; one that was reported as paid has named it before. */
      readonly bankFeeFen: Fen;
      readonly atMs: number;
    };

export type PersonCommand =
  | {
      readonly type: 'propose-end';
      readonly verdict: EndVerdict;
      readonly evidence: string;
      /** The day for which the network has the payment, where it stands after all. */
      readonly clearingDay?: ClearingDay | null;
      readonly by: string;
      readonly clearingDayNow: ClearingDay;
      readonly atMs: number;
    }
  | {
      readonly type: 'approve-end';
      readonly by: string;
      /** When the finding was proposed that was read; another one, proposed since, is not approved by it. */
      readonly ofMs?: number | undefined;
      readonly clearingDayNow: ClearingDay;
      readonly fresh: NetworkKey;
      readonly atMs: number;
    }
  | { readonly type: 'reject-end'; readonly by: string; readonly atMs: number };
