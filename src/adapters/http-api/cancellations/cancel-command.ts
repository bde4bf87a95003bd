/** The one verb as the engine takes it: what is to be cancelled, by whose word, and the papers that come along. */
import { Buffer } from 'node:buffer';
import type { Static } from 'typebox';
import { inspectPaper } from '#adapters/evidence';
import type { ApiKey } from '#adapters/postgres';
import { type Cancellation, carriedOut } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { Payment } from '#domain/payment';
import { type HostCancel, isCancellationId, isPaymentId } from '#engine';
import { maySee } from '../auth.ts';
import type { HttpApiOptions } from '../options.ts';
import { merchantOf } from '../orders/order-acts.ts';
import { inputProblem, Problem } from '../problems.ts';
import type { CancelBody } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';

type Body = Static<typeof CancelBody>;

/** Why a way back is not itself taken back. What never went out, or did not hold, is told as that. */
function refusalOfBack(cancellation: Cancellation): Outcome {
  if (cancellation.route !== 'REFUND') return 'cancellation-not-subject';
  if (cancellation.state === 'refused') return 'refund-not-made';
  if (carriedOut(cancellation) && 'arrival' in cancellation && cancellation.arrival?.state === 'confirmed')
    return 'refund-arrived';
  return 'refund-cannot-be-undone';
}

/** @throws Problem: no such payment, or a subject that is none */
export async function subjectOf(options: HttpApiOptions, caller: ApiKey, subject: string): Promise<Payment> {
  const { reader } = options;
  if (isCancellationId(subject)) {
    const cancellation = await reader.cancellation(subject);
    if (cancellation === null || !maySee(caller, cancellation.book)) throw new Problem('not-found');
    throw new Problem(refusalOfBack(cancellation));
  }
  const record = isPaymentId(subject) ? await reader.payment(subject) : null;
  if (record === null || !maySee(caller, record.payment.book)) throw new Problem('payment-not-found');
  return record.payment;
}

/**
 * What is to go back, and whose it is. A shop names a payment of its own book, and the lane of that book finds it
 * with the batch or says that there is none: it is not read here as well.
 */
async function namedBy(
  options: HttpApiOptions,
  caller: ApiKey,
  subject: string,
): Promise<Pick<HostCancel, 'paymentId' | 'merchant'>> {
  if (caller.role === 'merchant' && caller.book !== null && isPaymentId(subject))
    return { paymentId: subject, merchant: await merchantOf(options, caller.book) };
  const payment = await subjectOf(options, caller, subject);
  const merchant = await options.engine.merchant(payment.terminal.merchantId);
  if (merchant === null) throw new Error(`Cannot find the merchant of payment ${payment.id}`);
  return { paymentId: payment.id, merchant };
}

export async function commandOf(
  options: HttpApiOptions,
  caller: ApiKey,
  body: Body,
  key: string,
): Promise<HostCancel> {
  const reason = lineOf(body.reason, '/reason');
  const shopPerson = body.requestedBy === undefined ? null : lineOf(body.requestedBy, '/requestedBy');
  const named = await namedBy(options, caller, body.subject);
  const route = body.route ?? null;
  const said = ['host-cancel', named.paymentId, body.amount ?? null, route, reason];
  // Only what was said is part of the print: keys of before these members existed keep their meaning.
  if (shopPerson !== null || body.whenOpen === true)
    said.push(shopPerson, body.whenOpen === true ? 'wait' : null);
  return {
    type: 'host-cancel',
    ...named,
    route,
    amountFen: body.amount === undefined ? null : BigInt(body.amount),
    key,
    print: await options.security.fingerprint(JSON.stringify(said)),
    door: caller.role === 'operator' ? 'console' : 'api',
    requestedBy: caller.id,
    reason,
    ...(shopPerson === null ? {} : { shopPerson }),
    ...(body.whenOpen === undefined ? {} : { whenOpen: body.whenOpen }),
  };
}

export interface PaperAlong {
  readonly item: string;
  readonly bytes: Buffer;
}

/** Papers in the body, checked before anything is opened: a bad one refuses the whole. */
export function papersAlong(options: HttpApiOptions, { evidence = [] }: Body): PaperAlong[] {
  return evidence.map(({ item, content }, index) => {
    const bytes = Buffer.from(content, 'base64');
    const pointer = `/evidence/${index}/content`;
    if (bytes.toString('base64') !== content) throw inputProblem('body', pointer, 'must be base64');
    const kind = inspectPaper(bytes, options.limits);
    if (typeof kind === 'string') return { item, bytes };
    const outcome = kind.fault === 'unsafe' ? 'paper-not-safe' : 'paper-not-readable';
    throw new Problem(outcome, { detail: `The file at ${pointer} is refused: ${kind.why}.` });
  });
}
