/** What happens to a top-up or payout, and what comes of it. */
import type { Journal } from '../ledger/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { NetworkKey } from '../payment/index.ts';
import type { BindingId, WalletPayment, WalletPaymentId } from './state.ts';

export const TRANSFER_KINDS = ['top-up', 'payout'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Which message of a transfer: its own, or the one that follows silence. */
export type TransferPart = 'own' | 'follow';

export interface TransferPace {
  readonly replyDueMs: number;
  readonly repeatFirstMs: number;
  readonly repeatMaxMs: number;
  readonly attemptsMax: number;
  /** Beyond the bound of its repeats it is sent so often. */
  readonly overdueEveryMs: number;
}

export interface TransferAsked {
  readonly id: WalletPaymentId;
  readonly kind: TransferKind;
  readonly bindingId: BindingId;
  readonly amountFen: Fen;
  readonly network: NetworkKey;
  readonly rrn: string;
  readonly networkKey: string;
  readonly atMs: number;
}

export type TransferCommand =
  | {
      readonly type: 'answered';
      readonly part: TransferPart;
      readonly outcome: Outcome;
      readonly authCode: string | null;
      /** Of the answer: a reversal and the refund after it are answered by different ones. */
      readonly mti: string;
    }
  | { readonly type: 'not-sent'; readonly part: TransferPart }
  /** `fresh`: a key for the message that follows silence, should it be the first one. */
  | { readonly type: 'due'; readonly fresh: NetworkKey }
  /** A clearing file has it, so it happened. */
  | { readonly type: 'cleared'; readonly clearingDay: string }
  /** A clearing file or the bank's notice sends a payout back, or the refund that undid a top-up. */
  | {
      readonly type: 'returned';
      readonly why: string;
      /** Nobody owns the balance any more: it waits in suspense for an account that the holder names. */
      readonly closed: boolean;
    };

export interface TransferStep {
  readonly movement: WalletPayment;
  readonly events: readonly { readonly kind: string; readonly body: Readonly<Record<string, unknown>> }[];
  readonly journals: readonly Journal[];
  readonly send: TransferPart | null;
}
