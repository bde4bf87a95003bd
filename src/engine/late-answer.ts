/**
 * Answers that come late or after a restart find their message by its key alone. A key is short and its year is
 * guessed, so such an answer is believed only when it also fits what is stored: the kind of message, the amount.
 */
import type { NetworkAnswer, NetworkSubject, Store } from './ports/index.ts';

/** Which message of ours an answer belongs to, or why it is dropped. */
export type Placed = { readonly subject: NetworkSubject } | { readonly dropped: string };

const ANSWER_MTI = { VOID: '0210', REFUND: '0230', REVERSAL: '0430' } as const;

export async function placeAnswer(
  store: Pick<Store, 'locate' | 'payment'>,
  key: string,
  answer: NetworkAnswer,
): Promise<Placed> {
  if (answer.subject !== null) return { subject: answer.subject };
  const subject = await store.locate(key);
  const found = subject === null ? null : await store.payment(subject.paymentId);
  if (subject === null || found === null)
    return { dropped: `an answer to ${key} belongs to no message of ours` };
  const back = found.cancellations.find(({ id }) => id === subject.cancellationId);
  const { mti, amountFen } =
    back === undefined
      ? { mti: '0210', amountFen: found.payment.amountFen }
      : { mti: subject.part === 'undo' ? '0430' : ANSWER_MTI[back.route], amountFen: back.amountFen };
  // Only an approval says that this amount was taken or given back.
  const differs =
    answer.outcome === 'approved' && answer.amountFen !== null && answer.amountFen !== amountFen;
  if (answer.mti !== mti || differs) {
    const told = `${answer.mti} over ${answer.amountFen ?? 'no amount'}`;
    return {
      dropped: `an answer to ${key} does not fit: found ${told}, expected ${mti} over ${amountFen} fen`,
    };
  }
  return { subject };
}
