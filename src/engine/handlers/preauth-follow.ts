/** What happens to an increment or a completion happens to its pre-authorisation, in the same commit. */
import { type Payment, type PreauthCommand, stepPayment } from '#domain/payment';
import { type Context, required, writePayment } from './context.ts';

/** A completion that was voided; while that void is itself being undone nobody knows yet whether it stands. */
function voidedOrOpen(context: Context, payment: Payment): 'voided' | 'open' {
  const ends = payment.state === 'voided' ? context.work.cancellation(payment.cancellationId) : undefined;
  return ends === undefined || ends.state === 'done' ? 'voided' : 'open';
}

function commandFor(context: Context, payment: Payment): PreauthCommand | null {
  const { id: paymentId, amountFen, kind } = payment;
  const told = { paymentId, amountFen, atMs: context.nowMs };
  switch (payment.state) {
    case 'sent':
    case 'unknown':
      return { type: kind === 'increment' ? 'raise' : 'completion', to: 'open', ...told };
    case 'approved':
      return kind === 'increment'
        ? { type: 'raise', to: 'held', ...told }
        : { type: 'completion', to: 'approved', ...told };
    case 'declined':
    case 'reversed':
      return { type: kind === 'increment' ? 'raise' : 'completion', to: 'gone', ...told };
    case 'voided':
      return kind === 'completion'
        ? { type: 'completion', to: voidedOrOpen(context, payment), ...told }
        : null;
    case 'completed':
    case 'expired':
      return null;
  }
}

export function followPreauths(context: Context): void {
  for (const payment of context.work.takeMovedOf('preauth')) {
    const command = commandFor(context, payment);
    if (command === null || payment.preauth === undefined) continue;
    const preauth = required(context, payment.preauth.id);
    const step = stepPayment(preauth, command);
    if (step.payment !== preauth) writePayment(context, step);
  }
}
