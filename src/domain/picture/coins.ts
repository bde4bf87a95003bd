/** Where the money is: every part of it once, and all parts together are the amount. */
import type { Cancellation } from '../cancellation/index.ts';
import { circumstancesOf, heldFen, isHold, type Payment, remainingFen } from '../payment/index.ts';
import type { Movement, Station, Tracking } from '../tracking/index.ts';
import type { Coin, CoinState } from './model.ts';
import { COIN_WORDS } from './words.ts';

/** A way back with what tracking says of it. */
export interface TrackedWay {
  readonly no: number;
  readonly cancellation: Cancellation;
  readonly tracking: Tracking;
}

const STATE_OF: Readonly<Record<Movement, CoinState | null>> = {
  'under-way': 'returning',
  undoing: 'unknown',
  'clearing-file': 'unknown',
  'with-person': 'with-person',
  arriving: 'arriving',
  lifted: 'released',
  overdue: 'overdue',
  arrived: 'returned',
  'in-suspense': 'suspense',
  'account-check': 'suspense',
  'paying-out': 'paying-out',
  'paid-out': 'paid-out',
  'nothing-taken': 'untouched',
  stands: null,
};
const ON_ITS_WAY: readonly CoinState[] = ['returning', 'arriving', 'overdue', 'undone', 'paying-out'];

/** Reversed without an answer: what was undone may never have been taken. */
const neverApproved = (payment: Payment, state: CoinState): boolean =>
  payment.state === 'reversed' &&
  payment.approval === null &&
  (state === 'arriving' || state === 'released' || state === 'overdue');

const coin = (parts: Omit<Coin, 'words' | 'towards'> & { readonly towards?: Station | null }): Coin => ({
  towards: null,
  ...parts,
  words: COIN_WORDS[parts.state],
});

/** The part that this way back moves; `null` where it came to nothing and the money stayed where it was. */
function coinOfWay(payment: Payment, { no, cancellation, tracking }: TrackedWay): Coin | null {
  const found = STATE_OF[tracking.movement];
  if (found === null) return null;
  const id = `way-${no}`;
  const { amountFen } = cancellation;
  if (found === 'untouched')
    return coin({ id, wayNo: 0, amountFen, state: found, at: 'account', rail: 'out' });
  const lost = payment.state === 'unknown' && payment.lateApproval === null;
  // Nobody answered the payment: until its reversal is acknowledged it is not known that anything left the account.
  const state = lost && found === 'returning' ? 'unknown' : neverApproved(payment, found) ? 'undone' : found;
  const atBank = payment.state === 'unknown' || (isHold(payment) && ON_ITS_WAY.includes(found));
  const at = atBank ? 'bank' : state === 'returned' || state === 'paid-out' ? 'account' : tracking.where;
  const towards = ON_ITS_WAY.includes(state) ? 'account' : null;
  const rail = lost && state === 'unknown' ? 'out' : 'back';
  return coin({ id, wayNo: no, amountFen, state, at, rail, towards });
}

/** What no way back has taken or claims. */
function coinOfRest(payment: Payment): Coin | null {
  const { amountFen } = payment;
  const main = { id: 'out', wayNo: 0, amountFen, rail: 'out' } as const;
  switch (payment.state) {
    case 'sent':
      // A completion takes what is held already.
      return payment.kind === 'completion'
        ? coin({ ...main, state: 'held', at: 'bank', towards: 'merchant' })
        : coin({ ...main, state: 'asked', at: 'account', towards: isHold(payment) ? 'bank' : 'merchant' });
    case 'declined':
      return coin({ ...main, state: 'untouched', at: 'account' });
    case 'approved': {
      if (isHold(payment)) {
        if (payment.back.whole !== null) return null;
        return coin({ ...main, amountFen: heldFen(payment), state: 'held', at: 'bank' });
      }
      const restFen = remainingFen(payment);
      if (restFen <= 0n) return null;
      const { dispute, frozen } = circumstancesOf(payment);
      if (dispute === 'charged-back')
        return coin({ ...main, amountFen: restFen, state: 'charged-back', at: 'account', rail: 'back' });
      return coin({ ...main, amountFen: restFen, state: frozen ? 'frozen' : 'paid', at: 'merchant' });
    }
    case 'completed':
      return coin({ ...main, amountFen: heldFen(payment), state: 'used-up', at: 'bank' });
    case 'expired':
      return coin({ ...main, amountFen: heldFen(payment), state: 'released', at: 'account', rail: 'back' });
    case 'unknown':
    case 'reversed':
    case 'voided':
      return null;
  }
}

/** Does this way back move, or has it moved, a part of the money? Others came to nothing, whatever they wait for. */
function moves(payment: Payment, { id, route }: Cancellation): boolean {
  switch (payment.state) {
    case 'unknown':
    case 'reversed':
    case 'voided':
      return payment.cancellationId === id;
    case 'approved':
      return route === 'REFUND' || payment.back.whole?.cancellationId === id;
    default:
      return false;
  }
}

/** A payment that is left without a coin has broken rows: where its money is nobody knows. */
export function coinsOf(payment: Payment, ways: readonly TrackedWay[]): readonly Coin[] {
  const rest = coinOfRest(payment);
  const back = ways
    .filter(({ cancellation }) => moves(payment, cancellation))
    .map((way) => coinOfWay(payment, way))
    .filter((each) => each !== null);
  const all = rest === null ? back : [rest, ...back];
  if (all.length > 0) return all;
  const { amountFen } = payment;
  return [coin({ id: 'out', wayNo: 0, amountFen, state: 'unknown', at: 'bank', rail: 'out' })];
}
