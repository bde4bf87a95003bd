/** The facts about one POS card payment that the rules read. Instants in milliseconds, days as `2026-11-23`. */
import { type ClearingDay, calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import type { Fen } from '../money/index.ts';
import { feeReturnOf, type Payment, remainingFen } from '../payment/index.ts';
import type { Terminal } from '../terminal/index.ts';

export interface PaymentFacts {
  /** What this host knows: `open` = sent and not yet due, `unknown` = no answer in time. */
  readonly outcome: 'open' | 'unknown' | 'approved' | 'declined' | 'reversed' | 'voided';
  readonly amountFen: Fen;
  readonly returnedFen: Fen;
  readonly claimedFen: Fen;
  readonly remainingFen: Fen;
  /** A void or reversal under way. */
  readonly wholeUnderWay: 'VOID' | 'REVERSAL' | null;
  /** Clearing day of the payment: F15 of its approval, else the one expected when it was sent. */
  readonly clearingDay: ClearingDay;
  readonly clearingDayNow: ClearingDay;
  /** Calendar day of the payment in Shanghai: refund windows count from it. */
  readonly paymentDay: string;
  readonly terminalId: string;
  readonly batchOpen: boolean;
  readonly card: string;
  /** What the contract's word about fees means for this payment. */
  readonly feeReturn: 'PRO_RATA' | 'NONE';
  /** Merchant discount of the whole payment, and what of it already went back or is claimed. */
  readonly feeFen: Fen;
  readonly feeBackFen: Fen;
  readonly startedMs: number;
}

export function factsOf(
  payment: Payment,
  terminal: Terminal | null,
  clearingDayNow: ClearingDay,
): PaymentFacts {
  const approved = payment.state === 'approved' ? payment : null;
  const approval = payment.state === 'approved' || payment.state === 'voided' ? payment.approval : null;
  const nothingLeft = payment.state === 'voided' || payment.state === 'reversed';
  return {
    outcome: payment.state === 'sent' ? 'open' : payment.state,
    amountFen: payment.amountFen,
    returnedFen: nothingLeft ? payment.amountFen : (approved?.back.returnedFen ?? 0n),
    claimedFen: approved?.back.claimedFen ?? 0n,
    remainingFen: approved === null ? 0n : remainingFen(approved),
    wholeUnderWay: payment.state === 'unknown' ? 'REVERSAL' : (approved?.back.whole?.route ?? null),
    clearingDay: approval?.clearingDay ?? payment.expectedClearingDay,
    clearingDayNow,
    paymentDay: calendarDayOf(payment.startedMs, SHANGHAI),
    terminalId: payment.terminal.terminalId,
    batchOpen: terminal !== null && terminal.batchNo === payment.terminal.batchNo,
    card: payment.card.masked,
    feeReturn: feeReturnOf(payment),
    feeFen: payment.state === 'approved' || payment.state === 'voided' ? payment.shares.feeFen : 0n,
    feeBackFen:
      approved === null ? 0n : approved.back.returnedShares.feeFen + approved.back.claimedShares.feeFen,
    startedMs: payment.startedMs,
  };
}
