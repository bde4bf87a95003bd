/** An operator records what surrounds a payment; every later answer, by whichever door, reads it. */
import { type Circumstances, circumstancesOf, withCircumstances } from '#domain/payment';
import { type Handled, type RecordCircumstances, replyWith } from '../commands.ts';
import type { Context } from './context.ts';

export function handleCircumstances(context: Context, command: RecordCircumstances): Handled {
  const { work, nowMs: atMs } = context;
  const { book, paymentId, told, by, reason } = command;
  const before = work.payment(paymentId);
  if (before === undefined || before.book !== book) return { reply: replyWith('payment-not-found', atMs) };
  const payment = withCircumstances(before, told);
  if (payment === before) return { reply: replyWith('accepted', atMs, { payment, repeated: true }) };
  work.putPayment(payment);
  const [was, is] = [circumstancesOf(before), circumstancesOf(payment)];
  const changed = Object.entries(is).filter(([name, value]) => was[name as keyof Circumstances] !== value);
  const orderId = payment.order?.id as Parameters<typeof work.addEvent>[0]['orderId'];
  work.addEvent({
    ...{ book, paymentId, cancellationId: null, orderId, atMs, kind: 'payment-noted' },
    body: { ...Object.fromEntries(changed), by, reason },
  });
  return { reply: replyWith('accepted', atMs, { payment }) };
}
