/** What can be told to a payment, what it tells, and what one command changes. */
import type { ClearingDay } from '../calendar/index.ts';
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { AdviceCommand, AdviceEvent } from './advice.ts';
import type { Approval, CancellationId, Payment, PaymentId, PaymentIn, Shares } from './state.ts';
import type { InstalmentTerms } from './variety.ts';

export type PaymentCommand =
  /** The network answered the payment, in time or late. */
  | {
      readonly type: 'answered';
      readonly outcome: Outcome;
      readonly authCode: string | null;
      readonly clearingDay: ClearingDay | null;
      readonly instalments?: InstalmentTerms | null;
      readonly atMs: number;
      /** The reversal of this payment ended on the network's word that there was nothing to undo. */
      readonly reversalFoundNothing?: boolean;
      /** What undoes it, should it be an approval of a payment that was declined. */
      readonly reversalId?: CancellationId;
    }
  /** The link knows that not a byte left. */
  | { readonly type: 'not-sent'; readonly atMs: number }
  /** No answer counts as success any more: the reply is due, or the terminal told us that it has none. */
  | { readonly type: 'outcome-lost'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** The way back, as the cancellation room moves it. */
  | {
      readonly type: 'claim';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly atMs: number;
    }
  | {
      readonly type: 'free';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly atMs: number;
    }
  | {
      readonly type: 'return';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
      readonly atMs: number;
    }
  /** A completed void is itself undone: the sale lives again. */
  | { readonly type: 'revive'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** The network's clearing file holds the payment and no reversal of it: it was paid after all. */
  | { readonly type: 'cleared'; readonly clearingDay: ClearingDay; readonly atMs: number }
  /** The file of this day does not hold it. */
  | { readonly type: 'not-cleared'; readonly clearingDay: ClearingDay; readonly atMs: number }
  | AdviceCommand
  | PreauthCommand;

/** What moves a pre-authorisation and what belongs to it. */
export type PreauthCommand =
  /** An increment of this pre-authorisation moved. */
  | {
      readonly type: 'raise';
      readonly paymentId: PaymentId;
      readonly amountFen: Fen;
      readonly to: 'open' | 'held' | 'gone';
      readonly atMs: number;
    }
  /** The completion of this pre-authorisation moved. */
  | {
      readonly type: 'completion';
      readonly paymentId: PaymentId;
      readonly amountFen: Fen;
      readonly to: 'open' | 'approved' | 'voided' | 'gone';
      readonly atMs: number;
    }
  /** Its last day is over. */
  | { readonly type: 'expire'; readonly atMs: number }
  /** A notice without an answer is due again. `dueMs`: when the next repeat is; `overdue`: it passed its bound. */
  | { readonly type: 'repeat'; readonly dueMs: number; readonly overdue: boolean; readonly atMs: number };

export type PaymentEvent =
  | AdviceEvent
  | { readonly kind: 'payment-sent'; readonly payment: PaymentIn<'sent'> }
  | { readonly kind: 'payment-refused'; readonly payment: PaymentIn<'declined'> }
  | {
      readonly kind: 'payment-approved';
      readonly approval: Approval;
      readonly shares: Shares;
      /** A notice that was taken for refused. */
      readonly afterDecline?: true;
    }
  | {
      readonly kind: 'payment-declined';
      readonly outcome: Outcome;
      readonly by: 'network' | 'host';
      readonly late: boolean;
    }
  /** The notice of a sale made offline was refused: the goods are out, and no card pays for them. */
  | { readonly kind: 'goods-unpaid'; readonly outcome: Outcome; readonly amountFen: Fen }
  | { readonly kind: 'payment-unknown'; readonly cancellationId: CancellationId }
  /**
   * `reopens`: it was taken for undone, and its reversal had found nothing to undo; or, with the id of what undoes it,
   * it was declined.
   */
  | {
      readonly kind: 'late-approval';
      readonly approval: Approval;
      readonly reopens?: boolean;
      readonly cancellationId?: CancellationId;
    }
  | {
      readonly kind: 'way-back-claimed';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
    }
  | {
      readonly kind: 'way-back-freed';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
    }
  | {
      readonly kind: 'money-returned';
      readonly cancellationId: CancellationId;
      readonly route: 'VOID' | 'REFUND';
      readonly amountFen: Fen;
      readonly shares: Shares;
    }
  | { readonly kind: 'payment-reversed'; readonly cancellationId: CancellationId }
  | { readonly kind: 'payment-alive-again'; readonly cancellationId: CancellationId }
  | { readonly kind: 'payment-cleared'; readonly approval: Approval; readonly shares: Shares }
  | PreauthEvent;

export type PreauthEvent =
  | { readonly kind: 'preauth-raise-asked'; readonly byPaymentId: PaymentId; readonly amountFen: Fen }
  | { readonly kind: 'preauth-raised'; readonly byPaymentId: PaymentId; readonly amountFen: Fen }
  | { readonly kind: 'preauth-raise-ended'; readonly byPaymentId: PaymentId; readonly amountFen: Fen }
  | { readonly kind: 'completion-asked'; readonly byPaymentId: PaymentId; readonly amountFen: Fen }
  | { readonly kind: 'preauth-completed'; readonly byPaymentId: PaymentId; readonly amountFen: Fen }
  /** Its completion was voided (UP-14), or came to nothing. */
  | {
      readonly kind: 'preauth-lives-on';
      readonly byPaymentId: PaymentId;
      readonly amountFen: Fen;
      readonly why: 'voided' | 'gone';
    }
  | { readonly kind: 'preauth-expired'; readonly heldFen: Fen }
  | { readonly kind: 'notice-sent-again'; readonly attempt: number; readonly dueMs: number }
  | { readonly kind: 'notice-overdue'; readonly attempt: number; readonly dueMs: number }
  | {
      readonly kind: 'notice-answer-unclear';
      readonly outcome: Outcome;
      readonly clearingDay: ClearingDay;
    };

export interface PaymentStep {
  readonly payment: Payment;
  readonly events: readonly { readonly atMs: number; readonly event: PaymentEvent }[];
  readonly journals: readonly Journal[];
}
