/** A way back begins, or begins anew. */
import type { Answer } from '../answer/index.ts';
import type { Route } from '../cancellability/index.ts';
import type { Fen } from '../money/index.ts';
import type { CancellationId, NetworkKey, Payment, TerminalKey } from '../payment/index.ts';
import type { BackStep, Pace } from './moves.ts';
import { claimJournal } from './postings.ts';
import { sharesFor } from './routes.ts';
import { type CancellationBase, cancellationBase, type Door, type SentRoute } from './state.ts';
import { claimOf, messageOf, repeatAfterMs, Steps } from './steps.ts';

export interface OpenRequest {
  readonly id: CancellationId;
  readonly route: SentRoute;
  readonly amountFen: Fen;
  readonly door: Door;
  readonly requestedBy: string;
  readonly reason: string;
  readonly terminal: TerminalKey | null;
  readonly shopPerson?: string;
  readonly requestId?: string;
  readonly rrn: string;
  readonly network: NetworkKey;
  readonly answer: Answer<Route>;
  readonly atMs: number;
}

/** What only some doors know: who in the shop asked, and the request that led to it. */
function askedBy({ shopPerson, requestId }: OpenRequest): Pick<CancellationBase, 'shopPerson' | 'requestId'> {
  if (shopPerson === undefined) return requestId === undefined ? {} : { requestId };
  return requestId === undefined ? { shopPerson } : { shopPerson, requestId };
}

/** Opens a way back that the answer allowed: claims it in the books and sends its message after the commit. */
export function openCancellation(payment: Payment, request: OpenRequest, pace: Pace): BackStep {
  const { atMs } = request;
  // An approval that came after a decline made it unknown, and named this reversal.
  const named = payment.state === 'unknown' && payment.cancellationId === request.id;
  if (
    payment.state !== 'approved' &&
    !(request.route === 'REVERSAL' && (payment.state === 'sent' || named))
  ) {
    throw new Error(
      `Cannot open a ${request.route} of payment ${payment.id} in state ${payment.state}: only an approved one can go back, or one without an outcome by REVERSAL`,
    );
  }
  const base: CancellationBase = {
    id: request.id,
    paymentId: payment.id,
    book: payment.book,
    route: request.route,
    amountFen: request.amountFen,
    shares: sharesFor(payment, request.route, request.amountFen),
    door: request.door,
    requestedBy: request.requestedBy,
    reason: request.reason,
    terminal: request.terminal,
    rrn: request.rrn,
    network: request.network,
    openedMs: atMs,
    answer: request.answer,
    askedAgain: 0,
    tries: 1,
    version: 0,
    ...askedBy(request),
  };
  const waitMs = request.route === 'VOID' ? pace.voidReplyMs : repeatAfterMs(1, pace);
  const steps = new Steps(
    payment,
    { ...base, state: 'sending', attempts: 1, dueMs: atMs + waitMs },
    atMs,
    pace,
  );
  const { route, amountFen, door, reason, requestedBy } = request;
  steps.tell({ kind: 'cancellation-opened', route, amountFen, door, reason, requestedBy });
  if (payment.state === 'approved') {
    steps.book(claimJournal(payment, route, amountFen, base.shares));
    steps.movePayment({ type: 'claim', ...claimOf(base), atMs });
    if (route === 'REVERSAL') steps.count('sale', -1);
  } else if (payment.state === 'sent') {
    steps.movePayment({ type: 'outcome-lost', cancellationId: base.id, atMs });
  }
  return steps.dispatch(messageOf(route), 1).result();
}

/** A void asked for by the back office is tried again: nobody waits at a terminal to press the key. */
export function mayTryVoidAgain(step: BackStep, pace: Pace): boolean {
  const { cancellation, payment } = step;
  return (
    cancellation.state === 'undone' &&
    cancellation.terminal === null &&
    cancellation.tries < pace.voidTriesMax &&
    payment.state === 'approved' &&
    payment.back.whole === null
  );
}

/** Sends a fresh void for a cancellation whose earlier void was undone. */
export function tryVoidAgain(step: BackStep, fresh: NetworkKey, atMs: number, pace: Pace): BackStep {
  const { payment, cancellation } = step;
  if (payment.state !== 'approved') return step;
  const base: CancellationBase = {
    ...cancellationBase(cancellation),
    network: fresh,
    tries: cancellation.tries + 1,
  };
  const steps = new Steps(
    payment,
    { ...base, state: 'sending', attempts: 1, dueMs: atMs + pace.voidReplyMs },
    atMs,
    pace,
  );
  steps.book(claimJournal(payment, base.route, base.amountFen, base.shares));
  steps.movePayment({ type: 'claim', ...claimOf(base), atMs });
  const again = steps.dispatch('void', 1).result();
  return {
    ...again,
    paymentEvents: [...step.paymentEvents, ...again.paymentEvents],
    events: [...step.events, ...again.events],
    journals: [...step.journals, ...again.journals],
    batch: [...step.batch, ...again.batch],
  };
}
