/** What happens to an increment or a completion happens to its pre-authorisation, in the same commit. */
import { type Payment, type PreauthCommand, stepPayment } from '#domain/payment';
import { type Context, required, writePayment } from './context.ts';

/** A completion that was voided; while that void is itself being undone nobody knows yet whether it stands. */
function voidedOrOpen(context: Context, payment: Payment): 'voided' | 'open' {
  const ends = payment.state === 'voided' ? context.work.cancellation(payment.cancellationId) : undefined;
  return ends === undefined || ends.state === 'done' ? 'voided' : 'open';
}

const completes = (preauth: Payment, { id }: Payment): boolean =>
  'hold' in preauth && preauth.hold?.completion?.paymentId === id;

function commandsFor(context: Context, payment: Payment, preauth: Payment): readonly PreauthCommand[] {
  const { id: paymentId, amountFen, kind } = payment;
  const told = { paymentId, amountFen, atMs: context.nowMs };
  switch (payment.state) {
    case 'sent':
    case 'unknown':
      return [{ type: kind === 'increment' ? 'raise' : 'completion', to: 'open', ...told }];
    case 'approved':
      if (kind === 'increment') return [{ type: 'raise', to: 'held', ...told }];
      return [
        // A notice that was taken for refused is none of the hold's any more: it is asked for anew.
        ...(completes(preauth, payment) ? [] : [{ type: 'completion', to: 'open', ...told } as const]),
        { type: 'completion', to: 'approved', ...told },
      ];
    case 'declined':
    case 'reversed':
      return [{ type: kind === 'increment' ? 'raise' : 'completion', to: 'gone', ...told }];
    case 'voided':
      return kind === 'completion'
        ? [{ type: 'completion', to: voidedOrOpen(context, payment), ...told }]
        : [];
    case 'completed':
    case 'expired':
      return [];
  }
}

export function followPreauths(context: Context): void {
  for (const payment of context.work.takeMovedOf('preauth')) {
    if (payment.preauth === undefined) continue;
    const commands = commandsFor(context, payment, required(context, payment.preauth.id));
    for (const command of commands) {
      const preauth = required(context, payment.preauth.id);
      const step = stepPayment(preauth, command);
      if (step.payment !== preauth) writePayment(context, step);
    }
  }
}
