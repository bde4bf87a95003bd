/** The laws that hold after every step. */
import { bookedFen } from './books.ts';
import type { Charge } from './issuers.ts';
import { type Asked, type AuditedPayment, isHeldOnly, isOverruled, isTakenIn } from './records.ts';
import { Violation } from './violation.ts';

const MINUTE_MS = 60_000;

/**
 * How long something may stay open, crashes and partitions included. The engine looks every second, waits 20 seconds
 * for a reply, repeats 40 times at most a minute apart, and waits 12 hours for a clearing file; the rest is slack for
 * a program that is down.
 */
export const BOUNDS = {
  sentMs: 3 * MINUTE_MS,
  sendingMs: 60 * MINUTE_MS,
  /** Something in repeat is repeated, and its row written, at least this often. */
  stillMs: 5 * MINUTE_MS,
  awaitingFileMs: 12 * 60 * MINUTE_MS + 15 * MINUTE_MS,
} as const;

/** From which state a payment may come; itself is always allowed. */
const MOVES: Readonly<Record<string, readonly string[]>> = {
  sent: ['new'],
  declined: ['new', 'sent', 'unknown'],
  unknown: ['new', 'sent', 'declined'],
  approved: ['sent', 'unknown', 'voided', 'completed', 'declined'],
  completed: ['approved'],
  expired: ['approved'],
  reversed: ['unknown', 'approved'],
  voided: ['approved'],
};

/** A payment changed its state. @throws Violation when it may not, or against what its terminal was told. */
export function checkMove(
  payment: AuditedPayment,
  before: string,
  charge: Charge | undefined,
  asked: Asked | null,
): void {
  const { state, journey, id } = payment;
  const say = (law: 'told-stays-true' | 'parties-agree' | 'clearing-day', text: string): Violation =>
    new Violation(law, journey.index, `${id}: ${text}`);
  // Of a payment with the merchant's code the network tells when it is made: intent and approval are one.
  const told = before === 'new' && state === 'approved' && payment.order !== null;
  if (!told && !(MOVES[state]?.includes(before) ?? false))
    throw say('told-stays-true', `it went from ${before} to ${state}`);
  if (state === 'approved' && before === 'declined' && !payment.isNotice)
    throw say('told-stays-true', 'it was declined, and it is no notice that could come right');
  if (state === 'unknown' && before === 'declined' && charge === undefined && !isHeldOnly(payment))
    throw say(
      'told-stays-true',
      'it is under way again after a decline, and no issuer charged a card for it',
    );
  const toldYes = asked?.told?.meaning === 'success';
  // What was made without the host is told yes when it is on disk; the network's word comes after that.
  const tooEarly = before === 'sent' && !payment.isNotice;
  const loss = state === 'declined' && isTakenIn(payment);
  if (toldYes && !loss && (state === 'declined' || state === 'unknown' || tooEarly))
    throw say('told-stays-true', `its terminal was told «${asked?.told?.outcome}», now it is ${state}`);
  if (state === 'approved' && charge === undefined && !isHeldOnly(payment))
    throw say('parties-agree', 'it is approved here, and no issuer charged a card for it');
  const day = charge?.clearingDay ?? null;
  if (state === 'approved' && day !== null && day !== payment.clearingDay)
    throw say('clearing-day', `it is booked for ${payment.clearingDay}, the network approved it for ${day}`);
}

/** Claims and returns stay within what was paid, in the payment and in the books. @throws Violation */
export function checkWays(payment: AuditedPayment): void {
  const { amountFen, claimedFen, returnedFen, journey, id } = payment;
  if (claimedFen < 0n || returnedFen < 0n || claimedFen + returnedFen > amountFen)
    throw new Violation(
      'never-beyond-amount',
      journey.index,
      `${id}: ${returnedFen} fen went back and ${claimedFen} are claimed of ${amountFen}`,
    );
  const booked = bookedFen(payment.books);
  if (booked < 0n || booked > amountFen)
    throw new Violation(
      'never-beyond-amount',
      journey.index,
      `${id}: the books say that the payer paid ${booked} fen of ${amountFen}`,
    );
  if (payment.state === 'approved' && !isHeldOnly(payment) && booked !== amountFen - returnedFen)
    throw new Violation(
      'never-beyond-amount',
      journey.index,
      `${id}: ${returnedFen} fen of ${amountFen} went back, the books hold ${booked}`,
    );
}

/** @throws Violation when something is open for longer than its bound. */
export function checkAge(payment: AuditedPayment, nowMs: number): void {
  const late = (what: string, sinceMs: number): Violation =>
    new Violation(
      'unknown-ends',
      payment.journey.index,
      `${payment.id}: ${what} since ${Math.round((nowMs - sinceMs) / 1_000)} seconds of virtual time`,
    );
  if (payment.changing && nowMs - payment.writtenMs > BOUNDS.stillMs)
    throw late('a change of its amount that is not repeated', payment.writtenMs);
  if (payment.state === 'sent' && payment.isNotice) {
    if (nowMs - payment.writtenMs > BOUNDS.stillMs)
      throw late('a notice that is not repeated', payment.writtenMs);
  } else if (payment.state === 'sent' && nowMs - payment.startedMs > BOUNDS.sentMs)
    throw late('no outcome and no reversal', payment.startedMs);
  for (const { route, state, sinceMs, writtenMs } of payment.backs.values()) {
    const boundMs = state === 'awaiting-file' ? BOUNDS.awaitingFileMs : BOUNDS.sendingMs;
    const open = state === 'sending' || state === 'undoing' || state === 'awaiting-file';
    if (open && nowMs - sinceMs > boundMs) throw late(`its ${route} is ${state}`, sinceMs);
    if (open && state !== 'awaiting-file' && nowMs - writtenMs > BOUNDS.stillMs)
      throw late(`its ${route} is ${state} and is not repeated`, writtenMs);
  }
  if (payment.state === 'unknown' && payment.backs.size === 0 && !isOverruled(payment))
    throw late('an unknown outcome without a reversal', payment.startedMs);
}
