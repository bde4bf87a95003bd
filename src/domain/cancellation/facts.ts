/** The facts about a stored payment, as the rules read them. */
import { type ClearingDay, calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import { type Facts, NEUTRAL } from '../cancellability/index.ts';
import {
  channelOf,
  circumstancesOf,
  heldFen,
  instalmentsOf,
  isBeingRaised,
  isCapped,
  isHold,
  openChangeOf,
  type Payment,
  type PaymentIn,
  remainingFen,
} from '../payment/index.ts';
import { countedInBalance, productsOf, type Terminal } from '../terminal/index.ts';

/** What the rules read of a hold; of an increment what became of the pre-authorisation that it raised counts. */
function holdFacts(
  payment: Payment,
  preauth: Payment | null,
): Pick<Facts, 'completion' | 'preauthFen' | 'increment' | 'beingRaised' | 'lapsed'> {
  const increment = payment.kind === 'increment';
  const of = increment ? preauth : payment;
  return {
    completion: of !== null && 'hold' in of ? (of.hold?.completion?.state ?? 'none') : 'none',
    preauthFen: payment.kind === 'completion' ? (payment.preauth?.heldFen ?? null) : null,
    increment,
    beingRaised: !increment && isBeingRaised(payment),
    lapsed: of?.state === 'expired',
  };
}

function outcomeOf(payment: Payment, preauth: Payment | null): Facts['outcome'] {
  if (payment.kind === 'increment' && payment.state === 'approved') {
    if (preauth?.state === 'voided' || preauth?.state === 'reversed') return preauth.state;
  }
  switch (payment.state) {
    case 'sent':
      return 'open';
    case 'completed':
    case 'expired':
      return 'approved';
    default:
      return payment.state;
  }
}

/** `preauth`: of an increment, the pre-authorisation that it raised. */
export function factsOf(
  payment: Payment,
  terminal: Terminal | null,
  clearingDayNow: ClearingDay,
  preauth: Payment | null = null,
): Facts {
  const approved = payment.state === 'approved' ? payment : null;
  const approval = payment.state === 'approved' || payment.state === 'voided' ? payment.approval : null;
  const nothingLeft = payment.state === 'voided' || payment.state === 'reversed';
  const told = circumstancesOf(payment);
  const hold = holdFacts(payment, preauth);
  // Fact by fact: this is asked for every way back, and a spread of parts costs more than all checks together.
  return {
    ...NEUTRAL,
    frozen: told.frozen,
    dispute: told.dispute,
    slipAskedAtMs: told.slipAskedAtMs,
    suspicious: told.suspicious,
    crossBorder: told.crossBorder,
    cardState: told.cardState,
    duplicate: told.duplicate,
    kind: payment.kind === 'increment' ? 'preauthorisation' : payment.kind,
    channel: channelOf(payment),
    outcome: outcomeOf(payment, preauth),
    completion: hold.completion,
    preauthFen: hold.preauthFen,
    increment: hold.increment,
    beingRaised: hold.beingRaised,
    lapsed: hold.lapsed,
    notice: payment.isNotice === true,
    agreed: approved !== null && terminal !== null && isAgreed(approved, terminal),
    amountFen: heldFen(payment),
    returnedFen: nothingLeft ? heldFen(payment) : (approved?.back.returnedFen ?? 0n),
    claimedFen: approved?.back.claimedFen ?? 0n,
    remainingFen: approved === null ? 0n : remainingFen(approved),
    wholeUnderWay: underWay(payment),
    paidAtMs: payment.startedMs,
    clearingDay: approval?.clearingDay ?? payment.expectedClearingDay,
    clearingDayNow,
    paymentDay: calendarDayOf(payment.startedMs, SHANGHAI),
    terminalId: payment.terminal.terminalId,
    batchOpen: terminal !== null && terminal.batchNo === payment.terminal.batchNo,
    card: payment.card.masked,
    noPin: withoutPin(payment),
    instalments: instalmentsOf(payment),
    feeReturn: payment.contract.feeReturn,
    feeCapped: isCapped(payment.amountFen, payment.contract),
    feeFen: payment.state === 'approved' || payment.state === 'voided' ? payment.shares.feeFen : 0n,
    feeBackFen:
      approved === null ? 0n : approved.back.returnedShares.feeFen + approved.back.claimedShares.feeFen,
  };
}

const isAgreed = (payment: PaymentIn<'approved'>, terminal: Terminal): boolean =>
  !isHold(payment) && countedInBalance(terminal, payment.terminal.batchNo, payment.approval.approvedMs);

/** What shuts every other way while it lasts. */
function underWay(payment: Payment): Facts['wholeUnderWay'] {
  if (payment.state === 'unknown') return 'REVERSAL';
  if (payment.state !== 'approved') return null;
  return payment.back.whole?.route ?? (openChangeOf(payment) === null ? null : 'ADJUSTMENT');
}

/** Read without contact, and no PIN in the third digit of F22. */
function withoutPin({ kind, entryMode }: Payment): boolean {
  const use = { service: 'sale', entryMode, pinEntered: entryMode.charAt(2) === '1' } as const;
  return kind === 'sale' && productsOf(use).includes('no-pin');
}
