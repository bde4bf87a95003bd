/** What surrounds a payment as the API tells it, and to whom: nobody outside the institution reads of a suspicion. */
import type { ApiKey } from '#adapters/postgres';
import { circumstancesOf, isConfidential, type Payment, releasesOf } from '#domain/payment';
import type { EventRow } from '#engine';
import { instant, instantOrNull } from '../answers/answer-view.ts';
import type { PaymentView } from '../schemas.ts';

type Role = ApiKey['role'];

export function circumstancesView(payment: Payment, role: Role): PaymentView['circumstances'] {
  const { suspicious, slipAskedAtMs, ...rest } = circumstancesOf(payment);
  return {
    ...rest,
    slipAskedAt: instantOrNull(slipAskedAtMs),
    ...(role === 'operator' ? { suspicious } : {}),
  };
}

/** For operators alone: what one of them wants taken off. */
export const releasesView = (payment: Payment, role: Role): PaymentView['releases'] =>
  role !== 'operator'
    ? []
    : releasesOf(payment).map(({ name, value, by, reason, atMs }) => {
        return { what: name, value: String(value), by, reason, at: instant(atMs) };
      });

const OPERATORS_OWN = ['payment-release-proposed', 'advice-end-proposed', 'advice-end-rejected'];

/** May this caller read of this step? What operators propose among themselves is theirs, as a suspicion is. */
export const maySeeStep = ({ kind, body }: Pick<EventRow, 'kind' | 'body'>, role: Role): boolean =>
  role === 'operator' ||
  (!OPERATORS_OWN.includes(kind) && (kind !== 'payment-noted' || !Object.keys(body).some(isConfidential)));
