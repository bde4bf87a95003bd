/** A payment and its ways back tell one story: what the one says to be under way or over, the other is. */
import { type Cancellation, carriedOut, isOpen, type SentRoute } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import {
  addShares,
  discountOf,
  FUNDERS,
  heldFen,
  NO_SHARES,
  type Payment,
  type PaymentIn,
  type Shares,
} from '#domain/payment';

/**
 * Open, and holding a claim: a void that was not possible has given its claim up and only waits for a
 * person.
 */
export const holdsClaim = (cancellation: Cancellation): boolean =>
  isOpen(cancellation) && !(cancellation.state === 'handed' && cancellation.why === 'void-not-possible');

const sumFen = (all: readonly Cancellation[]): Fen => all.reduce((sum, each) => sum + each.amountFen, 0n);
export const sumShares = (all: readonly Cancellation[]): Shares =>
  all.reduce((sum, each) => addShares(sum, each.shares), NO_SHARES);
export const sameShares = (a: Shares, b: Shares): boolean =>
  a.feeFen === b.feeFen &&
  a.issuerFeeFen === b.issuerFeeFen &&
  a.networkFeeFen === b.networkFeeFen &&
  FUNDERS.every((funder) => discountOf(a, funder) === discountOf(b, funder));

/** What is wrong with the cancellation that a payment names; `null` when it is the right one. */
function wrongNamed(
  named: Cancellation | undefined,
  id: string,
  route: SentRoute,
  may: (cancellation: Cancellation) => boolean,
): string | null {
  if (named === undefined) return `its ${route} ${id} is missing`;
  if (named.route !== route) return `its ${route} ${id} is a ${named.route}`;
  return may(named) ? null : `its ${route} ${id} is ${named.state}`;
}

/** A void under way holds its payment in `approved`; one that was done and is being undone, in `voided`. */
const isUndoneAfterDone = (each: Cancellation): boolean => each.state === 'undoing' && each.wasDone;

/** The way back that a payment names: it exists, has the right route, and stands where the payment says. */
export function wrongState(payment: Payment, cancellations: readonly Cancellation[]): string[] {
  const by = (id: string): Cancellation | undefined => cancellations.find((each) => each.id === id);
  const say = (what: string, wrong: string | null): string[] => (wrong === null ? [] : [`${what}, ${wrong}`]);
  switch (payment.state) {
    case 'unknown': {
      const id = payment.cancellationId;
      return say('its outcome is unknown', wrongNamed(by(id), id, 'REVERSAL', isOpen));
    }
    case 'reversed': {
      const id = payment.cancellationId;
      const isDone = (each: Cancellation): boolean => each.state === 'done';
      return say('it is reversed', wrongNamed(by(id), id, 'REVERSAL', isDone));
    }
    case 'voided': {
      const id = payment.cancellationId;
      const stands = (each: Cancellation): boolean =>
        each.state === 'done' ||
        isUndoneAfterDone(each) ||
        (holdsClaim(each) && ['awaiting-file', 'handed'].includes(each.state));
      return say('it is voided', wrongNamed(by(id), id, 'VOID', stands));
    }
    case 'approved': {
      const { whole } = payment.back;
      if (whole === null) return [];
      const named = by(whole.cancellationId);
      const underWay = (each: Cancellation): boolean => holdsClaim(each) && !isUndoneAfterDone(each);
      return [
        ...say('it is claimed as a whole', wrongNamed(named, whole.cancellationId, whole.route, underWay)),
        ...(named !== undefined && named.amountFen !== heldFen(payment)
          ? [`its ${whole.route} takes ${named.amountFen} of ${heldFen(payment)} fen, not the whole`]
          : []),
      ];
    }
    default:
      return [];
  }
}

function wrongSums(payment: PaymentIn<'approved'>, refunds: readonly Cancellation[]): string[] {
  const { back, amountFen } = payment;
  const done = refunds.filter(carriedOut);
  const open = refunds.filter(isOpen);
  const found: string[] = [];
  if (back.returnedFen !== sumFen(done))
    found.push(`it says ${back.returnedFen} fen were refunded, its refunds sum to ${sumFen(done)}`);
  if (back.claimedFen !== sumFen(open))
    found.push(`it says ${back.claimedFen} fen are claimed, its refunds under way sum to ${sumFen(open)}`);
  if (!sameShares(back.returnedShares, sumShares(done)))
    found.push('the returned fees it names are not those of its refunds');
  if (!sameShares(back.claimedShares, sumShares(open)))
    found.push('the claimed fees it names are not those of its refunds under way');
  if (back.returnedFen + back.claimedFen > amountFen)
    found.push('more is given back or claimed than was paid');
  if (back.whole !== null && back.returnedFen + back.claimedFen > 0n)
    found.push(`a ${back.whole.route} of the whole stands beside refunds`);
  return found;
}

/** What is claimed and given back, as the payment says and as its refunds sum. */
export function wrongClaims(payment: Payment, cancellations: readonly Cancellation[]): string[] {
  const refunds = cancellations.filter((each) => each.route === 'REFUND');
  if (payment.state === 'approved') return wrongSums(payment, refunds);
  const fen = sumFen(refunds.filter((each) => carriedOut(each) || isOpen(each)));
  return fen === 0n ? [] : [`it is ${payment.state} and yet ${fen} fen are refunded or claimed`];
}

/** The other direction: a way back that is under way or over is the one its payment knows of. */
export function strayWayBack(payment: Payment, cancellation: Cancellation): string | null {
  const { id, route, state } = cancellation;
  const whole = payment.state === 'approved' ? payment.back.whole : null;
  const ended = 'cancellationId' in payment ? payment.cancellationId : null;
  const stray = `it is a ${state} ${route}, its payment is ${payment.state} and does not know of it`;
  if (route === 'REFUND') return null;
  if (state === 'done') {
    if (ended === id && payment.state === (route === 'VOID' ? 'voided' : 'reversed')) return null;
    // The payment's own late decline ended the reversal: nothing was taken.
    return route === 'REVERSAL' && payment.state === 'declined' ? null : stray;
  }
  if (!holdsClaim(cancellation)) return null;
  if (whole?.cancellationId === id) return null;
  return ended === id && payment.state === (route === 'VOID' ? 'voided' : 'unknown') ? null : stray;
}
