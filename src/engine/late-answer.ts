/**
 * Answers that come late or after a restart find their message by its key alone. A key is short and its year is
 * guessed, so such an answer is believed only when it also fits what is stored: the kind of message, the amount.
 */
import type { Cancellation } from '#domain/cancellation';
import { type Advice, advicesOf, isHold, movesMoney, networkKeyText, type Payment } from '#domain/payment';
import type { NetworkAnswer, NetworkSubject, Store } from './ports/index.ts';

/** Which message of ours an answer belongs to, or why it is dropped. */
export type Placed = { readonly subject: NetworkSubject } | { readonly dropped: string };

const ANSWER_MTI = { VOID: '0210', REFUND: '0230', REVERSAL: '0430' } as const;

/** MTI of the answer to a payment or to a way back of it; holds and their voids are authorisations. */
function mtiOf(payment: Payment, back: Cancellation | undefined, part: NetworkSubject['part']): string {
  if (back === undefined) return isHold(payment) ? '0110' : payment.isNotice === true ? '0230' : '0210';
  if (part === 'undo') return '0430';
  return back.route === 'VOID' && isHold(payment) ? '0110' : ANSWER_MTI[back.route];
}

const adviceUnder = (payment: Payment, key: string): Advice | undefined =>
  advicesOf(payment).find(({ network }) => networkKeyText(network) === key);

const adviceMti = (advice: Advice): string => (movesMoney(advice) ? '0230' : '0630');

/** The amount that the message of an advice carried; `null` where nothing depends on it any more. */
function changeOf(payment: Payment, advice: Advice): bigint | null {
  if (!movesMoney(advice) || advice.state === 'refused') return null;
  const fromFen = advice.state === 'done' ? advice.fromFen : payment.amountFen;
  return advice.amountFen > fromFen ? advice.amountFen - fromFen : fromFen - advice.amountFen;
}

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
  const advice = subject.part === 'advice' ? adviceUnder(found.payment, key) : undefined;
  const mti = advice === undefined ? mtiOf(found.payment, back, subject.part) : adviceMti(advice);
  const amountFen =
    advice === undefined ? (back ?? found.payment).amountFen : changeOf(found.payment, advice);
  // Only an approval says that this amount was taken or given back.
  const differs =
    answer.outcome === 'approved' &&
    answer.amountFen !== null &&
    amountFen !== null &&
    answer.amountFen !== amountFen;
  if (answer.mti !== mti || differs) {
    const told = `${answer.mti} over ${answer.amountFen ?? 'no amount'}`;
    return {
      dropped: `an answer to ${key} does not fit: found ${told}, expected ${mti} over ${amountFen ?? 'no'} fen`,
    };
  }
  return { subject };
}

/** Of an increment, the pre-authorisation that it raised: what became of that one decides about both. */
export const preauthOf = async (store: Pick<Store, 'payment'>, payment: Payment): Promise<Payment | null> =>
  payment.kind === 'increment' && payment.preauth !== undefined
    ? ((await store.payment(payment.preauth.id))?.payment ?? null)
    : null;
