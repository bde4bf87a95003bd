/** What can be told to a request, what it tells, and what one command changes. */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { CancellationId } from '../payment/index.ts';
import type { Actor, CancelRequest, Needs, Paper, RefusalStage, RequestDoor, RequestId } from './state.ts';

/** How long each state is waited in. Milliseconds and counts. */
export interface RequestPace {
  readonly decideDueMs: number;
  readonly papersDueMs: number;
  readonly approvalDueMs: number;
  readonly reviewDueMs: number;
  readonly papersMax: number;
}

interface OfRequest {
  readonly requestId: RequestId;
}

/** Bodies hold what a notice needs, and never a contact in clear, a secret or a card number. */
export type RequestEvent = OfRequest &
  (
    | {
        readonly kind: 'request-asked';
        readonly amountFen: Fen | null;
        readonly door: RequestDoor;
        readonly by: string;
        readonly reason: string;
        readonly decideByMs: number | null;
      }
    | { readonly kind: 'request-accepted'; readonly by: string }
    | {
        readonly kind: 'request-refused';
        readonly by: string;
        readonly stage: RefusalStage;
        readonly why: string;
      }
    | { readonly kind: 'request-escalated'; readonly decideByMs: number }
    | {
        readonly kind: 'request-papers-wanted';
        readonly papers: readonly string[];
        readonly rules: readonly string[];
        readonly byMs: number;
      }
    | {
        readonly kind: 'request-paper-received';
        readonly item: string;
        readonly sha256: string;
        readonly by: string;
      }
    | { readonly kind: 'request-approval-wanted'; readonly byMs: number }
    | { readonly kind: 'request-approved'; readonly by: string; readonly stage: 'approval' | 'review' }
    | {
        readonly kind: 'request-review-begun';
        readonly why: 'asked-by-rules' | 'approval-overdue';
        readonly papers: readonly string[];
        readonly rules: readonly string[];
        readonly byMs: number;
      }
    | { readonly kind: 'request-overdue'; readonly stage: 'decision' | 'review' }
    | { readonly kind: 'request-waiting'; readonly opensAtMs: number }
    | { readonly kind: 'request-carried-out'; readonly byCancellation: CancellationId }
    | { readonly kind: 'request-arrival-expected'; readonly byMs: number }
    | { readonly kind: 'request-bounced' }
    | { readonly kind: 'request-finished'; readonly arrival: 'confirmed' | 'not-confirmed' }
    | { readonly kind: 'request-withdrawn'; readonly by: string }
    | { readonly kind: 'request-expired'; readonly papers: readonly string[] }
    | { readonly kind: 'request-overtaken'; readonly wonBy: CancellationId }
    | { readonly kind: 'request-failed'; readonly outcome: Outcome }
  );

export type RequestCommand =
  | { readonly type: 'accept'; readonly by: Actor; readonly needs: Needs; readonly atMs: number }
  | { readonly type: 'refuse'; readonly by: Actor; readonly why: string; readonly atMs: number }
  | { readonly type: 'approve'; readonly by: Actor; readonly atMs: number }
  | { readonly type: 'reject'; readonly by: Actor; readonly why: string; readonly atMs: number }
  | { readonly type: 'withdraw'; readonly by: Actor; readonly atMs: number }
  | { readonly type: 'confirm-arrival'; readonly by: Actor; readonly atMs: number }
  | { readonly type: 'paper'; readonly paper: Paper; readonly atMs: number }
  | { readonly type: 'due'; readonly atMs: number }
  /** The decision was asked when all was there: a way back was opened, or one that was under way is the one. */
  | { readonly type: 'carried'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** The answer asks for more than it did when the request was accepted. */
  | { readonly type: 'more-needed'; readonly needs: Needs; readonly atMs: number }
  /** The answer is no. `opensAtMs`: not yet. `wonBy`: because of this other way back. */
  | {
      readonly type: 'not-carried';
      readonly outcome: Outcome;
      readonly opensAtMs: number | null;
      readonly wonBy: CancellationId | null;
      readonly atMs: number;
    }
  /** Its way back is done: the network has it. */
  | {
      readonly type: 'way-back-done';
      readonly cancellationId: CancellationId;
      readonly arriveByMs: number;
      readonly atMs: number;
    }
  /** Its way back came to nothing: the payment stands. */
  | {
      readonly type: 'way-back-failed';
      readonly cancellationId: CancellationId;
      readonly outcome: Outcome;
      readonly atMs: number;
    }
  /** Its refund came back from the bank: it goes on until the holder has the money some other way. */
  | { readonly type: 'way-back-bounced'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** Somebody who can know said of its way back that the money is there. */
  | { readonly type: 'arrived'; readonly cancellationId: CancellationId; readonly atMs: number }
  /** Another way back took what this one asks for. */
  | { readonly type: 'overtaken'; readonly wonBy: CancellationId; readonly atMs: number };

export interface RequestStep {
  readonly request: CancelRequest;
  readonly events: readonly { readonly atMs: number; readonly event: RequestEvent }[];
  /** All that was needed is there: ask for the answer again and open the way back. */
  readonly carryOut: boolean;
  /** Why a person's move was not made; the request is the same object then. */
  readonly refusal: Outcome | null;
}
