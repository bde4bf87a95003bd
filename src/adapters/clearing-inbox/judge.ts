/** What a clearing file proves about one payment of the books. Pure. */
import { addDays, type ClearingDay, CUT_OVER_GRACE_MS } from '#domain/calendar';
import { type Cancellation, dayOf, isOpen } from '#domain/cancellation';
import { networkKeyText, type Payment } from '#domain/payment';
import type { ClearedDay } from './match.ts';

/**
 * How long before the cut-over a payment may have been sent and yet belong to the next clearing day. After it, one
 * may belong to the day before as long as the network may be late with its cut-over.
 */
const CROSSING_MS = 10 * 60_000;

/** What a payment's cleared command says, as far as the file knows. */
export interface Says {
  readonly paymentIn: boolean;
  readonly voidIn: boolean;
  readonly reversalIn: boolean;
  readonly refundKeys: readonly string[];
}

/** Clearing days in whose file a payment may stand, in order. `lastSecondMs`: when a day ended. */
export function daysOf(payment: Payment, lastSecondMs: (day: ClearingDay) => number): readonly ClearingDay[] {
  const own = dayOf(payment);
  const dayBefore = addDays(own, -1);
  if (payment.startedMs < lastSecondMs(dayBefore) + CUT_OVER_GRACE_MS) return [dayBefore, own];
  if (payment.startedMs > lastSecondMs(own) - CROSSING_MS) return [own, addDays(own, 1)];
  return [own];
}

export function saysOf(cleared: ClearedDay, payment: Payment, cancellations: readonly Cancellation[]): Says {
  const known = cleared.payments.get(networkKeyText(payment.network));
  const ours = cancellations
    .filter(({ route }) => route === 'REFUND')
    .map(({ network }) => networkKeyText(network))
    .filter((key) => cleared.refunds.has(key));
  return {
    paymentIn: known?.paymentIn ?? false,
    voidIn: known?.voidIn ?? false,
    reversalIn: known?.reversalIn ?? false,
    refundKeys: [...new Set([...(known?.refundKeys ?? []), ...ours])],
  };
}

/**
 * Whether the engine may act on what the files of a day say. A row that stands there is evidence. That a row does
 * not stand there is evidence only if the day is over, all its sessions are there, and the payment can stand in no
 * other day's file: `unless-before` when it may also stand in the file of the day before.
 */
export function judge(
  day: ClearingDay,
  whole: boolean,
  says: Says,
  payment: Payment,
  cancellations: readonly Cancellation[],
  lastSecondMs: (day: ClearingDay) => number,
): 'proven' | 'unless-before' | 'nothing' {
  const open = cancellations.filter(isOpen);
  const routes = new Set(open.map(({ route }) => route));
  if (!routes.has('VOID') && !routes.has('REVERSAL')) {
    const keys = open.map(({ network }) => networkKeyText(network));
    return keys.some((key) => says.refundKeys.includes(key)) ? 'proven' : 'nothing';
  }
  if ((routes.has('VOID') && says.voidIn) || (routes.has('REVERSAL') && says.reversalIn)) return 'proven';
  if (!whole) return 'nothing';
  // The payment stands and its undoing does not: what undoes it is for the same day, so the same file.
  if (says.paymentIn) return 'proven';
  const days = daysOf(payment, lastSecondMs);
  if (days.at(-1) !== day) return 'nothing';
  return days.length > 1 ? 'unless-before' : 'proven';
}

/** What of a payment decides whether a file that was matched has anything new to say. */
export function openPartsOf(payment: Payment, cancellations: readonly Cancellation[]): string {
  const open = cancellations.filter(isOpen).map(({ id, state }) => `${id}:${state}`);
  return [payment.state, dayOf(payment), ...open].join(' ');
}
