/** An approval that comes after the end: the payment pays nobody any more, and what was taken goes back. */
import { dayOf, stepCancellation } from '#domain/cancellation';
import { kindOf, type Outcome } from '#domain/outcome';
import type { CancellationId, Payment, PaymentCommand, PaymentIn } from '#domain/payment';
import { type Context, writeBack } from './context.ts';
import { openReversal } from './way-back.ts';

type Answered = Extract<PaymentCommand, { type: 'answered' }>;

/** What the payment has to know of its way back when an answer arrives after its end. */
export function whatUndoes(
  context: Context,
  payment: Payment,
  outcome: Outcome,
): Pick<Answered, 'reversalFoundNothing' | 'reversalId'> {
  if (payment.state === 'reversed')
    return { reversalFoundNothing: foundNothing(context, payment.cancellationId) };
  if (payment.state !== 'declined' || kindOf(outcome) !== 'success' || payment.isNotice === true) return {};
  // Its outcome was unknown before it was declined: the reversal of that time goes on.
  const known = context.work.cancellationsOf(payment.id).find(({ route }) => route === 'REVERSAL');
  return { reversalId: known?.id ?? context.ids.cancellation(payment.book, context.nowMs) };
}

/** Did the reversal end on the network's word that it knows of nothing to undo? Then nothing was given back. */
function foundNothing(context: Context, id: CancellationId): boolean {
  const reversal = context.work.cancellation(id);
  return reversal?.state === 'done' && FOUND_NOTHING.includes(reversal.outcome);
}
const FOUND_NOTHING: readonly Outcome[] = [
  'original-not-found',
  'related-transaction-not-valid',
  'payment-not-approved',
];

/**
 * A late approval wakes a reversal that had found nothing, or that had stopped for a day which it was not; where there
 * was none, because the payment was declined, it opens one.
 */
export function undoApproved(context: Context, before: Payment, payment: PaymentIn<'unknown'>): void {
  const reversal = context.work.cancellation(payment.cancellationId);
  if (reversal === undefined) {
    if (before.state !== 'declined') return;
    const { cancellationId: id } = payment;
    const opening = { door: 'deadline', requestedBy: 'host', reason: '98', terminal: null, id } as const;
    writeBack(context, openReversal(context, payment, opening));
    return;
  }
  const ended = before.state === 'reversed' || before.state === 'declined';
  const wrongDay = reversal.state === 'awaiting-file' && dayOf(payment) >= context.clearingDayNow;
  if (!ended && !wrongDay) return;
  const step = stepCancellation(payment, reversal, { type: 'go-on', atMs: context.nowMs }, context.pace);
  if (step.events.length > 0) writeBack(context, step);
}
