/** What a request writes, and what it hears of the ways back of its payment. */
import { type Cancellation, carriedOut, isAfterBounce } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { Payment } from '#domain/payment';
import {
  type CancelRequest,
  isUnsent,
  type RequestCommand,
  type RequestStep,
  stepRequest,
} from '#domain/request';
import { arrivalWindow } from '#domain/tracking';
import type { Context } from './context.ts';

/** Writes a request with its events; nothing for a step that moved nothing. */
export function putRequest({ work }: Context, { request, events }: RequestStep): void {
  if (events.length === 0) return;
  work.putRequest(request);
  const owner = { book: request.book, paymentId: request.paymentId, cancellationId: null };
  for (const { atMs, event } of events) {
    const { kind, ...body } = event;
    work.addEvent({ ...owner, atMs, kind, body });
  }
}

const nothingLeft = (payment: Payment): boolean =>
  payment.state === 'voided' ||
  payment.state === 'reversed' ||
  (payment.state === 'approved' && payment.back.returnedFen === payment.amountFen);

const endOf = (cancellation: Cancellation): Outcome | null => {
  if (cancellation.state === 'refused') return cancellation.outcome;
  return cancellation.state === 'undone' || cancellation.state === 'overruled' ? 'void-undone' : null;
};

function news(
  { nowMs: atMs, rules, pace }: Context,
  request: CancelRequest,
  payment: Payment,
  cancellation: Cancellation,
): RequestCommand | null {
  const { id: cancellationId, answer } = cancellation;
  if ('cancellationId' in request && request.cancellationId === cancellationId) {
    const outcome = endOf(cancellation);
    if (outcome !== null) return { type: 'way-back-failed', cancellationId, outcome, atMs };
    if (cancellation.state !== 'done' && !isAfterBounce(cancellation)) return null;
    if (isAfterBounce(cancellation) && cancellation.state !== 'paid-out')
      return { type: 'way-back-bounced', cancellationId, atMs };
    if (cancellation.state === 'done' && cancellation.arrival?.state === 'confirmed')
      return { type: 'arrived', cancellationId, atMs };
    const arrival = answer.terms?.arrival;
    const calendar = { cutOver: pace.cutOver, holidays: rules.holidays };
    const day = cancellation.route === 'REFUND' ? cancellation.clearingDay : null;
    const act = { atMs, clearingDay: day, firm: true };
    const arriveByMs = arrival === undefined ? atMs : arrivalWindow(arrival, act, calendar).latestMs;
    return { type: 'way-back-done', cancellationId, arriveByMs, atMs };
  }
  const won = carriedOut(cancellation) && isUnsent(request) && nothingLeft(payment);
  return won ? { type: 'overtaken', wonBy: cancellationId, atMs } : null;
}

/** Tells the requests of a payment what became of a way back: their own, or one that left them nothing. */
export function noteWayBack(context: Context, payment: Payment, cancellation: Cancellation): void {
  for (const request of context.work.requestsOf(payment.id)) {
    const command = news(context, request, payment, cancellation);
    if (command !== null) putRequest(context, stepRequest(request, command, context.requestPace));
  }
}
