/** What a pre-authorisation holds, as the API tells it. */
import { heldFen, type Payment } from '#domain/payment';
import { amount, instantOrNull } from '../answers/answer-view.ts';
import type { PaymentView } from '../schemas.ts';

export function holdView(payment: Payment): PaymentView['hold'] {
  if (payment.kind !== 'preauthorisation') return null;
  const { raises = [], completion = null } = 'hold' in payment ? (payment.hold ?? {}) : {};
  return {
    held: payment.state === 'approved' ? amount(heldFen(payment)) : 0,
    until: instantOrNull(payment.holdUntilMs ?? null),
    raises: raises.map(({ paymentId, amountFen, state }) => ({
      payment: paymentId,
      amount: amount(amountFen),
      state,
    })),
    completion:
      completion === null
        ? null
        : { payment: completion.paymentId, amount: amount(completion.amountFen), state: completion.state },
  };
}
