/** What time does to the pre-authorisation family: a notice is sent again, a hold that nobody used lapses. */
import { repeatAfterMs } from '#domain/cancellation';
import { type Payment, stepPayment } from '#domain/payment';
import { type Context, writePayment } from './context.ts';
import { paymentRequest } from './network-requests.ts';
import { OVERDUE_EVERY_MS } from './pace.ts';

export function handleHoldDue(context: Context, payment: Payment): void {
  const { nowMs: atMs, pace } = context;
  if (payment.state === 'approved') {
    const step = stepPayment(payment, { type: 'expire', atMs });
    if (step.payment !== payment) writePayment(context, step);
    return;
  }
  if (payment.state !== 'sent') return;
  const attempts = (payment.attempts ?? 1) + 1;
  const overdue = attempts > pace.attemptsMax;
  const dueMs = atMs + (overdue ? OVERDUE_EVERY_MS : repeatAfterMs(attempts, pace));
  const step = stepPayment(payment, { type: 'repeat', dueMs, overdue, atMs });
  if (step.payment === payment) return;
  writePayment(context, step);
  // The card's track and chip travel with the first send alone: they are stored nowhere.
  context.sends.push(paymentRequest(step.payment, '', null));
}
