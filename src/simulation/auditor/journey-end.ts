/** The laws of an ended journey: all parties say the same, and the books say it with them. */
import { bookedFen, isNothingPending, PART_ACCOUNTS, postedFen } from './books.ts';
import { feesOf, keepsFees, keptFeeFen } from './fees.ts';
import { type Charge, paidFen } from './issuers.ts';
import {
  type Asked,
  type AuditedPayment,
  isHanded,
  isHeldOnly,
  isMoving,
  isOverruled,
  isTakenIn,
  isUnheard,
  wasMade,
} from './records.ts';
import { checkRequestEnd } from './requests.ts';
import { type Law, Violation } from './violation.ts';

const broken = (payment: AuditedPayment, law: Law, text: string): Violation =>
  new Violation(law, payment.journey.index, `${payment.id}: ${text}`);

/** @throws Violation */
export function checkPaymentEnd(payment: AuditedPayment, charge: Charge | undefined): void {
  if (isMoving(payment) || (payment.state === 'unknown' && !isHanded(payment)))
    throw broken(payment, 'unknown-ends', `its journey is over and it is still ${stateText(payment)}`);
  if (payment.approvalTaken && payment.clearingDay === null)
    throw broken(
      payment,
      'late-approval-kept',
      `the network approved it, and as ${payment.state} it does not know`,
    );
  const day = charge?.clearingDay ?? null;
  if (payment.clearingDay !== null && day !== null && day !== payment.clearingDay)
    throw broken(
      payment,
      'clearing-day',
      `it is booked for ${payment.clearingDay}, the network cleared it on ${day}`,
    );
  for (const request of payment.requests) checkRequestEnd(request);
  if (isHanded(payment)) return;
  checkAgreement(payment, charge);
  checkRoundTrip(payment, charge);
}

function checkAgreement(payment: AuditedPayment, charge: Charge | undefined): void {
  if (!isNothingPending(payment.books) || payment.claimedFen !== 0n || payment.whole !== null)
    throw broken(
      payment,
      'nothing-pending',
      `amounts are still reserved although it is ${stateText(payment)}`,
    );
  const money = payment.state === 'approved' && !isHeldOnly(payment);
  const hereFen = money ? payment.amountFen - payment.returnedFen : 0n;
  const thereFen = isUnheard(payment) ? 0n : paidFen(charge);
  if (hereFen !== thereFen)
    throw broken(
      payment,
      'parties-agree',
      `the payer paid ${thereFen} fen at the issuer, the acquirer has it as ${stateText(payment)} with ${hereFen}`,
    );
  if (bookedFen(payment.books) !== hereFen)
    throw broken(
      payment,
      'parties-agree',
      `the merchant's books hold ${bookedFen(payment.books)} fen of it, the payment says ${hereFen}`,
    );
}

/** What an account keeps of the payment lies between these. @throws Violation */
function keptFen(
  payment: AuditedPayment,
  account: string,
  sign: 1n | -1n,
  { leastFen, mostFen }: { readonly leastFen: bigint; readonly mostFen: bigint },
): bigint {
  const isFen = sign * postedFen(payment.books, account);
  if (isFen >= leastFen && isFen <= mostFen) return isFen;
  throw broken(
    payment,
    'round-trip',
    `${account} keeps ${isFen} fen; of ${payment.amountFen} paid and ${payment.returnedFen} refunded it may keep ` +
      `${leastFen} to ${mostFen}`,
  );
}

const NOTHING = { leastFen: 0n, mostFen: 0n };

