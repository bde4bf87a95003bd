/** An operator records what surrounds a payment; every later answer, by whichever door, reads it. */
import { isOpen } from '#domain/cancellation';
import {
  type Circumstances,
  isConfidential,
  type Payment,
  refusalOfRecord,
  withCircumstances,
} from '#domain/payment';
import { type Handled, type RecordCircumstances, replyWith } from '../commands.ts';
import type { Context } from './context.ts';

export function handleCircumstances(context: Context, command: RecordCircumstances): Handled {
  const { work, nowMs: atMs } = context;
  const { book, paymentId, told, by, reason } = command;
  const before = work.payment(paymentId);
  if (before === undefined || before.book !== book) return { reply: replyWith('payment-not-found', atMs) };
  const record = { told, by, reason, atMs };
  const refusal = refusalOfRecord(before, record);
  if (refusal !== null) return { reply: replyWith(refusal, atMs, { payment: before }) };
  const { payment, changed, proposed } = withCircumstances(before, record);
  if (payment === before) return { reply: replyWith('accepted', atMs, { payment, repeated: true }) };
  work.putPayment(payment);
  const tell = (kind: string, body: Partial<Circumstances>): void => {
    if (Object.keys(body).length > 0) addEvent(context, payment, kind, { ...body, by, reason });
  };
  // Told apart, because a merchant reads the one and not the other.
  for (const secret of [false, true]) {
    tell('payment-noted', only(changed, secret));
    tell('payment-release-proposed', only(proposed, secret));
  }
  // The hold was told anew, which ends the proposal to take it off.
  if (Object.keys({ ...changed, ...proposed }).length === 0)
    for (const secret of [false, true]) tell('payment-noted', only(told, secret));
  if (changed.dispute === 'open' || changed.dispute === 'charged-back')
    tellRefundsUnderWay(context, payment, changed.dispute);
  return { reply: replyWith('accepted', atMs, { payment }) };
}

const only = (told: Partial<Circumstances>, secret: boolean): Partial<Circumstances> =>
  Object.fromEntries(Object.entries(told).filter(([name]) => isConfidential(name) === secret));

/** DSP-05: the refund that is on its way is the defence, and its journey tells of the dispute as the payment's does. */
function tellRefundsUnderWay(context: Context, payment: Payment, dispute: string): void {
  for (const each of context.work.cancellationsOf(payment.id))
    if (each.route === 'REFUND' && isOpen(each))
      addEvent(context, payment, 'dispute-meets-refund', { dispute, amountFen: each.amountFen }, each.id);
}

type EventOf = Parameters<Context['work']['addEvent']>[0];

function addEvent(
  { work, nowMs: atMs }: Context,
  payment: Payment,
  kind: string,
  body: EventOf['body'],
  cancellationId: EventOf['cancellationId'] = null,
): void {
  const { book, id: paymentId } = payment;
  const orderId = payment.order?.id as EventOf['orderId'];
  work.addEvent({ book, paymentId, cancellationId, orderId, atMs, kind, body });
}
