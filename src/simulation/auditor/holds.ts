/** Laws of the pre-authorisation family, by the auditor's own reckoning. A hold is never money. */
import type { JournalRow } from '#engine';
import { type HeldAtIssuer, heldSumFen } from './issuer-holds.ts';
import { type Asked, type AuditedPayment, isHanded, isHeldOnly, isOverruled, isUnheard } from './records.ts';
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

const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
/** Clocks differ, and a program that is down looks later. */
const SLACK_MS = 10 * 60_000;
/** In these worlds a hold lives to the end of its own day. */
const lastMsOf = (startedMs: number): number => Math.ceil((startedMs + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;

/** Time ends a hold, at the acquirer or at its issuer. @throws Violation when it is not over. */
export function checkLapse(payment: AuditedPayment, nowMs: number): void {
  if (nowMs < lastMsOf(payment.startedMs - SLACK_MS) - SLACK_MS)
    throw broken(payment, 'hold-ends', 'it lapsed before its time was over');
}

/** A row of the family was written. @throws Violation */
export function checkFamily(payment: AuditedPayment, nowMs: number): void {
  const { preauth, kind, amountFen } = payment;
  if (payment.state === 'expired') checkLapse(payment, nowMs);
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
  expired: 'lapsed',
};

/** Carried out by the issuer, and told to nobody. */
const isUnheardAt = ({ keys }: HeldAtIssuer, payment: AuditedPayment): boolean =>
  isUnheard(payment) && keys.includes(payment.wireKey);

/** The journey is over: the issuer holds what the acquirer says that it holds. @throws Violation */
export function checkHoldEnd(payment: AuditedPayment, hold: HeldAtIssuer | undefined, nowMs: number): void {
  const { family, state, kind } = payment;
  if (!isHeldOnly(payment) || isHanded(payment) || family.some(isHanded)) return;
  // The issuer may hold more than is known here, or have completed it.
  if (hold !== undefined && [payment, ...family].some((each) => isUnheardAt(hold, each))) return;
  const open = family.find((each) => OPEN.has(each.state));
  if (open !== undefined)
    throw broken(payment, 'hold-ends', `its ${open.kind} ${open.id} is still ${open.state}`);
  if (kind === 'increment') {
    checkRaiseEnd(payment, hold);
    return;
  }
  // One that was declined, or reversed before it came, the issuer does not have.
  if (hold === undefined && (state === 'declined' || state === 'reversed')) return;
  // Its issuer lifts it when it ends its day, which may be later.
  if (state === 'expired' && hold?.state === 'held') return;
  if (state === 'approved' && nowMs > lastMsOf(payment.startedMs + SLACK_MS) + SLACK_MS)
    throw broken(payment, 'hold-ends', 'its time is over, and it stands');
  if (hold === undefined || hold.state !== AT_ISSUER[state])
    throw broken(payment, 'hold-ends', `it is ${state} here and ${hold?.state ?? 'not there'} at its issuer`);
  if (state === 'approved' && heldSumFen(hold) !== heldFen(payment))
    throw broken(payment, 'hold-ends', `${heldSumFen(hold)} fen are held, here it is ${heldFen(payment)}`);
}

function checkRaiseEnd(payment: AuditedPayment, hold: HeldAtIssuer | undefined): void {
  const { preauth, state, wireKey } = payment;
  if (preauth === null || isHanded(preauth)) return;
  if (hold !== undefined && preauth.family.some((each) => isUnheardAt(hold, each))) return;
  // Whatever became of the hold since: what the issuer's record keeps would live again with it.
  const raises = hold?.raises.has(wireKey) === true;
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
  if (isHanded(payment) || isOverruled(payment) || isUnheard(payment)) return;
  const raises = payment.kind === 'preauthorisation' || hold?.raises.has(payment.wireKey) === true;
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