/** The accounts, computed from what was paid and what went back, from the contract and from the price. */
function checkRoundTrip(payment: AuditedPayment, charge: Charge | undefined): void {
  const { amountFen, contract, books } = payment;
  const lives = payment.state === 'approved' && !isHeldOnly(payment);
  const refundedFen = lives ? payment.returnedFen : 0n;
  const count = charge?.refunds ?? 0;
  const fees = feesOf(amountFen, contract);
  const paid = lives ? amountFen - refundedFen : 0n;
  const rest = (wholeFen: bigint, keeps: boolean) =>
    lives ? keptFeeFen(wholeFen, amountFen, refundedFen, count, keeps) : NOTHING;
  const keeps = keepsFees(amountFen, contract);
  const merchantFen = keptFen(payment, 'fee_income', 1n, rest(fees.merchantFen, keeps));
  const issuerFen = keptFen(payment, 'issuer_fee_expense', -1n, rest(fees.issuerFen, keeps));
  const networkFen = keptFen(payment, 'network_fee_expense', -1n, rest(fees.networkFen, keeps));
  // Who bore a part of the price gets its share back with every refund, whatever becomes of the fees.
  let othersFen = 0n;
  for (const [funder, account] of PART_ACCOUNTS)
    othersFen += keptFen(payment, account, -1n, rest(partFen(payment, funder), false));
  const payableFen = postedFen(books, 'merchant_payable');
  if (payableFen !== paid - merchantFen + othersFen)
    throw broken(
      payment,
      'round-trip',
      `the merchant is owed ${payableFen} fen, expected ${paid - merchantFen + othersFen}`,
    );
  const clearingFen = -postedFen(books, 'network_clearing');
  const backFen = charge?.returnedFen ?? 0n;
  if (clearingFen !== paid - issuerFen - networkFen + backFen)
    throw broken(
      payment,
      'round-trip',
      `the network owes ${clearingFen} fen, expected ${paid - issuerFen - networkFen + backFen}`,
    );
  checkSuspense(payment, backFen);
}

/** Only the payment that pays an order has the parts of its price. */
function partFen({ id, order }: AuditedPayment, funder: string): bigint {
  if (order === null || order.paidBy !== id) return 0n;
  return order.parts.find((part) => part.funder === funder)?.amountFen ?? 0n;
}

/** What came back is in suspense or with its holder, and what the bank kept is this platform's expense. */
function checkSuspense(payment: AuditedPayment, backFen: bigint): void {
  const { books, bankOutFen, bankFeesFen } = payment;
  const expected = [
    ['suspense', backFen - bankOutFen],
    ['bank', bankOutFen + bankFeesFen],
    ['bank_fee_expense', -bankFeesFen],
  ] as const;
  for (const [account, amountFen] of expected)
    if (postedFen(books, account) !== amountFen)
      throw broken(
        payment,
        'round-trip',
        `${account} holds ${postedFen(books, account)} fen of it; ${backFen} came back and the bank paid ` +
          `${bankOutFen} out for ${bankFeesFen}: expected ${amountFen}`,
      );
}

/** States in which an approval that was told is still true: it was used, given back, or its time was over. */
const STANDS: ReadonlySet<string> = new Set(['approved', 'voided', 'completed', 'expired']);

/** What a terminal was told about one of its messages, against how things ended. @throws Violation */
export function checkTold(
  asked: Asked,
  payment: AuditedPayment | undefined,
  charge: Charge | undefined,
  journey: number,
): void {
  const known = payment !== undefined && !isUnheard(payment);
  const stands = paidFen(charge) > 0n && known && !isHanded(payment) && !isOverruled(payment);
  const say = (text: string): Violation =>
    new Violation('told-stays-true', journey, `the terminal's ${asked.kind} ${asked.key}: ${text}`);
  if (asked.kind !== 'void' && asked.kind !== 'refund') {
    const loss = payment !== undefined && isTakenIn(payment) && payment.refusedThere;
    if (asked.told?.meaning === 'success' && !loss && !STANDS.has(payment?.state ?? ''))
      throw say(`it was told «${asked.told.outcome}» and ended as ${payment?.state ?? 'nothing'}`);
    if (asked.told !== null && asked.told.meaning !== 'success' && stands)
      throw say(`it was told «${asked.told.outcome}», and the payer has paid ${paidFen(charge)} fen`);
    if ((asked.reversal === 'done' || asked.reversal === 'not-found') && stands)
      throw say(`its reversal was acknowledged, and the payer has paid ${paidFen(charge)} fen`);
    return;
  }
  const back = payment?.backs.get(asked.cancellationId ?? '');
  if (asked.told?.meaning !== 'success' || back === undefined) return;
  if (!wasMade(back.state) && back.state !== 'handed')
    throw say(`it was told «${asked.told.outcome}» and ended as ${back.state}`);
}

export const stateText = (payment: AuditedPayment): string => {
  const backs = [...payment.backs.values()].map(({ route, state }) => `${route} ${state}`);
  return [payment.state, ...backs].join(', ');
};
