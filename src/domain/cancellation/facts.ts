/** The facts about a stored payment, as the rules read them. */
import { type ClearingDay, calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import { type Facts, factsWith } from '../cancellability/index.ts';
import { channelOf, circumstancesOf, isCapped, type Payment, remainingFen } from '../payment/index.ts';
import { productsOf, type Terminal } from '../terminal/index.ts';

export function factsOf(payment: Payment, terminal: Terminal | null, clearingDayNow: ClearingDay): Facts {
  const approved = payment.state === 'approved' ? payment : null;
  const approval = payment.state === 'approved' || payment.state === 'voided' ? payment.approval : null;
  const nothingLeft = payment.state === 'voided' || payment.state === 'reversed';
  const { duplicateOf: _other, ...circumstances } = circumstancesOf(payment);
  return factsWith({
    ...circumstances,
    kind: payment.kind,
    channel: channelOf(payment),
    outcome: payment.state === 'sent' ? 'open' : payment.state,
    amountFen: payment.amountFen,
    returnedFen: nothingLeft ? payment.amountFen : (approved?.back.returnedFen ?? 0n),
    claimedFen: approved?.back.claimedFen ?? 0n,
    remainingFen: approved === null ? 0n : remainingFen(approved),
    wholeUnderWay: payment.state === 'unknown' ? 'REVERSAL' : (approved?.back.whole?.route ?? null),
    paidAtMs: payment.startedMs,
    clearingDay: approval?.clearingDay ?? payment.expectedClearingDay,
    clearingDayNow,
    paymentDay: calendarDayOf(payment.startedMs, SHANGHAI),
    terminalId: payment.terminal.terminalId,
    batchOpen: terminal !== null && terminal.batchNo === payment.terminal.batchNo,
    card: payment.card.masked,
    noPin: withoutPin(payment),
    feeReturn: payment.contract.feeReturn,
    feeCapped: isCapped(payment.amountFen, payment.contract),
    feeFen: payment.state === 'approved' || payment.state === 'voided' ? payment.shares.feeFen : 0n,
    feeBackFen:
      approved === null ? 0n : approved.back.returnedShares.feeFen + approved.back.claimedShares.feeFen,
  });
}

/** Read without contact, and no PIN in the third digit of F22. */
function withoutPin({ kind, entryMode }: Payment): boolean {
  const use = { service: 'sale', entryMode, pinEntered: entryMode.charAt(2) === '1' } as const;
  return kind === 'sale' && productsOf(use).includes('no-pin');
}
