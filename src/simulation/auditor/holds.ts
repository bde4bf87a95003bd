/** Laws of the pre-authorisation family, by the auditor's own reckoning. A hold is never money. */
import type { JournalRow } from '#engine';
import { type HeldAtIssuer, heldSumFen } from './issuer-holds.ts';
import { type Asked, type AuditedPayment, isHanded, isHeldOnly, isOverruled } from './records.ts';
import { type Law, Violation } from './violation.ts';

const MOST_PERCENT = 115n;

const broken = (payment: AuditedPayment, law: Law, text: string): Violation =>
  new Violation(law, payment.journey.index, `${payment.id}, a ${payment.kind}: ${text}`);

/** @throws Violation when a hold is booked. */
export function checkBooked(payment: AuditedPayment, journal: JournalRow): void {
  if (isHeldOnly(payment))
    throw broken(payment, 'hold-is-no-money', `a ${journal.kind} journal of it is in the books`);
}

const OPEN: ReadonlySet<string> = new Set(['sent', 'unknown']);

/** What a pre-authorisation holds with all that raised it. */
function heldFen({ amountFen, family }: AuditedPayment): bigint {
  return family
    .filter(({ kind, state }) => kind === 'increment' && state === 'approved')
    .reduce((sum, raise) => sum + raise.amountFen, amountFen);
}

/** A row of the family was written. @throws Violation */
export function checkFamily(payment: AuditedPayment): void {
  const { preauth, kind, amountFen } = payment;
  if (preauth === null || kind !== 'completion' || payment.state !== 'approved') return;
  const standing = preauth.family.filter((each) => each.kind === 'completion' && each.state === 'approved');
  if (standing.length > 1)
    throw broken(preauth, 'completed-once', `${standing.map(({ id }) => id).join(' and ')} complete it`);
  if (amountFen * 100n > heldFen(preauth) * MOST_PERCENT)
    throw broken(payment, 'completed-once', `${amountFen} fen are taken of ${heldFen(preauth)} held`);
}

const AT_ISSUER: Readonly<Record<string, HeldAtIssuer['state']>> = {
  approved: 'held',
  completed: 'completed',
  voided: 'voided',
  reversed: 'reversed',
};

/** The journey is over: the issuer holds what the acquirer says that it holds. @throws Violation */
export function checkHoldEnd(payment: AuditedPayment, hold: HeldAtIssuer | undefined): void {
  const { family, state, kind } = payment;
  if (!isHeldOnly(payment) || isHanded(payment) || family.some(isHanded)) return;
  const open = family.find((each) => OPEN.has(each.state));
  if (open !== undefined)
    throw broken(payment, 'hold-ends', `its ${open.kind} ${open.id} is still ${open.state}`);
  if (kind === 'increment') {
    checkRaiseEnd(payment, hold);
    return;
  }
  // One that was declined, or reversed before it came, the issuer does not have.
  if (hold === undefined && (state === 'declined' || state === 'reversed')) return;
  if (hold === undefined || hold.state !== AT_ISSUER[state])
    throw broken(payment, 'hold-ends', `it is ${state} here and ${hold?.state ?? 'not there'} at its issuer`);
  if (state === 'approved' && heldSumFen(hold) !== heldFen(payment))
    throw broken(payment, 'hold-ends', `${heldSumFen(hold)} fen are held, here it is ${heldFen(payment)}`);
}

function checkRaiseEnd(payment: AuditedPayment, hold: HeldAtIssuer | undefined): void {
  const { preauth, state, wireKey } = payment;
  if (preauth === null || isHanded(preauth)) return;
  // A raise whose reversal came after the completion is refused (22) and stays in the issuer's record, where it weighs
  // nothing: the hold that it raised is over.
  const raises = hold?.raises.has(wireKey) === true && (state === 'approved' || hold.state === 'held');
  if (raises === (state === 'approved')) return;
  throw broken(
    payment,
    'hold-ends',
    `it is ${state} here; at the issuer it ${raises ? 'raises' : 'does not raise'} its hold`,
  );
}

/** What a terminal was told of a hold. @throws Violation */
export function checkHoldTold(
  asked: Asked,
  payment: AuditedPayment | undefined,
  hold: HeldAtIssuer | undefined,
): void {
  if (payment === undefined || !isHeldOnly(payment)) return;
  // A reversal that did not reach the network on its day was ended by two persons with the bank's word.
  if (isHanded(payment) || isOverruled(payment)) return;
  const raises =
    payment.kind === 'preauthorisation' || (hold?.state === 'held' && hold.raises.has(payment.wireKey));
  const stands = hold !== undefined && raises && hold.state !== 'reversed';
  const { told, reversal, kind, key } = asked;
  const gone = reversal === 'done' || reversal === 'not-found' || (told !== null && told.meaning === 'no');
  if (stands && gone)
    throw broken(
      payment,
      'told-stays-true',
      `the terminal’s ${kind} ${key} was told «${told?.outcome ?? reversal}», and it is ${hold.state}`,
    );
}
